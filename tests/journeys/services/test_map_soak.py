"""Eight people at once on one map: whatever meets, every accepted command is one row of the log and the log is the map."""

import json
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from random import Random

import pytest
from django.db import connections

from carejourneys.common.ids import uuid7
from journeys.domain.commands.rules import faults
from journeys.domain.elements import new_element
from journeys.domain.state import MapState
from journeys.models import Map, MapCommandLog
from journeys.queries.snapshots import encode, forget_encoded, snapshot_of
from journeys.queries.states import state_from_rows, state_of
from journeys.services.map_editing import Changed, Clashed, Incoming, Outcome, Refused, apply_map_commands
from stakeholders.domain.permissions import Role
from stakeholders.models import User
from tests.factories import Cast, make_cast, make_member, make_small_map
from tests.journeys.commanding import MapInMemory, a_random_command
from tests.oracles.snapshots import snapshot_from_rows

pytestmark = pytest.mark.django_db(transaction=True)
PEOPLE = 8
KEPT = 25  # snapshots that are held against the log


@dataclass
class Person:
    """Sends random commands, now and then the same one twice or several at once, built on what they last saw."""

    number: int
    actor: User
    map_id: str
    commands: int
    sent: list[tuple[str, Outcome]] = field(default_factory=list)

    def work(self) -> None:
        chance, world = Random(self.number), MapInMemory()
        world.id = lambda: str(uuid7())
        try:
            while len(self.sent) < self.commands:
                seen = Map.objects.get(pk=self.map_id)
                world.state = state_of(seen)
                batch = [self._incoming(chance, world, seen.revision) for _ in range(chance.choice([1, 1, 1, 4]))]
                for _ in range(2 if chance.random() < 0.1 else 1):
                    self._send(batch)
                world.entries = [(_Sent(id), {}) for id, outcome in self.sent if isinstance(outcome, Changed)]
        finally:
            connections.close_all()

    def _incoming(self, chance: Random, world: MapInMemory, revision: int) -> Incoming:
        base = max(0, revision - chance.choice([0, 0, 0, 3]))
        return Incoming(self.actor, str(uuid7()), base, a_random_command(chance, world), chance.choice(["", f"ab-{self.number}"]))

    def _send(self, batch: list[Incoming]) -> None:
        outcomes = apply_map_commands(self.map_id, batch)
        self.sent += zip([str(one.command_id) for one in batch], outcomes, strict=True)


@dataclass
class _Sent:
    command_id: str


def reading(map_id: str, over: threading.Event, seen: list[tuple[int, bytes]]) -> None:
    """Another who only reads, again and again; a part of what was served is kept."""
    try:
        while not over.wait(0.02):
            revision, body = snapshot_of(Map.objects.get(pk=map_id))
            if not seen or revision > seen[-1][0]:
                seen.append((revision, body))
    finally:
        connections.close_all()


def people_at_work(cast: Cast, map_id: str, commands: int) -> tuple[list[Person], list[tuple[int, bytes]]]:
    actors = [cast.freya, cast.eddie, *(make_member(cast.economy, Role.PARTICIPANT, name=f"Pat {n}") for n in range(PEOPLE - 2))]
    people = [Person(number, actor, map_id, commands) for number, actor in enumerate(actors)]
    over, seen = threading.Event(), []
    with ThreadPoolExecutor(PEOPLE + 1) as pool:
        reader = pool.submit(reading, map_id, over, seen)
        try:
            for work in [pool.submit(person.work) for person in people]:
                work.result()
        finally:
            over.set()
        reader.result()
    return people, seen


@pytest.mark.parametrize("commands", [100, pytest.param(500, marks=pytest.mark.long)])
def test_operations_in_are_log_rows_out(commands):
    cast = make_cast()
    of = make_small_map(cast).map
    began, start = of.revision, time.monotonic()
    people, seen = people_at_work(cast, str(of.pk), commands)
    took = time.monotonic() - start
    of.refresh_from_db()
    rows = list(MapCommandLog.objects.filter(map=of).order_by("revision"))
    assert [row.revision for row in rows] == list(range(1, of.revision + 1))
    answers = [(id, outcome) for person in people for id, outcome in person.sent]
    accepted = {id: outcome for id, outcome in answers if isinstance(outcome, Changed) and not outcome.repeated}
    later = [row for row in rows if row.revision > began]
    assert {str(row.command_id): row.revision for row in later} == {id: outcome.revision for id, outcome in accepted.items()}
    assert len(later) == sum(isinstance(outcome, Changed) and not outcome.repeated for _id, outcome in answers)
    by_id = {str(row.command_id): row for row in later}
    for id, outcome in answers:
        assert isinstance(outcome, Refused | Clashed) or (by_id[id].revision, by_id[id].change) == (outcome.revision, outcome.change)
    for person in people:
        own = [outcome.revision for _id, outcome in person.sent if isinstance(outcome, Changed) and not outcome.repeated]
        assert own == sorted(own) and own
    kinds = Counter(type(outcome).__name__ for _id, outcome in answers)
    assert kinds["Changed"] > kinds["Refused"] and kinds["Clashed"] and any(o.repeated for _id, o in answers if isinstance(o, Changed))
    the_log_is_the_map(of, rows, seen)
    print(f"{sum(kinds.values()) / took:.0f} commands a second: {dict(kinds)}, {len(seen)} snapshots read")


def the_log_is_the_map(of: Map, rows: list[MapCommandLog], seen: list[tuple[int, bytes]]) -> None:
    """The log from its first row gives the rows, and gave each snapshot that was served meanwhile."""
    kept = dict(seen[:: max(1, len(seen) // KEPT)])
    assert kept and [revision for revision, _body in seen] == sorted({revision for revision, _body in seen})
    state = MapState.of(str(of.pk), [new_element("map", str(of.pk))])
    for row in rows:
        state = state.with_change(row.change)
        if row.revision in kept:
            assert MapState.of(str(of.pk), json.loads(kept[row.revision])["elements"]) == state
    stands = state_from_rows(of)
    assert state == stands and faults(stands) == []
    forget_encoded(str(of.pk))
    assert snapshot_of(of) == (of.revision, encode(snapshot_from_rows(of)))
