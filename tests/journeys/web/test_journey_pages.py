"""Journeys and their maps as pages: what they say to whom, what is stored, and as many queries for twenty as for one."""

import re

import pytest
from django.urls import reverse

from journeys.models import Journey, Map, MapCommandLog
from journeys.queries.states import state_of
from journeys.services.journeys import derive_future_map, describe_journey
from stakeholders.models import AuditEntry
from tests.factories import make_journey, make_map, make_small_map, send, signed_in

pytestmark = pytest.mark.django_db


def text_of(response) -> str:
    assert response.status_code == 200
    return response.content.decode()


def test_the_economy_lists_its_journeys_and_says_what_to_do_when_there_is_none(cast):
    at = reverse("economy", args=[cast.economy.slug])
    assert "Start a journey" in text_of(signed_in(cast.freya).get(at))
    assert "A facilitator of your economy can start one" in text_of(signed_in(cast.eddie).get(at))
    journey = make_journey(cast.economy, cast.freya, "Falls at home")
    page = text_of(signed_in(cast.vic).get(at))
    assert "Falls at home" in page and reverse("journey", args=[journey.pk]) in page and "No map yet" in page
    assert "Falls at home" not in text_of(signed_in(cast.adi).get(at))


def test_a_facilitator_starts_a_journey(cast):
    at = reverse("new_journey", args=[cast.economy.slug])
    answer = signed_in(cast.freya).post(at, {"title": "Falls at home", "for_whom": "People who fell", "starts_with": "A fall"})
    journey = Journey.objects.get()
    assert answer.url == reverse("journey", args=[journey.pk])
    assert (journey.title, journey.for_whom, journey.starts_with, journey.created_by) == (
        "Falls at home",
        "People who fell",
        "A fall",
        cast.freya,
    )
    assert AuditEntry.objects.filter(action="journey.created", actor=cast.freya, subject_id=journey.pk).exists()


@pytest.mark.parametrize("name", ["new_journey", "new_map", "derive_map"])
def test_a_form_sent_twice_leads_to_what_it_began(cast, name):
    small, client = make_small_map(cast), signed_in(cast.freya)
    argument = {"new_journey": cast.economy.slug, "new_map": small.map.journey_id, "derive_map": small.map.pk}[name]
    at = reverse(name, args=[argument])
    (id,) = re.findall(r'name="id" value="([^"]+)"', text_of(client.get(at)))
    sent = {"id": id, "title": "Falls at home", "start_from": "blank"}
    first, second = client.post(at, sent), client.post(at, sent)
    assert first.url == second.url == reverse("journey" if name == "new_journey" else "map", args=[id])
    (other,) = re.findall(r'name="id" value="([^"]+)"', text_of(client.get(at)))
    page = text_of(client.post(at, {**sent, "id": other}))
    assert other != id and "already. Open it" in page and 'value="Falls at home"' in page


def test_words_that_tell_who_somebody_is_stop_kindly_and_are_kept_to_be_changed(cast):
    at = reverse("new_journey", args=[cast.economy.slug])
    page = text_of(signed_in(cast.freya).post(at, {"title": "Mrs Smith, 943 476 5919"}))
    assert "943 476 5919" in page and "There is a problem" in page and not Journey.objects.exists()


def test_the_words_of_a_journey_are_changed(cast):
    journey = make_journey(cast.economy, cast.freya, "Falls")
    at = reverse("edit_journey", args=[journey.pk])
    assert 'value="Falls"' in text_of(signed_in(cast.freya).get(at))
    signed_in(cast.freya).post(at, {"title": "Falls at home", "process_owner": "Head of community care"})
    journey.refresh_from_db()
    assert (journey.title, journey.process_owner, journey.for_whom) == ("Falls at home", "Head of community care", "")
    assert "Head of community care" in text_of(signed_in(cast.vic).get(reverse("journey", args=[journey.pk])))


