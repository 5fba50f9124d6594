"""What a log says about a map agrees with the slow oracle; means add up; open cases are counted as open."""

import math
import tempfile
from dataclasses import astuple
from datetime import UTC, datetime
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.domain.events.map_times import Times
from analytics.engine.database import Database
from analytics.engine.limits import LIMITS
from analytics.engine.map_measuring import measure_map
from analytics.engine.map_visits import tell_closed, tell_visited
from tests.oracles import map_times

from .logs import NAMED, ROWS, as_csv, prepared

STEPS = {"one": ["register", "NA"], "two": ["Triage", "triage"], "three": ["0"], "never": ["no such"]}
PAIRS = [("one", "two"), ("two", "one"), ("two", "three"), ("one", "one"), ("two", "two"), ("never", "one"), ("three", "never")]


def close(got, want):
    if isinstance(want, tuple):
        return len(got) == len(want) and all(map(close, got, want))
    if want is None or got is None:
        return got is want
    return math.isclose(got, want, rel_tol=1e-9, abs_tol=1e-6)


def agree(found, want):
    for pair in PAIRS:
        wait, expected = found.waits[pair], want["waits"][pair]
        assert close(astuple(wait.times), expected["times"]), pair
        assert (wait.n_cases, wait.n_overlap, wait.n_open) == (expected["n_cases"], expected["n_overlap"], expected["n_open"])
        assert close(wait.median_open.seconds, expected["median_open"]), pair
        assert close(wait.p80_open.seconds, expected["p80_open"]), pair
    for step in STEPS:
        assert close(found.steps[step].visits_per_case, want["visits"][step]), step
        got = found.steps[step]
        assert all(getattr(got, key) == want[key][step] for key in ("n_visits", "n_ended", "n_waiting", "n_cases")), step
    assert {pair: (moved.times, moved.people) for pair, moved in found.moved.items()} == want["moved"]
    assert close(astuple(found.lead_time.closed), want["lead"])
    assert found.lead_time.n_open == want["n_open"]
    assert close(found.lead_time.median.seconds, want["median"])
    assert close(found.lead_time.p80.seconds, want["p80"])
    levels = {percent: map_times.reached_by(want["curve"], Fraction(percent, 100)) for percent in range(1, 100)}
    assert [percent for percent, _by in found.lead_time.curve] == [percent for percent, by in levels.items() if by is not None]
    assert all(close(by, levels[percent]) for percent, by in found.lead_time.curve)
    assert (found.lead_time_to_end is None) == (found.reached_end is None) == (want["to_end"] is None)
    if found.lead_time_to_end is not None and found.reached_end is not None:
        assert close(astuple(found.lead_time_to_end.closed), want["to_end"]["closed"])
        assert close(found.lead_time_to_end.median.seconds, want["to_end"]["median"])
        assert close(found.lead_time_to_end.p80.seconds, want["to_end"]["p80"])
        assert (found.reached_end.numerator, found.lead_time_to_end.n_open) == (want["to_end"]["reached"], want["n_open"])
    assert found.going_round.numerator == want["going_round"]
    assert close(astuple(found.hand_offs.per_case), want["handed"])
    assert {pair: astuple(moved) for pair, moved in found.handed.items()} == want["handed_pairs"]
    assert sum(moved.times for moved in found.handed.values()) == pytest.approx((found.hand_offs.per_case.mean or 0) * found.n_closed)
    assert {activity: astuple(again) for activity, again in found.again.items()} == want["again"]
    assert close(found.recorded_share.value, want["recorded"])
    assert close(found.recorded_share.missing_starts, want["missing_starts"])
    assert close(found.days.touch, want["touch"])
    assert found.days.between.keys() == want["between"].keys()
    assert found.days.people == want["between_people"]
    assert all(close(found.days.between[pair], seconds) for pair, seconds in want["between"].items())


LAST = {"case": "z", "activity": "Triage", "start": None, "end": 1_600_000_500_000_000, "resource": "", "organisation": ""}
ENDS = st.sets(st.sampled_from(["0", "triage", "scan, bloods", "register"]))


@given(ROWS, ENDS)
def test_random_logs_agree_with_the_oracle(rows, ends):
    rows = [*rows, LAST]
    with tempfile.TemporaryDirectory() as folder:
        log = prepared(Path(folder), as_csv(rows), columns=NAMED)
        found = measure_map(log.folder, steps=STEPS, pairs=PAIRS, end_activities=ends, named_end="one")
    agree(found, map_times.measured(rows, STEPS, PAIRS, ends, "one"))


