"""The comparison of two maps as a page: who may read it, what it says, what it does not compare, and what it costs."""

import re
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from carejourneys.common.errors import RuleBroken
from journeys.queries.comparisons import comparison_of, maps_to_compare
from journeys.services.journeys import archive_map, derive_future_map
from tests.event_logs import brought, log_of, measured
from tests.event_logs import read as read_in
from tests.factories import make_cast, make_map, make_small_map, send, signed_in
from tests.pages.maps import make_future, make_worked_example

pytestmark = pytest.mark.django_db


@pytest.fixture
def pair(cast):
    current = make_worked_example(cast)
    return current, make_future(cast, current)


def address(before, after) -> str:
    return reverse("compare_maps", args=[before.pk, after.pk])


def read(cast, path: str, user=None) -> str:
    answer = signed_in(user or cast.vic).get(path)
    assert answer.status_code == 200
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode())))


def test_observers_read_it_and_strangers_learn_nothing(cast, pair):
    assert signed_in(cast.vic).get(address(*pair)).status_code == 200
    assert signed_in(cast.stan).get(address(*pair)).status_code == 404
    assert signed_in(cast.adi).get(address(*pair)).status_code == 403


def test_a_map_of_another_economy_or_journey_is_not_found(cast, pair):
    elsewhere, stranger = make_map(cast), make_cast()
    assert signed_in(cast.vic).get(address(pair[0], elsewhere)).status_code == 404
    assert signed_in(cast.vic).get(address(pair[0], make_map(stranger))).status_code == 404
    assert signed_in(stranger.vic).get(address(*pair)).status_code == 404


def test_a_map_is_not_compared_with_itself(cast, pair):
    assert signed_in(cast.vic).get(address(pair[0], pair[0])).status_code == 422
    with pytest.raises(RuleBroken, match="Choose another map"):
        maps_to_compare(cast.vic, pair[0].pk, pair[0].pk)


def test_the_worked_example_says_the_difference_and_what_makes_it(cast, pair):
    page = read(cast, address(*pair))
    assert "Current against Future A" in page
    for words in (
        "Lead time 61.46 d 24.16 d −37.3 d",
        "Waiting again, when people are sent back 10.22 d none −10.22 d",
        "before “2 Listen, first memory test” and “3 Write referral” 5 d 4 d −1 d",
        "before “4 Triage referral” 9 d 2 d −7 d",
        "Waiting in “Assess” 18 d 11 d −7 d",
        "before “7 Assess needs again” 13 d none −13 d",
        "before “8 Support starts at home” 6 d 7 d +1 d",
        "Work itself 0.24 d 0.16 d −0.08 d",
        "Memory service 1 h 49 2 h 25 +36 min",
        "GP cluster 1 h 09 36 min −33 min",
        "Council 1 h 20 30 min −50 min",
        "“2 Listen, first memory test” and “3 Write referral” become “2 Listen, test, one-page referral”",
        "Goes, GP cluster: “Read and file letters”",
        "New, Memory service: “4B Home conversation, named nurse”",
        "Memory service to Home support charity none 1 +1",
        "Right first time at most 31% at most 74% about +43.2 points better",
        "Not compared: not known on the second map",
        "Together what arises only when several changes come together −1",
    ):
        assert words in page, words


def test_the_other_way_round_the_signs_turn(cast, pair):
    page = read(cast, address(pair[1], pair[0]))
    assert "Lead time 24.16 d 61.46 d +37.3 d" in page
    assert "“2 Listen, test, one-page referral” become “2 Listen, first memory test” and “3 Write referral”" in page


def test_a_future_of_the_future_and_a_second_future_are_matched_through_what_lies_between(cast, pair):
    current, first = pair
    further = derive_future_map(actor=cast.freya, based_on=first, title="Further")
    second = derive_future_map(actor=cast.freya, based_on=current, title="Second")
    assert comparison_of(current, further).figures["lead_time"].change == pytest.approx(-37.30, abs=0.01)
    assert {match.kind for match in comparison_of(first, further).steps.all} == {"kept"}
    assert {match.kind for match in comparison_of(current, second).steps.all} == {"kept"}
    kinds = {match.kind for match in comparison_of(further, second).steps.all}
    assert {"kept", "divided"} <= kinds  # what became one there stands apart again here
    assert comparison_of(further, second).figures["lead_time"].change == pytest.approx(37.30, abs=0.01)


def test_maps_that_begin_elsewhere_are_shown_side_by_side_without_a_difference(cast, pair):
    current, future = pair
    other = next(step for step in comparison_of(*pair).after.steps if step["title"] == "Listen, test, one-page referral")
    send(cast.freya, future, "map.set", fields={"start": other["id"]})
    page = read(cast, address(current, future))
    assert "These two maps are not compared" in page
    assert "They begin with different steps: “Contact surgery” and “Listen, test, one-page referral”." in page
    assert "−37" not in page and "What makes the difference of each figure" not in page
    assert "61.5 d" in page


