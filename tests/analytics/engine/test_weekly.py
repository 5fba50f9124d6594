"""A journey week by week, against pandas and by hand: weeks of the place, clock changes, everybody once."""

from datetime import date
from itertools import accumulate, pairwise

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.duration.survfunc import SurvfuncRight

from analytics.domain.events.weeks import merged_spans
from analytics.engine.weekly import MOST, weekly

ZONE = "Europe/London"
HOUR, DAY = 3_600_000_000, 86_400_000_000


def micros(moment: str, zone: str = ZONE) -> int:
    return int(pd.Timestamp(moment, tz=zone).tz_convert("UTC").timestamp() * 1_000_000)


def told(cases, as_of: str, few: int = 1):
    """cases: (begun, days, closed)."""
    begun, lead, closed = zip(*cases, strict=True)
    arrays = np.array([micros(one) for one in begun]), np.array([int(one * DAY) for one in lead]), np.array(closed, dtype=bool)
    return weekly(*arrays, as_of=micros(as_of), zone=ZONE, few=few)


@pytest.mark.parametrize("seed", range(3))
def test_seeded_weeks_are_those_of_pandas_and_statsmodels(seed):
    random = np.random.default_rng(seed)
    n, as_of = 3_000, micros("2026-09-30 12:00")
    begun = random.integers(micros("2025-10-01 00:00"), as_of, n)
    lead = (random.gamma(2, 20, n) * DAY).astype(np.int64)
    closed = begun + lead <= as_of
    lead = np.where(closed, lead, random.integers(0, as_of - begun + 1))
    found = weekly(begun, lead, closed, as_of=as_of, zone=ZONE, few=8)
    frame = pd.DataFrame({"begun": begun, "end": begun + lead, "lead": lead / 1e6, "closed": closed})
    for name in ("begun", "end"):
        local = pd.to_datetime(frame[name], unit="us", utc=True).dt.tz_convert(ZONE).dt.tz_localize(None)
        frame[name] = (local - pd.to_timedelta(local.dt.day_of_week, unit="D")).dt.date
    frame["took"] = np.where(closed, lead, as_of - begun) / 1e6
    done = frame[frame.closed]
    assert len(found.weeks) == 53 and found.left_out == 0
    for week in found.weeks:
        leads, started = done[done.end == week.first].lead, frame[frame.begun == week.first]
        assert (week.begun, week.finished, week.weeks) == (len(started), len(leads), 1)
        assert week.on_the_way == (frame.begun <= week.first).sum() - (done.end <= week.first).sum()
        if len(leads):
            np.testing.assert_allclose([week.median, week.p80], leads.quantile([0.5, 0.8]), rtol=1e-9)
        theirs = SurvfuncRight(started.took, started.closed.astype(int))
        reached = theirs.surv_times[theirs.surv_prob <= 0.5 + 1e-12]  # by when half have, where it is half exactly too
        assert week.started.seconds == (reached[0] if len(reached) else None)
        assert week.started_finished == started.closed.sum()
    assert sum(week.begun for week in found.merged) == n and sum(week.finished for week in found.merged) == closed.sum()
    assert found.merged[-1].on_the_way == (~closed).sum()
    for week in found.merged:
        first, last = pd.Timestamp(week.first), pd.Timestamp(week.first) + pd.Timedelta(days=7 * week.weeks - 1)
        leads = done[(pd.to_datetime(done.end) >= first) & (pd.to_datetime(done.end) <= last)].lead
        assert week.finished == len(leads) and (not len(leads) or week.median == pytest.approx(leads.median(), rel=1e-9))


def test_a_week_begins_at_midnight_of_the_place_also_when_its_clocks_have_changed():
    """On Monday 30 March 2026 midnight in London is 23:00 of Sunday in UTC."""
    found = told([("2026-03-29 23:59:59", 1, True), ("2026-03-30 00:00", 1, True)], "2026-04-04 12:00")
    assert [(week.first, week.begun, week.finished) for week in found.weeks] == [(date(2026, 3, 23), 1, 0), (date(2026, 3, 30), 1, 2)]


