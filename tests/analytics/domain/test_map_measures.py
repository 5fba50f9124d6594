"""What was measured leaves the server in envelopes that the catalogue explains, with small numbers hidden."""

from dataclasses import fields
from datetime import UTC, datetime

import pytest

from analytics.domain.events.map_times import (
    HandOffs,
    LeadTime,
    MapTimes,
    Moved,
    RecordedShare,
    Share,
    StepTimes,
    Times,
    WaitBetween,
    WhereTheDaysGo,
)
from analytics.domain.events.reached import Reached
from analytics.domain.map_measures import as_json, from_json
from analytics.domain.measured import MeasuredMap, MeasuredTime, outside
from analytics.domain.metrics import METRICS
from carejourneys.common.envelope import Number

DAY = 86_400.0


def kept(people: int, n_open: int = 20, beyond: float | None = None, **of_few: int) -> dict:
    """Everything measured on `people` people who go from a to b, half of them on to the end at c, as it is kept.

    of_few: how many of them have days between a and b, between b and c, after c.
    """
    between = {("a", "b"): 2 * DAY, ("b", "c"): 0.5 * DAY, ("c", None): 0.4 * DAY}
    people_between = {pair: of_few[pair[0]] for pair in between if pair[0] in of_few}
    half = people // 2
    times, of_half = (Times(n, 3 * DAY, 2 * DAY, 4 * DAY) for n in (people, half))
    median = Reached(None, beyond) if beyond else Reached(2.5 * DAY)
    lead = LeadTime(times, n_open, median, Reached(5 * DAY))
    to_end = LeadTime(of_half, n_open, median, Reached(5 * DAY))
    wait = WaitBetween(times, people, 0, n_open, median, Reached(5 * DAY))
    first = StepTimes(times, 0, n_open, people + n_open, people, 1.0, people + n_open, 0, n_open)
    second = StepTimes(times, 0, 0, people, people, 1.0, people, people - half, 0)
    last = StepTimes(Times(0, None, None, None), 0, half, half, 0, 0.5, half, half, 0)
    return as_json(
        MapTimes(
            as_of=datetime(2026, 3, 1, tzinfo=UTC),
            n_closed=people,
            n_open=n_open,
            waits={("a", "b"): wait},
            steps={"a": first, "b": second, "c": last},
            moved={("a", "b"): Moved(people, people), ("b", "c"): Moved(half, half)},
            lead_time=lead,
            named_end="c",
            lead_time_to_end=to_end,
            reached_end=Share(half, people, 0.5),
            going_round=Share(half, people, 0.5),
            hand_offs=HandOffs(times, 3 * people, 0),
            recorded_share=RecordedShare(people, 0.01, 0.25),
            days=WhereTheDaysGo(people, 3 * DAY, 0.1 * DAY, between, dict.fromkeys(between, people) | people_between),
        ),
        {"link": ("a", "b")},
    )


def told(measures: dict, *, exact: bool = False) -> MeasuredMap:
    return from_json(measures, t=8, exact=exact, dataset="January", dataset_id="1", synthetic=False, stale=False)


def numbers(measured: MeasuredMap) -> list[Number]:
    times = [measured.lead_time, measured.to_end, *measured.waits.values(), *measured.service.values()]
    single = [measured.reached_end, measured.hand_offs, measured.going_round, measured.recorded_share, measured.missing_starts]
    of_times = [getattr(time, one.name) for time in times for one in fields(MeasuredTime) if one.name not in ("beyond", "curve")]
    days = measured.days
    of_days = [days.lead, days.touch, *days.between.values(), days.together]
    return [number for number in (*of_times, *single, *measured.visits.values(), *of_days) if number is not None]


def test_every_number_names_a_definition_of_the_catalogue_and_has_its_unit():
    found = numbers(told(kept(40)))
    assert len(found) == 5 * 5 + 5 + 3 + 5
    assert [(number.definition, number.unit) for number in found] == [
        (number.definition, METRICS[number.definition].unit) for number in found
    ]


def test_beside_the_recorded_share_stands_what_it_is_blind_to():
    missing = told(kept(40)).missing_starts
    assert (missing.value, missing.unit, missing.n) == (25, "%", 40)


@pytest.mark.parametrize(("people", "hidden"), [(7, True), (60, False)])
def test_everything_that_rests_on_few_people_is_hidden(people, hidden):
    assert all(number.suppressed is hidden and (number.value is None) is hidden for number in numbers(told(kept(people))))
    assert not any(number.suppressed for number in numbers(told(kept(people), exact=True)))


def test_the_headline_counts_those_still_waiting_and_closed_ones_stand_beside_it():
    wait = told(kept(40)).waits["link"]
    assert (wait.median.value, wait.median.method) == (2.5 * DAY, "Aalen–Johansen")
    assert (wait.closed_median.value, wait.closed_median.method) == (2 * DAY, "closed cases alone")
    assert (wait.n, wait.n_open) == (40, 20)


