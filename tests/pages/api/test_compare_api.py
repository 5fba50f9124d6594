"""The comparison through the API: typed, in envelopes, adding up; and as a file."""

import csv
from collections import defaultdict

import pytest

from stakeholders.domain.permissions import Role
from tests.event_logs import brought, log_of, measured, read
from tests.factories import bearer, make_cast, make_map, make_member, make_small_map, new_id, send
from tests.openapi import faults_of
from tests.pages.maps import make_future, make_worked_example

pytestmark = pytest.mark.django_db
TEMPLATE = "/api/v1/maps/{id}/compare/{other}/"


@pytest.fixture
def pair(cast):
    current = make_worked_example(cast)
    return current, make_future(cast, current)


def path(before, after, query="") -> str:
    return f"/api/v1/maps/{before.pk}/compare/{after.pk}/{query}"


def asked(client, cast, address, user=None):
    return client.get(address, headers=bearer(user or cast.freya, cast.economy))


def test_the_worked_example_is_answered_as_the_document_says(client, cast, pair):
    got = asked(client, cast, path(*pair))
    assert got.status_code == 200 and faults_of(got, TEMPLATE) == []
    body = got.json()
    assert (body["before"]["map"], body["after"]["map"]) == tuple(str(one.pk) for one in pair)
    lead = next(one for one in body["figures"] if one["figure"] == "lead_time")
    assert lead["difference"]["value"] == pytest.approx(-37.30, abs=0.01)
    assert (lead["difference"]["unit"], lead["difference"]["definition"]) == ("d", "lead_time")
    assert lead["difference"]["source"] == "mixed" and "planned" in lead["difference"]["method"]
    assert (lead["about"], lead["judged"], lead["after"]["qualifier"]) == (True, "better", "at least")
    carer = next(one for one in body["figures"] if one["figure"] == "carer_time")
    assert (carer["difference"]["value"], carer["difference"]["why"]) == (None, "not known on the second map")


def test_every_difference_adds_up_in_what_is_sent(client, cast, pair):
    body = asked(client, cast, path(*pair)).json()
    assert len(body["differences"]) >= 10
    for one in body["differences"]:
        parts = sum(line["difference"]["value"] for line in one["lines"]) + one["together"]["value"]
        assert parts == pytest.approx(one["difference"]["value"], abs=1e-9), one["figure"]
        assert all(line["after"]["value"] - line["before"]["value"] == pytest.approx(line["difference"]["value"]) for line in one["lines"])
    waits = [line for one in body["differences"] if one["figure"] == "lead_time" for line in one["lines"] if line["kind"] == "wait"]
    assert sum(line["difference"]["value"] for line in body["waiting"]) == pytest.approx(sum(line["difference"]["value"] for line in waits))
    assert sum(one["difference"]["value"] for one in body["effort_by_agency"]) == pytest.approx(-66.3, abs=0.05)


def test_the_file_holds_every_line_and_adds_up(client, cast, pair):
    got = asked(client, cast, path(*pair, "?format=csv"))
    rows = list(csv.DictReader(got.getvalue().decode().splitlines()))
    assert got["Content-Type"].startswith("text/csv") and got["X-Row-Count"] == str(len(rows))
    sums = defaultdict(float)
    for row in rows:
        sums[row["figure"]] += float(row["difference"].removeprefix("'"))
    assert sums["lead_time"] == pytest.approx(-37.30, abs=0.01)
    assert sums["right_first_time"] == pytest.approx(43.18, abs=0.01)
    assert sums["hand_off_kinds"] == -3
    assert [row["difference"] for row in rows if row["kind"] == "together"] == ["'-1.0"]
    assert next(row for row in rows if row["becomes"] == "merged" and row["figure"] == "effort")["before_elements"].count(" ") == 1


def test_strangers_get_nothing_and_administrators_are_told_so(client, cast, pair):
    stranger = make_cast()
    assert client.get(path(*pair)).status_code == 401
    assert client.get(path(*pair), headers=bearer(stranger.freya, stranger.economy)).status_code == 404
    assert asked(client, cast, path(pair[0], make_map(cast))).status_code == 404
    assert asked(client, cast, path(pair[0], pair[0])).status_code == 422
    assert asked(client, cast, path(*pair, "?format=xlsx")).status_code == 400


def test_maps_that_are_not_compared_say_why(client, cast, pair):
    send(cast.freya, pair[1], "map.set", fields={"unit_of_flow": "letter"})
    got = asked(client, cast, path(*pair))
    assert faults_of(got, TEMPLATE) == []
    assert got.json()["unlike"] == ["They count different things: “person referred” and “letter”."]
    assert got.json()["differences"] == got.json()["waiting"] == []
    assert {one["difference"]["value"] for one in got.json()["figures"]} == {None}


def test_measured_figures_stand_beside_and_few_people_are_hidden(client, cast, settings, tmp_path, django_capture_on_commit_callbacks):
    settings.DATA_DIR = tmp_path
    small, other = make_small_map(cast), make_map(cast)
    type(other).objects.filter(pk=other.pk).update(journey=small.map.journey)
    few = brought(cast, small, log_of(5), name="Few")
    read(cast, few, run=django_capture_on_commit_callbacks)
    measured(cast, small, few)
    leader = make_member(cast.economy, Role.LEADER, name="Lee")
    got = asked(client, cast, path(small.map, other), leader)
    assert faults_of(got, TEMPLATE) == []
    lead = next(one for one in got.json()["figures"] if one["figure"] == "lead_time")["measured_before"]
    assert [one["what"] for one in lead] == ["median", "80th centile", "mean"]
    assert all(one["number"]["value"] is None and one["number"]["suppressed"] for one in lead)
    exact = asked(client, cast, path(small.map, other), cast.ana).json()
    lead = next(one for one in exact["figures"] if one["figure"] == "lead_time")["measured_before"]
    assert lead[0]["number"]["n"] == 5 and lead[0]["number"]["unit"] == "s"


def test_of_data_that_are_not_there_it_tells_nothing_instead_of_others(client, cast, pair):
    assert {asked(client, cast, path(*pair, f"?data={of}")).status_code for of in (new_id(), "abc")} == {404}
