"""A clash in words: for each thing that two people changed what stood there, what stands there now, what you wanted; and its settling."""

from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from journeys.domain.elements import fields_of
from journeys.queries.desk import Desk
from journeys.queries.happenings import in_words
from journeys.queries.outline_rows import title_of
from journeys.services.map_editing import Both, Clashed

MINE, THEIRS = "mine", "theirs"
TOGETHER = "together"  # in place of a field's name


@dataclass(frozen=True)
class Side:
    """One column of the page."""

    heading: str
    words: str
    tone: str


@dataclass(frozen=True)
class Question:
    """One thing to choose about. name: of the form's field, "" for an element as a whole."""

    name: str
    label: str
    sides: list[Side]


def questions_of(clash: Clashed, desk: Desk) -> list[Question]:
    """One for each thing that both changed; a command that takes no fields does all of it or nothing."""
    apart = any(param.role == "fields" for param in desk.spec.params)
    return [Question((both.field or "").split(".")[0] if apart else TOGETHER, _label(both, desk), _sides(both, desk)) for both in clash.all]


def settled(given: QueryDict) -> QueryDict | None:
    """What is to be sent once each clash is settled: what stays as others have it is left as it was. None: all of it stays as it is.

    As long as a choice is missing it is what was given, with its old base: then the page of the clash comes again.
    """
    names = given.getlist("clashed")
    choices = {name: given.get(f"settled-{name}") for name in names}
    if not names or None in choices.values():
        return given
    data = given.copy()
    data["base_revision"] = given.get("settled_base", "")
    for name, choice in choices.items():
        if choice == THEIRS and not _leave_as_it_was(data, name):
            return None
    changed = [name for name in data if f"initial-{name}" in data and data.getlist(name) != data.getlist(f"initial-{name}")]
    return data if changed or MINE in choices.values() else None


def _leave_as_it_was(data: QueryDict, name: str) -> bool:
    """Whether the form knows what stood in the field, so that the rest can be sent without it."""
    parts = [part for part in data if f"initial-{part}" in data and (part == name or part == f"{name}_per")]
    for part in parts:
        data.setlist(part, data.getlist(f"initial-{part}"))
    return bool(parts)


def _sides(both: Both, desk: Desk) -> list[Side]:
    """Three sides, left to right in time."""
    return [
        Side(_("As it was when you began"), _words(both.base, desk), ""),
        Side(_("Now, by %(name)s") % both.by, _words(both.theirs, desk) if both.theirs is not None else _("taken away"), THEIRS),
        Side(_("What you typed"), _words(both.yours, desk) if both.yours is not None else _("taken away"), "yours"),
    ]


def _label(both: Both, desk: Desk) -> str:
    """What the clash is about: "Hands-on time", or the whole element."""
    element = desk.state.get(both.element)
    spec = fields_of(element["type"]).get((both.field or "").split(".")[0]) if element else None
    return _(spec.label) if spec else ""


def _words(value: Any, desk: Desk) -> str:
    """A value, an account, a whole element or a command as it was sent."""
    if isinstance(value, dict) and "type" in value and "id" in value:
        return f"“{title_of(value)}”"
    if isinstance(value, dict) and "kind" in value and "id" not in value:
        return "; ".join(in_words(one) for one in _leaves(value) if one is not None)
    if isinstance(value, str) and value in desk.state:
        return f"“{title_of(desk.state[value])}”"
    return in_words(value)


def _leaves(command: dict[str, Any]) -> list[Any]:
    """What was typed, out of a raw command: its texts, values and accounts, without ids."""
    typed = [value for name, value in command.items() if name in ("title", "text", "who", "label")]
    for value in (command.get("fields") or {}).values():
        typed.append(value if not isinstance(value, dict) or "unit" not in value else {"low": None, "high": None, "who": "", **value})
    return typed
