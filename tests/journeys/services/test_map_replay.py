"""Random commands against the database: the log rebuilds the rows, old snapshots catch up, undo returns to the start."""

from random import Random

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from carejourneys.common.ids import uuid7
from journeys.domain.commands.rules import faults
from journeys.domain.elements import new_element
from journeys.domain.state import MapState
from journeys.models import Map, MapCommandLog
from journeys.queries.changes import changes_after
from journeys.queries.snapshots import encode, forget_encoded, snapshot_of
from journeys.queries.states import state_from_rows
from journeys.services.journeys import derive_future_map
from journeys.services.map_editing import Changed, Incoming, apply_map_commands
from stakeholders.models import AuditEntry
from tests.factories import make_cast, make_small_map, send
from tests.journeys.commanding import MapInMemory, a_random_command
from tests.oracles.snapshots import snapshot_from_rows

pytestmark = pytest.mark.django_db


def commands_at_random(cast, of: Map, seed: int, batches: int, *, without=(), people=("eddie", "freya")) -> None:
    """Batches of random commands of Eddie and Freya, on random recent revisions, save those of some kinds."""
    chance = Random(seed)
    for _ in range(batches):
        of.refresh_from_db()
        world = MapInMemory()
        world.id = lambda: str(uuid7())
        world.state = state_from_rows(of)
        log = MapCommandLog.objects.filter(map=of)
        world.entries = [(_Sent(str(id)), {}) for id in log.values_list("command_id", flat=True)]
        batch = [
            Incoming(
                getattr(cast, chance.choice(people)),
                uuid7(),
                max(0, of.revision - chance.choice([0, 0, 0, 1, 5])),
                a_random_command(chance, world),
                chance.choice(["", "ab"]),
            )
            for _ in range(chance.randint(1, 6))
        ]
        apply_map_commands(of.pk, [one for one in batch if one.raw["kind"] not in without])
    of.refresh_from_db()


class _Sent:
    def __init__(self, command_id):
        self.command_id = command_id


def replayed(of: Map, upto: int | None = None) -> MapState:
    """The map from nothing but its log."""
    state = MapState.of(str(of.pk), [new_element("map", str(of.pk))])
    for entry in MapCommandLog.objects.filter(map=of, revision__lte=of.revision if upto is None else upto).order_by("revision"):
        state = state.with_change(entry.change)
    return state


@settings(max_examples=settings.default.max_examples // 4)  # each of them is seconds of commands
@given(st.integers(0, 2**32))
def test_the_log_rebuilds_the_rows_exactly_and_old_snapshots_catch_up(seed):
    cast = make_cast()
    of = make_small_map(cast).map
    revision, old = snapshot_of(of)
    commands_at_random(cast, of, seed, 12)
    assert list(MapCommandLog.objects.filter(map=of).values_list("revision", flat=True)) == list(range(1, of.revision + 1))
    rows = state_from_rows(of)
    assert faults(rows) == []
    assert replayed(of) == rows
    state = MapState.of(str(of.pk), orjson.loads(old)["elements"])
    for change in changes_after(of, revision).changes:
        state = state.with_change(change["change"])
    assert state == rows
    forget_encoded(str(of.pk))
    assert snapshot_of(of) == (of.revision, encode(snapshot_from_rows(of)))


def test_a_long_history_is_laid_over_a_stored_snapshot_and_equals_the_rows():
    cast = make_cast()
    small = make_small_map(cast)
    for n in range(7):
        apply_map_commands(
            small.map.pk,
            [
                Incoming(
                    cast.eddie,
                    uuid7(),
                    small.map.revision,
                    {"kind": "step.rename", "step": small.steps[0], "title": f"Ring {n} {m}"},
                    "ab",
                )
                for m in range(20)
            ],
        )
        of = Map.objects.get(pk=small.map.pk)
        assert snapshot_of(of) == (of.revision, encode(snapshot_from_rows(of)))
    assert of.snapshots.count() == 1


def test_undoing_everything_returns_to_the_start():
    cast = make_cast()
    small = make_small_map(cast)
    start = state_from_rows(small.map)
    mark = small.map.revision
    chance = Random(7)
    for _ in range(120):
        world = MapInMemory()
        world.id = lambda: str(uuid7())
        world.state = state_from_rows(Map.objects.get(pk=small.map.pk))
        raw = a_random_command(chance, world)
        if raw["kind"] not in ("undo", "redo", "restore"):
            small.map.refresh_from_db()
            apply_map_commands(small.map.pk, [Incoming(cast.eddie, uuid7(), small.map.revision, raw)])
    mine = MapCommandLog.objects.filter(map=small.map, revision__gt=mark).order_by("-revision")
    assert mine.count() > 10
    for command_id in list(mine.values_list("command_id", flat=True)):
        small.map.refresh_from_db()
        (outcome,) = apply_map_commands(
            small.map.pk, [Incoming(cast.eddie, uuid7(), small.map.revision, {"kind": "undo", "of": str(command_id)})]
        )
        assert isinstance(outcome, Changed), outcome
    assert state_from_rows(Map.objects.get(pk=small.map.pk)) == start


def test_a_future_map_is_a_copy_that_knows_what_it_was_derived_from():
    cast = make_cast()
    small = make_small_map(cast)
    apply_map_commands(
        small.map.pk,
        [
            Incoming(
                cast.eddie,
                uuid7(),
                small.map.revision,
                {"kind": "map.set", "fields": {"start": small.steps[0], "end": small.steps[2], "volume": {"n": 20, "per": "week"}}},
            )
        ],
    )
    current = state_from_rows(Map.objects.get(pk=small.map.pk))
    future = derive_future_map(actor=cast.freya, based_on=small.map, title="Tomorrow")
    state = state_from_rows(future)
    assert (future.kind, future.based_on_id) == ("future", small.map.pk)
    assert len(state) == len(current) and not (state.elements.keys() & current.elements.keys())
    assert [s["derived_from"] for s in state.steps] == [[s["id"]] for s in current.steps]
    assert [s["title"] for s in state.steps] == [s["title"] for s in current.steps]
    assert state[state.map["start"]]["derived_from"] == [small.steps[0]]
    assert state.map["volume"] == {"n": 20, "per": "week"}
    assert replayed(future) == state


def test_the_record_of_a_derived_map_names_the_revision_that_was_copied_however_old_the_page_was():
    cast = make_cast()
    small = make_small_map(cast)
    old = Map.objects.get(pk=small.map.pk)
    send(cast.eddie, small.map, "step.rename", step=small.steps[0], title="Ring the surgery")
    future = derive_future_map(actor=cast.freya, based_on=old, title="Tomorrow")
    assert state_from_rows(future).steps[0]["title"] == "Ring the surgery"
    assert AuditEntry.objects.get(action="map.derived").details["at_revision"] == small.map.revision > old.revision
