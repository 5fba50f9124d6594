"""Rows of a table (tables.py) as a map. What a row says is checked by the commands that carry it out; here its shape is."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from carejourneys.common.errors import RuleBroken
from carejourneys.common.wording import Words as _
from journeys.domain.accounts import DEFAULT_SOURCE, account_key
from journeys.domain.commands.rules import NAMELESS
from journeys.domain.elements import Element, ElementType, Field, Value, fields_of

from .brought import Brought, NotCarried
from .tables import ACCOUNT, ACCOUNT_COLUMNS, COLUMNS, ELEMENT_COLUMNS, NO, PER, YES

_TYPES = tuple(kind.value for kind in ElementType)
_OF_AN_ACCOUNT = {"type", "id", "on", "figure", "who", "note", "heads", *ACCOUNT_COLUMNS}
_NUMBER = re.compile(r"-?\d+(\.\d+)?(e[+-]?\d+)?", re.IGNORECASE)


@dataclass
class _Reading:
    ids: dict[str, str] = field(default_factory=dict)
    types: dict[str, str] = field(default_factory=dict)
    made: dict[str, dict[str, Any]] = field(default_factory=dict)
    where: dict[str, str] = field(default_factory=dict)
    lost: list[NotCarried] = field(default_factory=list)
    over: dict[tuple[str, str], list[int]] = field(default_factory=dict)  # {(type of the row, column): rows with a cell that has no place}


def brought_from_rows(rows: Iterable[tuple[int, Mapping[str, str]]], new_id: Callable[[], str], organisations: Iterable[str]) -> Brought:
    """rows: (number in the file, cells by column; under "" what stands beyond the last column). organisations: ids of those of the economy;
    a lane of another has none.

    RuleBroken names the row.
    """
    reading, found = _Reading(), [(number, row) for number, row in rows if any(row.values())]
    known = frozenset(organisations)
    fresh = iter(sorted(new_id() for _row in found))  # links between the same two steps keep their order by them
    for number, row in found:
        _name(reading, number, row, next(fresh))
    for number, row in found:
        if row.get("type", "") == ACCOUNT:
            _account(reading, number, row)
        else:
            _element(reading, number, row, known)
        _note_what_has_no_place(reading, number, row)
    return _put_together(reading)


def _refuse(number: int, words: str) -> RuleBroken:
    return RuleBroken(_("Row %(number)s: %(words)s", number=number, words=words), field="file")


def _name(reading: _Reading, number: int, row: Mapping[str, str], id: str) -> None:
    kind, name = row.get("type", ""), row.get("id", "")
    if kind == ACCOUNT:
        return
    if kind not in _TYPES:
        raise _refuse(
            number, _("“%(kind)s” is no type of a row. Types are: %(types)s.", kind=kind[:60], types=", ".join((*_TYPES, ACCOUNT)))
        )
    if not name or name in reading.ids:
        raise _refuse(number, _("Each row that is no account needs an id of its own."))
    if kind == ElementType.MAP and kind in reading.types.values():
        raise _refuse(number, _("There is a second row for the map. A file holds one map."))
    reading.ids[name], reading.types[name] = id, kind
    reading.where[reading.ids[name]] = str(number)


def _element(reading: _Reading, number: int, row: Mapping[str, str], organisations: frozenset[str]) -> None:
    kind, name = row["type"], row["id"]
    element: dict[str, Any] = {"id": reading.ids[name], "type": kind}
    for part, spec in fields_of(kind).items():
        cell = row.get(part, "")
        said = cell or spec.null or spec.required or spec.value in (Value.TEXT, Value.LONG_TEXT)
        if part not in ELEMENT_COLUMNS or not said or (kind == ElementType.MAP and part == "title" and not cell):
            continue  # nothing said: the default stands
        nameless = kind == ElementType.STEP and part == "title" and row.get("kind", "") in NAMELESS
        if spec.required and not cell.strip() and not nameless:
            raise _refuse(number, _("The column %(column)s is empty, and it is needed.", column=part))
        element[part] = _value(reading, number, spec, cell)
    for spec in fields_of(kind).values():
        if spec.value is Value.ORGANISATION and element.get(spec.name) and element[spec.name] not in organisations:
            reason = _("The organisation is not one of this economy. Choose the lane's organisation anew.")
            reading.lost.append(NotCarried("other", name, row.get("title", ""), reason))
            element[spec.name] = None
    reading.made[name] = element


def _value(reading: _Reading, number: int, spec: Field, cell: str) -> Any:
    match spec.value:
        case Value.ELEMENT:
            return _reference(reading, number, cell) if cell else None
        case Value.NUMBER:
            return _number(number, spec.name, cell) if cell else None
        case Value.YES_NO:
            return {"": None, YES: True, NO: False}.get(cell, cell)
        case Value.VOLUME:
            return _volume(number, cell) if cell else None
    return None if spec.null and not cell else cell


def _reference(reading: _Reading, number: int, name: str) -> str:
    if name not in reading.ids:
        raise _refuse(number, _("It speaks of “%(name)s”, and no row has this id.", name=name[:60]))
    return reading.ids[name]


def _number(number: int, column: str, cell: str) -> float:
    if not _NUMBER.fullmatch(cell.strip()):
        raise _refuse(
            number, _("In the column %(column)s stands “%(cell)s”. Write a number, such as 12 or 2.5.", column=column, cell=cell[:60])
        )
    value = float(cell)
    return int(value) if value.is_integer() and "." not in cell else value


def _volume(number: int, cell: str) -> dict[str, Any]:
    n, per, unit = cell.partition(PER)
    if not per:
        raise _refuse(number, _("In the column volume stands “%(cell)s”. Write it such as 1000 per year.", cell=cell[:60]))
    return {"n": _number(number, "volume", n), "per": unit}


def _account(reading: _Reading, number: int, row: Mapping[str, str]) -> None:
    on, figure = row.get("on", ""), row.get("figure", "")
    element = reading.made.get(on)
    if element is None:
        raise _refuse(number, _("An account stands below the row it is about: none above has the id “%(name)s”.", name=on[:60]))
    spec = fields_of(element["type"]).get(figure)
    if spec is None or not spec.is_figure:
        raise _refuse(number, _("There is no figure called “%(name)s” there.", name=figure[:60]))
    account: dict[str, Any] = {"who": row.get("who", ""), "note": row.get("note", "")}
    for column, part in ACCOUNT_COLUMNS.items():
        cell = row.get(column, "")
        if cell:
            account[part] = _number(number, column, cell) if part in ("value", "low", "high", "n") else cell
    holds = element.setdefault(figure, {"used": None, "accounts": []})
    holds["accounts"].append(account)
    if row.get("heads", "") == YES:
        holds["used"] = account_key(account.get("source", DEFAULT_SOURCE), " ".join(account["who"].split()))


def _note_what_has_no_place(reading: _Reading, number: int, row: Mapping[str, str]) -> None:
    kind = row["type"]
    has = _OF_AN_ACCOUNT if kind == ACCOUNT else {"type", "id", *(name for name in fields_of(kind) if name in ELEMENT_COLUMNS)}
    for column, cell in row.items():
        if cell.strip() and column not in has:
            reading.over.setdefault((kind if column in COLUMNS else "", column), []).append(number)


def _without_a_place(kind: str, column: str, rows: list[int]) -> NotCarried:
    said = {"type": kind, "column": column[:60], "n": len(rows), "row": rows[0]}
    if not column:
        words = _("Cells that stand beyond the last column: %(n)s, the first in row %(row)s.", **said)
    elif not kind:
        words = _("A map has no column “%(column)s”. Cells in it: %(n)s, the first in row %(row)s.", **said)
    else:
        words = _("A row of the type %(type)s says nothing in “%(column)s”. Such cells: %(n)s, the first in row %(row)s.", **said)
    return NotCarried("data", column[:60], "", words)


def _put_together(reading: _Reading) -> Brought:
    whole: dict[str, Any] = next((one for one in reading.made.values() if one["type"] == ElementType.MAP), {})
    ends = {end: whole[end] for end in ("start", "end") if whole.get(end)}
    fields = {name: value for name, value in whole.items() if name not in ("id", "type", "title", "start", "end")}
    elements: list[Element] = [one for kind in _TYPES[1:] for one in reading.made.values() if one["type"] == kind]
    lost = [*reading.lost, *(_without_a_place(kind, column, rows) for (kind, column), rows in reading.over.items())]
    return Brought(str(whole.get("title", "")), fields, elements, ends, reading.where, tuple(lost))


def is_ours(columns: Iterable[str]) -> bool:
    """Whether a table with these columns is one of a map, whole enough to be read."""
    return {"type", "id", "title"} <= set(columns) & set(COLUMNS)
