"""The paths people took, told from a log, agree with the slow oracle, however many cases are told at a time."""

import math
import random
import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.engine.map_paths import MOST_PATHS, measure_paths
from tests.oracles.map_paths import paths

from .logs import NAMED, ROWS, as_csv, prepared

STEPS = {"one": ["register", "NA"], "two": ["Triage", "triage"], "three": ["0"], "never": ["no such"]}
PAIRS = {("one", "two"), ("two", "one"), ("two", "three"), ("one", "never")}
BEGINS, ENDS = {"one", "never"}, {"three", "two"}
BEGUN = 1_600_000_000_000_000


def of(rows, at_once=1_000_000, ends=("0", "triage"), **given):
    with tempfile.TemporaryDirectory() as folder:
        log = prepared(Path(folder), as_csv(rows), columns=NAMED)
        asked = {"steps": STEPS, "pairs": PAIRS, "begins": BEGINS, "ends": ENDS, "end_activities": ends, **given}
        asked["ends"] = set(asked["ends"]) & asked["steps"].keys()
        return measure_paths(log.folder, at_once=at_once, **asked)


def agree(found, want):
    n, fits, by_way = want
    assert (found.n_closed, found.n_fit, found.n_paths) == (n, fits, len(by_way))
    for path in found.paths:
        cases, lead, fit = by_way[path.steps]
        assert (path.n, path.fits) == (cases, fit) and math.isclose(path.lead, lead, rel_tol=1e-9, abs_tol=1e-6)
    told = sorted(((-cases, way) for way, (cases, *_rest) in by_way.items()))[:MOST_PATHS]
    assert [(-path.n, path.steps) for path in found.paths][:MOST_PATHS] == told or len(by_way) > MOST_PATHS


@given(ROWS, st.sets(st.sampled_from(["0", "triage", "scan, bloods", "register"])), st.sampled_from([1, 3, 1_000_000]))
def test_random_logs_agree_with_the_oracle(rows, ends, at_once):
    rows = [*rows, {"case": "z", "activity": "Triage", "start": None, "end": BEGUN, "resource": "", "organisation": ""}]
    agree(of(rows, at_once, ends), paths(rows, STEPS, PAIRS, BEGINS, ENDS, ends))


def test_the_steps_of_a_path_are_visits_as_they_are_defined():
    came = ["register", "register", "NA", "NA", "0"]
    found = of([row("1", activity, hour) for hour, activity in enumerate(came)], ends={"0"})
    assert [path.steps for path in found.paths] == [("one", "one", "one", "three")]


def test_names_treated_as_one_take_the_paths_of_a_log_that_has_one_name():
    written = [row("1", "register", 1), row("1", "Register", 2), row("1", "NA", 3), row("1", "na", 4), row("1", "0", 5), row("2", "o", 1)]
    merges = {"Register": "register", "na": "NA", "o": "0"}
    found = of(written, ends={"0"}, merges=merges)
    renamed = [{**one, "activity": merges.get(one["activity"], one["activity"])} for one in written]
    agree(found, paths(renamed, STEPS, PAIRS, BEGINS, ENDS, {"0"}))
    assert {path.steps: path.n for path in found.paths} == {("one", "one", "one", "three"): 1, ("three",): 1}


@pytest.mark.parametrize("seed", [1, 2])
def test_a_log_of_many_cases_agrees_with_the_oracle_and_tells_the_most_frequent_paths_alone(seed):
    chance, rows = random.Random(seed), []
    for case in range(400):
        at = BEGUN + case * 60_000_000
        for activity in ["register", *chance.choices(["Triage", "Triage", "other", "register"], k=chance.randint(0, 8)), "0"]:
            at += chance.randint(1, 10**9)
            rows.append({"case": str(case), "activity": activity, "start": None, "end": at, "resource": "", "organisation": ""})
    found = of(rows, at_once=100, ends={"0"})
    want = paths(rows, STEPS, PAIRS, BEGINS, ENDS, {"0"})
    agree(found, want)
    assert found.n_paths > MOST_PATHS == len(found.paths)
    left_out = [cases for way, (cases, *_rest) in want[2].items() if way not in {path.steps for path in found.paths}]
    assert max(left_out) <= min(path.n for path in found.paths)


def test_activities_of_one_step_are_one_visit():
    both = {"one": ["register", "NA"], "three": ["0"]}
    found = of(
        [row("1", "register", 1), row("1", "NA", 2), row("1", "0", 3)], ends={"0"}, steps=both, pairs={("one", "three")}, begins=["one"]
    )
    assert [path.steps for path in found.paths] == [("one", "three")]


def row(case, activity, hour):
    return {"case": case, "activity": activity, "start": None, "end": BEGUN + hour * 3_600_000_000, "resource": "", "organisation": ""}


def test_who_met_no_step_of_the_map_took_the_path_of_no_steps_and_does_not_fit():
    found = of(
        [row("1", "scan, bloods", 1), row("2", "register", 1), row("2", "0", 2)], ends={"scan, bloods", "0"}, pairs={("one", "three")}
    )
    assert [(path.steps, path.n, path.fits) for path in found.paths] == [((), 1, False), (("one", "three"), 1, True)]
    assert (found.n_closed, found.n_fit) == (2, 1)


def test_whoever_has_not_finished_is_not_among_them():
    assert of([row("1", "register", 1), row("2", "register", 1), row("2", "0", 5)], ends={"0"}).n_closed == 1


def test_telling_is_stopped_by_whoever_watches_it():
    looks = []

    def progress(done, total):
        looks.append(done)
        if len(looks) == 3:
            raise StopIteration

    with pytest.raises(StopIteration):
        of([row("1", "register", 1)], ends={"register"}, progress=progress)
    assert len(looks) == 3
