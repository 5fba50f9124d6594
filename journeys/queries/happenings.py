"""A row of the log in words: who did what to which thing, and what it said before and after."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Any

from django.utils.translation import gettext as _

from journeys.domain.commands import WHOLE, value_at
from journeys.domain.elements import Element, Value, field_of
from journeys.domain.state import MapState
from journeys.models import Map, MapCommandLog

from .history import history_of_element, roots_of
from .outline_rows import column_label, title_of
from .words import account_in_words, done

MOST_DETAILS = 6
_UNTOLD = ("order", "derived_from")


@dataclass(frozen=True)
class Happening:
    """One line of the history. `subject`: id and words of the element it is mostly about; `details`: what changed, in words.

    where: where it was moved to, in words; "" where nothing was moved to another lane.
    """

    entry: MapCommandLog
    did: str
    subject: str
    subject_id: str
    details: tuple[str, ...]
    more: int
    where: str = ""


def happening(entry: MapCommandLog, state: MapState) -> Happening:
    """A row of the log in words; `state`, of today, names the steps that a link joins."""
    after = {element["id"]: element for element in entry.change["put"]}
    before = {element["id"]: element for element in entry.inverse["put"]}
    touched = list(dict.fromkeys(id for id, _path in entry.touched))
    subject = next((e for id in touched if (e := after.get(id) or before.get(id)) and e["type"] == _thing(entry.kind)), None)
    subject = subject or next((e for id in touched if (e := after.get(id) or before.get(id))), None)
    details = list(dict.fromkeys(words for id, path, old in entry.inverse["set"] if (words := _detail(state, after.get(id), path, old))))
    return Happening(
        entry,
        done(entry.kind),
        called(subject, state) if subject else "",
        subject["id"] if subject else "",
        tuple(details[:MOST_DETAILS]),
        max(0, len(details) - MOST_DETAILS),
        _moved_to(entry, state, subject["id"]) if subject and entry.kind == "step.move" else "",
    )


def _moved_to(entry: MapCommandLog, state: MapState, step: str) -> str:
    """The lane by its name of today; one that is gone has none."""
    stands = next((put["lane"] for put in entry.change["put"] if put["id"] == step), None)
    lane = state.get(stands)
    changed = any(id == step and path == "lane" for id, path, _old in entry.inverse["set"])
    return _("to the lane “%(lane)s”") % {"lane": title_of(lane)} if lane is not None and changed else ""


def cards_touched_by(entry: MapCommandLog) -> frozenset[str]:
    """Ids of what a change put on the map, and of the steps that its links join and its problems and ideas hang on."""
    put = entry.change["put"]
    return frozenset(id for one in put for part in ("id", "source", "target", "on") if (id := one.get(part)))


@dataclass(frozen=True)
class LogLine(Happening):
    """A line of the whole log. taken_back: it does not stand any more. of_revision: the change that an undo or redo is about.

    card: the step on the map it is about, or that the link or note it is about hangs on. restore_to: the revision to set it back to.
    """

    taken_back: bool = False
    of_revision: int | None = None
    card: str = ""
    restore_to: int | None = None


def log_lines(of: Map, entries: Sequence[MapCommandLog], state: MapState) -> list[LogLine]:
    """These entries as lines of the log. One query however many there are."""
    undone, firsts = roots_of(of, entries)
    return [
        LogLine(
            **{one.name: getattr(told, one.name) for one in fields(told)},
            taken_back=entry.command_id == entry.root and entry.root in undone,
            of_revision=firsts.get(entry.root) if entry.command_id != entry.root else None,
            card=_card(state, told.subject_id),
            restore_to=_restore_to(entry, state, told.subject_id),
        )
        for entry in entries
        for told in [happening(entry, state)]
    ]


def _card(state: MapState, id: str) -> str:
    one = state.get(id)
    while one is not None and one["type"] != "step":
        one = state.get(one.get("on") or one.get("source"))
    return one["id"] if one is not None else ""


def _restore_to(entry: MapCommandLog, state: MapState, id: str) -> int | None:
    """As it was after this change, where it says something else now; what a change took away comes back as it was before."""
    stood = next((put for put in entry.change["put"] if put["id"] == id), None)
    if stood is not None:
        return entry.revision if state.get(id) != stood and stood["type"] != "map" else None
    return entry.revision - 1 if id in entry.change["remove"] and id not in state else None


@dataclass(frozen=True)
class Went:
    """What was taken away: what it was called, and who took it."""

    called: str
    by: str


def what_went(of: Map, id: str) -> Went | None:
    """None when nothing of this id was ever on the map, or it stands there. Reads what touched it."""
    newest = [one for one in history_of_element(of, id, most=1) if id in one.change["remove"]]
    return Went(last_called(newest, id), str(newest[0].actor)) if newest else None


def last_called(entries: Sequence[MapCommandLog], id: str) -> str:
    """What something that is gone was called last."""
    versions = (put for entry in entries for put in (*entry.change["put"], *entry.inverse["put"]) if put["id"] == id)
    last = next(versions, None)
    return (last and (last.get("title") or last.get("text") or last.get("label"))) or _("Something that is gone")


def called(element: Element, state: MapState) -> str:
    """What something is called that may be gone: a link by its two ends, a column without a heading by its place."""
    if element["type"] == "column" and element["id"] in state:
        return column_label(state, element)
    if element["type"] != "link":
        return title_of(element)
    ends = [title_of(step) if (step := state.get(element[end])) else _("a step that is gone") for end in ("source", "target")]
    return " → ".join(ends)


def _thing(kind: str) -> str:
    return {"map.paste": "step"}.get(kind, kind.split(".")[0])


def _detail(state: MapState, after: Element | None, path: str, old: Any) -> str:
    """One changed path: "Hands-on time: 10 min → 12 min"."""
    if after is None or path in _UNTOLD or path == WHOLE:
        return ""
    name, _dot, _rest = path.partition(".")
    spec = field_of(after["type"], name)
    if spec is None:
        return ""
    label, new = _(spec.label), value_at(after, path)
    if spec.is_figure and not path.endswith(".used"):
        return f"{label}: {in_words(old and old['account'])} → {in_words(new)}"
    if spec.value is Value.ORGANISATION:
        return label
    if spec.refers:
        return f"{label}: {_named(state, old)} → {_named(state, new)}"
    return f"{label}: {in_words(old)} → {in_words(new)}"


def _named(state: MapState, id: str | None) -> str:
    if id is None:
        return _("nothing")
    element = state.get(id)
    if element is None:
        return _("something that is gone")
    return f"“{column_label(state, element) if element['type'] == 'column' else title_of(element)}”"


def in_words(value: Any) -> str:
    """A stored value for people: an account, a text, a yes or no, a volume."""
    if value is None or value == "":
        return _("nothing")
    if isinstance(value, dict) and "unit" in value:
        who = f", {value['who']}" if value["who"] else ""
        return f"{account_in_words(value)} ({_(value['source'])}{who})"
    if isinstance(value, dict) and "per" in value:
        return f"{value['n']:g} / {_(value['per'])}"
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return f"“{value}”" if isinstance(value, str) else f"{value:g}" if isinstance(value, int | float) else str(value)
