"""Logs of several agencies as one: whose events they are, which activities are whose, who is in which."""

import hashlib
import hmac
from dataclasses import replace

import pandas as pd
import pytest

from analytics.domain.events.log import ReadOptions
from analytics.domain.events.roles import Role
from analytics.engine.joining import OPTIONS, Meeting, Part, join
from analytics.engine.prepared_folder import CASES, EVENTS
from analytics.engine.preparing import prepare

KEY = b"k" * 32
HOSPITAL = """who,what,begun,done,by,where
P1,Referral,2026-01-05T09:00:00Z,2026-01-05T09:10:00Z,Clerk,Ward
P1,Assessment,2026-01-07T09:00:00Z,2026-01-07T10:00:00Z,Nurse,
P2,Referral,2026-01-06T09:00:00Z,2026-01-06T09:10:00Z,Clerk,Ward
P4,Referral,2026-01-06T09:30:00Z,2026-01-06T09:40:00Z,Clerk,Ward
"""
COUNCIL = """who,what,done
P1,Assessment,2026-01-09T09:00:00Z
P2,Assessment,2026-01-10T09:00:00Z
P2,Care begins,2026-01-12T09:00:00Z
P3,Care begins,2026-01-12T11:00:00Z
"""
CHARITY = """who,what,done
P1,Visit,2026-01-20T09:00:00Z
"""


@pytest.fixture
def parts(tmp_path):
    found = []
    for name, text, roles in (
        ("Hospital's", HOSPITAL, {Role.START: "begun", Role.RESOURCE: "by", Role.ORGANISATION: "where"}),
        ("Council", COUNCIL, {}),
        ("Charity", CHARITY, {}),
    ):
        path = tmp_path / f"{name[0]}.csv"
        path.write_text(text)
        columns = {Role.CASE: "who", Role.ACTIVITY: "what", Role.END: "done", **roles}
        prepare(path, path.name, ReadOptions(columns=columns), tmp_path / name, case_key=KEY)
        found.append(Part(tmp_path / name, name, f"{name} NHS"))
    return found


def joined(parts, out):
    """(what was prepared of the table, how the parts meet)."""
    out.mkdir()
    meeting = join(parts, out / "joined.parquet", out / "spill")
    return prepare(out / "joined.parquet", "joined.parquet", OPTIONS, out / "prepared"), meeting


def told(folder):
    """What the joined folder says, by the name of the case: {hash: [(activity, organisation, wait in hours or None), …]}."""
    events = pd.read_parquet(folder / EVENTS).merge(pd.read_parquet(folder / CASES)[["case_no", "case_name"]], on="case_no")
    rows = events.sort_values(["case_no", "place"])
    return {
        case: [(r.activity, r.organisation, None if pd.isna(r.wait_us) else r.wait_us / 3.6e9) for r in group.itertuples()]
        for case, group in rows.groupby("case_name")
    }


def named(person: str) -> str:
    return hmac.new(KEY, person.encode(), hashlib.sha256).hexdigest()


def test_events_of_one_person_stand_in_one_case_whatever_log_they_came_in(parts, tmp_path):
    prepared, _meeting = joined(parts[:2], tmp_path / "both")
    said = told(prepared.folder)
    assert set(said) == {named(person) for person in ("P1", "P2", "P3", "P4")}
    assert said[named("P1")] == [
        ("Referral", "Ward", pytest.approx(47 + 50 / 60)),
        ("Assessment (Hospital's)", "Hospital's NHS", pytest.approx(47)),
        ("Assessment (Council)", "Council NHS", None),
    ]
    assert said[named("P2")][0] == ("Referral", "Ward", pytest.approx(24 * 4 - 10 / 60))
    assert [name for name, _where, _wait in said[named("P2")]] == ["Referral", "Assessment (Council)", "Care begins"]


def test_counts_and_columns_are_those_of_all_parts(parts, tmp_path):
    prepared, _meeting = joined(parts, tmp_path / "all")
    assert (prepared.counts.cases, prepared.counts.activity_instances, prepared.counts.rows_rejected) == (4, 9, 0)
    assert prepared.has_starts and prepared.has_resources and prepared.has_organisations
    assert dict(prepared.activities)["Assessment (Council)"] == 2 and "Assessment" not in dict(prepared.activities)
    finding = next(one for one in prepared.quality.findings if one.kind == "missing_start")
    assert finding.count == 5


def test_organisations_that_are_alike_where_parts_meet_are_found(parts, tmp_path):
    prepared, _meeting = joined([parts[0], replace(parts[1], organisation="WARD")], tmp_path / "both")
    found = next(one for one in prepared.quality.findings if one.kind == "alike_organisations")
    assert (found.count, found.names) == (1, (("WARD", "Ward"),))


def test_a_name_told_apart_never_falls_together_with_one_that_is_there(parts, tmp_path):
    both = "who,what,done\nP1,Assessment,2026-01-09\nP1,Assessment (Council),2026-01-10\n"
    for name, text in (("Ward", both), ("Town", both + "P1,Assessment (Council) (Council),2026-01-11\n")):
        (tmp_path / "more.csv").write_text(text)
        columns = {Role.CASE: "who", Role.ACTIVITY: "what", Role.END: "done"}
        prepare(tmp_path / "more.csv", "more.csv", ReadOptions(columns=columns), tmp_path / name, case_key=KEY)
    mine = [Part(tmp_path / "Ward", "Council", ""), Part(tmp_path / "Town", "Town", "")]
    assert dict(joined(mine, tmp_path / "both")[0].activities) == {
        "Assessment (Council) (Council) (Council)": 1,
        "Assessment (Council) (Council) (Council) (Council)": 1,
        "Assessment (Council) (Council)": 1,
        "Assessment (Town)": 1,
        "Assessment (Council) (Town)": 1,
    }


def test_names_that_a_part_treats_as_one_are_one_and_told_apart_as_one(parts, tmp_path):
    (tmp_path / "more.csv").write_text("who,what,done\nP1,assessment,2026-01-09\nP1,Assessment,2026-01-10\nP1,visit,2026-01-11\n")
    columns = {Role.CASE: "who", Role.ACTIVITY: "what", Role.END: "done"}
    prepare(tmp_path / "more.csv", "more.csv", ReadOptions(columns=columns), tmp_path / "Town", case_key=KEY)
    town = Part(tmp_path / "Town", "Town", "", {"assessment": "Assessment", "visit": "Visit"})
    prepared, _meeting = joined([parts[1], town], tmp_path / "both")
    assert dict(prepared.activities) == {"Assessment (Council)": 2, "Care begins": 2, "Assessment (Town)": 2, "Visit": 1}


def test_who_is_in_which_is_counted_and_nobody_named(parts, tmp_path):
    assert joined(parts[:2], tmp_path / "two")[1] == Meeting(cases=4, in_all=2, alone=(1, 1))
    assert joined(parts, tmp_path / "three")[1] == Meeting(cases=4, in_all=1, alone=(1, 1, 0))


def test_the_same_parts_make_the_same_data(parts, tmp_path):
    assert joined(parts, tmp_path / "one")[0].content_hash == joined(parts, tmp_path / "two")[0].content_hash


def test_work_that_was_stopped_stops(parts, tmp_path):
    def stop(share):
        raise InterruptedError

    with pytest.raises(InterruptedError):
        join(parts, tmp_path / "joined.parquet", tmp_path / "spill", watch=stop)
