"""A row of the log in words: who did what to which thing, and what it said before and after."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from journeys.domain.commands import WHOLE, value_at
from journeys.domain.elements import Element, Value, field_of
from journeys.domain.state import MapState
from journeys.models import Map, MapCommandLog

from .history import history_of_element
from .outline_rows import column_label, title_of
from .words import account_in_words, done

MOST_DETAILS = 6
_UNTOLD = ("order", "derived_from")


@dataclass(frozen=True)
class Happening:
    """One line of the history. `subject`: id and words of the element it is mostly about; `details`: what changed, in words."""

    entry: MapCommandLog
    did: str
    subject: str
    subject_id: str
    details: tuple[str, ...]
    more: int


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
    )


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
    return f"“{title_of(element)}”" if element is not None else _("something that is gone")


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
