"""The map's page, the definitions of its figures, and what changed since: who may read them, what they say, how many queries they cost."""

import json
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from journeys.domain.figures.definitions import DEFINITIONS
from journeys.domain.templates import TEMPLATES
from journeys.queries.states import state_of
from journeys.services.journeys import archive_journey
from tests.event_logs import brought, log_of, measured, read
from tests.factories import make_map, make_small_map, new_id, send, signed_in
from tests.pages.maps import make_future, make_long_map, make_worked_example

pytestmark = pytest.mark.django_db


def text_of(response) -> str:
    assert response.status_code == 200
    return response.content.decode()


def addresses(of) -> list[str]:
    return [reverse("map", args=[of.pk]), reverse("map_since", args=[of.pk]) + "?after=0", reverse("map_figure", args=[of.pk, "lead_time"])]


def test_observers_read_the_map_and_strangers_learn_nothing(cast):
    of = make_worked_example(cast)
    for address in addresses(of):
        assert signed_in(cast.vic).get(address).status_code == 200
        assert signed_in(cast.stan).get(address).status_code == 404
        assert signed_in(cast.adi).get(address).status_code == 403  # administers people, reads no maps


def test_the_map_says_its_figures_its_steps_and_who_is_missing(cast):
    page = text_of(signed_in(cast.vic).get(reverse("map", args=[make_worked_example(cast).pk])))
    for words in ("61.5 d", "5 h 42", "0.39%", "10.7", "at most", "31%", "19 h 10", "14%", "3 steps", "Triage referral", "Memory service"):
        assert words in page, words
    assert "no one clinically responsible" in page and "failure demand" in page
    assert page.count('class="step__card"') == 25
    assert "wait 11 d" in page  # what the arrows say, for readers without scripts


def test_a_future_with_parallel_work_says_at_least(cast):
    future = make_future(cast, make_worked_example(cast))
    page = text_of(signed_in(cast.vic).get(reverse("map", args=[future.pk])))
    assert "at least" in page and "24.2 d" in page
    assert "Future A" in page


def test_an_empty_map_says_what_to_do_next(cast):
    of = make_map(cast)
    assert "Add the first steps" in text_of(signed_in(cast.eddie).get(reverse("map", args=[of.pk])))
    assert "Nobody has drawn this map yet" in text_of(signed_in(cast.vic).get(reverse("map", args=[of.pk])))


def test_lanes_of_people_in_which_nothing_stands_say_so_kindly(cast):
    untold = "Nobody has told their part yet."
    template = make_worked_example(cast, TEMPLATES["urgent-care-to-home"].current)
    assert text_of(signed_in(cast.vic).get(reverse("map", args=[template.pk]))).count(f"<p>{untold}</p>") == 2
    assert f"<p>{untold}</p>" not in text_of(signed_in(cast.vic).get(reverse("map", args=[make_worked_example(cast).pk])))


def test_what_cannot_be_computed_is_said_kindly(cast):
    page = text_of(signed_in(cast.vic).get(reverse("map", args=[make_small_map(cast).map.pk])))
    assert "Some figures cannot be computed until" in page and "not yet known" in page


@pytest.mark.parametrize("name", DEFINITIONS)
def test_every_figure_has_a_page_whether_it_can_be_computed_or_not(cast, name):
    for of in (make_worked_example(cast), make_small_map(cast).map, make_map(cast)):
        page = text_of(signed_in(cast.vic).get(reverse("map_figure", args=[of.pk, name])))
        assert "What it means" in page


def test_an_unknown_figure_is_not_found(cast):
    assert signed_in(cast.vic).get(reverse("map_figure", args=[make_map(cast).pk, "happiness"])).status_code == 404


def test_the_page_holds_the_snapshot_of_its_revision(cast):
    small = make_small_map(cast)
    send(cast.eddie, small.map, "step.rename", step=small.steps[0], title="</script><b>Ring & ask")
    page = text_of(signed_in(cast.vic).get(reverse("map", args=[small.map.pk])))
    raw = re.search(r'id="map-snapshot">(.*?)</script>', page, re.S).group(1)
    snapshot = json.loads(raw)
    assert snapshot["revision"] == small.map.revision == int(re.search(r'data-revision="(\d+)"', page).group(1))
    assert {e["id"] for e in snapshot["elements"]} == set(state_of(small.map).elements)
    assert "</script><b>" not in page


