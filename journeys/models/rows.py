"""Elements to rows and back: the one place that knows which table and column a field of the field table lives in."""

from collections.abc import Callable
from functools import cache
from typing import Any
from uuid import UUID

import orjson
from django.db.models import Model, TextField
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast, Coalesce

from journeys.domain.elements import Element, Value, fields_of, new_element

from .column import Column
from .lane import Lane
from .link import Link
from .map import Map
from .note import Note
from .phase import Phase
from .step import Step

# In the order in which rows may be written; removing goes the other way.
TABLES: dict[str, type[Model]] = {
    "lane": Lane,
    "phase": Phase,
    "column": Column,
    "step": Step,
    "link": Link,
    "problem": Note,
    "idea": Note,
}
_REFERENCES = (Value.ELEMENT, Value.ORGANISATION)


def _columns(element_type: str) -> dict[str, str]:
    """{field: attribute of the row}; the place of a note is two columns and not among them."""
    return {
        name: f"{name}_id" if spec.value in _REFERENCES else name
        for name, spec in fields_of(element_type).items()
        if not (element_type in ("problem", "idea") and name == "on")
    }


COLUMNS: dict[str, dict[str, str]] = {element_type: _columns(element_type) for element_type in ("map", *TABLES)}


def columns_to_write(model: type[Model]) -> list[str]:
    """The fields that an upsert updates: all but the id and the map."""
    return [field.name for field in model._meta.concrete_fields if field.name not in ("id", "map")]


def elements_read(element_type: str, map_id: UUID) -> list[Element]:
    """The elements of one type on a map, in one query, in no order. What several say alike, such as an empty figure, they share."""
    rows = TABLES[element_type]._default_manager.filter(map_id=map_id)
    if TABLES[element_type] is Note:
        rows = rows.filter(type=element_type)
    asked, readings = _asked_of(element_type)
    found = list(rows.values_list(*asked))
    columns = zip(*found, strict=True) if found else [()] * len(asked)
    read = [map(cache(reading), values) if reading else values for reading, values in zip(readings, columns, strict=True)]
    names = ("type", "id", *fields_of(element_type), "derived_from")
    return [dict(zip(names, values, strict=True)) for values in zip([element_type] * len(found), *read, strict=True)]


def map_element(of: Map) -> Element:
    """The element that the map's own row stands for."""
    values = {name: _plain(getattr(of, column)) for name, column in COLUMNS["map"].items()}
    return new_element("map", str(of.pk), derived_from=tuple(of.derived_from), **values)


@cache
def _asked_of(element_type: str) -> tuple[list[str | Combinable], list[Callable[[Any], Any] | None]]:
    """What to ask of the id, each field and `derived_from`, and how that is read (None: as it is). Ids and JSON are asked for as the text
    they are kept as: a map has thousands, and a UUID or a decoder made for each costs several times what the query does.
    """
    asked: list[str | Combinable] = [Cast("id", TextField())]
    readings: list[Callable[[Any], Any] | None] = [_dashed]
    for name, spec in fields_of(element_type).items():
        reading = _READINGS.get(spec.value)
        column = Coalesce("on_step_id", "on_link_id") if name == "on" else COLUMNS[element_type][name]
        asked.append(Cast(column, TextField()) if reading in (_dashed, orjson.loads) else column)
        readings.append(reading)
    return [*asked, Cast("derived_from", TextField())], [*readings, orjson.loads]


def _dashed(id: str | None) -> str | None:
    """An id as elements have it; SQLite keeps it without dashes."""
    return id if id is None or len(id) == 36 else f"{id[:8]}-{id[8:12]}-{id[12:16]}-{id[16:20]}-{id[20:]}"


def _plain(value: Any) -> Any:
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value


_READINGS: dict[Value, Callable[[Any], Any]] = {
    Value.ELEMENT: _dashed,
    Value.ORGANISATION: _dashed,
    Value.FIGURE: orjson.loads,
    Value.NUMBER: _plain,
}


def row_of(map_id: str, element: Element, links: frozenset[str] | set[str]) -> Model:
    """The unsaved row of an element. `links`: ids of the map's links, to tell what a note stands on."""
    element_type = element["type"]
    values = {column: element[name] for name, column in COLUMNS[element_type].items()}
    model = TABLES[element_type]
    if model is Note:
        values["type"] = element_type
        values["on_link_id" if element["on"] in links else "on_step_id"] = element["on"]
    return model(id=element["id"], map_id=map_id, derived_from=list(element["derived_from"]), **values)


def map_values(element: Element) -> dict[str, Any]:
    """{column: value} of the map's own row."""
    return {**{column: element[name] for name, column in COLUMNS["map"].items()}, "derived_from": list(element["derived_from"])}
