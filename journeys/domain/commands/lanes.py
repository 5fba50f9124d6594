"""Commands on lanes."""

from collections.abc import Mapping
from typing import Any

from carejourneys.common.errors import RuleBroken
from carejourneys.common.wording import Words as _
from journeys.domain.commands.draft import Draft
from journeys.domain.commands.kinds import Surroundings, before, fields, kind, new, ref, value
from journeys.domain.commands.reading import FieldChange, SetField
from journeys.domain.commands.steps import remove_steps
from journeys.domain.elements import new_element


def check_organisation(id: str | None, around: Surroundings, where: str) -> None:
    """RuleBroken unless the organisation belongs to the economy."""
    if id is not None and not around.organisation_is_here(id):
        raise RuleBroken(_("This organisation does not belong to your economy."), field=where)


def check_organisation_in(changes: tuple[FieldChange, ...], around: Surroundings) -> None:
    """The same for the organisation among some fields."""
    for change in changes:
        if isinstance(change, SetField) and change.name == "organisation":
            check_organisation(change.value, around, "fields.organisation")


@kind(
    "lane.add",
    new("lane"),
    value("lane", "title"),
    value("lane", "organisation", optional=True),
    before("lane"),
    fields("lane", optional=True),
    does=_("Adds a lane: the person's, the carers' or an organisation's."),
    undone=_("The lane is taken away."),
)
def add(draft: Draft, given: Mapping[str, Any], around: Surroundings) -> None:
    check_organisation(given.get("organisation"), around, "organisation")
    check_organisation_in(given.get("fields", ()), around)
    order = draft.key_before(draft.state.lanes, given.get("before"))
    made = new_element("lane", given["lane"], title=given["title"], organisation=given.get("organisation"), order=order)
    draft.add(made, "lane")
    draft.change_fields(given["lane"], given.get("fields", ()))


@kind("lane.rename", ref("lane"), value("lane", "title"), does=_("Gives the lane another name."), undone=_("The name before comes back."))
def rename(draft: Draft, given: Mapping[str, Any], around: Surroundings) -> None:
    draft.need("lane", given["lane"], "lane")
    draft.set(given["lane"], title=given["title"])


@kind(
    "lane.set",
    ref("lane"),
    fields("lane"),
    does=_("Changes fields of the lane."),
    undone=_("These fields get their values before; others keep theirs."),
)
def set_fields(draft: Draft, given: Mapping[str, Any], around: Surroundings) -> None:
    draft.need("lane", given["lane"], "lane")
    check_organisation_in(given["fields"], around)
    draft.change_fields(given["lane"], given["fields"])


@kind(
    "lane.move",
    ref("lane"),
    before("lane"),
    does=_("Moves the lane up or down. The last move wins."),
    undone=_("The lane goes back where it was."),
)
def move(draft: Draft, given: Mapping[str, Any], around: Surroundings) -> None:
    draft.need("lane", given["lane"], "lane")
    draft.set(given["lane"], order=draft.key_before(draft.state.lanes, given.get("before"), leaving_out=given["lane"]))


@kind(
    "lane.remove",
    ref("lane"),
    ref(
        "relink", "step", help=_("The step that takes over problems, ideas and what data are matched to the steps that go."), optional=True
    ),
    does=_("Takes the lane away with its steps and their links, in one go."),
    undone=_("The lane comes back with all of them."),
)
def remove(draft: Draft, given: Mapping[str, Any], around: Surroundings) -> None:
    draft.need("lane", given["lane"], "lane")
    remove_steps(draft, [step["id"] for step in draft.state.steps_of_lane(given["lane"])], given.get("relink"))
    draft.remove(given["lane"])
