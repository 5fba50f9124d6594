"""Weeks leave the server exactly, or merged, without counts that would give the whole away."""

from datetime import date

import pytest

from analytics.domain.events.reached import Reached
from analytics.domain.events.weeks import Week, Weekly
from analytics.domain.measured_weeks import Weeks, weekly_as_json

DAY = 86_400.0
SHOWN = {("closed",), ("open",)}


def week(first: str, weeks: int = 1, finished: int = 30, reached: float | None = 2 * DAY, started_finished: int = 20) -> Week:
    started = Reached(reached, None if reached else 20.5 * DAY)
    times = (3 * DAY, 5 * DAY) if finished else (None, None)
    return Week(date.fromisoformat(first), weeks, 25, finished, 40, *times, started, started_finished)


def kept(*weeks: Week, counted: bool = True, few: int = 8, p80: float | None = 10 * DAY) -> dict:
    one_by_one = tuple(week(one.isoformat()) for one in (date(2026, 1, 5), date(2026, 1, 12), date(2026, 1, 19)))
    weekly = weekly_as_json(Weekly(one_by_one, weeks, counted, few, 0))
    return {"weekly": weekly, "as_of": "2026-02-01T09:00:00+00:00", "lead_time": {"p80": {"seconds": p80, "beyond": None}}}


def told(given: dict, *, exact: bool = False, shown=SHOWN, t: int = 8):
    return Weeks(given, t=t, exact=exact, shown=shown).told()


MERGED = (week("2026-01-05"), week("2026-01-12", 2))


def test_others_read_merged_weeks_and_whoever_may_open_the_data_each():
    assert [(one.first.day, one.last.day) for one in told(kept(*MERGED))] == [(5, 11), (12, 25)]
    assert [(one.first.day, one.last.day) for one in told(kept(*MERGED), exact=True)] == [(5, 11), (12, 18), (19, 25)]
    assert told(kept(*MERGED))[1].finished.period == "2026-01-12/2026-01-25"


@pytest.mark.parametrize(
    ("shown", "counted", "finished", "begun"),
    [(SHOWN, True, True, True), ({("closed",)}, True, True, False), (SHOWN, False, True, False), ({("open",)}, True, False, False)],
)
def test_weeks_do_not_add_up_to_a_count_that_is_hidden(shown, counted, finished, begun):
    for one in told(kept(*MERGED, counted=counted), shown=shown):
        assert one.finished.suppressed is not finished and (one.median.n is not None) is finished
        assert one.begun.suppressed is one.on_the_way.suppressed is not begun
        assert one.median.value == 3 * DAY
    (first, *_rest) = told(kept(*MERGED, counted=counted), shown=shown, exact=True)
    assert (first.finished.value, first.begun.value, first.on_the_way.value, first.median.n) == (30, 25, 40, 30)


def test_what_was_merged_for_a_lower_threshold_is_not_told():
    assert told(kept(*MERGED), t=9) == () and len(told(kept(*MERGED), t=8)) == 2
    assert len(told(kept(*MERGED), t=9, exact=True)) == 3


def test_times_of_few_people_are_hidden():
    few = told(kept(week("2026-01-05", finished=8, started_finished=7)))[0]
    assert not few.median.suppressed and few.p80.suppressed and few.started.suppressed


def test_a_week_is_ripe_once_its_people_were_followed_for_the_80th_centile_of_all():
    """On 1 February those of the week to 25 January have been followed for 7 days."""
    assert [one.ripe for one in told(kept(*MERGED, p80=7 * DAY))] == [True, True]
    assert [one.ripe for one in told(kept(*MERGED, p80=7.5 * DAY))] == [True, False]
    assert [one.ripe for one in told(kept(*MERGED, p80=None))] == [False, False]


def test_the_longest_seen_is_told_to_others_in_whole_weeks():
    given = kept(week("2026-01-05", reached=None))
    assert told(given)[0].beyond == 14 * DAY and told(given)[0].started.value is None


def test_a_week_kept_from_the_end_of_the_calendar_ends_with_it():
    (last,) = told(kept(week("9999-12-27")))
    assert last.last == date.max and last.finished.period == "9999-12-27/9999-12-31"
