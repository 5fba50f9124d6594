"""Journeys and maps through the API: who reads what, commands with their refusals and clashes, figures with their meaning."""

import csv
import json

import pytest

from journeys.domain.figures.definitions import DEFINITIONS
from journeys.models import Map, MapCommandLog
from journeys.queries.snapshots import encode, forget_encoded
from journeys.services.journeys import archive_journey, archive_map
from stakeholders.domain.permissions import Role
from stakeholders.domain.tokens import Scope
from tests.factories import bearer, make_cast, make_journey, make_map, make_member, make_small_map, new_id, send, signed_in
from tests.openapi import faults_of
from tests.oracles.snapshots import snapshot_from_rows

pytestmark = pytest.mark.django_db


@pytest.fixture
def freya(client, cast):
    """Calls with a token of Freya's that may write: freya("get", path), freya("post", path, {…})."""
    headers = bearer(cast.freya, cast.economy, Scope.WRITE)

    def call(method, path, body=None, **more):
        given = {"data": json.dumps(body), "content_type": "application/json"} if body is not None else {}
        return getattr(client, method)(f"/api/v1{path}", headers={**headers, **more}, **given)

    return call


def command(of: Map, kind: str, *, base: int | None = None, command_id: str | None = None, **values):
    return {
        "command_id": command_id or new_id(),
        "base_revision": of.revision if base is None else base,
        "command": {"kind": kind, **values},
    }


def test_journeys_and_maps_are_listed_filtered_and_read_one_by_one(cast, freya):
    one, two = make_journey(cast.economy, cast.freya, "Falls"), make_journey(cast.economy, cast.freya, "Memory")
    make_small_map(make_cast())  # of another economy
    today, future = make_map(cast, "Today", journey=one), make_map(cast, "Other", journey=two)
    archive_map(actor=cast.freya, of=future)
    journeys = freya("get", "/journeys/")
    assert [row["title"] for row in journeys.json()["results"]] == ["Falls", "Memory"]
    assert faults_of(journeys, "/api/v1/journeys/") == []
    assert [row["title"] for row in freya("get", "/journeys/?slug=memory").json()["results"]] == ["Memory"]
    assert freya("get", f"/journeys/{one.pk}/").json()["economy"] == cast.economy.slug
    maps = freya("get", "/maps/")
    assert [row["title"] for row in maps.json()["results"]] == ["Today", "Other"]
    assert faults_of(maps, "/api/v1/maps/") == []
    for query, titles in (
        (f"journey={one.pk}", ["Today"]),
        ("archived=true", ["Other"]),
        ("archived=false", ["Today"]),
        ("kind=future", []),
    ):
        assert [row["title"] for row in freya("get", f"/maps/?{query}").json()["results"]] == titles, query
    shown = freya("get", f"/maps/{today.pk}/")
    assert shown.json()["journey"] == str(one.pk) and faults_of(shown, "/api/v1/maps/{id}/") == []


def test_lists_tell_what_is_in_use_from_what_was_put_away(cast, freya):
    one, two = make_journey(cast.economy, cast.freya, "Falls"), make_journey(cast.economy, cast.freya, "Memory")
    for title, journey in (("Today", one), ("Earlier", one), ("Of a journey put away", two)):
        make_map(cast, title, journey=journey)
    archive_map(actor=cast.freya, of=Map.objects.get(title="Earlier"))
    archive_journey(actor=cast.freya, journey=two)
    for path, titles in (
        ("/journeys/?archived=true", ["Memory"]),
        ("/journeys/?archived=false", ["Falls"]),
        ("/journeys/", ["Falls", "Memory"]),
        ("/maps/?archived=true", ["Earlier", "Of a journey put away"]),
        ("/maps/?archived=false", ["Today"]),
    ):
        assert [row["title"] for row in freya("get", path).json()["results"]] == titles, path
    shown = freya("get", f"/journeys/{two.pk}/")
    assert shown.json()["archived_at"] and faults_of(shown, "/api/v1/journeys/{id}/") == []


def test_a_member_who_may_not_read_journeys_gets_an_empty_list_and_403_for_one(cast, small):
    client = signed_in(cast.adi)
    assert client.get("/api/v1/maps/").json()["results"] == []
    assert client.get(f"/api/v1/maps/{small.map.pk}/").status_code == 403
    assert signed_in(cast.stan).get(f"/api/v1/maps/{small.map.pk}/").status_code == 404


