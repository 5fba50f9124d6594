"""Feeds and datasets through the API: begun, brought to, read about; who may; what is told to whom; never a case."""

import gzip
import json
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import localdate

from analytics.models import Dataset, Feed, Job
from analytics.services import jobs
from stakeholders.domain.permissions import Role
from stakeholders.domain.tokens import Scope
from stakeholders.models import AuditEntry
from tests.event_logs import MONDAY, log_of, run_job
from tests.factories import bearer, make_member
from tests.feeds import begun_feed, next_file, next_version, rows_as_csv
from tests.openapi import faults_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def scratch(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    jobs.current_app.conf.broker_url = "memory://"
    return tmp_path


@pytest.fixture
def run(django_capture_on_commit_callbacks):
    return django_capture_on_commit_callbacks


@pytest.fixture
def feed(cast, small, run) -> Feed:
    return begun_feed(cast, small, log_of(10), run)


@pytest.fixture
def ask(client, cast):
    """ask(person, method, path, body, content_type): with a token of theirs that may write."""
    tokens: dict = {}

    def call(person, method, path, body=None, content_type="application/json", scope=Scope.WRITE, **headers):
        headers = {**tokens.setdefault((person.pk, scope), bearer(person, cast.economy, scope)), **headers}
        given = {"data": body, "content_type": content_type} if body is not None else {}
        return getattr(client, method)(f"/api/v1{path}", headers=headers, **given)

    return call


def new_feed(cast, small, **changed) -> str:
    given = {
        "journey": str(small.map.journey_id),
        "name": "Memory service, weekly",
        "purpose": "To see waits",
        "controller": str(cast.council.pk),
        "delete_by": (localdate() + timedelta(days=100)).isoformat(),
        "readers": [str(cast.council.pk)],
        "columns": {"case": "who", "activity": "what", "start": "begun", "end": "done"},
    }
    return json.dumps({**given, **changed})


def test_a_feed_is_begun_and_takes_its_first_file_without_a_page(cast, small, ask, run):
    begun = ask(cast.ana, "post", "/feeds/", new_feed(cast, small))
    assert begun.status_code == 201 and faults_of(begun, "/api/v1/feeds/") == []
    feed = Feed.objects.get()
    assert begun["Location"] == f"/api/v1/feeds/{feed.pk}/" and begun.json()["last_version"] == 0
    assert (feed.name, feed.purpose, feed.controller, feed.options["timezone"]) == (
        "Memory service, weekly",
        "To see waits",
        cast.council,
        "Europe/London",
    )
    assert [one.pk for one in feed.readers.all()] == [cast.council.pk] and AuditEntry.objects.get(action="feed.begun").actor == cast.ana
    came = ask(cast.ana, "post", f"/feeds/{feed.pk}/versions/", log_of(12), "text/csv")
    assert came.status_code == 202 and faults_of(came, "/api/v1/feeds/{id}/versions/") == []
    job = ask(cast.ana, "get", came["Location"].removeprefix("/api/v1"))
    assert job.json()["state"] == "queued" and faults_of(job, "/api/v1/jobs/{id}/") == []
    run_job(job_id=job.json()["id"])
    shown = ask(cast.ana, "get", f"/datasets/{came.json()['dataset']}/")
    assert faults_of(shown, "/api/v1/datasets/{id}/") == []
    assert (shown.json()["state"], shown.json()["version"], shown.json()["counts"]["cases"]["value"]) == ("read", 1, 12)
    assert shown.json()["terms"]["purpose"] == "To see waits" and shown.json()["changes"] is None
    feed.refresh_from_db()
    assert feed.columns == ["who", "what", "begun", "done"]


@pytest.mark.parametrize(
    ("changed", "status", "field"),
    [
        ({"name": "Call 943 476 5919"}, 422, "name"),
        ({"purpose": "for jo@example.org"}, 422, "purpose"),
        ({"purpose": "for jo@example.org", "columns": {"case": "who"}}, 400, "purpose"),
        ({"columns": {"case": "who"}}, 400, "columns.activity"),
        ({"columns": {"case": "who", "activity": "what"}}, 422, "columns.end"),
        ({"columns": {"case": "943 476 5919", "activity": "what", "end": "done"}}, 422, "columns.case"),
        ({"columns": {"case": "who", "activity": "what", "end": "done", "resource": "Patient Name"}}, 422, "columns.resource"),
        ({"delete_by": "2020-01-01"}, 422, "delete_by"),
        ({"controller": "01a2141b-1e7c-79f0-b7dd-ef2726af624c"}, 422, "controller"),
        ({"columns": {"case": "who", "activity": "who", "end": "done"}}, 422, "columns.activity"),
        ({"columns": {"case": "who", "activity": "what", "end": "done", "organisation": "who"}}, 422, "columns.organisation"),
        ({"timezone": "Nowhere/Land"}, 422, "timezone"),
        ({"date_format": "%"}, 422, "date_format"),
        ({"date_format": "%Q%%%"}, 422, "date_format"),
        ({"date_format": "%d/%m %H:%M"}, 422, "date_format"),
        ({"journey": "01a2141b-1e7c-79f0-b7dd-ef2726af624c"}, 404, None),
    ],
)
def test_what_will_not_do_is_refused_at_its_field(cast, small, ask, changed, status, field):
    answer = ask(cast.ana, "post", "/feeds/", new_feed(cast, small, **changed))
    assert (answer.status_code, answer["Content-Type"]) == (status, "application/problem+json")
    assert field is None or answer.json()["errors"][0]["field"] == field
    assert not Feed.objects.exists()


def test_who_may_begin_a_feed_and_bring_to_it(cast, small, feed, ask):
    facilitator = make_member(cast.economy, Role.FACILITATOR, name="Fay")
    for path, body, kind in (
        ("/feeds/", new_feed(cast, small), "application/json"),
        (f"/feeds/{feed.pk}/versions/", log_of(12), "text/csv"),
    ):
        assert ask(facilitator, "post", path, body, kind).status_code == 403
        assert ask(cast.ana, "post", path, body, kind, scope=Scope.READ).status_code == 403
    assert Feed.objects.count() == 1 and feed.versions.count() == 1


def test_a_file_comes_as_the_body_or_as_a_part_of_a_form_and_the_same_is_the_version_it_was(cast, feed, ask, client, run):
    path = f"/feeds/{feed.pk}/versions/"
    came = ask(cast.ana, "post", path, gzip.compress(log_of(12), mtime=0), "application/gzip")
    assert came.status_code == 202 and came.json()["version"] == 2
    assert ask(cast.ana, "post", path, gzip.compress(log_of(12), mtime=0), "application/gzip").json()["job"] == came.json()["job"]
    busy = ask(cast.ana, "post", path, log_of(13), "text/csv")
    assert busy.status_code == 409 and "Version 2 of this feed is being read" in busy.json()["detail"]
    run_job(job_id=came.json()["job"])
    again = ask(cast.ana, "post", path, gzip.compress(log_of(12), mtime=0), "application/gzip")
    assert again.status_code == 200 and again["Location"] == f"/api/v1/datasets/{came.json()['dataset']}/"
    assert again.json() == {**came.json(), "again": True, "job": None, "job_url": None}
    form = client.post(
        f"/api/v1{path}", {"file": SimpleUploadedFile("x.csv", log_of(13))}, headers=bearer(cast.ana, cast.economy, Scope.WRITE)
    )
    assert form.status_code == 202 and form.json()["version"] == 3
    assert Dataset.objects.get(version=3).suffix == ".csv"


@pytest.mark.parametrize(
    ("body", "kind", "query", "words"),
    [
        (b"a,b\n1,2\n", "text/csv", "", "Missing: “who”, “what”, “begun”, “done”. New: “a”, “b”."),
        (b"", "text/csv", "?filename=log.csv", "This file is empty."),
        (b"who\n", "application/octet-stream", "", "This kind of file cannot be read."),
        (b"PK", "application/octet-stream", "?filename=log.xlsx", "This kind of file cannot be read."),
        (b"PAR1 but not really", "text/csv", "?filename=log.parquet", "its end"),
    ],
)
def test_a_file_that_will_not_do_is_a_problem_in_words_and_leaves_nothing(cast, feed, ask, scratch, body, kind, query, words):
    answer = ask(cast.ana, "post", f"/feeds/{feed.pk}/versions/{query}", body, kind)
    assert (answer.status_code, answer["Content-Type"]) == (422, "application/problem+json")
    assert words in answer.json()["detail"] and answer.json()["errors"][0]["field"] == "file"
    assert feed.versions.count() == 1 and not list((scratch / "incoming").glob("*"))


def test_what_was_written_for_an_older_state_of_the_feed_is_refused(cast, feed, ask, run):
    known = ask(cast.ana, "get", f"/feeds/{feed.pk}/")
    assert faults_of(known, "/api/v1/feeds/{id}/") == [] and known.json()["newest"] == str(feed.versions.get().pk)
    next_version(cast, feed, log_of(12), run)
    late = ask(cast.ana, "post", f"/feeds/{feed.pk}/versions/", log_of(13), "text/csv", **{"If-Match": known["ETag"]})
    assert late.status_code == 412 and late["Content-Type"] == "application/problem+json" and feed.versions.count() == 2
    now_known = ask(cast.ana, "get", f"/feeds/{feed.pk}/")["ETag"]
    in_time = ask(cast.ana, "post", f"/feeds/{feed.pk}/versions/", log_of(13), "text/csv", **{"If-Match": now_known})
    assert in_time.status_code == 202 and now_known != known["ETag"]


def test_a_version_under_the_number_of_a_refused_one_is_another_state_of_the_feed(cast, feed, ask, run):
    came = next_file(cast, feed, b"who,what,begun,done\n1,Contact,,soon\n")
    known = ask(cast.ana, "get", f"/feeds/{feed.pk}/")
    with run(execute=True):
        run_job(job_id=str(came.job.pk))
    assert next_version(cast, feed, log_of(12), run).version == came.dataset.version == known.json()["last_version"]
    late = ask(cast.ana, "post", f"/feeds/{feed.pk}/versions/", log_of(13), "text/csv", **{"If-Match": known["ETag"]})
    assert late.status_code == 412


def test_feeds_and_datasets_are_listed_for_those_who_may_see_them(cast, small, feed, ask, run):
    second = next_version(cast, feed, log_of(12), run)
    hidden = begun_feed(cast, small, log_of(11), run, readers=[cast.hospital], name="For the hospital")
    fay = make_member(cast.economy, Role.FACILITATOR, name="Fay", organisation=cast.council)
    for person, feeds, versions in ((fay, 1, 2), (cast.ana, 2, 3), (cast.freya, 2, 3)):
        listed = ask(person, "get", "/feeds/")
        assert len(listed.json()["results"]) == feeds and faults_of(listed, "/api/v1/feeds/") == []
        assert len(ask(person, "get", "/datasets/").json()["results"]) == versions
    assert (
        ask(fay, "get", f"/feeds/{hidden.pk}/").status_code == ask(fay, "get", f"/datasets/{hidden.versions.get().pk}/").status_code == 404
    )
    filtered = ask(cast.ana, "get", f"/datasets/?feed={feed.pk}&version=2")
    assert [row["id"] for row in filtered.json()["results"]] == [str(second.pk)] and faults_of(filtered, "/api/v1/datasets/") == []
    assert ask(cast.ana, "get", "/datasets/?format=csv")["X-Row-Count"] == "3"
    refused = ask(cast.ana, "get", "/datasets/?version=0.5")
    assert (refused.status_code, refused.json()["errors"][0]["field"]) == (400, "version")


def test_counts_are_exact_for_analysts_and_round_or_hidden_for_others_and_no_case_is_told(cast, feed, ask, run):
    people = [(f"NHS-PERSON-X{n:03}", "Contact", MONDAY, MONDAY + timedelta(minutes=n)) for n in range(41)]
    second = next_version(cast, feed, log_of(7).rstrip() + b"\n" + rows_as_csv([*people, ("A", "", "", "")]).split(b"\n", 1)[1], run)
    exact, rough = (ask(person, "get", f"/datasets/{second.pk}/") for person in (cast.ana, cast.freya))
    assert exact.json()["counts"]["cases"]["value"] == 48 and exact.json()["changes"]["gone"]["people"]["value"] == 3
    theirs = rough.json()
    assert theirs["counts"]["cases"]["value"] == 50 and theirs["changes"]["added"]["rows"]["value"] == 40
    for hidden in (*theirs["changes"]["gone"].values(), theirs["counts"]["rows_rejected"], theirs["quality"]["rejected"][0]["count"]):
        assert hidden["suppressed"] and hidden["value"] is None and hidden["why"]
    assert theirs["changes"]["changed"]["rows"]["value"] == 0 and theirs["job"] is None and theirs["new_activities"] == []
    for answer in (exact, rough):
        assert "NHS-PERSON" not in answer.content.decode() and faults_of(answer, "/api/v1/datasets/{id}/") == []


def test_how_its_files_are_read_is_told_to_those_who_may_bring_data(cast, feed, ask):
    assert {"role": "case", "column": "who"} in ask(cast.ana, "get", f"/feeds/{feed.pk}/").json()["columns"]
    assert ask(cast.freya, "get", f"/feeds/{feed.pk}/").json()["columns"] == []


def test_a_job_is_told_to_those_who_may_bring_data(cast, feed, ask):
    job = Job.objects.get(kind="dataset.read")
    shown = ask(cast.ana, "get", f"/jobs/{job.pk}/")
    assert shown.json()["state"] == "done" and shown.json()["dataset"] == str(feed.versions.get().pk)
    assert ask(cast.freya, "get", f"/jobs/{job.pk}/").status_code == 403


def test_lists_ask_the_same_of_the_database_whatever_their_length(cast, small, feed, ask, run):
    counts = []
    for more in (1, 5):
        for n in range(more):
            begun_feed(cast, small, log_of(2 + more + n), run, name=f"Feed {more} {n}")
        with CaptureQueriesContext(connection) as asked:
            ask(cast.ana, "get", "/feeds/")
            ask(cast.ana, "get", "/datasets/")
        counts.append(len(asked))
        ask(cast.ana, "get", "/feeds/")
    assert counts[1] <= counts[0]
