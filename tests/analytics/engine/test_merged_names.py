"""A prepared log under the names its activities go under says what a log with those names would have said."""

import tempfile
from pathlib import Path

from hypothesis import given

from analytics.domain.events.merged_names import apart, as_one, spellings
from analytics.engine.log_outline import outline_of
from analytics.engine.merged_names import under_their_names
from analytics.engine.prepared_folder import EVENTS

from .logs import NAMED, ROWS, as_csv, prepared

MERGES = {"triage": "Triage", "NA": "register", "0": "register", "no such": "Triage"}
LAST = {"case": "z", "activity": "Triage", "start": None, "end": 1_600_000_500_000_000, "resource": "", "organisation": ""}


def renamed(rows):
    return [{**row, "activity": MERGES.get(row["activity"], row["activity"])} for row in rows]


def names_in(log):
    return {one.kind: one.names for one in log.quality.findings if one.kind.endswith("_names") and one.kind != "merged_names"}


@given(ROWS)
def test_random_logs_are_told_as_logs_that_have_the_names(rows):
    rows = [*rows, LAST]
    with tempfile.TemporaryDirectory() as one, tempfile.TemporaryDirectory() as two:
        log, want = (prepared(Path(folder), as_csv(of), columns=NAMED) for folder, of in ((one, rows), (two, renamed(rows))))
        found = under_their_names(log, MERGES)
        assert found.activities == want.activities and found.end_activities == want.end_activities
        assert found.activity_people == want.activity_people and names_in(found) == names_in(want)
        said = [(each.name, each.people, each.times) for each in outline_of(log.folder, merges=MERGES)]
        assert said == [(each.name, each.people, each.times) for each in outline_of(want.folder)]
        there = {row["activity"] for row in rows if row["case"] and row["activity"] and row["end"]} & MERGES.keys()
        merged = [each for each in found.quality.findings if each.kind == "merged_names"]
        assert {name for each in merged for group in each.names for name in group[1:]} == there
        assert (log.content_hash == found.content_hash) and (log.folder / EVENTS).exists()


def test_a_name_that_others_go_under_goes_under_another_with_all_of_them_and_apart_again():
    first = as_one({}, ["a", "A"], "A")
    both = as_one(first, ["A", "A "], "A ")
    assert both == {"a": "A ", "A": "A "} and spellings(both) == {"A ": ["A", "a"]}
    assert as_one({"x": "X"}, ["a", "A"], "a") == {"x": "X", "A": "a"}
    assert apart({**both, "x": "X"}, "A ") == {"x": "X"}
