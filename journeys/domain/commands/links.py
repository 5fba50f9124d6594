"""Commands on links."""

from collections.abc import Mapping
from typing import Any

from carejourneys.common.errors import RuleBroken
from carejourneys.common.wording import Words as _
from journeys.domain.commands.draft import Draft
from journeys.domain.commands.kinds import Surroundings, fields, kind, new, ref
from journeys.domain.elements import new_element


@kind(
    "link.add",
    new("link"),
    ref("source", "step"),
    ref("target", "step"),
    fields("link", optional=True),
    does=_("Links one step to another."),
    undone=_("The link is taken away."),
)
def add(draft: Draft, given: Mapping[str, Any], around: Surroundings) -> None:
    draft.need("step", given["source"], "source")
    draft.need("step", given["target"], "target")
    draft.add(new_element("link", given["link"], source=given["source"], target=given["target"]), "link")
    draft.change_fields(given["link"], given.get("fields", ()))
    made = draft.at(given["link"])
    for other in draft.state.links_from(given["source"]):
        if all(other[name] == made[name] for name in ("target", "kind", "label")):
            raise RuleBroken(_("These two steps are already linked in this way."), field="target")


@kind(
    "link.set",
    ref("link"),
    fields("link"),
    does=_("Changes fields of the link."),
    undone=_("These fields get their values before; others keep theirs."),
)
def set_fields(draft: Draft, given: Mapping[str, Any], around: Surroundings) -> None:
    draft.need("link", given["link"], "link")
    draft.change_fields(given["link"], given["fields"])


@kind(
    "link.reroute",
    ref("link"),
    ref("source", "step", optional=True),
    ref("target", "step", optional=True),
    does=_("Leads the link from or to another step; its figures stay with it."),
    undone=_("The link leads as it did before."),
)
def reroute(draft: Draft, given: Mapping[str, Any], around: Surroundings) -> None:
    draft.need("link", given["link"], "link")
    ends = {end: given[end] for end in ("source", "target") if end in given}
    if not ends:
        raise RuleBroken(_("Say which end goes where: a source, a target or both."), field="link")
    for end, step in ends.items():
        draft.need("step", step, end)
    draft.set(given["link"], **ends)


@kind(
    "link.remove",
    ref("link"),
    does=_("Takes the link away, with the problems and ideas on it."),
    undone=_("The link comes back with them."),
)
def remove(draft: Draft, given: Mapping[str, Any], around: Surroundings) -> None:
    draft.need("link", given["link"], "link")
    for note in draft.state.notes_on(given["link"]):
        draft.remove(note["id"])
    draft.remove(given["link"])
