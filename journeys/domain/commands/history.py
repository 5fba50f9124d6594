"""Commands that look back: undo, redo, restore. Each appends; nothing is ever taken out of the log."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from carejourneys.common.errors import NotAllowed, RuleBroken
from carejourneys.common.wording import Words as _
from journeys.domain.commands.draft import Draft, Path, overlap
from journeys.domain.commands.kinds import Logged, Param, Surroundings, kind
from journeys.domain.commands.reading import read_id, read_number
from journeys.domain.elements import Element
from journeys.domain.ports import Move

_PLACE = ("lane", "column", "order", "on", "source", "target", "phase", "start", "end")  # where it stands now is kept


def _of() -> Param:
    return Param("of", "id of a command", read_id, _("The command that was sent, or an undo or redo of it."))


def _thread(given: Mapping[str, Any], around: Surroundings) -> tuple[Logged, Sequence[Logged]]:
    """The first command and its undos and redos so far; only one's own."""
    entry = around.history.entry(given["of"])
    first = around.history.entry(entry.root) if entry else None
    if entry is None or first is None:
        raise RuleBroken(_("There is no such change in this map's history."), field="of")
    if first.kind == "redact":
        raise RuleBroken(_("What was taken out of the map does not come back."), field="of")
    if first.actor != around.actor:
        words = _(
            "This change was made by %(name)s. You can take back your own changes; a facilitator can restore a card.", name=first.actor_name
        )
        raise NotAllowed(words)
    return first, around.history.chain(first.command_id)


def _take_back(draft: Draft, entry: Logged, around: Surroundings) -> None:
    since = around.history.since(entry.revision)
    times = Counter(other.root for other in since)  # done and taken back, or taken back and done again: as if nothing had been
    for other in reversed(since):
        if times[other.root] % 2 == 0 or other.root == entry.root:
            continue
        if not any(overlap(a, b) for a in entry.touched for b in other.touched):
            continue
        if other.actor == around.actor:
            raise RuleBroken(_("You have changed the same thing again since. Take that back first."), field="of")
        raise RuleBroken(
            _("%(name)s has changed the same thing since, so this cannot be taken back by itself.", name=other.actor_name), field="of"
        )
    apply_inverse(draft, entry.inverse)
    for move in reversed(entry.moves):
        # what is done again passes on all that is held on the step by now; what is taken back returns what went, and no more
        things = move.things if draft.get(move.target) is not None else None
        draft.moves.append(Move(move.target, move.source, things))


def apply_inverse(draft: Draft, inverse: Mapping[str, Any]) -> None:
    """Puts back what an inverse says, and no more."""
    for element in inverse["put"]:
        draft.add(element, "of")
    for id, path, old in inverse["set"]:
        draft.patch(id, path, old)
    for id in inverse["remove"]:
        draft.remove(id)


@kind(
    "undo",
    _of(),
    does=_("Takes back one's own change, and only what it changed. Refused when somebody has changed the same thing since."),
    undone=_("By redo."),
    looks_back=True,
)
def undo(draft: Draft, given: Mapping[str, Any], around: Surroundings) -> None:
    first, chain = _thread(given, around)
    if len(chain) % 2:
        raise RuleBroken(_("This is taken back already."), field="of")
    _take_back(draft, chain[-1] if chain else first, around)
    draft.details["root"] = first.command_id


@kind(
    "redo",
    _of(),
    does=_("Does again what one took back. Refused when somebody has changed the same thing since."),
    undone=_("By undo."),
    looks_back=True,
)
def redo(draft: Draft, given: Mapping[str, Any], around: Surroundings) -> None:
    first, chain = _thread(given, around)
    if not len(chain) % 2:
        raise RuleBroken(_("This was not taken back, so there is nothing to do again."), field="of")
    _take_back(draft, chain[-1], around)
    draft.details["root"] = first.command_id


@kind(
    "restore",
    Param("element", "id of an element", read_id, _("The card, link or other element to set back.")),
    Param(
        "revision",
        "revision",
        lambda raw, where: read_number(raw, where, low=0, high=2**53, whole=True),
        _("As it was at this revision of the map."),
    ),
    does=_(
        "Sets one element back to what it said at an earlier revision, over the work of others, whom it names; what they changed since "
        "base_revision is a clash. "
        "It stays where it stands now; if it is gone it comes back where it was."
    ),
    undone=_("The element says again what it said before the restore."),
    needs="restore_map",
)
def restore(draft: Draft, given: Mapping[str, Any], around: Surroundings) -> None:
    id, revision = given["element"], given["revision"]
    if around.revision is not None and revision > around.revision:
        raise RuleBroken(_("The map has had no such revision: its newest is %(newest)s.", newest=around.revision), field="revision")
    then: Element | None = around.history.element_at(id, revision)
    now = draft.get(id)
    if then is None:
        raise RuleBroken(_("This was not on the map at that revision."), field="revision")
    if now is None:
        draft.add(then, "element")
    else:
        draft.set(id, **{name: value for name, value in then.items() if name not in _PLACE})
    mine: Path = (id, "*")
    replaced = {
        entry.actor: entry.actor_name
        for entry in around.history.since(revision)
        if entry.actor and any(overlap(mine, path) for path in entry.touched)
    }
    draft.details["replaces"] = [{"id": actor, "name": name} for actor, name in replaced.items()]
