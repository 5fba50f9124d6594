"""Commands on columns and on the phases above them."""

from collections.abc import Mapping
from typing import Any

from carejourneys.common.errors import RuleBroken
from carejourneys.common.wording import Words as _
from journeys.domain.commands.draft import Draft
from journeys.domain.commands.kinds import Surroundings, before, fields, kind, new, ref, ref_or_null, value
from journeys.domain.elements import new_element


@kind(
    "column.add",
    new("column"),
    value("column", "title", optional=True),
    ref_or_null("phase", "phase", _("The phase it stands under.")),
    before("column"),
    does=_("Adds a column."),
    undone=_("The column is taken away."),
)
def add(draft: Draft, given: Mapping[str, Any], around: Surroundings) -> None:
    if given.get("phase") is not None:
        draft.need("phase", given["phase"], "phase")
    order = draft.key_before(draft.state.columns, given.get("before"))
    draft.add(new_element("column", given["column"], title=given.get("title", ""), phase=given.get("phase"), order=order), "column")


@kind(
    "column.set",
    ref("column"),
    fields("column"),
    does=_("Changes the heading or the phase of a column."),
    undone=_("These fields get their values before."),
)
def set_fields(draft: Draft, given: Mapping[str, Any], around: Surroundings) -> None:
    draft.need("column", given["column"], "column")
    draft.change_fields(given["column"], given["fields"])


@kind(
    "column.move",
    ref("column"),
    before("column"),
    ref_or_null("phase", "phase", _("The phase it stands under from now on; null: under none.")),
    does=_("Moves the column, with its steps, or puts it under another phase. The last move wins."),
    undone=_("The column goes back where it was."),
)
def move(draft: Draft, given: Mapping[str, Any], around: Surroundings) -> None:
    draft.need("column", given["column"], "column")
    if not {"before", "phase"} & given.keys():
        raise RuleBroken(_("Say where to: in front of which column, or under which phase."), field="column")
    if given.get("phase") is not None:
        draft.need("phase", given["phase"], "phase")
    if "phase" in given:
        draft.set(given["column"], phase=given["phase"])
    if "before" in given:
        draft.set(given["column"], order=draft.key_before(draft.state.columns, given["before"], leaving_out=given["column"]))


@kind(
    "column.remove",
    ref("column"),
    ref("to", "column", help=_("The column that takes its steps; needed when it has any."), optional=True),
    does=_("Takes the column away; its steps go to another column."),
    undone=_("The column comes back with its steps."),
)
def remove(draft: Draft, given: Mapping[str, Any], around: Surroundings) -> None:
    draft.need("column", given["column"], "column")
    steps = draft.state.steps_of_column(given["column"])
    if steps and given.get("to") is None:
        raise RuleBroken(_("This column has steps. Say which column takes them."), field="to")
    if given.get("to") is not None:
        draft.need("column", given["to"], "to")
        if given["to"] == given["column"]:
            raise RuleBroken(_("The column that takes the steps must be another one."), field="to")
    for step in steps:
        there = [*draft.state.cell(step["lane"], given["to"]), *_moved_there(draft, step["lane"], given["to"])]
        draft.set(step["id"], column=given["to"], order=draft.key_before({s["id"]: s for s in there}.values(), None))
    draft.remove(given["column"])


def _moved_there(draft: Draft, lane: str, column: str):
    return [s for s in draft.changed("step") if (s["lane"], s["column"]) == (lane, column)]


@kind(
    "phase.add",
    new("phase"),
    value("phase", "title"),
    before("phase"),
    does=_("Adds a phase, a heading over columns."),
    undone=_("The phase is taken away."),
)
def add_phase(draft: Draft, given: Mapping[str, Any], around: Surroundings) -> None:
    order = draft.key_before(draft.state.phases, given.get("before"))
    draft.add(new_element("phase", given["phase"], title=given["title"], order=order), "phase")


@kind(
    "phase.rename", ref("phase"), value("phase", "title"), does=_("Gives the phase another name."), undone=_("The name before comes back.")
)
def rename_phase(draft: Draft, given: Mapping[str, Any], around: Surroundings) -> None:
    draft.need("phase", given["phase"], "phase")
    draft.set(given["phase"], title=given["title"])


@kind(
    "phase.set",
    ref("phase"),
    fields("phase", optional=True),
    before("phase"),
    does=_("Changes fields of the phase, or its place in the list of phases."),
    undone=_("These get their values before."),
)
def set_phase(draft: Draft, given: Mapping[str, Any], around: Surroundings) -> None:
    draft.need("phase", given["phase"], "phase")
    if "before" not in given and not given.get("fields"):
        raise RuleBroken(_("Say at least one field to change, or in front of which phase it goes."), field="fields")
    draft.change_fields(given["phase"], given.get("fields", ()))
    if "before" in given:
        draft.set(given["phase"], order=draft.key_before(draft.state.phases, given["before"], leaving_out=given["phase"]))


@kind(
    "phase.remove",
    ref("phase"),
    does=_("Takes the phase away; its columns stay, under none."),
    undone=_("The phase comes back over its columns."),
)
def remove_phase(draft: Draft, given: Mapping[str, Any], around: Surroundings) -> None:
    draft.need("phase", given["phase"], "phase")
    for column in draft.state.columns_of_phase(given["phase"]):
        draft.set(column["id"], phase=None)
    draft.remove(given["phase"])