@given(ROWS, ENDS)
def test_names_treated_as_one_are_measured_as_in_a_log_that_has_one_name(rows, ends):
    merges = {"triage": "Triage", "NA": "register", "två\nlinjer": "register", "gone": "0"}
    steps, rows = {"one": ["register"], "two": ["Triage"], "three": ["0"], "never": ["no such"]}, [*rows, LAST]
    ends = {merges.get(name, name) for name in ends}
    with tempfile.TemporaryDirectory() as folder:
        log = prepared(Path(folder), as_csv(rows), columns=NAMED)
        found = measure_map(log.folder, steps=steps, pairs=PAIRS, end_activities=ends, named_end="one", merges=merges)
    renamed = [{**row, "activity": merges.get(row["activity"], row["activity"])} for row in rows]
    agree(found, map_times.measured(renamed, steps, PAIRS, ends, "one"))


@given(ROWS)
def test_random_means_of_where_the_days_go_add_up_to_the_mean_lead_time(rows):
    rows = [*rows, {"case": "z", "activity": "0", "start": None, "end": 1_600_000_500_000_000, "resource": "", "organisation": ""}]
    with tempfile.TemporaryDirectory() as folder:
        log = prepared(Path(folder), as_csv(rows), columns=NAMED)
        days = measure_map(log.folder, steps=STEPS, pairs=[], end_activities=["0", "triage"]).days
    assert math.isclose(days.touch + sum(days.between.values()), days.lead, rel_tol=1e-9, abs_tol=1e-6)


LOG = """case,activity,start,end,organisation
1,refer,2026-01-01 09:00,2026-01-01 10:00,GP
1,triage,2026-01-03 10:00,2026-01-03 11:00,Memory
1,phoned,2026-01-04 10:00,2026-01-04 10:10,Memory
1,assess,2026-01-10 11:00,2026-01-10 13:00,Memory
2,refer,2026-01-02 09:00,2026-01-02 10:00,GP
2,triage,2026-01-03 10:00,2026-01-03 11:00,Memory
2,refer,2026-01-05 11:00,2026-01-05 12:00,GP
2,triage,2026-01-06 12:00,2026-01-06 13:00,Memory
3,refer,2026-01-08 09:00,2026-01-08 10:00,
"""
MAP = {"refer": ["refer"], "triage": ["triage"], "assess": ["assess"]}
LINKS = [("refer", "triage"), ("triage", "refer"), ("triage", "assess")]
DAY = 86_400


@pytest.fixture
def found(tmp_path):
    log = prepared(tmp_path, LOG)
    return measure_map(log.folder, steps=MAP, pairs=LINKS, end_activities=["assess"])


def test_activities_without_a_step_are_passed_over(found):
    assert found.waits["triage", "assess"].times.median == 7 * DAY


def test_an_open_case_waits_after_its_last_step_and_on_no_link_yet(found):
    assert (found.n_closed, found.n_open) == (1, 2)
    assert found.steps["triage"].n_waiting == 1 and found.steps["refer"].n_waiting == 1
    assert found.waits["triage", "assess"].n_open == 1


def test_hands_on_times_and_visits(found):
    assert found.steps["assess"].service.mean == 2 * 3600
    assert found.steps["triage"].visits_per_case == 1
    assert found.hand_offs.per_case.mean == 1


def test_a_visit_lasts_until_one_of_its_activities_comes_again(tmp_path):
    rows = [
        f"{case},{activity},2026-01-0{day}"
        for case, way in (("1", "xxyy"), ("2", "xyxy"), ("3", "yxxxy"))
        for day, activity in enumerate(way, 1)
    ]
    log = prepared(tmp_path, "\n".join(["case,activity,end", *rows]))
    found = measure_map(log.folder, steps={"both": ["x", "y"]}, pairs=[("both", "both")], end_activities=["y"])
    assert found.steps["both"].n_visits == 3 + 2 + 3
    assert found.waits["both", "both"].times == Times(5, DAY, DAY, DAY)


def test_however_many_events_are_looked_at_at_a_time_the_visits_are_the_same(tmp_path):
    rows = [f"{case},{activity},2026-01-{day:02}" for case in range(5) for day, activity in enumerate("xxyyx"[: case + 1] + "zyx", 1)]
    log = prepared(tmp_path, "\n".join(["case,activity,end", *rows]))
    told = []
    for at_once in (1, 7, 1_000):
        with Database(LIMITS, tmp_path) as database:
            tell_closed(database, log.folder, {"both": ["x", "y"], "other": ["z"]}, ["x"])
            tell_visited(database, log.folder, lambda _part: None, at_once=at_once)
            told.append(database.rows("SELECT case_no, step, place, started, completed FROM visited ORDER BY case_no, place"))
    assert told[0] == told[1] == told[2]
    assert [sum(case == case_no for case_no, *_rest in told[0]) for case in range(1, 6)] == [3, 4, 4, 5, 5]


