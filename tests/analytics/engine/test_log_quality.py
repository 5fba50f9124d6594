"""What the quality report finds: each kind planted once in a small log, with the rows that are its own; a clean log has none of them."""

import pytest

from analytics.domain.events.quality import KINDS, REASONS
from tests.analytics.engine.logs import prepared

DAY = "2026-03-02"
CLEAN = [
    f"c1,Contact,{DAY}T09:00:00Z,{DAY}T09:10:00Z,Ann,GP",
    f"c1,Triage,{DAY}T10:00:00Z,{DAY}T10:10:00Z,Ben,Trust",
    f"c2,Contact,{DAY}T11:00:00Z,{DAY}T11:10:00Z,Ann,GP",
]


def report(folder, *rows: str, columns: str = "case,activity,start,end,resource,organisation", **options):
    return prepared(folder, "\n".join([columns, *rows]), **options).quality


def found(quality) -> dict[str, tuple]:
    return {finding.kind: (finding.count, finding.rows or finding.names) for finding in quality.findings}


def test_a_clean_log_has_nothing_to_report(tmp_path):
    quality = report(tmp_path, *CLEAN)
    assert (found(quality), quality.rows, quality.rows_rejected, quality.zone) == ({}, 3, 0, "")


PLANTED = {
    "missing_start": ([f"c3,Contact,,{DAY}T12:00:00Z,Ann,GP"], (1, (4,))),
    "negative_duration": ([f"c3,Contact,{DAY}T12:00:00Z,{DAY}T11:30:00Z,Ann,GP"], (1, (4,))),
    "zero_duration": ([f"c3,Contact,{DAY}T12:00:00Z,{DAY}T12:00:00Z,Ann,GP"], (1, (4,))),
    "over_a_day": ([f"c3,Contact,{DAY}T12:00:00Z,2026-03-04T12:00:00Z,Ann,GP"], (1, (4,))),
    "duplicate": ([CLEAN[0]], (1, (4,))),
    "several_resources": ([CLEAN[0].replace("Ann", "Cal")], (1, (4,))),
    "tie": ([f"c1,Letter,{DAY}T10:00:00Z,{DAY}T10:10:00Z,Ben,Trust"], (1, (4,))),
    "long_gap": (["c1,Review,2027-03-04T10:00:00Z,2027-03-04T10:10:00Z,Ben,Trust"], (1, (4,))),
    "alike_names": ([f"c3,CONTACT ,{DAY}T12:00:00Z,{DAY}T12:10:00Z,Ann,GP"], (1, (("CONTACT ", "Contact"),))),
    "alike_organisations": (
        [f"c3,Contact,{DAY}T12:00:00Z,{DAY}T12:10:00Z,Ann,{name}" for name in ("gp ", "G.P.", "trust", "Elsewhere", "")],
        (2, (("G.P.", "GP", "gp "), ("Trust", "trust"))),
    ),
    "near_names": (
        [CLEAN[0].replace("c1", f"d{n}") for n in range(9)] + [CLEAN[2].replace("Contact", "Contakt").replace("c2", "e")],
        (1, (("Contact", "Contakt"),)),
    ),
    "number_names": ([f"c3,42,{DAY}T12:00:00Z,{DAY}T12:10:00Z,Ann,GP"], (1, (("42",),))),
    "missing_resource": ([f"c3,Contact,{DAY}T12:00:00Z,{DAY}T12:10:00Z,,GP"], (1, (4,))),
    "missing_organisation": ([f"c3,Contact,{DAY}T12:00:00Z,{DAY}T12:10:00Z,Ann,"], (1, (4,))),
    "no_offset": ([f"c3,Contact,{DAY} 12:00:00,{DAY} 12:10:00,Ann,GP"], (2, (("end",), ("start",)))),
    "future": (["c3,Contact,2098-03-02T12:00:00Z,2098-03-02T12:10:00Z,Ann,GP"], (1, (4,))),
}


@pytest.mark.parametrize("kind", PLANTED)
def test_what_is_planted_is_found_at_its_rows(tmp_path, kind):
    rows, expected = PLANTED[kind]
    assert found(report(tmp_path, *CLEAN, *rows))[kind] == expected


def test_organisations_of_marks_alone_are_not_alike(tmp_path):
    marks = [CLEAN[0].replace("GP", name) for name in ("-", "--", "?")]
    assert "alike_organisations" not in found(report(tmp_path, *CLEAN, *marks))


def test_very_many_organisations_that_are_alike_are_counted_and_not_all_named(tmp_path):
    many = [CLEAN[0].replace("GP", name) for n in range(60) for name in (f"Ward {n}", f"ward {n}")]
    count, names = found(report(tmp_path, *CLEAN, *many))["alike_organisations"]
    assert count == 60 and names[0] == ("Ward 0", "ward 0") and len(names) == 20


