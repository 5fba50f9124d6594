"""Commands on problems and ideas: the two kinds of note that stand on a step or a link."""

from collections.abc import Mapping
from typing import Any

from carejourneys.common.wording import Words as _
from journeys.domain.commands.draft import Draft
from journeys.domain.commands.kinds import Surroundings, fields, kind, new, ref, value
from journeys.domain.commands.reading import FieldChange, SetField
from journeys.domain.elements import new_element


def _add(draft: Draft, note_type: str, given: Mapping[str, Any]) -> None:
    draft.need(("step", "link"), given["on"], "on")
    values = {name: given[name] for name in ("text", "who") if name in given}
    order = draft.key_before(draft.state.notes_on(given["on"]), None)
    draft.add(new_element(note_type, given[note_type], on=given["on"], order=order, **values), note_type)
    draft.change_fields(given[note_type], given.get("fields", ()))


def _set(draft: Draft, note_type: str, given: Mapping[str, Any]) -> None:
    draft.need(note_type, given[note_type], note_type)
    changes: tuple[FieldChange, ...] = given["fields"]
    for change in changes:
        if isinstance(change, SetField) and change.name == "on":
            draft.need(("step", "link"), change.value, "fields.on")
    draft.change_fields(given[note_type], changes)


def _remove(draft: Draft, note_type: str, given: Mapping[str, Any]) -> None:
    draft.need(note_type, given[note_type], note_type)
    draft.remove(given[note_type])


@kind(
    "problem.add",
    new("problem"),
    ref("on", "step", "link"),
    value("problem", "text"),
    value("problem", "who", optional=True),
    fields("problem", optional=True),
    does=_("Puts a problem on a step or a link."),
    undone=_("The problem is taken away."),
)
def add_problem(draft: Draft, given: Mapping[str, Any], around: Surroundings) -> None:
    _add(draft, "problem", given)


@kind(
    "problem.set",
    ref("problem"),
    fields("problem"),
    does=_("Changes the problem, or moves it to another card (`on`)."),
    undone=_("These fields get their values before."),
)
def set_problem(draft: Draft, given: Mapping[str, Any], around: Surroundings) -> None:
    _set(draft, "problem", given)


@kind("problem.remove", ref("problem"), does=_("Takes the problem away."), undone=_("The problem comes back."))
def remove_problem(draft: Draft, given: Mapping[str, Any], around: Surroundings) -> None:
    _remove(draft, "problem", given)


@kind(
    "idea.add",
    new("idea"),
    ref("on", "step", "link"),
    value("idea", "text"),
    value("idea", "who", optional=True),
    fields("idea", optional=True),
    does=_("Puts an idea on a step or a link."),
    undone=_("The idea is taken away."),
)
def add_idea(draft: Draft, given: Mapping[str, Any], around: Surroundings) -> None:
    _add(draft, "idea", given)


@kind(
    "idea.set",
    ref("idea"),
    fields("idea"),
    does=_("Changes the idea, or moves it to another card (`on`)."),
    undone=_("These fields get their values before."),
)
def set_idea(draft: Draft, given: Mapping[str, Any], around: Surroundings) -> None:
    _set(draft, "idea", given)


@kind("idea.remove", ref("idea"), does=_("Takes the idea away."), undone=_("The idea comes back."))
def remove_idea(draft: Draft, given: Mapping[str, Any], around: Surroundings) -> None:
    _remove(draft, "idea", given)
