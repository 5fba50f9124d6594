"""Commands on steps."""

from collections.abc import Collection, Mapping
from typing import Any

from carejourneys.common.errors import RuleBroken
from carejourneys.common.wording import Words as _
from journeys.domain.commands.draft import Draft
from journeys.domain.commands.kinds import Param, Surroundings, before, fields, flag, kind, new, ref, refs, value
from journeys.domain.commands.lead_time import enter_lead_time
from journeys.domain.commands.reading import read_id, read_list, read_object, read_plain, refuse
from journeys.domain.elements import LEAD_TIME, Element, fields_of, new_element, stated_fields
from journeys.domain.ports import Move

MOST_PARTS = 20


def place_step(draft: Draft, lane: str, column: str, before: str | None, *, leaving_out: str = "") -> str:
    """An order key in the cell where a lane and a column meet."""
    return draft.key_before(draft.state.cell(lane, column), before, leaving_out=leaving_out)


@kind(
    "step.add",
    new("step"),
    value("step", "title"),
    ref("lane"),
    ref("column"),
    before("step"),
    fields("step", optional=True),
    does=_("Puts a new step on the map, where the lane and the column meet."),
    undone=_("The step is taken away."),
)
def add(draft: Draft, given: Mapping[str, Any], around: Surroundings) -> None:
    draft.need("lane", given["lane"], "lane")
    draft.need("column", given["column"], "column")
    order = place_step(draft, given["lane"], given["column"], given.get("before"))
    made = new_element("step", given["step"], title=given["title"], lane=given["lane"], column=given["column"], order=order)
    draft.add(made, "step")
    draft.change_fields(given["step"], given.get("fields", ()))


@kind("step.rename", ref("step"), value("step", "title"), does=_("Gives the step other words."), undone=_("The words before come back."))
def rename(draft: Draft, given: Mapping[str, Any], around: Surroundings) -> None:
    draft.need("step", given["step"], "step")
    draft.set(given["step"], title=given["title"])


@kind(
    "step.set",
    ref("step"),
    fields("step", stated=stated_fields("step")),
    flag("replace_waits", _("With `lt`: waits that the same source and person have said already may be replaced.")),
    does=_("Changes fields of the step. A lead time that is stated becomes the waits on the ways that lead to it."),
    undone=_("These fields get their values before; others keep theirs."),
)
def set_fields(draft: Draft, given: Mapping[str, Any], around: Surroundings) -> None:
    draft.need("step", given["step"], "step")
    draft.change_fields(given["step"], [change for change in given["fields"] if change.name != LEAD_TIME.name])
    for change in given["fields"]:
        if change.name == LEAD_TIME.name:
            enter_lead_time(draft, draft.at(given["step"]), change.account, replace=given.get("replace_waits", False))


@kind(
    "step.move",
    ref("step"),
    ref("lane", optional=True),
    ref("column", optional=True),
    before("step"),
    does=_("Moves the step to another lane, column or place among its neighbours. The last move wins."),
    undone=_("The step goes back where it was."),
)
def move(draft: Draft, given: Mapping[str, Any], around: Surroundings) -> None:
    step = draft.need("step", given["step"], "step")
    if not {"lane", "column", "before"} & given.keys():
        raise RuleBroken(_("Say where to: a lane, a column or the step it goes in front of."), field="step")
    lane, column = given.get("lane", step["lane"]), given.get("column", step["column"])
    draft.need("lane", lane, "lane")
    draft.need("column", column, "column")
    if (lane, column) == (step["lane"], step["column"]) and "before" not in given:
        return
    draft.set(step["id"], lane=lane, column=column, order=place_step(draft, lane, column, given.get("before"), leaving_out=step["id"]))


def _read_parts(raw: Any, where: str) -> tuple[dict[str, Any], ...]:
    title = fields_of("step")["title"]
    parts = []
    for place, one in enumerate(read_list(raw, where, most=MOST_PARTS)):
        at = f"{where}.{place}"
        part = read_object(one, at)
        for name in part.keys() - {"step", "title", "lane", "column", "link"}:
            raise refuse(_("There is nothing called “%(name)s” here.", name=name[:60]), f"{at}.{name[:60]}")
        made = {"step": read_id(part.get("step"), f"{at}.step"), "link": read_id(part.get("link"), f"{at}.link")}
        made["title"] = read_plain(title, part.get("title"), f"{at}.title")
        made |= {name: read_id(part[name], f"{at}.{name}") for name in ("lane", "column") if part.get(name) is not None}
        parts.append(made)
    return tuple(parts)


