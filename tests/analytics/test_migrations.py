"""What was kept before a change of the tables is kept after it."""

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from analytics.models import ActivityMatch, Dataset, EndActivity
from carejourneys.common.clock import now
from tests.factories import make_cast, make_small_map


def migrate_to(name: str):
    executor = MigrationExecutor(connection)
    executor.migrate([("analytics", name)])
    return MigrationExecutor(connection).loader.project_state([("analytics", name)]).apps


@pytest.mark.django_db(transaction=True)
def test_the_ends_said_of_a_dataset_become_those_of_each_map_it_was_matched_to():
    cast = make_cast()
    maps = [make_small_map(cast, title) for title in ("Today", "Another way of seeing it", "Not matched")]
    about = {"name": "January", "suffix": ".csv", "uploaded_by": cast.ana, "uploaded_at": now()}
    dataset = Dataset.objects.create(journey=maps[0].map.journey, **about)
    for one in maps[:2]:
        ActivityMatch.objects.create(dataset=dataset, map=one.map, activity="Contact", step=one.steps[0])
    newest = MigrationExecutor(connection).loader.graph.leaf_nodes("analytics")[0][1]
    try:
        old = migrate_to("0003_runs_of_jobs")
        old.get_model("analytics", "Dataset").objects.update(end_activities=["Discharged", "Died"])
        migrate_to("0004_ends_per_map")
        found = {(row.map_id, row.activity) for row in EndActivity.objects.all()}
        assert found == {(one.map.pk, name) for one in maps[:2] for name in ("Discharged", "Died")}
        old = migrate_to("0003_runs_of_jobs")
        assert old.get_model("analytics", "Dataset").objects.get().end_activities == ["Died", "Discharged"]
    finally:
        migrate_to(newest)
