"""What is measured of a group is what would be measured of a log that holds these people alone."""

import tempfile
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.domain.cohorts import Cohort, Kept
from analytics.engine.cohort_members import Part, choices, parts
from analytics.engine.map_measuring import measure_map
from tests.oracles.event_log import instances_by_case

from .logs import NAMED, ROWS, as_csv, prepared
from .test_map_measuring import PAIRS, STEPS

BEGUN = datetime(2020, 9, 13, tzinfo=UTC)  # within the hours of the random logs
ZONE = "Europe/London"
MEMBER_LAST = {"case": "z", "activity": "Triage", "start": None, "end": 1_700_000_000_000_000, "resource": "", "organisation": "Ann"}


def first_of(instances: list[dict], name: str) -> str:
    return min(instances, key=lambda one: (one["start"], one["end"], one["position"]))[name]


@given(ROWS, st.sets(st.sampled_from(["register", "Triage", "NA", "0"]), min_size=1), st.sets(st.sampled_from(["Ann", "Bo"])))
@settings(max_examples=settings.default.max_examples // 2)  # each of them prepares two logs
def test_random_groups_are_measured_as_if_there_were_nobody_else(rows, activities, organisations):
    rows = [*rows, MEMBER_LAST]
    cases, _rejected = instances_by_case(rows)
    values = {Kept.FIRST_ACTIVITY: tuple({*activities, "Triage"})}
    if organisations:
        values[Kept.FIRST_ORGANISATION] = tuple({*organisations, "Ann"})
    members = {
        case
        for case, instances in cases.items()
        if first_of(instances, "activity") in values[Kept.FIRST_ACTIVITY]
        and (not organisations or first_of(instances, "organisation") in values[Kept.FIRST_ORGANISATION])
    }
    given = {"steps": STEPS, "pairs": PAIRS, "end_activities": ["Triage", "0"], "named_end": "three", "zone": ZONE}
    with tempfile.TemporaryDirectory() as one, tempfile.TemporaryDirectory() as two:
        whole = prepared(Path(one), as_csv(rows), columns=NAMED)
        alone = prepared(Path(two), as_csv([row for row in rows if row["case"] in members]), columns=NAMED)
        found = measure_map(whole.folder, cohort=Cohort(values), as_of=whole.last, **given)
        assert found == measure_map(alone.folder, as_of=whole.last, **given)
        cut = parts(whole.folder, [Cohort(values)], ZONE)
    assert sum(part.people for part in cut if part.within == (True,)) == len(members)
    assert sum(part.people for part in cut) == len(cases)


LOG = "case,activity,start,end,organisation\n" + "\n".join(
    f"{number},{first},{day} 09:00:00+00:00,{day} 10:00:00+00:00,{where}"
    for number, (first, day, where) in enumerate(
        [
            ("refer", "2026-03-29", "GP"),
            ("refer", "2026-03-30", "GP"),
            ("refer", "2026-04-06", "Ward"),
            ("phone", "2026-03-30", "GP"),
        ]
    )
)


@pytest.fixture
def folder(tmp_path):
    return prepared(tmp_path, LOG).folder


def test_there_is_to_choose_from_what_the_data_hold_with_how_many_people(folder):
    assert choices(folder) == {
        Kept.FIRST_ACTIVITY: [("refer", 3), ("phone", 1)],
        Kept.FIRST_ORGANISATION: [("GP", 3), ("Ward", 1)],
    }


def test_groups_cut_everybody_into_parts_by_what_they_belong_to(folder):
    refer = Cohort({Kept.FIRST_ACTIVITY: ("refer",)})
    week = Cohort({}, date(2026, 3, 30), date(2026, 4, 6))
    found = {part.within: part.people for part in parts(folder, [refer, week], ZONE)}
    assert found == {(True, False): 2, (True, True): 1, (False, True): 1}
    both = replace(refer, begun_from=date(2026, 3, 30))
    assert Part(2, (True,)) in parts(folder, [both], ZONE)


def test_a_day_begins_when_it_does_at_the_place(tmp_path):
    """At 23:30 of the last Sunday of March in UTC it is Monday in London."""
    times = (("1", "a", "23:30"), ("2", "b", "22:30"))
    rows = [f"{who},{what},2026-03-29 {at}:00+00:00,2026-03-29 23:40:00+00:00" for who, what, at in times]
    log = "\n".join(["case,activity,start,end", *rows]) + "\n"
    folder = prepared(tmp_path, log).folder
    assert {part.within: part.people for part in parts(folder, [Cohort({}, date(2026, 3, 30))], ZONE)} == {(True,): 1, (False,): 1}