def test_unfinished_maps_say_why_the_days_are_not_compared(cast):
    small = make_small_map(cast)
    future = derive_future_map(actor=cast.freya, based_on=small.map, title="Later")
    page = read(cast, address(small.map, future))
    assert "Where the days go cannot be compared yet" in page
    assert "The lead time is not known on either map." in page


def test_the_chooser_offers_what_there_is(cast, pair):
    current, future = pair
    assert "Current against Future A" in read(cast, reverse("compare", args=[current.pk]))
    assert "Current against Future A" in read(cast, reverse("compare", args=[future.pk]))  # today first, whichever one comes from
    derive_future_map(actor=cast.freya, based_on=current, title="Another")
    choices = read(cast, reverse("compare", args=[current.pk]))
    assert "Which maps do you want to compare?" in choices
    assert "Current against Future A" in choices and "Current against Future B" in choices
    assert "Future A against Future B" in read(cast, reverse("compare", args=[future.pk]))
    alone = read(cast, reverse("compare", args=[make_map(cast).pk]))
    assert "There is nothing to compare with yet" in alone


def test_a_map_put_away_is_not_offered_but_still_compared(cast, pair):
    current, future = pair
    archive_map(actor=cast.freya, of=future)
    assert "There is nothing to compare with yet" in read(cast, reverse("compare", args=[current.pk]))
    assert "−37.3 d" in read(cast, address(*pair))


def test_sharing_from_the_page_begins_with_these_two_maps(cast, pair):
    current, future = pair
    (share,) = re.findall(r'href="([^"]*\?with=[^"]*)"', signed_in(cast.freya).get(address(current, future)).content.decode())
    form = signed_in(cast.freya).get(share).content.decode()
    assert share.startswith(reverse("shares", args=[current.pk])) and f'<option value="{future.pk}" selected>' in form


def test_the_page_offers_every_line_as_a_file(cast, pair):
    client = signed_in(cast.vic)
    (link,) = re.findall(r'href="([^"]*format=csv)"', client.get(address(*pair)).content.decode())
    assert client.get(link).getvalue().startswith(b"figure,unit,kind")


def test_the_maps_and_the_journey_lead_there(cast, pair):
    current, _future = pair
    link = reverse("compare", args=[current.pk])
    for path in (reverse("map", args=[current.pk]), reverse("outline", args=[current.pk]), reverse("journey", args=[current.journey_id])):
        assert f'href="{link}"' in signed_in(cast.vic).get(path).content.decode(), path
    for page in ("journey_data", "measures"):
        assert f'href="{link}"' in signed_in(cast.vic).get(reverse(page, args=[current.journey_id])).content.decode(), page


@pytest.mark.parametrize("futures", [1, 8])
def test_the_chooser_costs_the_same_however_many_futures_there_are(cast, futures):
    current = make_small_map(cast).map
    for n in range(futures + 1):
        derive_future_map(actor=cast.freya, based_on=current, title=f"Future {n}")
    client = signed_in(cast.vic)
    client.get(reverse("compare", args=[current.pk]))
    with CaptureQueriesContext(
        connection,
    ) as queries:
        client.get(reverse("compare", args=[current.pk]))
    assert len(queries) <= 12


@pytest.fixture
def with_data(cast, settings, tmp_path, django_capture_on_commit_callbacks):
    """A small map of which 20 people are known to have come to the end, 9 to wait still, and its future."""
    settings.DATA_DIR = tmp_path
    small = make_small_map(cast)
    dataset = brought(cast, small, log_of(20, 9))
    read_in(cast, dataset, run=django_capture_on_commit_callbacks)
    for link, days in zip(small.links, (1, 2), strict=True):
        send(cast.eddie, small.map, "link.set", link=link, fields={"wait": days})
    send(cast.eddie, small.map, "map.set", fields={"start": small.steps[0], "end": small.steps[2]})
    measured(cast, small, dataset)
    future = derive_future_map(actor=cast.freya, based_on=small.map, title="Later")
    return small.map, future, dataset


def test_what_was_measured_stands_beside_the_estimate_with_how_many_people(cast, with_data):
    current, future, _dataset = with_data
    page = read(cast, address(current, future))
    assert "Current, measured: mean of those who have finished, n 20" in page
    assert "Waiting in no phase 3 d 3 d 3 d no change" in page
    assert "Lead time 3 d 3 d 3 d no change" in page  # two days, one day, half an hour of work; told in tenths of days
    assert "not compared: a median of people" in page
    assert "Measured from January" in page


def test_who_may_not_see_the_data_sees_none_of_it(cast, with_data):
    current, future, dataset = with_data
    dataset.readers.set([cast.hospital])
    assert "n 20" in read(cast, address(current, future), cast.eddie)
    page = read(cast, address(current, future), cast.vic)
    assert "n 20" not in page and "Measured from" not in page and "3.02 d" not in page


def test_data_can_be_chosen_by_the_address(cast, with_data):
    current, future, dataset = with_data
    assert "Measured from January" in read(cast, f"{address(current, future)}?data={dataset.pk}")
    assert "The data you asked for are not here any more" in read(cast, f"{address(current, future)}?data=none")