def test_a_row_that_repeats_another_is_not_also_one_with_another_resource(tmp_path):
    assert "several_resources" not in found(report(tmp_path, *CLEAN, CLEAN[0]))


@pytest.mark.parametrize(("clock", "kind"), [("2026-10-25 01:30:00", "repeats"), ("2026-03-29 01:30:00", "skips")])
def test_times_that_the_clock_change_repeats_or_skips_are_counted(tmp_path, clock, kind):
    rows = [*CLEAN, f"c3,Contact,{clock},2026-10-26 09:00:00,Ann,GP"]
    assert found(report(tmp_path, *rows, timezone="Europe/London"))["doubtful_hour"] == (1, (4,)), kind


def test_the_line_of_a_row_is_that_of_the_file_whatever_stands_between(tmp_path):
    rows = [CLEAN[0], "", CLEAN[1].replace("Ben", '"Ben\nLee"'), *CLEAN[2:], f'c3,"Con\ntact",{DAY}T12:00:00Z,{DAY}T12:00:00Z,Ann,GP']
    rows.append(f"c4,Contact,{DAY}T12:00:00Z,{DAY}T12:00:00Z,Ann,GP")
    zero = next(one for one in report(tmp_path, *rows).findings if one.kind == "zero_duration")
    assert (zero.rows, zero.lines) == ((4, 5), (7, 9))


def test_dates_that_may_be_read_two_ways_are_counted_with_the_first_of_them(tmp_path):
    rows = ["c1,Contact,03/04/2026 09:00", "c1,Triage,05/04/2026 09:00", "c1,Letter,05/05/2026 09:00", "c1,Visit,13/05/2026 09:00"]
    quality = report(tmp_path, *rows, columns="case,activity,time")
    assert found(quality)["ambiguous_date"] == (2, (1, 2)) and quality.date_order == "day first"


@pytest.mark.parametrize(
    ("cases", "missing"),
    [
        ([*range(510, 522), 525], 3),
        (range(510, 522), 0),
        ([*range(510, 518), 520], 0),  # too few to be a series
        (range(0, 60, 3), 0),  # a third of the numbers: they are no series
        ([*range(510, 522), 525, "x"], 0),
    ],
    ids=["gap", "whole", "few", "sparse", "names"],
)
def test_numbers_missing_in_a_series_of_cases_are_counted_and_not_named(tmp_path, cases, missing):
    quality = report(tmp_path, *(f"{case},Contact,{DAY}T09:00:00Z" for case in cases), columns="case,activity,time")
    assert found(quality).get("number_gap", (0,)) == ((missing, ()) if missing else (0,))


def test_rows_that_are_neither_start_nor_completion_are_counted_and_not_used(tmp_path):
    rows = [f"c1,Contact,start,{DAY}T09:00:00Z", f"c1,Contact,suspend,{DAY}T09:05:00Z", f"c1,Contact,complete,{DAY}T09:10:00Z"]
    assert found(report(tmp_path, *rows, columns="case,activity,lifecycle:transition,timestamp"))["other_transition"] == (1, (2,))


LEFT_OUT = {
    "no_case": f",Contact,{DAY}T12:00:00Z,{DAY}T12:10:00Z,Ann,GP",
    "no_activity": f"c3,,{DAY}T12:00:00Z,{DAY}T12:10:00Z,Ann,GP",
    "no_completion": f"c3,Contact,{DAY}T12:00:00Z,,Ann,GP",
    "impossible_year": f"c3,Contact,{DAY}T12:00:00Z,0202-03-02T12:10:00Z,Ann,GP",
    "distant_year": f"c3,Contact,{DAY}T12:00:00Z,9999-12-31T00:00:00Z,Ann,GP",
    "unreadable_time": f"c3,Contact,31/02/2026,{DAY}T12:10:00Z,Ann,GP",
}


@pytest.mark.parametrize("reason", LEFT_OUT)
def test_a_row_that_cannot_be_used_is_left_out_by_number_line_and_reason(tmp_path, reason):
    quality = report(tmp_path, *CLEAN, LEFT_OUT[reason])
    assert [(one.row, one.line, one.reason) for one in quality.rejected] == [(4, 5, reason)] and quality.by_reason == {reason: 1}


def test_an_activity_that_was_started_and_never_completed_is_left_out(tmp_path):
    rows = [f"c1,Contact,start,{DAY}T09:00:00Z", f"c1,Contact,complete,{DAY}T09:10:00Z", f"c1,Triage,start,{DAY}T10:00:00Z"]
    quality = report(tmp_path, *rows, columns="case,activity,lifecycle:transition,timestamp")
    assert [(one.row, one.reason) for one in quality.rejected] == [(3, "never_completed")]


def test_every_kind_and_every_reason_is_planted_here():
    assert {*PLANTED, "doubtful_hour", "other_transition", "ambiguous_date", "number_gap", "merged_names"} == set(KINDS)
    assert {*LEFT_OUT, "never_completed"} == set(REASONS)
