"""A long batch asks the database no more than a short one: all of it happens while the map is locked."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from journeys.models import MapCommandLog, Step
from journeys.queries.states import state_from_rows
from journeys.services.map_editing import Changed, Incoming, Refused, apply_map_commands
from tests.factories import make_small_map, new_id, send

pytestmark = pytest.mark.django_db


def added(small, n):
    return [
        {"kind": "step.add", "step": new_id(), "title": f"Step {k}", "lane": small.lanes[1], "column": small.columns[k % 3]}
        for k in range(n)
    ]


def many_kinds(cast, small, n):
    """`n` commands: steps added, split, linked and taken away, lanes given organisations, one's own changes taken back."""
    steps = added(small, n // 5)
    raw = list(steps)
    for step in steps:
        part = {"step": new_id(), "title": "Next", "link": new_id()}
        raw.append({"kind": "step.split", "step": step["step"], "parts": [part]})
        raw.append({"kind": "step.remove", "step": part["step"]})
        raw.append({"kind": "lane.set", "lane": small.lanes[0], "fields": {"organisation": str(cast.hospital.pk)}})
    undone = MapCommandLog.objects.filter(map=small.map, kind="undo").values("root")
    mine = MapCommandLog.objects.filter(map=small.map, kind="step.rename").exclude(root__in=undone).order_by("-revision")[: n // 5]
    return raw + [{"kind": "undo", "of": str(entry.command_id)} for entry in mine]


def test_a_batch_of_a_hundred_takes_as_many_queries_as_one_of_ten(cast, small):
    for n in range(22):
        send(cast.eddie, small.map, "step.rename", step=small.steps[n % 3], title=f"Call {n}")
    asked = {}
    for n in (10, 100):
        raw = many_kinds(cast, small, n)
        assert len(raw) == n
        small.map.refresh_from_db()
        with CaptureQueriesContext(connection) as queries:
            outcomes = apply_map_commands(small.map.pk, [Incoming(cast.eddie, new_id(), small.map.revision, one) for one in raw])
        assert all(isinstance(outcome, Changed) for outcome in outcomes), outcomes
        asked[n] = [query["sql"] for query in queries]
    assert len(asked[100]) <= len(asked[10]) + 6, "\n".join(sql[:150] for sql in asked[100])  # long inserts come in several pieces


def test_a_step_taken_away_and_a_lane_of_the_same_id_in_one_batch_leave_one_row(cast, small):
    id = small.steps[2]
    raw = [{"kind": "step.remove", "step": id}, {"kind": "lane.add", "lane": id, "title": "Council"}]
    outcomes = apply_map_commands(small.map.pk, [Incoming(cast.eddie, new_id(), small.map.revision, one) for one in raw])
    assert all(isinstance(outcome, Changed) for outcome in outcomes)
    assert not Step.objects.filter(pk=id).exists()
    small.map.refresh_from_db()
    assert state_from_rows(small.map)[id]["type"] == "lane"


def test_what_is_taken_back_does_not_return_over_an_element_of_another_map(cast, small):
    other = make_small_map(cast, "Another")
    removed = send(cast.eddie, small.map, "step.remove", step=small.steps[2])
    send(cast.eddie, other.map, "step.add", step=small.steps[2], title="Mine now", lane=other.lanes[0], column=other.columns[0])
    refused = send(cast.eddie, small.map, "undo", of=removed.command_id)
    assert isinstance(refused, Refused) and refused.field == "id"
    assert Step.objects.get(pk=small.steps[2]).title == "Mine now"
