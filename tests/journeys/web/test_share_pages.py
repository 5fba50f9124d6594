"""The page of a map's links: who sees it, a link shown once, the list of who made what, and stopping one."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from journeys.models import Share
from journeys.services.journeys import derive_future_map
from journeys.services.sharing import make_share
from tests.factories import make_small_map, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def of(cast):
    return make_small_map(cast).map


def page(of) -> str:
    return reverse("shares", args=[of.pk])


def filled(**more):
    return {"other": "map", "label": "Board", "days": "7", **more}


def test_the_link_is_shown_once_and_opens(cast, of):
    freya = signed_in(cast.freya)
    answer = freya.post(page(of), filled())
    (link,) = re.findall(r'readonly value="([^"]+)"', answer.content.decode())
    assert Client().get(link).status_code == 200
    again = freya.get(page(of)).content.decode()
    assert link not in again and "Board" in again and "Freya" in again and "no-store" in answer["Cache-Control"]


def test_a_comparison_is_chosen_in_the_form_or_by_the_address(cast, of):
    future = derive_future_map(actor=cast.freya, based_on=of, title="Later")
    freya = signed_in(cast.freya)
    assert f'<option value="{future.pk}" selected>' in freya.get(page(of), {"with": str(future.pk)}).content.decode()
    freya.post(page(of), filled(other=str(future.pk), with_measures="on"))
    share = Share.objects.get()
    assert (share.map, share.other, share.with_measures, share.label) == (of, future, True, "Board")


@pytest.mark.parametrize(
    "wrong, words",
    [
        ({"label": ""}, "Fill this in."),
        ({"label": "For 943 476 5919"}, "NHS number"),
        ({"days": "365"}, "This choice is not there any more. Choose again."),
        ({"other": "00000000-0000-7000-8000-000000000000"}, "This choice is not there any more. Choose again."),
    ],
)
def test_what_will_not_do_is_said_on_the_form(cast, of, wrong, words):
    assert words in signed_in(cast.freya).post(page(of), filled(**wrong)).content.decode()
    assert not Share.objects.exists()


def test_observers_are_told_and_strangers_learn_nothing(cast, of):
    share, _secret = make_share(actor=cast.freya, of=of, label="Board", days=7)
    stop = reverse("stop_share", args=[share.pk])
    for address in (page(of), stop):
        assert signed_in(cast.vic).get(address).status_code == 403
        assert signed_in(cast.stan).post(address).status_code == 404
    assert "Share read-only" not in signed_in(cast.vic).get(reverse("map", args=[of.pk])).content.decode()
    assert page(of) in signed_in(cast.freya).get(reverse("map", args=[of.pk])).content.decode()


def test_stopping_asks_once_more_and_leads_back_to_the_list(cast, of):
    share, secret = make_share(actor=cast.freya, of=of, label="Board", days=7)
    freya, stop = signed_in(cast.freya), reverse("stop_share", args=[share.pk])
    assert "Stop “Board”?" in freya.get(stop).content.decode()
    assert Client().get(reverse("shared", args=[secret])).status_code == 200
    answer = freya.post(stop, follow=True)
    assert answer.redirect_chain == [(page(of), 302)]
    assert "stopped by Freya" in answer.content.decode()
    assert Client().get(reverse("shared", args=[secret])).status_code == 404


@pytest.mark.parametrize("links", [1, 20])
def test_the_list_costs_the_same_however_many_links_there_are(cast, of, links):
    for _ in range(links):
        make_share(actor=cast.freya, of=of, label="Board", days=7)
    freya = signed_in(cast.freya)
    freya.get(page(of))
    with CaptureQueriesContext(connection) as queries:
        freya.get(page(of))
    assert len(queries) <= 13
