"""Elements to rows and back: the one place that knows which table and column a field of the field table lives in."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db.models import Model

from journeys.domain.elements import Element, Value, fields_of, new_element

from .column import Column
from .lane import Lane
from .link import Link
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


def columns_to_read(element_type: str) -> list[str]:
    """The attributes that `element_of` needs, for `values()`."""
    own = ["on_step_id", "on_link_id", "type"] if TABLES.get(element_type) is Note else []
    return ["id", "derived_from", *COLUMNS[element_type].values(), *own]


def columns_to_write(model: type[Model]) -> list[str]:
    """The fields that an upsert updates: all but the id and the map."""
    return [field.name for field in model._meta.concrete_fields if field.name not in ("id", "map")]


def element_of(element_type: str, row: Mapping[str, Any]) -> dict[str, Any]:
    """The element that a row stands for."""
    values = {name: _plain(row[column]) for name, column in COLUMNS[element_type].items()}
    if TABLES.get(element_type) is Note:
        values["on"] = str(row["on_step_id"] or row["on_link_id"])
    return new_element(element_type, str(row["id"]), derived_from=tuple(row["derived_from"]), **values)


def _plain(value: Any) -> Any:
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value


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
