"""What readers from outside see: a map or a comparison, without account, names or ways into the economy; nothing once a link ends."""

import re

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from rest_framework.throttling import SimpleRateThrottle

from journeys.domain.accounts import account_key, used_account
from journeys.models import Share
from journeys.queries.states import state_of
from journeys.services.journeys import archive_map, derive_future_map
from journeys.services.sharing import make_share, stop_share
from tests.event_logs import brought, log_of, measured, read
from tests.factories import make_small_map, send, signed_in
from tests.pages.maps import make_future, make_worked_example

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nobody_guessed_yet():
    cache.clear()


@pytest.fixture
def pair(cast):
    current = make_worked_example(cast)
    return current, make_future(cast, current)


def shared(cast, of, **more) -> str:
    return reverse("shared", args=[make_share(actor=cast.freya, of=of, label="Board of December", days=30, **more)[1]])


def text_of(answer) -> str:
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def test_a_reader_without_an_account_sees_the_comparison(cast, pair):
    page = text_of(Client().get(shared(cast, pair[0], other=pair[1])))
    assert "Current against Future A" in page and "−37.3 d" in page and "−10.22 d" in page
    assert f"Shared by {cast.economy.name} to be read" in page


def test_a_comparison_says_what_each_of_its_figures_means_and_its_unit(cast, pair):
    page = Client().get(shared(cast, pair[0], other=pair[1])).content.decode()
    figures = re.findall(r'<th scope="row">([^<]+)</th>', page.split('id="figures-heading"')[1].split("</table>")[0])
    meanings = page.split('id="definitions"')[1]
    assert len(figures) > 15 and all(f"<dt>{figure} (" in meanings for figure in figures)
    assert "<dt>Lead time (days)</dt><dd>The days from the first step to the last" in meanings


def test_a_reader_without_an_account_sees_the_map(cast, pair):
    page = text_of(Client().get(shared(cast, pair[0])))
    for words in ("61.5 d", "4 Triage referral", "sent back 46%", "Memory service", "no owner", "9 d waiting before “Triage referral”"):
        assert words in page, words


def links_of(answer) -> list[str]:
    return re.findall(r'<(?:a|form)[^>]*(?:href|action)="([^"]*)"', answer.content.decode())


@pytest.mark.parametrize("both", [False, True], ids=["map", "comparison"])
def test_nothing_on_it_leads_into_the_economy_even_for_members(cast, pair, both):
    address = shared(cast, pair[0], **({"other": pair[1]} if both else {}))
    for client in (Client(), signed_in(cast.freya)):
        answer = client.get(address)
        assert set(links_of(answer)) <= {"/", "#main", reverse("privacy"), reverse("accessibility"), reverse("intended_use")}
        assert "Freya" not in answer.content.decode() and "Board of December" not in answer.content.decode()


def test_it_names_nobody_and_quotes_nobody(cast, pair):
    step = next(step for step in _steps(pair[0]) if step["title"] == "Write referral")
    own = next(step for step in _steps(pair[0]) if step["title"] == "Chase and explain again")
    send(cast.freya, pair[0], "step.set", step=step["id"], fields={"process_owner": "Matilda Hatherleigh", "note": "Ask Bartholomew"})
    send(cast.freya, pair[0], "step.set", step=own["id"], fields={"note": "I rang eleven times"})
    for address in (shared(cast, pair[0]), shared(cast, pair[0], other=pair[1])):
        page = Client().get(address).content.decode()
        for words in ("Matilda", "Bartholomew", "I rang eleven times", "Nearly half of the letters"):
            assert words not in page, words


def _steps(of):
    return state_of(of).steps


@pytest.mark.parametrize("both", [False, True], ids=["map", "comparison"])
def test_search_engines_caches_and_other_sites_learn_nothing(cast, pair, both):
    address = shared(cast, pair[0], **({"other": pair[1]} if both else {}))
    for answer in (Client().get(address), Client().get(reverse("shared", args=["guess"]))):
        assert "noindex" in answer["X-Robots-Tag"]
        assert answer["Referrer-Policy"] == "no-referrer"
        assert "no-store" in answer["Cache-Control"]
    assert '<meta name="robots" content="noindex' in Client().get(address).content.decode()


def test_every_ended_link_gives_the_very_page_of_one_that_never_was(cast, pair):
    never = Client().get(reverse("shared", args=["x" * 32])).content
    stopped = shared(cast, pair[0])
    stop_share(actor=cast.freya, share=Share.objects.get())
    away = shared(cast, pair[0], other=pair[1])
    archive_map(actor=cast.freya, of=pair[1])
    for address in (stopped, away):
        answer = Client().get(address)
        assert (answer.status_code, answer.content) == (404, never)


def test_who_guesses_is_stopped_and_who_has_a_link_is_not(cast, pair, monkeypatch):
    monkeypatch.setattr(SimpleRateThrottle, "THROTTLE_RATES", {"failed_share": "3/min", "share": "60/min"})
    address, guesser = shared(cast, pair[0]), Client()
    answers = [guesser.get(reverse("shared", args=[f"guess-{n}"])) for n in range(5)]
    assert [answer.status_code for answer in answers] == [404, 404, 404, 429, 429]
    assert "noindex" in answers[-1]["X-Robots-Tag"] and int(answers[-1]["Retry-After"]) > 0
    assert guesser.get(address).status_code == 200
    assert Client(REMOTE_ADDR="192.0.2.7").get(reverse("shared", args=["guess"])).status_code == 404