def test_changes_since_a_revision_come_with_the_parts_that_follow_from_them(cast):
    small = make_small_map(cast)
    before = small.map.revision
    address = reverse("map_since", args=[small.map.pk])
    assert signed_in(cast.vic).get(address, {"after": before}).json() == {"revision": before, "changes": [], "more": False, "resync": False}
    send(cast.eddie, small.map, "step.set", step=small.steps[1], fields={"process_owner": "Practice manager"})
    answer = signed_in(cast.vic).get(address, {"after": before}).json()
    assert answer["revision"] == before + 1
    assert [change["by"]["name"] for change in answer["changes"]] == ["Eddie"]
    assert answer["derived"]["gaps"][small.steps[1]] == ["G2"]
    assert set(answer["parts"]) == {"score", "ladder", "look"} and "no process owner" not in answer["parts"]["look"].split("Write")[0]


def test_who_may_edit_is_led_to_what_is_missing_when_the_map_is_drawn_anew_too(cast):
    small = make_small_map(cast)  # its first and last steps are not named
    since = reverse("map_since", args=[small.map.pk]) + "?after=0"
    words = "Put it right in the outline"
    assert words in signed_in(cast.eddie).get(since).json()["parts"]["score"]
    assert words not in signed_in(cast.vic).get(since).json()["parts"]["score"]
    archive_journey(actor=cast.freya, journey=small.map.journey)
    assert words not in text_of(signed_in(cast.eddie).get(reverse("map", args=[small.map.pk])))


@pytest.mark.parametrize("after", ["soon", "", "-1", "9" * 30])
def test_changes_after_what_is_no_revision_are_refused_in_a_sentence(cast, after):
    answer = signed_in(cast.vic).get(reverse("map_since", args=[make_small_map(cast).map.pk]), {"after": after})
    assert answer.status_code == 422 and "a whole number" in answer.content.decode()


def _queries(client, address) -> int:
    client.get(address)  # what a process remembers is remembered
    with CaptureQueriesContext(
        connection,
    ) as seen:
        assert client.get(address).status_code == 200
    return len(seen)


@pytest.mark.parametrize("after", ["", "-1", "now", "²", "9" * 20, "9" * 5000])
def test_what_is_no_revision_is_refused_in_words(cast, after):
    answer = signed_in(cast.vic).get(reverse("map_since", args=[make_small_map(cast).map.pk]), {"after": after})
    assert answer.status_code == 422 and "a whole number" in answer.content.decode()


@pytest.mark.parametrize("name", ["map", "map_since", "map_figure"])
def test_a_large_map_costs_as_many_queries_as_a_small_one(cast, name, django_capture_on_commit_callbacks):
    costs = []
    for steps in (3, 20, 500):
        with django_capture_on_commit_callbacks(execute=True):
            of = make_long_map(cast, steps)
        arguments = [of.pk, "lead_time"] if name == "map_figure" else [of.pk]
        after = f"?after={of.revision}" if name == "map_since" else ""
        costs.append(_queries(signed_in(cast.vic), reverse(name, args=arguments) + after))
    assert costs[0] == costs[1] == costs[2]


@pytest.mark.parametrize("name", ["map", "map_since", "map_figure"])
def test_measured_figures_cost_as_many_queries_on_a_large_map_as_on_a_small_one(
    cast, name, settings, tmp_path, django_capture_on_commit_callbacks
):
    settings.DATA_DIR = tmp_path
    small = make_small_map(cast)
    dataset = brought(cast, small, log_of(20))
    read(cast, dataset, django_capture_on_commit_callbacks)
    measured(cast, small, dataset)
    costs = []
    for steps in (1, 1, 20):
        with django_capture_on_commit_callbacks(execute=True):
            for _ in range(steps):
                step, link = new_id(), new_id()
                send(cast.eddie, small.map, "step.add", step=step, title="One more", lane=small.lanes[1], column=small.columns[2])
                send(cast.eddie, small.map, "link.add", link=link, source=small.steps[0], target=step)
        arguments = [small.map.pk, "lead_time"] if name == "map_figure" else [small.map.pk]
        after = f"?after={small.map.revision}" if name == "map_since" else ""
        costs.append(_queries(signed_in(cast.vic), reverse(name, args=arguments) + after))
    assert costs[0] == costs[1] == costs[2]