def test_a_list_as_csv_is_whole_and_says_how_many_rows(cast, freya):
    journey = make_journey(cast.economy, cast.freya, "=1+1")
    for n in range(3):
        make_map(cast, f"Map {n}", journey=journey)
    answer = freya("get", "/maps/?format=csv&page_size=1")
    rows = list(csv.DictReader(answer.getvalue().decode().splitlines()))
    assert answer["X-Row-Count"] == "3" and [row["title"] for row in rows] == ["Map 0", "Map 1", "Map 2"]
    assert answer["Content-Type"].startswith("text/csv")
    assert freya("get", "/journeys/?format=csv").getvalue().decode().splitlines()[1].split(",")[3] == "'=1+1"
    refused = freya("get", "/maps/?format=parquet")
    assert refused.status_code == 400 and refused.json()["errors"][0]["field"] == "format"


def test_the_snapshot_is_the_rows_and_is_not_sent_again_while_nothing_changed(cast, small, freya):
    path = f"/maps/{small.map.pk}/snapshot/"
    first = freya("get", path)
    fresh = encode(snapshot_from_rows(Map.objects.get(pk=small.map.pk)))
    assert first.content == fresh and faults_of(first, "/api/v1/maps/{id}/snapshot/") == []
    assert first["Cache-Control"] == "private, no-cache" and {"Authorization", "Cookie"} <= set(first["Vary"].split(", "))
    forget_encoded(str(small.map.pk))
    assert freya("get", path).content == fresh  # from what is stored
    for known in (first["ETag"], f"W/{first['ETag']}", "*", f'"other", {first["ETag"]}'):
        again = freya("get", path, **{"If-None-Match": known})
        assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
    send(cast.eddie, small.map, "step.rename", step=small.steps[0], title="Ring")
    after = freya("get", path, **{"If-None-Match": first["ETag"]})
    assert after.status_code == 200 and after.content == encode(snapshot_from_rows(small.map)) != fresh


def test_changes_after_a_revision_lead_from_the_snapshot_to_the_map_of_today(cast, small, freya):
    base = small.map.revision
    send(cast.eddie, small.map, "step.rename", step=small.steps[0], title="Ring")
    send(cast.freya, small.map, "step.remove", step=small.steps[2])
    answer = freya("get", f"/maps/{small.map.pk}/changes/?after={base}")
    assert faults_of(answer, "/api/v1/maps/{id}/changes/") == []
    found = answer.json()
    assert [change["revision"] for change in found["changes"]] == [base + 1, base + 2] and found["revision"] == base + 2
    assert found["changes"][0]["by"] == {"id": str(cast.eddie.pk), "name": "Eddie"}
    assert small.steps[2] in found["changes"][1]["change"]["remove"]
    assert freya("get", f"/maps/{small.map.pk}/changes/?after={base + 2}").json()["changes"] == []
    assert freya("get", f"/maps/{small.map.pk}/changes/?after={base + 9}").json()["resync"] is True
    assert freya("get", f"/maps/{small.map.pk}/changes/?after=-1").json()["errors"][0]["field"] == "after"


def test_a_command_changes_the_map_once_however_often_it_is_sent(cast, small, freya):
    path, sent = f"/maps/{small.map.pk}/commands/", command(small.map, "step.rename", step=small.steps[0], title="Ring")
    first, again = freya("post", path, sent), freya("post", path, sent)
    assert first.status_code == 200 and faults_of(first, "/api/v1/maps/{id}/commands/") == []
    assert again.json() == first.json()
    assert [element["title"] for element in first.json()["change"]["put"]] == ["Ring"]
    assert MapCommandLog.objects.filter(map=small.map).count() == first.json()["revision"]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        (lambda body: body["command"].update(title=""), "title"),
        (lambda body: body["command"].update(kind="step.dance"), "kind"),
        (lambda body: body["command"].update(colour="red"), "colour"),
        (lambda body: body.update(base_revision="soon"), "base_revision"),
        (lambda body: body.update(base_revision=10**9), "base_revision"),
        (lambda body: body.update(command_id="mine"), "command_id"),
        (lambda body: body.update(command=["step.rename"]), "command"),
        (lambda body: body.update(client=7), "client"),
        (lambda body: body.update(client="07700 900123"), "client"),
        (lambda body: body.pop("command_id"), "command_id"),
    ],
)
def test_a_command_that_will_not_do_is_422_and_names_the_field(small, freya, change, field):
    body = command(small.map, "step.rename", step=small.steps[0], title="Ring")
    change(body)
    refused = freya("post", f"/maps/{small.map.pk}/commands/", body)
    assert (refused.status_code, refused["Content-Type"]) == (422, "application/problem+json")
    assert [error["field"] for error in refused.json()["errors"]] == [field]
    assert faults_of(refused, "/api/v1/maps/{id}/commands/") == []


def test_what_is_no_object_or_no_json_is_refused_too(small, freya, client, cast):
    path = f"/maps/{small.map.pk}/commands/"
    assert freya("post", path, ["step.rename"]).status_code == 422
    headers = bearer(cast.freya, cast.economy, Scope.WRITE)
    broken = client.post(f"/api/v1{path}", data="{", content_type="application/json", headers=headers)
    assert (broken.status_code, broken["Content-Type"]) == (400, "application/problem+json")