def test_who_goes_between_two_steps_twice_is_one_person_there(tmp_path):
    found = measure_map(prepared(tmp_path, LOG).folder, steps=MAP, pairs=[], end_activities=["triage"])
    assert found.days.between["refer", "triage"] == 2 * DAY
    assert found.days.people == {("refer", "triage"): 1, ("triage", "refer"): 1}


def test_a_median_that_too_many_are_still_waiting_for_is_not_reached(found):
    assert found.lead_time.closed.median == 9 * DAY + 4 * 3600
    assert found.lead_time.median.seconds == 9 * DAY + 4 * 3600
    later = found.lead_time.p80
    assert later.seconds == 9 * DAY + 4 * 3600 and later.beyond is None


def test_the_day_of_the_figures_can_be_later_than_the_data(tmp_path):
    log = prepared(tmp_path, LOG)
    late = datetime(2026, 3, 1, tzinfo=UTC)
    found = measure_map(log.folder, steps=MAP, pairs=LINKS, end_activities=["assess"], as_of=late)
    assert found.as_of == late
    assert found.lead_time.median.seconds is None and found.lead_time.median.beyond == 58 * DAY - 9 * 3600
    with pytest.raises(ValueError, match="newest"):
        measure_map(log.folder, steps=MAP, pairs=[], end_activities=[], as_of=datetime(2025, 1, 1, tzinfo=UTC))


def test_an_activity_of_two_steps_is_refused(tmp_path):
    log = prepared(tmp_path, LOG)
    with pytest.raises(ValueError, match="one step"):
        measure_map(log.folder, steps={"a": ["refer"], "b": ["refer"]}, pairs=[], end_activities=[])


def test_the_way_to_the_last_step_is_told_apart_from_other_ends(tmp_path):
    """Two leave early after one day; of those who go on one has arrived after 3 days and one is on the way for 5: half arrive in 3 days."""
    rows = ["case,activity,start,end"]
    for case, activity, day in (("a", "advice", 2), ("b", "advice", 2), ("c", "support", 4), ("d", "met", 6)):
        rows += [f"{case},met,2026-01-01 09:00,2026-01-01 09:00", f"{case},{activity},2026-01-0{day} 09:00,2026-01-0{day} 09:00"]
    log = prepared(tmp_path, "\n".join(rows) + "\n")
    given = {"steps": {"first": ["met"], "last": ["support"]}, "pairs": [], "end_activities": ["support", "advice"]}
    found = measure_map(log.folder, named_end="last", **given)
    assert (found.lead_time_to_end.closed.n, found.lead_time_to_end.n_open, found.lead_time_to_end.median.seconds) == (1, 1, 3 * DAY)
    assert (found.reached_end.numerator, found.reached_end.n) == (1, 3)
    assert found.lead_time.median.seconds == DAY
    assert measure_map(log.folder, named_end=None, **given).lead_time_to_end is None
    assert measure_map(log.folder, named_end="last", **{**given, "end_activities": ["support"]}).lead_time_to_end is None


def test_measuring_is_stopped_by_whoever_watches_it(tmp_path):
    """However late the word to stop comes: it stops there, and leaves nothing."""
    row = {"case": "z", "activity": "Triage", "start": None, "end": 1_600_000_500_000_000, "resource": "", "organisation": ""}
    folder = prepared(tmp_path, as_csv([row]), columns=NAMED).folder
    looks = []

    def measure(until: int):
        def progress(done, total):
            looks.append(until)
            if looks.count(until) == until:
                raise Stopped

        return measure_map(folder, steps=STEPS, pairs=PAIRS, end_activities=["Triage"], progress=progress)

    measure(0)
    all_looks = len(looks)
    assert all_looks > len(PAIRS) + 10, "each statement is watched, and each pair"
    for until in (1, 2, all_looks // 2):
        with pytest.raises(Stopped):
            measure(until)
        assert looks.count(until) == until
    assert sorted(path.name for path in folder.iterdir()) == ["cases.parquet", "events.parquet", "prepared.json"]


class Stopped(Exception):
    pass
