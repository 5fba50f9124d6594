"""What was measured, through the API: the same numbers as on the pages, each in its envelope, as JSON, CSV and Parquet."""

import csv
import io

import pyarrow.parquet as pq
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from analytics.domain.map_measures import CODE_VERSION
from analytics.domain.metrics import METRICS
from analytics.models import MeasureResult
from analytics.queries.measured import measurements_of
from analytics.services import jobs
from stakeholders.services.economies import raise_threshold
from tests.event_logs import brought, log_of, measured, read
from tests.factories import bearer
from tests.openapi import faults_of

pytestmark = pytest.mark.django_db
RUN = "/api/v1/metric-runs/{id}/"


@pytest.fixture
def bring(cast, small, settings, tmp_path, django_capture_on_commit_callbacks):
    settings.DATA_DIR = tmp_path
    jobs.current_app.conf.broker_url = "memory://"

    def do(name: str, finished: int, waiting: int = 0, readers=()) -> MeasureResult:
        dataset = brought(cast, small, log_of(finished, waiting=waiting), name=name, readers=readers)
        read(cast, dataset, django_capture_on_commit_callbacks)
        measured(cast, small, dataset)
        return MeasureResult.objects.get(dataset=dataset, code_version=CODE_VERSION)

    return do


@pytest.fixture
def ask(client, cast):
    def call(person, path, **headers):
        return client.get(path, headers={**bearer(person, cast.economy), **headers})

    return call


def one(numbers, **about):
    (found,) = [row for row in numbers if all(row[key] == value for key, value in about.items())]
    return found


def test_the_runs_are_listed_and_filtered(cast, small, bring, ask):
    first, second = bring("January", 20), bring("February", 30)
    listed = ask(cast.ana, "/api/v1/metric-runs/")
    assert [row["id"] for row in listed.json()["results"]] == [str(first.pk), str(second.pk)]
    assert faults_of(listed, "/api/v1/metric-runs/") == []
    filtered = ask(cast.ana, f"/api/v1/metric-runs/?dataset={second.dataset_id}&map={small.map.pk}").json()["results"]
    assert [(row["id"], row["data_hash"], row["economy"]) for row in filtered] == [(str(second.pk), second.data_hash, cast.economy.slug)]
    assert ask(cast.ana, f"/api/v1/metric-runs/?map={first.pk}").json()["results"] == []
    of_feed = ask(cast.ana, f"/api/v1/metric-runs/?feed={first.dataset.feed_id}").json()["results"]
    assert [row["id"] for row in of_feed] == [str(first.pk)]
    as_csv = ask(cast.ana, "/api/v1/metric-runs/?format=csv")
    assert as_csv["X-Row-Count"] == "2" and str(second.pk) in as_csv.getvalue().decode()


def test_the_numbers_are_those_of_the_pages_each_in_its_envelope(cast, small, bring, ask):
    run = bring("January", 20, waiting=9)
    answer = ask(cast.ana, RUN.format(id=run.pk))
    assert faults_of(answer, RUN) == []
    numbers = answer.json()["numbers"]
    shown = measurements_of(cast.ana, small.map).times
    median = one(numbers, about="journey", metric="measured_lead_time", statistic="median")
    assert (median["value"], median["n"], median["n_open"], median["method"]) == (
        shown.lead_time.median.value,
        20,
        9,
        "Kaplan–Meier",
    )
    wait = one(numbers, about="link", element=small.links[0], statistic="median")
    assert wait["value"] == shown.waits[small.links[0]].median.value == 2 * 86_400
    days = [row["value"] for row in numbers if row["metric"] == "where_the_days_go" and row["about"] in ("work", "pair")]
    assert sum(days) == pytest.approx(one(numbers, about="journey", metric="where_the_days_go")["value"], rel=1e-12)
    assert {row["definition"] for row in numbers} <= set(METRICS)
    weeks = [row for row in numbers if row["about"] == "week" and row["statistic"] == "finished"]
    assert sum(row["value"] for row in weeks) == 20 and [row["element"] for row in weeks] == sorted(row["element"] for row in weeks)
    assert [(row["element"], row["to"]) for row in weeks] == [(str(week.first), str(week.last)) for week in shown.weeks]