@pytest.mark.parametrize("people", [17, 23, 41, 58])
def test_every_count_that_leaves_the_economy_is_in_tens_which_are_fives(people):
    found = numbers(outside(told(kept(people, n_open=23))))
    counts = [n for number in found for n in (number.n, number.n_open) if n is not None]
    assert len(counts) > 10 and all(n % 10 == 0 for n in counts)
    inside = numbers(told(kept(people, n_open=23), exact=True))
    assert any(n % 10 for number in inside for n in (number.n, number.n_open) if n is not None)


def test_few_still_waiting_are_not_counted_aloud():
    assert told(kept(40, n_open=3)).waits["link"].n_open is None
    assert told(kept(40, n_open=3), exact=True).waits["link"].n_open == 3


def test_a_median_that_is_not_reached_is_more_than_the_longest_seen():
    time = told(kept(40, beyond=60.4 * DAY), exact=True).lead_time
    assert (time.median.value, time.median.suppressed, time.beyond) == (None, False, 60.4 * DAY)


def curve_of(people: int, *, exact: bool = False, t: int = 8) -> dict[int, float]:
    """By when each per cent has come, in days: as many as the per cent, and a bit."""
    measures = kept(people)
    measures["lead_time"]["curve"] = [[percent, (percent + 0.123) * DAY] for percent in range(1, 100)]
    found = from_json(measures, t=t, exact=exact, dataset="January", dataset_id="1", synthetic=False, stale=False)
    return {percent: number.value / DAY for percent, number in found.lead_time.curve.items()}


@pytest.mark.parametrize(("people", "apart", "first"), [(16, None, 0), (45, 25, 25), (46, 20, 20), (86, 10, 10), (166, 5, 5), (806, 1, 1)])
def test_others_read_as_many_points_of_a_curve_as_have_people_enough_between_them(people, apart, first):
    read = list(curve_of(people))
    assert read == (list(range(first, 100 - first + 1, apart)) if apart else [])
    assert list(curve_of(people, exact=True)) == list(range(1, 100))


def test_a_point_of_a_curve_is_one_persons_time_and_others_read_it_in_tenths_of_days():
    assert curve_of(50)[20] == pytest.approx(20.1) and curve_of(50, exact=True)[20] == pytest.approx(20.123)


def test_a_higher_threshold_takes_points_away():
    assert list(curve_of(110, t=16)) == [20, 40, 60, 80] and list(curve_of(110)) == list(range(10, 100, 10))


def values(measured: MeasuredMap) -> dict:
    return {pair: number.value / DAY for pair, number in measured.days.between.items()}


def test_where_the_days_go_adds_up_to_the_mean_lead_time():
    days = told(kept(40)).days
    assert days.touch.value + sum(number.value for number in days.between.values()) == pytest.approx(days.lead.value)
    assert (days.lead.value, days.lead.n, days.lead.method) == (3 * DAY, 40, "closed cases alone")


def test_pairs_stand_by_name_before_they_are_put_in_the_order_of_what_is_told():
    """So that of those told alike the order says nothing."""
    measures = kept(100)
    measures["days"]["between"].reverse()
    assert list(told(measures).days.between) == list(told(kept(100)).days.between) == [("a", "b"), ("b", "c"), ("c", None)]


def test_a_pair_of_few_people_stands_under_no_name_nor_does_the_one_that_would_give_it_away():
    few = kept(40, b=3, c=20)
    assert values(told(few)) == {("a", "b"): 2}
    assert told(few).days.together.value == pytest.approx(0.9 * DAY)
    assert values(told(few, exact=True)) == {("a", "b"): 2, ("b", "c"): 0.5, ("c", None): 0.4}
    assert told(few, exact=True).days.together is None


def test_of_a_step_that_few_people_met_no_visits_are_said():
    few = kept(40)
    few["steps"]["a"]["n_cases"] = 5
    assert told(few).visits["a"].suppressed
    assert told(few, exact=True).visits["a"].value == 1


@pytest.mark.parametrize(("longest", "read"), [(60.4, 56), (6.9, 6), (0.4, 0)])
def test_the_longest_seen_is_told_to_others_in_whole_weeks_or_days(longest, read):
    assert told(kept(40, beyond=longest * DAY)).lead_time.beyond == pytest.approx(read * DAY)


def test_the_period_ends_on_a_day_and_not_at_somebodys_last_second():
    measures = {**kept(40), "as_of": "2026-03-01T09:41:07.123456+00:00"}
    assert {number.period for number in numbers(told(measures))} == {"/2026-03-01"}
    assert told(measures).as_of == "2026-03-01"
