"""Two maps of one journey in memory, one derived from the other, for tests of comparisons: no database."""

import itertools

from journeys.domain.comparing.matching import Lineage
from journeys.domain.state import MapState
from journeys.domain.templates.memory_concerns import CURRENT
from journeys.domain.templates.memory_future import future_a
from tests.journeys.commanding import MapInMemory

COPIED = ("lane", "phase", "column", "step", "link", "problem", "idea")


def derived(state: MapState, first_id: int) -> MapInMemory:
    """A map that begins as a copy: every element under a new id, derived from its original."""
    made = MapInMemory()
    made._ids = itertools.count(first_id)
    originals = [element for kind in COPIED for element in state.of_type(kind)]
    new = {element["id"]: made.id() for element in originals}
    copies = []
    for element in originals:
        copy = {name: new.get(value, value) if isinstance(value, str) else value for name, value in element.items()}
        copies.append({**copy, "derived_from": [element["id"]]})
    made.send("map.paste", elements=copies)
    made.send("map.set", fields={"start": new[state.map["start"]], "end": new[state.map["end"]]})
    made.send("map.set", fields={"unit_of_flow": state.map["unit_of_flow"]})
    return made


def lineage(*states: MapState, common: MapState) -> Lineage:
    """What is known when these maps come from `common` (which may be one of them)."""
    others = [state for state in states if state is not common]
    parents = {id: element["derived_from"] for state in others for id, element in state.elements.items()}
    return Lineage(parents, frozenset(common.elements))


def worked_example() -> tuple[MapState, MapState]:
    """Memory concerns to support at home, and Future A made out of it by its edits."""
    current = MapInMemory()
    for command in CURRENT.commands(current.id, figures=True):
        current.send(**command)
    future = derived(current.state, 100_000)
    for command in future_a(future.state, future.id):
        future.send(**command)
    return current.state, future.state