def test_one_link_opens_so_often_from_one_address_and_says_how_often_still(cast, pair, monkeypatch):
    monkeypatch.setattr(SimpleRateThrottle, "THROTTLE_RATES", {"share": "3/min", "failed_share": "3/min"})
    address, another = shared(cast, pair[0]), shared(cast, pair[0], other=pair[1])
    answers = [Client().get(address) for _ in range(4)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert [answer["RateLimit-Remaining"] for answer in answers] == ["2", "1", "0", "0"] and answers[0]["RateLimit-Limit"] == "3"
    assert int(answers[3]["Retry-After"]) > 0 and "no-store" in answers[3]["Cache-Control"] and b"very often" in answers[3].content
    assert Client().get(another).status_code == Client(REMOTE_ADDR="192.0.2.7").get(address).status_code == 200


@pytest.mark.parametrize("both", [False, True], ids=["map", "comparison"])
def test_it_is_made_once_for_each_revision_and_language(cast, pair, both, other_language):
    address = shared(cast, pair[0], **({"other": pair[1]} if both else {}))
    first = Client().get(address)
    with CaptureQueriesContext(connection) as asked:
        again = Client().get(address)
    assert again.content == first.content and len(asked) <= 3  # the link, whether its maker may still share, when it was opened
    assert "⟦" in Client(headers={"Accept-Language": other_language}).get(address).content.decode()
    changed = pair[1] if both else pair[0]
    send(cast.freya, changed, "map.set", fields={"title": "One letter fewer"})
    assert "One letter fewer" in Client().get(address).content.decode()
    stop_share(actor=cast.freya, share=Share.objects.get())
    assert Client().get(address).status_code == 404


def test_opening_it_is_noted_for_those_inside(cast, pair):
    address = shared(cast, pair[0])
    assert Share.objects.get().last_used_at is None
    Client().get(address)
    assert Share.objects.get().last_used_at is not None


@pytest.fixture
def with_data(cast, settings, tmp_path, django_capture_on_commit_callbacks):
    """A small map of which 23 people are known to have come to the end, and 9 to wait still."""
    settings.DATA_DIR = tmp_path
    small = make_small_map(cast)
    dataset = brought(cast, small, log_of(23, 9))
    read(cast, dataset, run=django_capture_on_commit_callbacks)
    for link in small.links:
        send(cast.eddie, small.map, "link.set", link=link, fields={"wait": 2})
    send(cast.eddie, small.map, "map.set", fields={"start": small.steps[0], "end": small.steps[2]})
    measured(cast, small, dataset)
    return small.map, derive_future_map(actor=cast.freya, based_on=small.map, title="Later"), dataset


def test_measured_figures_go_out_only_when_wanted_and_with_rounded_counts(cast, with_data):
    current, future, _dataset = with_data
    without = text_of(Client().get(shared(cast, current, other=future)))
    assert "n 20" not in without and "easured from data" not in without
    for page in (
        text_of(Client().get(shared(cast, current, other=future, with_measures=True))),
        text_of(Client().get(shared(cast, current, with_measures=True))),
    ):
        assert "Measured from data" in page
        assert "n 23" not in page and ", 9 on the way" not in page
    assert "n 20" in page


def test_data_for_some_organisations_only_never_go_out(cast, with_data):
    current, future, dataset = with_data
    dataset.readers.set([cast.hospital])
    page = text_of(Client().get(shared(cast, current, other=future, with_measures=True)))
    assert "Measured from data" not in page


def test_of_few_people_nothing_goes_out_though_an_analyst_reads_it_inside(cast, settings, tmp_path, django_capture_on_commit_callbacks):
    settings.DATA_DIR = tmp_path
    small = make_small_map(cast)
    few = brought(cast, small, log_of(5))
    read(cast, few, run=django_capture_on_commit_callbacks)
    measured(cast, small, few)
    page = text_of(Client().get(shared(cast, small.map, with_measures=True)))
    assert "too few" in page and "3 d" not in page and "n 5" not in page


@pytest.mark.parametrize("both", [False, True], ids=["map", "comparison"])
def test_figures_that_come_from_data_are_shown_only_by_a_link_that_was_made_with_them(cast, pair, both):
    """Such as a map drafted from data holds. A wait that somebody estimated too is shown as they did."""
    link = next(link for link in state_of(pair[0]).links if link["kind"] == "flow" and used_account(link["wait"])["value"] == 4)
    measured_wait = {"value": 37.5, "unit": "d", "source": "measured", "n": 40}
    send(cast.freya, pair[0], "link.set", link=link["id"], fields={"wait": measured_wait})
    send(cast.freya, pair[0], "link.set", link=link["id"], fields={"wait.used": account_key("measured", "")})
    pair[0].refresh_from_db()
    more = {"other": pair[1]} if both else {}
    without, shown = (text_of(Client().get(shared(cast, pair[0], with_measures=wanted, **more))) for wanted in (False, True))
    assert "61.5 d" in without and "95 d" not in without and "37.5" not in without
    assert "95 d" in shown and "61.5 d" not in shown
