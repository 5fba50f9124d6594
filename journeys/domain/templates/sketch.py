"""A map written down compactly, and the commands that build it: a template goes through the same door as a person's edits."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from carejourneys.common.wording import spoken

NewId = Callable[[], str]
Command = dict[str, Any]
Fields = Mapping[str, Any]


@dataclass(frozen=True)
class Lane:
    """A row. `organisation_kind` says which kind of organisation of the economy it is meant for."""

    key: str
    title: str
    subtitle: str = ""
    kind: str = "organisation"
    organisation_kind: str | None = None


@dataclass(frozen=True)
class Step:
    """A card. `column` counts from 1; `fields` are settable fields, `figures` those that carry numbers (left out of a bare template)."""

    key: str
    title: str
    lane: str
    column: int
    fields: Fields = field(default_factory=dict)
    figures: Fields = field(default_factory=dict)


@dataclass(frozen=True)
class Link:
    """An arrow between two steps, by their keys."""

    source: str
    target: str
    kind: str = "flow"
    fields: Fields = field(default_factory=dict)
    figures: Fields = field(default_factory=dict)


@dataclass(frozen=True)
class Note:
    """A problem or an idea on a step."""

    on: str
    text: str
    who: str = ""
    type: str = "problem"
    kind: str = "problem"


@dataclass(frozen=True)
class Sketch:
    """A whole map. `phases` are (title, number of columns); notes belong to the figures: a bare template has none."""

    title: str
    phases: tuple[tuple[str, int], ...]
    lanes: tuple[Lane, ...]
    steps: tuple[Step, ...]
    links: tuple[Link, ...]
    start: str
    end: str
    unit_of_flow: str
    notes: tuple[Note, ...] = ()
    map_fields: Fields = field(default_factory=dict)

    def commands(self, new_id: NewId, *, organisations: Mapping[str, str] | None = None, figures: bool = False) -> Iterator[Command]:
        """The commands that build this map on an empty one.

        new_id: makes element ids. organisations: {lane key: organisation id}. figures: with the numbers, problems and ideas.
        From then on its words are those of the map: they are said in the language of whoever begins it.
        """
        return (spoken(command) for command in self._commands(new_id, organisations, figures))

    def _commands(self, new_id: NewId, organisations: Mapping[str, str] | None, figures: bool) -> Iterator[Command]:
        organisations = organisations or {}
        ids: dict[str, str] = {}
        for lane in self.lanes:
            ids[f"lane {lane.key}"] = new_id()
            yield {
                "kind": "lane.add",
                "lane": ids[f"lane {lane.key}"],
                "title": lane.title,
                "fields": {"subtitle": lane.subtitle, "kind": lane.kind, "organisation": organisations.get(lane.key)},
            }
        column = 0
        for title, width in self.phases:
            phase = new_id()
            yield {"kind": "phase.add", "phase": phase, "title": title}
            for _ in range(width):
                column += 1
                ids[f"column {column}"] = new_id()
                yield {"kind": "column.add", "column": ids[f"column {column}"], "phase": phase}
        for step in self.steps:
            ids[step.key] = new_id()
            yield {
                "kind": "step.add",
                "step": ids[step.key],
                "title": step.title,
                "lane": ids[f"lane {step.lane}"],
                "column": ids[f"column {step.column}"],
                "fields": {**step.fields, **(step.figures if figures else {})},
            }
        for link in self.links:
            yield {
                "kind": "link.add",
                "link": new_id(),
                "source": ids[link.source],
                "target": ids[link.target],
                "fields": {"kind": link.kind, **link.fields, **(link.figures if figures else {})},
            }
        if figures:
            for note in self.notes:
                fields = {"who": note.who, "kind": note.kind} if note.type == "problem" else {"who": note.who}
                yield {"kind": f"{note.type}.add", note.type: new_id(), "on": ids[note.on], "text": note.text, "fields": fields}
        yield {
            "kind": "map.set",
            "fields": {
                "start": ids[self.start],
                "end": ids[self.end],
                "unit_of_flow": self.unit_of_flow,
                **(self.map_fields if figures else {}),
            },
        }


@dataclass(frozen=True)
class Template:
    """A journey to start from: what it is about, and its current map."""

    slug: str
    title: str
    for_whom: str
    starts_with: str
    ends_with: str
    current: Sketch