def test_a_clash_shows_both_sides_and_is_settled_on_its_revision(cast, small, freya):
    base = small.map.revision
    send(cast.eddie, small.map, "step.rename", step=small.steps[0], title="Ring the surgery")
    sent = command(small.map, "step.rename", base=base, step=small.steps[0], title="Write to the surgery")
    clash = freya("post", f"/maps/{small.map.pk}/commands/", sent)
    assert (clash.status_code, clash["Content-Type"]) == (409, "application/problem+json")
    assert faults_of(clash, "/api/v1/maps/{id}/commands/") == []
    body = clash.json()
    assert {name: body[name] for name in ("command_id", "element", "field", "base", "theirs", "by", "revision", "yours")} == {
        "command_id": sent["command_id"],
        "element": small.steps[0],
        "field": "title",
        "base": "Contact surgery",
        "theirs": "Ring the surgery",
        "by": {"id": str(cast.eddie.pk), "name": "Eddie"},
        "revision": base + 1,
        "yours": "Write to the surgery",
    }
    settled = command(small.map, "step.rename", base=body["revision"], step=small.steps[0], title="Write to the surgery")
    assert freya("post", f"/maps/{small.map.pk}/commands/", settled).status_code == 200
    send(cast.eddie, small.map, "step.remove", step=small.steps[0])
    gone = freya("post", f"/maps/{small.map.pk}/commands/", command(small.map, "step.rename", base=base, step=small.steps[0], title="Call"))
    assert gone.status_code == 409 and gone.json()["theirs"] is None and gone.json()["base"]["title"] == "Contact surgery"
    assert faults_of(gone, "/api/v1/maps/{id}/commands/") == []


def test_commands_are_for_those_who_may_edit(client, cast, small):
    path = f"/api/v1/maps/{small.map.pk}/commands/"
    body = {"data": json.dumps(command(small.map, "map.tidy")), "content_type": "application/json"}
    reading = client.post(path, headers=bearer(cast.freya, cast.economy), **body)
    assert reading.status_code == 403 and "only read" in reading.json()["detail"]
    assert signed_in(cast.vic).post(path, **body).status_code == 403
    assert signed_in(cast.stan).post(path, **body).status_code == 404
    assert client.post(path, **body).status_code == 401


def test_a_page_of_the_same_origin_may_send_commands_with_its_session_and_csrf_token_only(cast, small):
    client = signed_in(cast.eddie)
    client.handler.enforce_csrf_checks = True
    path = f"/api/v1/maps/{small.map.pk}/commands/"
    body = {
        "data": json.dumps(command(small.map, "step.rename", step=small.steps[0], title="Ring")),
        "content_type": "application/json",
    }
    refused = client.post(path, **body)
    assert (refused.status_code, refused["Content-Type"]) == (403, "application/problem+json") and "CSRF" in refused.json()["detail"]
    client.get("/account/")  # a page with a form leaves the token as a cookie
    token = client.cookies["csrftoken"].value
    assert client.post(path, headers={"X-CSRFToken": token}, **body).status_code == 200
    assert client.get(f"/api/v1/maps/{small.map.pk}/changes/?after=0").status_code == 200


def test_figures_stand_in_envelopes_beside_their_definitions(cast, small, freya):
    send(cast.eddie, small.map, "map.set", fields={"start": small.steps[0], "end": small.steps[2]})
    send(cast.eddie, small.map, "link.set", link=small.links[1], fields={"wait": 9})
    answer = freya("get", f"/maps/{small.map.pk}/box-score/")
    assert faults_of(answer, "/api/v1/maps/{id}/box-score/") == []
    found = answer.json()
    figures = {figure["definition"]: figure for figure in found["figures"]}
    assert set(figures) == set(DEFINITIONS) <= {one["name"] for one in found["definitions"]}
    lead = figures["lead_time"]
    assert (lead["value"], lead["unit"], lead["source"], lead["qualifier"]) == (9, "d", "workshop", "at least")
    assert lead["known"] == 1 and lead["needed"] == 5 and lead["calendar"] == "days of the calendar"
    assert figures["right_first_time"]["value"] is None and "as soon as a receiver says" in figures["right_first_time"]["why"]
    assert [(rung["kind"], rung["days"]["value"]) for rung in found["ladder"]] == [("wait", 9)]


