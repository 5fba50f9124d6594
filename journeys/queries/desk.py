"""What a form about a map needs to know: the map as it stands, who asks, what was chosen on the way, and lists to choose from."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from typing import Any

from django.utils.translation import gettext as _

from journeys.domain.commands import KINDS, Kind
from journeys.domain.commands.kinds import Param
from journeys.domain.elements import Element, Field, Value, fields_of, figure_of
from journeys.domain.state import MapState
from journeys.models import Map
from stakeholders.models import User
from stakeholders.queries.economies import organisations_in

from .happenings import called, happening
from .history import own_changes_to, taken_away
from .outline_rows import column_label, step_label, title_of
from .words import group_words

Choice = tuple[str, Any]


@dataclass(frozen=True)
class Desk:
    """`given`: the address's parameters: the subject ("step="), a figure ("field="), one of its accounts ("account=", "use=", "take=")."""

    map: Map
    state: MapState
    spec: Kind
    given: Mapping[str, str]
    by: User

    @property
    def thing(self) -> str:
        return self.spec.name.split(".")[0]

    @property
    def subject_param(self) -> Param | None:
        """The parameter that names what the command is about."""
        return subject_of(self.spec)

    @property
    def subject_id(self) -> str | None:
        """What was chosen; None when nothing was, or nothing has to be."""
        return self.given.get(self.subject_param.name) if self.subject_param else None

    @property
    def subject(self) -> Element | None:
        return self.state.get(self.subject_id) if self.thing != "map" else self.state.map

    @property
    def figure(self) -> Field | None:
        """The figure whose accounts it is about."""
        return figure_of(self.subject["type"], self.given.get("field", "")) if self.subject is not None else None

    @property
    def corrects(self) -> bool:
        """Whether it may change nothing: it says anew what something says already, or where it stands."""
        return self.spec.name.endswith((".set", ".rename", ".move")) and ("account" in self.given or "field" not in self.given)

    def words_typed(self) -> list[tuple[str, str]]:
        """(name of the form's field, label) of what people write about a thing of this type; what they choose from lists is not theirs."""
        written = (Value.TEXT, Value.LONG_TEXT)
        named = [(spec.name, _(spec.label)) for spec in fields_of(self.thing).values() if spec.value in written]
        return [*named, ("said_value", _("How much?")), ("said_note", _("Note")), ("parts", _("The steps that follow it, one a line"))]

    # lists

    def elements(self, *types: str, without: str = "") -> list[Choice]:
        """Choices of elements in reading order: steps in groups, one a lane; of several types in groups, one a type."""
        if types == ("step",):
            return self._steps(without)
        found = {kind: [self._choice(one, types) for one in self.state.of_type(kind) if one["id"] != without] for kind in types}
        if len(types) == 1:
            return found[types[0]]
        return [(group_words(kind), choices) for kind, choices in found.items() if choices]

    def _choice(self, element: Element, types: tuple[str, ...]) -> Choice:
        words = label_of(self.state, element)
        if element["type"] == "step" and len(types) > 1:
            words = f"{words} ({self.state[element['lane']]['title']})"
        return element["id"], words

    def _steps(self, without: str) -> list[Choice]:
        lanes = {lane["id"]: place for place, lane in enumerate(self.state.lanes)}
        steps = sorted((s for s in self.state.steps if s["id"] != without), key=lambda s: lanes[s["lane"]])
        return [
            (self.state[lane]["title"], [(step["id"], step_label(self.state, step)) for step in group])
            for lane, group in groupby(steps, key=lambda s: s["lane"])
        ]

    @cached_property
    def organisations(self) -> list[Choice]:
        return [(str(one.pk), one.name) for one in organisations_in(self.map.journey.economy)]

    @cached_property
    def gone(self) -> list[Choice]:
        """What was taken away lately and does not stand again, the newest first."""
        return [(one["id"], called(one, self.state)) for one in taken_away(self.map, self.state)]

    @cached_property
    def own_changes(self) -> list[Choice]:
        """One's own changes that can be taken back, or done again, newest first."""
        rows = [(row, happening(row, self.state)) for row in own_changes_to(self.map, self.by, self.spec.name)]
        return [
            (str(row.command_id), _("revision %(n)d: %(did)s %(what)s") % {"n": row.revision, "did": told.did, "what": told.subject})
            for row, told in rows
        ]


def subject_of(spec: Kind) -> Param | None:
    """step of step.set, into of step.merge; None for what adds, and for the map."""
    thing = spec.name.split(".")[0]
    return next((param for param in spec.params if param.role == "ref" and param.name in (thing, "into") and not param.optional), None)


def kinds_about(element_type: str) -> list[str]:
    """The kinds of command whose subject is an element of this type."""
    found = ((kind.name, subject_of(kind)) for kind in KINDS.values())
    return [name for name, param in found if param and element_type in param.types]


def begun_with(spec: Kind, step: Element | None) -> dict[str, str]:
    """What of a command is chosen already where it is asked for at a step: {"source": id} of link.add; nothing if it is not about one."""
    param = subject_of(spec) or next((one for one in spec.params if one.role == "ref"), None)
    return {param.name: step["id"]} if step and param and "step" in param.types else {}


def label_of(state: MapState, element: Element) -> str:
    """An element in a list: a link by its two ends, a column by its place."""
    match element["type"]:
        case "step":
            return step_label(state, element)
        case "link":
            ends = (step_label(state, state[element[end]]) for end in ("source", "target"))
            return " → ".join(ends) + (f" ({element['label']})" if element["label"] else "")
        case "column":
            return column_label(state, element)
    return title_of(element)