def test_what_to_do_next_says_what_is_still_to_be_done_and_no_more(cast):
    small = make_small_map(cast)
    journey, freya = small.map.journey, signed_in(cast.freya)
    page = reverse("journey", args=[journey.pk])
    assert freya.get(page).context["next_steps"] == ["times", "owner", "future"]
    send(cast.eddie, small.map, "map.set", fields={"start": small.steps[0], "end": small.steps[2]})
    for link in small.links:
        send(cast.eddie, small.map, "link.set", link=link, fields={"wait": 3})
    for step in small.steps[1:]:
        send(cast.eddie, small.map, "step.set", step=step, fields={"pt": 10})
    assert freya.get(page).context["next_steps"] == ["times", "owner", "future"]  # the first step's time is still unknown
    send(cast.eddie, small.map, "step.set", step=small.steps[0], fields={"pt": 10})
    assert freya.get(page).context["next_steps"] == ["owner", "future"]
    describe_journey(actor=cast.freya, journey=journey, title=journey.title, process_owner="Head of community care")
    derive_future_map(actor=cast.freya, based_on=small.map, title="Future")
    assert "What to do next" not in text_of(freya.get(page))


def test_a_map_begins_blank(cast):
    journey = make_journey(cast.economy, cast.freya)
    freya = signed_in(cast.freya)
    answer = freya.post(reverse("new_map", args=[journey.pk]), {"title": "Today", "start_from": "blank"})
    made = Map.objects.get()
    assert "It is empty: begin with who takes part." in text_of(freya.get(answer.url))
    assert answer.status_code == 302 and (made.title, made.kind, made.steps.count()) == ("Today", "current", 0)


def test_a_map_begins_with_a_template_whose_lanes_find_their_organisations(cast):
    journey = make_journey(cast.economy, cast.freya)
    freya = signed_in(cast.freya)
    answer = freya.post(reverse("new_map", args=[journey.pk]), {"title": "Today", "start_from": "urgent-care-to-home"})
    assert "Correct what is different with you." in text_of(freya.get(answer.url))
    state = state_of(Map.objects.get())
    lanes = {lane["title"]: lane["organisation"] for lane in state.lanes}
    assert len(state.steps) == 12 and state.map["title"] == "Today"
    assert lanes["Acute hospital"] == str(cast.hospital.pk) and lanes["Council"] == str(cast.council.pk)
    assert lanes["Community health"] is None


def test_a_future_map_is_derived(cast):
    small = make_small_map(cast)
    signed_in(cast.freya).post(reverse("derive_map", args=[small.map.pk]), {"title": "One front door"})
    future = Map.objects.get(kind="future")
    assert future.based_on == small.map and future.title == "One front door"
    assert {tuple(step["derived_from"]) for step in state_of(future).steps} == {(step,) for step in small.steps}


def test_a_map_put_away_leaves_the_cards_and_comes_back(cast):
    small = make_small_map(cast)
    client, at = signed_in(cast.freya), reverse("journey", args=[small.map.journey_id])
    assert 'class="card map-card"' in text_of(client.get(at))
    client.post(reverse("put_away_map", args=[small.map.pk]))
    page = text_of(client.get(at))
    assert "map-card" not in page and "Bring back" in page
    assert "can be read, not changed" in text_of(client.get(reverse("outline", args=[small.map.pk])))
    client.post(reverse("bring_back_map", args=[small.map.pk]))
    assert 'class="card map-card"' in text_of(client.get(at))