def test_csv_and_parquet_have_the_rows_of_the_json(cast, bring, ask):
    run = bring("January", 20, waiting=9)
    path = RUN.format(id=run.pk)
    numbers = ask(cast.ana, path).json()["numbers"]
    as_csv, as_parquet = ask(cast.ana, f"{path}?format=csv"), ask(cast.ana, f"{path}?format=parquet")
    rows = list(csv.DictReader(as_csv.getvalue().decode().splitlines()))
    assert [row["value"] for row in rows] == ["" if one["value"] is None else str(one["value"]) for one in numbers]
    assert pq.read_table(io.BytesIO(as_parquet.content)).to_pylist() == [{**row} for row in numbers]
    assert as_csv["X-Row-Count"] == as_parquet["X-Row-Count"] == str(len(numbers))
    refused = ask(cast.ana, f"{path}?format=xlsx")
    assert (refused.status_code, refused.json()["errors"][0]["field"]) == (400, "format")


def test_few_people_are_hidden_from_whoever_may_not_open_the_data(cast, bring, ask):
    run = bring("January", 20, waiting=5)
    exact, hidden = (ask(person, RUN.format(id=run.pk)).json()["numbers"] for person in (cast.ana, cast.freya))
    about = {"about": "journey", "metric": "measured_lead_time", "statistic": "median"}
    assert one(exact, **about)["n_open"] == 5 and one(hidden, **about)["n_open"] is None
    few = bring("Few", 5)
    numbers = ask(cast.freya, RUN.format(id=few.pk)).json()["numbers"]
    assert all(row["suppressed"] and row["value"] is None and row["n"] is None and row["why"] for row in numbers)


def test_it_is_not_sent_again_while_it_is_the_same(cast, bring, ask):
    run = bring("January", 20, waiting=9)
    path = RUN.format(id=run.pk)
    first = ask(cast.freya, path)
    assert first["Cache-Control"] == "private, no-cache" and {"Authorization", "Cookie"} <= set(first["Vary"].split(", "))
    again = ask(cast.freya, path, **{"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
    assert ask(cast.ana, path, **{"If-None-Match": first["ETag"]}).status_code == 200  # she sees more
    assert ask(cast.freya, f"{path}?format=csv", **{"If-None-Match": first["ETag"]}).status_code == 200
    raise_threshold(actor=cast.adi, economy=cast.economy, threshold=15)
    assert ask(cast.freya, path, **{"If-None-Match": first["ETag"]}).status_code == 200


def test_runs_of_data_for_others_are_not_there(cast, bring, ask):
    run = bring("January", 20, readers=[cast.council])
    assert ask(cast.freya, RUN.format(id=run.pk)).status_code == 404  # of the hospital
    assert ask(cast.freya, "/api/v1/metric-runs/").json()["results"] == []
    assert ask(cast.ana, RUN.format(id=run.pk)).status_code == 200


def test_what_another_version_measured_is_not_passed_off_as_this_ones(cast, bring, ask):
    run = bring("January", 20)
    MeasureResult.objects.update(code_version="1")
    refused = ask(cast.ana, RUN.format(id=run.pk))
    assert (refused.status_code, refused.json()["detail"]) == (
        404,
        "Another version of the product measured this. Measure the map anew.",
    )
    assert ask(cast.ana, "/api/v1/metric-runs/").json()["results"] == []


def test_a_longer_list_takes_no_more_queries(cast, bring, client):
    headers = bearer(cast.ana, cast.economy)

    def queries() -> int:
        with CaptureQueriesContext(connection) as caught:
            assert client.get("/api/v1/metric-runs/", headers=headers).status_code == 200
        return len(caught)

    run = bring("January", 20)
    few = queries()
    for n in range(19):
        MeasureResult.objects.create(
            dataset=run.dataset,
            map=run.map,
            data_hash=run.data_hash,
            question_hash=f"{n:064d}",
            code_version=run.code_version,
            map_revision=1,
            result=run.result,
            told_level=run.told_level,
            measured_at=run.measured_at,
        )
    assert queries() == few


def test_every_metric_is_defined(cast, ask):
    listed = ask(cast.ana, "/api/v1/metrics/")
    assert [row["name"] for row in listed.json()["results"]] == list(METRICS)
    assert faults_of(listed, "/api/v1/metrics/") == []
    single = ask(cast.ana, "/api/v1/metrics/measured_wait/")
    assert single.json()["title"] and faults_of(single, "/api/v1/metrics/{name}/") == []
    assert ask(cast.ana, "/api/v1/metrics/nothing/").status_code == 404