def test_figures_say_where_the_accounts_they_rest_on_come_from(cast, small, freya):
    """The wait is planned and one step's time was seen; a second account beside the wait heads nothing and does not count."""
    send(cast.eddie, small.map, "map.set", fields={"start": small.steps[0], "end": small.steps[2]})
    planned, told = {"value": 9, "unit": "d", "source": "planned"}, {"value": 14, "unit": "d", "source": "told", "who": "Carers"}
    send(cast.eddie, small.map, "link.set", link=small.links[1], fields={"wait": planned})
    send(cast.eddie, small.map, "link.set", link=small.links[1], fields={"wait": told})
    answer = freya("get", f"/maps/{small.map.pk}/box-score/").json()
    figures = {figure["definition"]: figure for figure in answer["figures"]}
    assert (figures["lead_time"]["value"], figures["lead_time"]["source"]) == (9, "planned")
    assert (figures["touch"]["source"], figures["hand_offs"]["source"]) == ("workshop", "workshop")  # drawn, and nothing said
    send(cast.eddie, small.map, "step.set", step=small.steps[1], fields={"pt": {"value": 20, "unit": "min", "source": "observed"}})
    answer = freya("get", f"/maps/{small.map.pk}/box-score/").json()
    figures = {figure["definition"]: figure for figure in answer["figures"]}
    assert (figures["touch"]["source"], figures["effort"]["source"]) == ("observed", "observed")
    assert figures["lead_time"]["source"] == "mixed"
    assert figures["lead_time"]["method"].endswith("of accounts that are observed, planned")
    assert {rung["days"]["source"] for rung in answer["ladder"]} == {"mixed"}


def test_an_unfinished_map_says_what_is_missing(small, freya):
    answer = freya("get", f"/maps/{small.map.pk}/box-score/")
    assert faults_of(answer, "/api/v1/maps/{id}/box-score/") == []
    assert answer.json()["why_not"] == "the first and last steps are named" and answer.json()["hand_offs"] == []
    assert freya("get", f"/maps/{small.map.pk}/handoffs/").json()["total"]["why"] == "the first and last steps are named"


def test_hand_offs_name_the_agencies(cast, small, freya):
    lane, step, link = new_id(), new_id(), new_id()
    send(cast.eddie, small.map, "lane.add", lane=lane, title="Memory clinic")
    send(cast.eddie, small.map, "step.add", step=step, title="Triage", lane=lane, column=small.columns[2])
    send(cast.eddie, small.map, "link.add", link=link, source=small.steps[2], target=step)
    send(cast.eddie, small.map, "map.set", fields={"start": small.steps[0], "end": step})
    answer = freya("get", f"/maps/{small.map.pk}/handoffs/")
    assert faults_of(answer, "/api/v1/maps/{id}/handoffs/") == []
    (row,) = answer.json()["hand_offs"]
    assert (row["from_agency"], row["from_name"], row["to_agency"], row["to_name"]) == (
        str(cast.hospital.pk),
        "Eastvale Hospital",
        lane,
        "Memory clinic",
    )
    assert row["times"]["value"] == row["moving"]["value"] == answer.json()["total"]["value"] == 1
    listed = freya("get", f"/maps/{small.map.pk}/handoffs/?format=csv")
    assert listed["X-Row-Count"] == "1" and "Memory clinic,1.0,1.0,0.0,0.0" in listed.getvalue().decode()


def test_a_role_without_journeys_lists_none_beside_one_that_has_them(client, cast, small):
    elsewhere = make_small_map(make_cast())
    assert signed_in(cast.vic).get("/api/v1/maps/").json()["results"][0]["id"] == str(small.map.pk)
    both = make_member(cast.economy, Role.OBSERVER, name="Olga")
    make_member(elsewhere.map.journey.economy, Role.ADMINISTRATOR, email=both.email)
    assert [row["id"] for row in signed_in(both).get("/api/v1/maps/").json()["results"]] == [str(small.map.pk)]


@pytest.mark.parametrize("path", ["/journeys/", "/maps/"])
def test_a_list_of_twenty_takes_as_many_queries_as_a_list_of_one(cast, small, freya, path, django_assert_max_num_queries):
    freya("get", path)
    with django_assert_max_num_queries(6):
        freya("get", path)
    for _ in range(20):
        make_map(cast, journey=make_journey(cast.economy, cast.freya))
    with django_assert_max_num_queries(6):
        assert len(freya("get", path).json()["results"]) == 21


@pytest.mark.parametrize("sent", [{"kind": "step.rename", "title": "\ud800"}, {"kind": "step.rename", "x\udc00\0": 1}, {"kind": "\ud800"}])
def test_signs_that_cannot_be_kept_are_refused_in_an_answer_that_can_be_read(small, freya, sent):
    body = {"command_id": new_id(), "base_revision": small.map.revision, "command": sent}
    answer = freya("post", f"/maps/{small.map.pk}/commands/", body)
    assert answer.status_code == 422 and "cannot be kept" in answer.json()["errors"][0]["message"]