def test_a_journey_put_away_leaves_the_list_and_comes_back(cast):
    small = make_small_map(cast, "As it is")
    client, journey = signed_in(cast.freya), small.map.journey
    economy_at, at = reverse("economy", args=[cast.economy.slug]), reverse("journey", args=[journey.pk])
    away_at = reverse("put_away_journey", args=[journey.pk])
    assert away_at in text_of(client.get(at)) and "Bring back" not in text_of(client.get(economy_at))
    assert "bring it back at any time" in text_of(client.get(away_at))
    journey.refresh_from_db()
    assert journey.archived_at is None  # asked first
    assert client.post(away_at).url == economy_at
    page = text_of(client.get(economy_at))
    assert 'class="card"' not in page and "No journey yet" in page and "Bring back" in page and at in page
    assert "Bring back" not in text_of(signed_in(cast.vic).get(economy_at))
    page = text_of(client.get(at))
    assert "can be read, not changed" in page and "Bring the journey back" in page
    assert not any(words in page for words in ("Add a map", "Change the words", "Plan a future", "What to do next"))
    for name in ("map", "outline"):
        assert "This journey is put away" in text_of(client.get(reverse(name, args=[small.map.pk])))
    assert 'data-may-edit="no"' in text_of(client.get(reverse("map", args=[small.map.pk])))
    assert reverse("outline_do", args=[small.map.pk, "step.add"]) not in text_of(client.get(reverse("outline", args=[small.map.pk])))
    element = reverse("outline_element", args=[small.map.pk, small.steps[0]])
    assert reverse("outline_do", args=[small.map.pk, "step.rename"]) not in text_of(client.get(element))
    data = text_of(signed_in(cast.ana).get(reverse("journey_data", args=[journey.pk])))
    assert "This journey is put away" in data and "Bring data" not in data
    assert client.post(reverse("bring_back_journey", args=[journey.pk])).url == at
    assert 'class="card"' in text_of(client.get(economy_at)) and "Add a map" in text_of(client.get(at))


@pytest.mark.parametrize("name", ["edit_journey", "new_map"])
def test_who_may_not_create_may_not_change_a_journey(cast, name):
    journey = make_journey(cast.economy, cast.freya)
    at = reverse(name, args=[journey.pk])
    assert signed_in(cast.eddie).get(at).status_code == 403
    assert signed_in(cast.eddie).post(at, {"title": "Mine", "start_from": "blank"}).status_code == 403
    assert signed_in(cast.stan).get(at).status_code == 404
    assert not Map.objects.exists()


@pytest.mark.parametrize("name", ["derive_map", "put_away_map", "bring_back_map"])
def test_who_may_not_create_may_not_change_the_list_of_maps(cast, name):
    small = make_map(cast)
    at = reverse(name, args=[small.pk])
    assert signed_in(cast.eddie).post(at, {"title": "Mine"}).status_code == 403
    assert signed_in(cast.stan).post(at, {"title": "Mine"}).status_code == 404
    small.refresh_from_db()
    assert small.archived_at is None and Map.objects.count() == 1


@pytest.mark.parametrize("name", ["outline", "map_history"])
def test_strangers_and_administrators_read_no_map(cast, name):
    at = reverse(name, args=[make_map(cast).pk])
    assert signed_in(cast.stan).get(at).status_code == 404
    assert signed_in(cast.adi).get(at).status_code == 403
    assert signed_in(cast.vic).get(at).status_code == 200


def test_lists_of_journeys_and_maps_take_as_many_queries_for_twenty_as_for_one(cast, django_assert_max_num_queries):
    small, client = make_small_map(cast), signed_in(cast.freya)
    pages = [reverse("economy", args=[cast.economy.slug]), reverse("journey", args=[small.map.journey_id])]
    few = []
    for at in pages:
        with django_assert_max_num_queries(21) as seen:  # nine of them to read the one map whose times may be missing
            client.get(at)
        few.append(len(seen))
    for _ in range(20):
        make_journey(cast.economy, cast.freya)
        make_map(cast, journey=small.map.journey)
    for at, most in zip(pages, few, strict=True):
        with django_assert_max_num_queries(most):
            assert client.get(at).status_code == 200


def test_the_history_names_who_did_what(cast):
    small = make_small_map(cast)
    page = text_of(signed_in(cast.vic).get(reverse("map_history", args=[small.map.pk])))
    assert "<b>Eddie</b> added a step" in page and "Write referral" in page and "Contact surgery → Listen" in page
    assert [page.count(f">{place}</a>") for place in "123"] == [
        1,
        1,
        1,
    ] and "–</a>" not in page  # columns without a heading, by their places
    assert page.count("history__row") == MapCommandLog.objects.count()
