"""The page where two people take words out of a map."""

import re

import pytest
from django.core import mail
from django.urls import reverse

from journeys.models import Redaction
from journeys.queries.states import state_of
from stakeholders.domain.permissions import Role
from stakeholders.services.memberships import add_member, end_membership
from tests.factories import administrator_of, make_cast, make_economy, make_member, make_small_map, send, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def small(cast):
    small = make_small_map(cast)
    send(cast.eddie, small.map, "step.rename", step=small.steps[0], title="Ring Zoë Quill")
    return small


def asked(client, at) -> Redaction:
    assert client.post(at, {"text": "Zoë Quill", "reason": "A name, by mistake"}).status_code == 302
    return Redaction.objects.get()


def test_one_asks_and_another_agrees(cast, small):
    at = reverse("redactions", args=[small.map.pk])
    freya, mona = signed_in(cast.freya), signed_in(make_member(cast.economy, Role.MODERATOR, name="Mona"))
    redaction = asked(freya, at)
    answer_at = reverse("answer_redaction", args=[small.map.pk, redaction.pk])
    mine = freya.get(at).content.decode()
    assert "Take the request back" in mine and "Agree, take the words out" not in mine
    assert freya.post(answer_at, {"answer": "agree"}).status_code == 403
    theirs = mona.get(at).content.decode()
    assert "“Zoë Quill”" in theirs and "Agree, take the words out" in theirs
    assert mona.post(answer_at, {"answer": "agree"}).url == at
    small.map.refresh_from_db()
    assert state_of(small.map)[small.steps[0]]["title"] == "Ring [taken out]"
    after = mona.get(at).content.decode()
    assert "Quill" not in after and "A name, by mistake" in after and "taken out" in after


def test_who_asks_hears_whether_anybody_else_may_agree(cast, small):
    at, freya = reverse("redactions", args=[small.map.pk]), signed_in(cast.freya)
    asked(freya, at)
    alone = freya.get(at).content.decode()
    assert "nobody else here may yet" in alone and not mail.outbox
    Redaction.objects.all().delete()
    make_member(cast.economy, Role.MODERATOR, name="Mona")
    asked(freya, at)
    assert "We have written to those who may" in freya.get(at).content.decode()


def test_a_request_is_taken_back_by_who_made_it(cast, small):
    at = reverse("redactions", args=[small.map.pk])
    freya = signed_in(cast.freya)
    redaction = asked(freya, at)
    freya.post(reverse("answer_redaction", args=[small.map.pk, redaction.pk]), {"answer": "decline"})
    redaction.refresh_from_db()
    assert redaction.declined_at and redaction.text == "" and state_of(small.map)[small.steps[0]]["title"] == "Ring Zoë Quill"


def test_what_will_not_do_is_said_at_its_field_and_kept_to_be_corrected(cast, small):
    page = signed_in(cast.freya).post(reverse("redactions", args=[small.map.pk]), {"text": "Bloggs", "reason": "A name"}).content.decode()
    assert "nowhere on this map" in page and 'value="Bloggs"' in page and not Redaction.objects.exists()


def test_it_is_for_those_who_may_and_an_information_governance_lead_sees_no_way_to_the_map(cast, small):
    at = reverse("redactions", args=[small.map.pk])
    assert signed_in(cast.eddie).get(at).status_code == 403
    assert signed_in(cast.stan).get(at).status_code == 404
    lead = signed_in(make_member(cast.economy, Role.IG_LEAD, name="Ida"))
    page = lead.get(at)
    assert page.status_code == 200 and reverse("outline", args=[small.map.pk]) not in page.content.decode()
    assert (
        reverse("redactions", args=[small.map.pk])
        in signed_in(cast.freya).get(reverse("map_history", args=[small.map.pk])).content.decode()
    )


def test_a_request_of_another_map_is_not_there(cast, small):
    redaction = asked(signed_in(cast.freya), reverse("redactions", args=[small.map.pk]))
    other = make_small_map(cast).map
    assert signed_in(cast.freya).post(reverse("answer_redaction", args=[other.pk, redaction.pk])).status_code == 404


def written(act) -> list:
    """The emails that come of it."""
    before = len(mail.outbox)
    act()
    return mail.outbox[before:]


