"""The whole map at one revision, immutable: what commands are applied to and what figures are computed from."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType
from typing import Any

from journeys.domain.elements import Element, ElementType

Change = Mapping[str, Any]  # {"put": [elements], "remove": [ids]}


def _by_order(element: Element) -> tuple[str, str]:
    return (element["order"], element["id"])


@dataclass(frozen=True, eq=False)
class MapState:
    """`elements` maps an id to its element; the element under `map_id` is the map itself.

    Every list is in reading order: lanes, phases and columns by their keys; steps by column, then lane, then place;
    links by their source step's place, then their target's; problems and ideas by their keys.
    """

    map_id: str
    elements: Mapping[str, Element]

    @classmethod
    def of(cls, map_id: str, elements: Iterable[Element]) -> "MapState":
        """A state from the elements of a snapshot (the map's own among them)."""
        return cls(map_id, MappingProxyType({e["id"]: e for e in elements}))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, MapState) and self.map_id == other.map_id and dict(self.elements) == dict(other.elements)

    def __hash__(self) -> int:
        return hash((self.map_id, len(self.elements)))

    # one element

    def get(self, id: str | None) -> Element | None:
        """The element of this id, or None when there is none."""
        return self.elements.get(id) if id is not None else None

    def __getitem__(self, id: str) -> Element:
        return self.elements[id]

    def __contains__(self, id: object) -> bool:
        return id in self.elements

    def __len__(self) -> int:
        return len(self.elements)

    @property
    def map(self) -> Element:
        """The map's own element: title, start, end, hours, volume."""
        return self.elements[self.map_id]

    # lists in reading order

    @cached_property
    def _by_type(self) -> Mapping[str, list[Element]]:
        found: dict[str, list[Element]] = {kind.value: [] for kind in ElementType}
        for element in self.elements.values():
            found[element["type"]].append(element)
        return found

    @cached_property
    def lanes(self) -> tuple[Element, ...]:
        return tuple(sorted(self._by_type["lane"], key=_by_order))

    @cached_property
    def phases(self) -> tuple[Element, ...]:
        return tuple(sorted(self._by_type["phase"], key=_by_order))

    @cached_property
    def columns(self) -> tuple[Element, ...]:
        return tuple(sorted(self._by_type["column"], key=_by_order))

    @cached_property
    def steps(self) -> tuple[Element, ...]:
        columns = {c["id"]: place for place, c in enumerate(self.columns)}
        lanes = {x["id"]: place for place, x in enumerate(self.lanes)}
        return tuple(sorted(self._by_type["step"], key=lambda s: (columns[s["column"]], lanes[s["lane"]], *_by_order(s))))

    @cached_property
    def _step_place(self) -> Mapping[str, int]:
        return {s["id"]: place for place, s in enumerate(self.steps)}

    @cached_property
    def links(self) -> tuple[Element, ...]:
        place = self._step_place
        return tuple(sorted(self._by_type["link"], key=lambda x: (place[x["source"]], place[x["target"]], x["id"])))

    @cached_property
    def problems(self) -> tuple[Element, ...]:
        return tuple(sorted(self._by_type["problem"], key=_by_order))

    @cached_property
    def ideas(self) -> tuple[Element, ...]:
        return tuple(sorted(self._by_type["idea"], key=_by_order))

    def of_type(self, element_type: str) -> tuple[Element, ...]:
        """All elements of a type in reading order; for `map`, the one."""
        return (self.map,) if element_type == "map" else getattr(self, element_type + "s")

    # who stands by whom

    @cached_property
    def _cells(self) -> Mapping[tuple[str, str], tuple[Element, ...]]:
        cells: dict[tuple[str, str], list[Element]] = defaultdict(list)
        for step in self.steps:
            cells[step["lane"], step["column"]].append(step)
        return {cell: tuple(steps) for cell, steps in cells.items()}

    def cell(self, lane: str, column: str) -> tuple[Element, ...]:
        """The steps where this lane and this column meet, in their order."""
        return self._cells.get((lane, column), ())

    @cached_property
    def _lane_steps(self) -> Mapping[str, tuple[Element, ...]]:
        found: dict[str, list[Element]] = defaultdict(list)
        for step in self.steps:
            found[step["lane"]].append(step)
        return {lane: tuple(steps) for lane, steps in found.items()}

    def steps_of_lane(self, lane: str) -> tuple[Element, ...]:
        """The lane's steps in journey order."""
        return self._lane_steps.get(lane, ())

    @cached_property
    def _column_steps(self) -> Mapping[str, tuple[Element, ...]]:
        found: dict[str, list[Element]] = defaultdict(list)
        for step in self.steps:
            found[step["column"]].append(step)
        return {column: tuple(steps) for column, steps in found.items()}

    def steps_of_column(self, column: str) -> tuple[Element, ...]:
        """The column's steps, top lane first."""
        return self._column_steps.get(column, ())

    def columns_of_phase(self, phase: str | None) -> tuple[Element, ...]:
        """The columns under a phase (None: under none)."""
        return tuple(c for c in self.columns if c["phase"] == phase)

    @cached_property
    def _links_by_end(self) -> tuple[Mapping[str, tuple[Element, ...]], Mapping[str, tuple[Element, ...]]]:
        out: dict[str, list[Element]] = defaultdict(list)
        into: dict[str, list[Element]] = defaultdict(list)
        for link in self.links:
            out[link["source"]].append(link)
            into[link["target"]].append(link)
        return {k: tuple(v) for k, v in out.items()}, {k: tuple(v) for k, v in into.items()}

    def links_from(self, step: str, *kinds: str) -> tuple[Element, ...]:
        """Links that leave the step; only these kinds if any are named."""
        return _of_kind(self._links_by_end[0].get(step, ()), kinds)

    def links_into(self, step: str, *kinds: str) -> tuple[Element, ...]:
        """Links that lead to the step; only these kinds if any are named."""
        return _of_kind(self._links_by_end[1].get(step, ()), kinds)

    def links_of(self, step: str) -> tuple[Element, ...]:
        """Links at the step, leaving first."""
        return self.links_from(step) + self.links_into(step)

    @cached_property
    def _notes_on(self) -> Mapping[str, tuple[Element, ...]]:
        found: dict[str, list[Element]] = defaultdict(list)
        for note in (*self.problems, *self.ideas):
            found[note["on"]].append(note)
        return {on: tuple(notes) for on, notes in found.items()}

    def notes_on(self, id: str) -> tuple[Element, ...]:
        """Problems, then ideas, on this step or link."""
        return self._notes_on.get(id, ())

    def problems_on(self, id: str) -> tuple[Element, ...]:
        return tuple(n for n in self.notes_on(id) if n["type"] == "problem")

    def ideas_on(self, id: str) -> tuple[Element, ...]:
        return tuple(n for n in self.notes_on(id) if n["type"] == "idea")

    # who it belongs to

    def agency_of(self, step: Element) -> str:
        """What counts as one agency for hand-offs: the lane's organisation, else the lane itself."""
        lane = self.elements[step["lane"]]
        return lane["organisation"] or lane["id"]

    def is_persons_side(self, step: Element) -> bool:
        """Whether the step is in the person's or the carers' lane."""
        return self.elements[step["lane"]]["kind"] in ("person", "carer")

    def is_information_step(self, step: str) -> bool:
        """Whether no person comes here: it is reached, and only by information links."""
        into = self.links_into(step)
        return bool(into) and all(link["kind"] == "information" for link in into)

    # numbers for people

    @cached_property
    def step_numbers(self) -> Mapping[str, str]:
        """{step id: "4" or "4A"}: one number a column that holds steps of services, letters where several stand in it.

        Gateways, events, the person's own steps and information steps have none.
        """
        numbers: dict[str, str] = {}
        number = 0
        for column in self.columns:
            counted = [s for s in self.steps_of_column(column["id"]) if self._is_numbered(s)]
            if not counted:
                continue
            number += 1
            for place, step in enumerate(counted):
                numbers[step["id"]] = f"{number}{_letters(place)}" if len(counted) > 1 else str(number)
        return numbers

    def _is_numbered(self, step: Element) -> bool:
        return step["kind"] not in ("gateway", "event") and not self.is_persons_side(step) and not self.is_information_step(step["id"])

    # the next state

    def with_change(self, change: Change) -> "MapState":
        """The state after a change {"put": [...], "remove": [...]}."""
        elements = dict(self.elements)
        for id in change["remove"]:
            elements.pop(id, None)
        for element in change["put"]:
            elements[element["id"]] = element
        return MapState(self.map_id, MappingProxyType(elements))


def _of_kind(links: tuple[Element, ...], kinds: tuple[str, ...]) -> tuple[Element, ...]:
    return tuple(link for link in links if link["kind"] in kinds) if kinds else links


def _letters(place: int) -> str:
    """0 → A, 25 → Z, 26 → AA."""
    word = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        word = chr(ord("A") + rest) + word
    return word
