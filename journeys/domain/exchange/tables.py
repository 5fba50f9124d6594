"""A map as rows of a table: one for each element in reading order, and below it one for each account of its figures.

Elements go by names such as step-4, counted in reading order. An empty cell is nothing said.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from journeys.domain.elements import FIELDS, Element, ElementType, Field, Value, fields_of
from journeys.domain.state import MapState

ACCOUNT = "account"  # the type of a row that is no element
ELEMENT_COLUMNS = tuple(dict.fromkeys(spec.name for spec in FIELDS if not spec.is_figure and spec.value is not Value.ORDER))
ACCOUNT_COLUMNS = {"amount": "value", "low": "low", "high": "high", "unit": "unit", "from": "source", "when": "when", "n": "n"}
COLUMNS = ("type", "id", *ELEMENT_COLUMNS, "figure", *ACCOUNT_COLUMNS, "heads")
YES, NO = "yes", "no"
PER = " per "  # "1000 per year"


def rows_of(state: MapState) -> Iterator[dict[str, str]]:
    """Every row, each with every column."""
    names = names_of(state)
    for kind in ElementType:
        for element in _in_order(state, kind.value):
            yield _element_row(element, names)
            for name, spec in fields_of(kind.value).items():
                if spec.is_figure:
                    yield from _account_rows(element, name, names)


def names_of(state: MapState) -> dict[str, str]:
    """{id: the name it has in the table}."""
    return {
        element["id"]: kind.value if kind is ElementType.MAP else f"{kind.value}-{place}"
        for kind in ElementType
        for place, element in enumerate(_in_order(state, kind.value), 1)
    }


def _in_order(state: MapState, kind: str) -> tuple[Element, ...]:
    """Reading order; problems and ideas by what they are about, as each card keeps an order of its own."""
    found = state.of_type(kind)
    if kind not in (ElementType.PROBLEM, ElementType.IDEA):
        return found
    places = {element["id"]: place for place, element in enumerate((*state.steps, *state.links))}
    return tuple(sorted(found, key=lambda note: places[note["on"]]))


def _element_row(element: Element, names: Mapping[str, str]) -> dict[str, str]:
    row = dict.fromkeys(COLUMNS, "") | {"type": element["type"], "id": names[element["id"]]}
    for name, spec in fields_of(element["type"]).items():
        if name in ELEMENT_COLUMNS:
            row[name] = _cell(spec, element[name], names)
    return row


def _cell(spec: Field, value: Any, names: Mapping[str, str]) -> str:
    if value is None:
        return ""
    if spec.value is Value.ELEMENT:
        return names[value]
    if spec.value is Value.YES_NO:
        return YES if value else NO
    return f"{value['n']}{PER}{value['per']}" if spec.value is Value.VOLUME else str(value)


def _account_rows(element: Element, figure: str, names: Mapping[str, str]) -> Iterator[dict[str, str]]:
    for account in element[figure]["accounts"]:
        row = dict.fromkeys(COLUMNS, "") | {"type": ACCOUNT, "on": names[element["id"]], "figure": figure}
        row |= {column: "" if account[part] is None else str(account[part]) for column, part in ACCOUNT_COLUMNS.items()}
        yield row | {"who": account["who"], "note": account["note"], "heads": YES if account["key"] == element[figure]["used"] else ""}