@pytest.mark.django_db(transaction=True)
def test_those_who_may_agree_are_written_to_without_the_words_and_who_asked_hears_what_became_of_it(cast, small):
    at = reverse("redactions", args=[small.map.pk])
    mona = make_member(cast.economy, Role.MODERATOR, name="Mona")
    ida = make_member(cast.economy, Role.IG_LEAD, name="Ida")
    make_member(make_cast().economy, Role.MODERATOR, name="Elsewhere")
    freya = signed_in(cast.freya)
    letters = written(lambda: asked(freya, at))
    assert {one.to[0] for one in letters} == {mona.email, ida.email} and all(len(one.to) == 1 for one in letters)
    for one in letters:
        assert f"http://testserver{at}" in one.body and "Freya" in one.body and cast.economy.name in one.body
        assert not any(word in one.subject + one.body for word in ("Quill", "Zoë", "A name, by mistake", small.map.title))
    answer_at = reverse("answer_redaction", args=[small.map.pk, Redaction.objects.get().pk])
    (told,) = written(lambda: signed_in(ida).post(answer_at, {"answer": "agree"}))
    assert (
        told.to == [cast.freya.email] and "Ida agreed" in told.body and f"http://testserver{at}" in told.body and "Quill" not in told.body
    )


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("who", ["another", "oneself"])
def test_who_asked_hears_when_another_leaves_the_words_but_not_of_what_they_did_themselves(cast, small, who):
    mona = make_member(cast.economy, Role.MODERATOR, name="Mona")
    redaction = asked(signed_in(cast.freya), reverse("redactions", args=[small.map.pk]))
    answer_at = reverse("answer_redaction", args=[small.map.pk, redaction.pk])
    answering = signed_in(mona if who == "another" else cast.freya)
    letters = written(lambda: answering.post(answer_at, {"answer": "decline"}))
    assert [one.to for one in letters] == ([[cast.freya.email]] if who == "another" else [])
    assert all("Mona did not agree" in one.body for one in letters)


@pytest.mark.django_db(transaction=True)
def test_who_asked_and_may_not_open_the_page_any_more_is_not_written_to(cast, small):
    mona = make_member(cast.economy, Role.MODERATOR, name="Mona")
    redaction = asked(signed_in(cast.freya), reverse("redactions", args=[small.map.pk]))
    end_membership(actor=cast.adi, membership=cast.freya.memberships.get())
    answer_at = reverse("answer_redaction", args=[small.map.pk, redaction.pk])
    assert not written(lambda: signed_in(mona).post(answer_at, {"answer": "decline"}))


@pytest.mark.parametrize("role", [Role.IG_LEAD, Role.MODERATOR, Role.FACILITATOR])
def test_a_request_waits_on_the_start_page_and_the_economys_page_of_those_who_may_answer(cast, small, role):
    at = reverse("redactions", args=[small.map.pk])
    redaction = asked(signed_in(cast.freya), at)
    able = make_member(cast.economy, role, name="Ida")
    elsewhere = make_economy()
    add_member(actor=administrator_of(elsewhere), economy=elsewhere, user=able, roles=[role])
    theirs = signed_in(able)
    economy_at = reverse("economy", args=[cast.economy.slug])
    page = theirs.get(economy_at).content.decode()
    assert "Waiting for you" in page and at in page and "Quill" not in page and "Freya asks" in page
    assert theirs.get("/").content.decode().count("1 request waits for you") == 1
    assert theirs.get(at).status_code == 200
    for other in (cast.freya, cast.eddie, cast.adi):
        assert "Waiting for you" not in signed_in(other).get(economy_at).content.decode()
    theirs.post(reverse("answer_redaction", args=[small.map.pk, redaction.pk]), {"answer": "decline"})
    assert "Waiting for you" not in theirs.get(economy_at).content.decode()


def test_an_information_governance_lead_is_led_nowhere_they_may_not_go(cast, small):
    at = reverse("redactions", args=[small.map.pk])
    asked(signed_in(cast.freya), at)
    lead = signed_in(make_member(cast.economy, Role.IG_LEAD, name="Ida"))
    page = lead.get(at).content.decode()
    links = set(re.findall(r'href="(/(?:economies|journeys|maps|datasets)/[^"]*)"', page))
    assert reverse("audit", args=[cast.economy.slug]) in links
    assert {link: lead.get(link).status_code for link in links} == dict.fromkeys(links, 200)
