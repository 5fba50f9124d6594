"""Two people at the same moment, each with a connection of their own: on PostgreSQL, where they really meet."""

import pytest
from django.db import connection, transaction

from journeys.models import Map, Step
from journeys.queries.states import state_from_rows
from journeys.services.journeys import derive_future_map
from journeys.services.map_editing import Changed, Incoming, Refused, apply_map_commands
from stakeholders.models import AuditEntry
from tests.at_once import Meanwhile
from tests.factories import make_cast, make_small_map, new_id, send

pytestmark = [
    pytest.mark.services,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite lets one write at a time"),
]


def test_a_future_map_is_a_copy_of_one_revision_although_somebody_edits_meanwhile():
    cast = make_cast()
    small = make_small_map(cast)
    old = Map.objects.get(pk=small.map.pk)
    with transaction.atomic():
        send(cast.eddie, small.map, "lane.remove", lane=small.lanes[1])
        deriving = Meanwhile(lambda: derive_future_map(actor=cast.freya, based_on=old, title="Tomorrow"))
        assert deriving.waits()
    future = deriving.result()
    assert [step["title"] for step in state_from_rows(future).steps] == ["Contact surgery"]
    entry = AuditEntry.objects.get(action="map.derived")
    assert entry.details["at_revision"] == small.map.revision > old.revision


def test_an_id_taken_on_two_maps_at_the_same_moment_is_one_element_and_one_refusal():
    cast = make_cast()
    one, two = make_small_map(cast), make_small_map(cast, "Another")
    id = new_id()
    with transaction.atomic():
        send(cast.eddie, one.map, "step.add", step=id, title="First", lane=one.lanes[0], column=one.columns[0])
        raw = [
            {"kind": "step.add", "step": id, "title": "Second", "lane": two.lanes[0], "column": two.columns[0]},
            {"kind": "step.rename", "step": two.steps[0], "title": "Ring"},
        ]
        batch = [Incoming(cast.freya, new_id(), two.map.revision, command) for command in raw]
        adding = Meanwhile(lambda: apply_map_commands(two.map.pk, batch))
        assert adding.waits()
    refused, changed = adding.result()
    assert isinstance(refused, Refused) and refused.field == "id" and isinstance(changed, Changed)
    step = Step.objects.get(pk=id)
    assert (step.title, step.map_id, str(step.lane_id)) == ("First", one.map.pk, one.lanes[0])
