"""What was kept before a change of the tables is kept after it."""

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils.timezone import localdate

from analytics.models import ActivityMatch, EndActivity, Feed, MeasureResult
from carejourneys.common.clock import now
from tests.event_logs import kept_as_read
from tests.factories import make_cast, make_small_map


def migrate_to(name: str):
    executor = MigrationExecutor(connection)
    executor.migrate([("analytics", name)])
    return MigrationExecutor(connection).loader.project_state([("analytics", name)]).apps


@pytest.mark.django_db(transaction=True)
def test_the_ends_said_of_a_dataset_become_those_of_each_map_it_was_matched_to():
    cast = make_cast()
    maps = [make_small_map(cast, title) for title in ("Today", "Another way of seeing it", "Not matched")]
    dataset = kept_as_read(maps[0].map.journey, cast.ana)
    for one in maps[:2]:
        ActivityMatch.objects.create(dataset=dataset, map=one.map, activity="Contact", step=one.steps[0])
    newest = MigrationExecutor(connection).loader.graph.leaf_nodes()
    try:
        old = migrate_to("0003_runs_of_jobs")
        old.get_model("analytics", "Dataset").objects.update(end_activities=["Discharged", "Died"])
        migrate_to("0004_ends_per_map")
        found = {(row.map_id, row.activity) for row in EndActivity.objects.all()}
        assert found == {(one.map.pk, name) for one in maps[:2] for name in ("Discharged", "Died")}
        old = migrate_to("0003_runs_of_jobs")
        assert old.get_model("analytics", "Dataset").objects.get().end_activities == ["Died", "Discharged"]
    finally:
        MigrationExecutor(connection).migrate(newest)


@pytest.mark.django_db(transaction=True)
def test_data_from_before_there_were_feeds_each_begin_one_that_is_read_as_they_were():
    cast = make_cast()
    journey = make_small_map(cast).map.journey
    read = {"state": "ready", "content_hash": "0" * 64, "options": {"columns": {"case": "who"}}, "quality": {"date_order": "day first"}}
    terms = {"purpose": "To see waits", "controller": cast.council, "delete_by": localdate()}
    rows = [kept_as_read(journey, cast.ana, name=name, **more) for name, more in (("Read", {**read, **terms}), ("Not read", {}))]
    rows[0].readers.set([cast.hospital])
    newest = MigrationExecutor(connection).loader.graph.leaf_nodes()
    try:
        migrate_to("0007_kept_questions")
        migrate_to("0009_feeds_of_datasets")
    finally:
        MigrationExecutor(connection).migrate(newest)
    feeds = {feed.name: feed for feed in Feed.objects.all()}
    assert {name: feed.versions.get().pk for name, feed in feeds.items()} == {row.name: row.pk for row in rows}
    one = feeds["Read"]
    assert one.options == {"columns": {"case": "who"}, "date_order": "day first"} and one.columns == [] and one.last_version == 1
    assert (one.purpose, one.controller, one.delete_by) == ("To see waits", cast.council, localdate())
    assert [reader.pk for reader in one.readers.all()] == [cast.hospital.pk] and feeds["Not read"].options == {}


@pytest.mark.django_db(transaction=True)
def test_what_was_told_before_rows_were_looked_at_counts_as_told_since_it_was_there():
    cast = make_cast()
    small = make_small_map(cast)
    ready = kept_as_read(small.map.journey, cast.ana, state="ready", content_hash="0" * 64)
    waits = kept_as_read(small.map.journey, cast.ana, name="Not read")
    about = {"data_hash": "0" * 64, "question_hash": "1", "code_version": "7", "map_revision": 1, "result": {}}
    result = MeasureResult.objects.create(dataset=ready, map=small.map, measured_at=now(), **about)
    newest = MigrationExecutor(connection).loader.graph.leaf_nodes()
    try:
        migrate_to("0014_merged_names")
    finally:
        MigrationExecutor(connection).migrate(newest)
    for row in (ready, waits, result):
        row.refresh_from_db()
    assert (ready.told_level, ready.told_since) == (1, ready.uploaded_at) and waits.told_level is None
    assert (result.told_level, result.told_since) == (1, result.measured_at)