@kind(
    "step.split",
    ref("step"),
    Param(
        "parts",
        "list of {step, title, lane?, column?, link}",
        _read_parts,
        _("The parts that follow the step, in order: `step` and `link` are new ids; the link leads to this part from the one before."),
        makes=lambda parts: [part[name] for part in parts for name in ("step", "link")],
    ),
    does=_(
        "Divides a step: it stays as the first part, the new parts follow it, and what led on from it leads on from the last. "
        "Each part is derived from the step, which keeps what data are matched to it."
    ),
    undone=_("The parts go and the ways on start from the step again."),
)
def split(draft: Draft, given: Mapping[str, Any], around: Surroundings) -> None:
    step = draft.need("step", given["step"], "step")
    columns = [column["id"] for column in draft.state.columns]
    previous = step
    for place, part in enumerate(given["parts"]):
        lane = part.get("lane", previous["lane"])
        draft.need("lane", lane, f"parts.{place}.lane")
        following = columns[columns.index(previous["column"]) + 1 :] if previous["column"] in columns else []
        column = part.get("column", following[0] if following else previous["column"])
        draft.need("column", column, f"parts.{place}.column")
        order = _after(draft, previous, lane, column)
        made = new_element("step", part["step"], title=part["title"], lane=lane, column=column, order=order, derived_from=(step["id"],))
        draft.add(made, f"parts.{place}.step")
        draft.add(new_element("link", part["link"], source=previous["id"], target=made["id"]), f"parts.{place}.link")
        previous = made
    for link in draft.state.links_from(step["id"]):
        draft.set(link["id"], source=previous["id"])
    if draft.state.map["end"] == step["id"]:
        draft.set(draft.state.map_id, end=previous["id"])


def _after(draft: Draft, previous: Element, lane: str, column: str) -> str:
    """Right behind the part before when it stands in the same cell, else at the end."""
    in_cell = [*draft.state.cell(lane, column), *draft.added_steps(lane, column)]
    row = sorted(in_cell, key=lambda s: (draft.at(s["id"])["order"], s["id"]))
    following = next((row[n + 1]["id"] for n, s in enumerate(row[:-1]) if s["id"] == previous["id"]), None)
    return draft.key_before(row, following)


@kind(
    "step.merge",
    refs("steps", "step", least=1, most=50, help=_("The steps that become one.")),
    ref("into", "step", help=_("The step that stays.")),
    Param(
        "title", "text", lambda raw, where: read_plain(fields_of("step")["title"], raw, where), _("Its words afterwards."), optional=True
    ),
    does=_(
        "Makes several steps one: links, problems, ideas and what data are matched to them go to the step that stays, "
        "which keeps its own figures and remembers what it was derived from. Links between them go."
    ),
    undone=_("The steps stand apart again with their links and what data were matched to them."),
)
def merge(draft: Draft, given: Mapping[str, Any], around: Surroundings) -> None:
    into = draft.need("step", given["into"], "into")
    gone = [draft.need("step", id, f"steps.{n}") for n, id in enumerate(given["steps"]) if id != into["id"]]
    if not gone:
        raise RuleBroken(_("Name at least one more step to merge."), field="steps")
    together = {into["id"], *(step["id"] for step in gone)}
    for step in gone:
        for link in draft.state.links_of(step["id"]):
            ends = {end: into["id"] if link[end] in together else link[end] for end in ("source", "target")}
            if ends["source"] == ends["target"]:
                _remove_link(draft, link["id"])
            elif draft.get(link["id"]) is not None:
                draft.set(link["id"], **ends)
    for step in gone:
        take_over_notes(draft, step["id"], into["id"])
    _leave_boundary(draft, {step["id"] for step in gone}, into["id"])
    derived = dict.fromkeys(into["derived_from"])
    for step in gone:
        derived |= dict.fromkeys([step["id"], *step["derived_from"]])
        draft.remove(step["id"])
        draft.moves.append(Move(step["id"], into["id"]))
    draft.set(into["id"], derived_from=[id for id in derived if id != into["id"]], title=given.get("title", into["title"]))


@kind(
    "step.remove",
    ref("step"),
    ref("relink", "step", help=_("The step that takes over problems, ideas and what data are matched to this one."), optional=True),
    does=_("Takes the step away with its links; problems and ideas go with it unless `relink` names who takes them over."),
    undone=_("The step comes back with its links, problems and ideas and what data were matched to it."),
)
def remove(draft: Draft, given: Mapping[str, Any], around: Surroundings) -> None:
    step = draft.need("step", given["step"], "step")
    remove_steps(draft, [step["id"]], given.get("relink"))


def remove_steps(draft: Draft, steps: Collection[str], relink: str | None) -> None:
    """Takes steps away with all that hangs on them; `relink` takes over problems, ideas and what others hold on them."""
    if relink is not None:
        draft.need("step", relink, "relink")
        if relink in steps:
            raise RuleBroken(_("The step that takes over must be one that stays."), field="relink")
    for step in steps:
        for link in draft.state.links_of(step):
            _remove_link(draft, link["id"])
        if relink is None:
            for note in draft.state.notes_on(step):
                draft.remove(note["id"])
        else:
            take_over_notes(draft, step, relink)
            draft.moves.append(Move(step, relink))
        draft.remove(step)
    _leave_boundary(draft, set(steps), None)


def take_over_notes(draft: Draft, old: str, new: str) -> None:
    """Problems and ideas of one card go behind those of another."""
    for note in draft.state.notes_on(old):
        siblings = [*draft.state.notes_on(new), *(n for n in draft.changed("problem", "idea") if n["on"] == new)]
        draft.set(note["id"], on=new, order=draft.key_before({n["id"]: n for n in siblings}.values(), None))


def _remove_link(draft: Draft, link: str) -> None:
    for note in draft.state.notes_on(link):
        draft.remove(note["id"])
    draft.remove(link)


def _leave_boundary(draft: Draft, gone: set[str], heir: str | None) -> None:
    """The map's first and last step pass to the heir, or are open again."""
    ends = {end: heir for end in ("start", "end") if draft.state.map[end] in gone}
    if ends:
        draft.set(draft.state.map_id, **ends)