def test_who_is_still_on_the_way_finishes_in_no_week():
    found = told([("2026-01-05 09:00", 2, True), ("2026-01-06 09:00", 1, False)], "2026-01-20 12:00")
    assert [(week.begun, week.finished, week.on_the_way) for week in found.weeks] == [(2, 1, 1), (0, 0, 1), (0, 0, 1)]
    assert found.weeks[0].started.seconds == 2 * 86_400


def test_of_many_years_the_newest_weeks_are_listed_and_the_earlier_are_counted():
    found = told([("2016-01-04 09:00", 2, True), ("2026-01-06 09:00", 1, True)], "2026-01-20 12:00")
    assert len(found.weeks) == MOST and found.weeks[-1].first == date(2026, 1, 19)
    assert found.left_out == (date(2026, 1, 19) - date(2016, 1, 4)).days // 7 - MOST + 1
    assert sum(week.begun for week in found.weeks) == 1


@pytest.mark.parametrize("earlier", [7, 8])
def test_a_few_before_the_first_week_that_is_listed_are_not_the_rest_of_the_whole(earlier):
    cases = [("2016-01-04 09:00", 2, True)] * earlier + [("2026-01-06 09:00", 1, True)] * 30
    assert bool(told(cases, "2026-01-20 12:00", few=8).merged) is (earlier == 8)


def test_without_cases_there_are_no_weeks():
    empty = np.zeros(0, dtype=np.int64)
    found = weekly(empty, empty, empty.astype(bool), as_of=micros("2026-01-20 12:00"), zone=ZONE, few=8)
    assert (found.weeks, found.merged, found.left_out) == ((), (), 0)


JOURNEYS = st.lists(st.tuples(st.integers(0, 8), st.one_of(st.none(), st.integers(0, 4)), st.integers(1, 20)), max_size=25)


@given(JOURNEYS, st.integers(2, 10))
def test_random_weeks_told_together_leave_no_few_people(groups, few):
    """Groups of people who set out in one week and finish some weeks later, or have not yet."""
    begun, finished = [0] * 13, [0] * 13
    for week, later, people in groups:
        begun[week] += people
        if later is not None:
            finished[week + later] += people
    spans, counted = merged_spans(begun, finished, 0, few)
    if not spans:
        assert 0 < sum(finished) < few
        return
    assert spans[0][0] == 0 and spans[-1][1] == 12 and all(two[0] == one[1] + 1 for one, two in pairwise(spans))
    on_the_way = list(accumulate(come - done for come, done in zip(begun, finished, strict=True)))
    for one, two in spans:
        told = [sum(finished[one : two + 1])]
        if counted:
            told += [sum(begun[one : two + 1]), on_the_way[two]]
        assert not any(0 < n < few for n in told), (spans, counted)


def test_weeks_of_people_enough_stay_by_themselves():
    assert merged_spans([10, 10, 0, 10], [0, 10, 10, 10], 0, 8) == ([(0, 0), (1, 1), (2, 2), (3, 3)], True)


def test_who_is_on_the_way_at_the_end_of_a_week_counts_too():
    """Ten set out, then ten more and twelve finish: eight are left; had seventeen finished, three would be, and the weeks are one."""
    assert merged_spans([10, 10, 9], [0, 12, 17], 0, 8)[0] == [(0, 0), (1, 1), (2, 2)]
    assert merged_spans([10, 10, 9], [0, 17, 12], 0, 8)[0] == [(0, 0), (1, 2)]


def test_where_a_few_are_on_the_way_to_the_last_only_who_finished_is_told():
    assert merged_spans([20, 20], [17, 20], 0, 8) == ([(0, 0), (1, 1)], False)
