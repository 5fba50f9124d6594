"""The stored snapshot: what it serves is what the serializer makes of the rows, at every revision, and costs the same whatever the size."""

import json

import orjson
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.renderers import JSONRenderer

from benchmarks.peers.model_serializers import MapSerializer
from journeys.domain.elements import ElementType
from journeys.models import Map, MapSnapshot
from journeys.queries.snapshots import encode, forget_encoded, snapshot_of
from journeys.services.map_snapshots import EVERY
from tests.factories import Cast, make_small_map, send, signed_in
from tests.oracles.snapshots import snapshot_from_rows
from tests.pages.maps import make_long_map, make_worked_example

pytestmark = pytest.mark.django_db


def address(of: Map) -> str:
    return f"/api/v1/maps/{of.pk}/snapshot/"


def test_at_every_revision_the_endpoint_serves_what_the_serializer_makes_of_the_rows(cast):
    small = make_small_map(cast)
    client, kept = signed_in(cast.vic), set()
    for n in range(EVERY + 10):
        send(cast.eddie, small.map, "step.rename", step=small.steps[n % 3], title=f"Ring {n}")
        if n % 2:
            forget_encoded(str(small.map.pk))  # every other time as another process would serve it
        answer = client.get(address(small.map))
        fresh = encode(snapshot_from_rows(Map.objects.get(pk=small.map.pk)))
        assert answer.content == fresh and json.loads(answer.content)["revision"] == small.map.revision
        kept.add(small.map.snapshots.get().revision)
    assert len(kept) == 2, "the stored one is renewed now and then, not at every command"


def test_a_map_with_all_there_is_on_one_reads_as_the_framework_s_own_serializers_read_it(cast):
    of = make_worked_example(cast)
    ours, theirs = orjson.loads(encode(snapshot_from_rows(of))), orjson.loads(JSONRenderer().render(MapSerializer(of).data))
    ours_by_id, theirs_by_id = ({element["id"]: element for element in told.pop("elements")} for told in (ours, theirs))
    assert ours_by_id == theirs_by_id and ours == theirs
    assert {element["type"] for element in ours_by_id.values()} == set(ElementType)


def test_it_is_served_from_what_is_stored_under_its_revision_and_never_from_the_rows(cast):
    small = make_small_map(cast)
    MapSnapshot.objects.filter(map=small.map).delete()
    MapSnapshot.objects.create(map=small.map, revision=small.map.revision, elements=encode(snapshot_from_rows(small.map)["elements"]))
    forget_encoded(str(small.map.pk))
    with CaptureQueriesContext(connection) as seen:
        assert snapshot_of(small.map)[1] == encode(snapshot_from_rows(small.map)) and len(seen) > 2  # the second reads the rows
    forget_encoded(str(small.map.pk))
    with CaptureQueriesContext(connection) as seen:
        snapshot_of(small.map)
    asked = " ".join(query["sql"] for query in seen)
    assert len(seen) == 2 and "journeys_mapsnapshot" in asked and "journeys_step" not in asked


def cost(cast: Cast, of: Map, *, forgotten: bool, **headers: str) -> int:
    client = signed_in(cast.vic)
    client.get(address(of))
    if forgotten:
        forget_encoded(str(of.pk))
    with CaptureQueriesContext(connection) as seen:
        answer = client.get(address(of), headers=headers)
    assert answer.status_code == (304 if headers else 200)
    return len(seen)


def test_a_snapshot_of_500_steps_costs_as_many_queries_as_one_of_three(cast, django_capture_on_commit_callbacks):
    costs = []
    for steps in (3, 500):
        with django_capture_on_commit_callbacks(execute=True):
            of = make_long_map(cast, steps)
        etag = f'"{of.pk}-{of.revision}"'
        costs.append(
            [cost(cast, of, forgotten=False), cost(cast, of, forgotten=True), cost(cast, of, forgotten=False, **{"If-None-Match": etag})]
        )
    remembered, stored, unchanged = costs[0]
    assert costs[0] == costs[1] and stored == remembered + 2 and unchanged == remembered
