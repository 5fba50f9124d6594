"""Commands on the map as a whole: its own fields, pasting, tidying."""

from collections.abc import Mapping
from typing import Any

from carejourneys.common.errors import RuleBroken
from carejourneys.common.wording import Words as _
from journeys.domain.commands.draft import Draft
from journeys.domain.commands.kinds import Param, Surroundings, before, fields, kind
from journeys.domain.commands.lanes import check_organisation
from journeys.domain.commands.reading import SetField, read_choice, read_figure, read_id, read_list, read_object, read_plain, refuse
from journeys.domain.elements import TYPE_WORDS, Element, ElementType, Value, fields_of, new_element
from journeys.domain.ordering import keys_between

MOST_PASTED = 5000
_PASTED_TYPES = tuple(kind.value for kind in ElementType if kind is not ElementType.MAP)
_SHORT_KEY = 4  # a longer order key is worth dealing anew


@kind(
    "map.set",
    fields("map"),
    does=_("Changes fields of the map itself, its first and last step among them."),
    undone=_("These fields get their values before."),
)
def set_fields(draft: Draft, given: Mapping[str, Any], around: Surroundings) -> None:
    for change in given["fields"]:
        if isinstance(change, SetField) and change.name in ("start", "end") and change.value is not None:
            draft.need("step", change.value, f"fields.{change.name}")
    draft.change_fields(draft.state.map_id, given["fields"])


def _read_elements(raw: Any, where: str) -> tuple[dict[str, Any], ...]:
    return tuple(_read_element(one, f"{where}.{place}") for place, one in enumerate(read_list(raw, where, most=MOST_PASTED)))


def _read_element(raw: Any, where: str) -> dict[str, Any]:
    """A whole element by the field table; its place is dealt when it is put on the map."""
    parts = read_object(raw, where)
    element_type = read_choice(parts.get("type"), f"{where}.type", choices=_PASTED_TYPES)
    table = fields_of(element_type)
    values: dict[str, Any] = {}
    for name, given in parts.items():
        at = f"{where}.{name[:60]}"
        if name in ("id", "type", "derived_from"):
            continue
        spec = table.get(name)
        if spec is None:
            raise refuse(_("There is no field called “%(name)s” on a %(thing)s.", name=name[:60], thing=_(TYPE_WORDS[element_type])), at)
        if spec.value is Value.ORDER:
            continue  # whatever it says: it is not read and goes nowhere
        values[name] = read_figure(spec, given, at) if spec.is_figure else read_plain(spec, given, at)
    for name, spec in table.items():
        if spec.value is Value.ELEMENT and spec.required and name not in values:
            raise refuse(_("This is needed."), f"{where}.{name}")
    derived = read_list(parts.get("derived_from") or [], f"{where}.derived_from", most=200, least=0)
    return new_element(
        element_type,
        read_id(parts.get("id"), f"{where}.id"),
        derived_from=tuple(dict.fromkeys(read_id(one, f"{where}.derived_from") for one in derived)),
        **values,
    )


@kind(
    "map.paste",
    Param(
        "elements",
        "list of whole elements",
        _read_elements,
        _(
            "Every element with a new id and, if it is a copy, the original's in `derived_from`. "
            "What they refer to is pasted with them or on the map. Places follow the order of the list."
        ),
        makes=lambda elements: [element["id"] for element in elements],
    ),
    before("column"),
    does=_("Puts many elements on the map in one go: a copied stretch, a template, an import."),
    undone=_("All of them are taken away."),
)
def paste(draft: Draft, given: Mapping[str, Any], around: Surroundings) -> None:
    elements: tuple[Element, ...] = given["elements"]
    rows: dict[tuple, list[str]] = {}
    for place, element in enumerate(elements):
        draft.add(element, f"elements.{place}.id")
        if element["type"] == "lane":
            check_organisation(element["organisation"], around, f"elements.{place}.organisation")
        if "order" in element:
            rows.setdefault(_row_of(element), []).append(element["id"])
    for (what, *where), ids in rows.items():
        _deal(draft, _standing(draft, what, where), ids, given.get("before") if what == "column" else None)
    _point_to_what_is_there(draft, elements)


def _row_of(element: Element) -> tuple:
    """Which elements share one row of places."""
    if element["type"] == "step":
        return ("step", element["lane"], element["column"])
    if element["type"] in ("problem", "idea"):
        return ("note", element["on"])
    return (element["type"],)


def _standing(draft: Draft, what: str, where: list[str]) -> tuple[Element, ...]:
    if what == "step":
        return draft.state.cell(*where)
    if what == "note":
        return draft.state.notes_on(*where)
    return draft.state.of_type(what)


def _deal(draft: Draft, standing: tuple[Element, ...], ids: list[str], before: str | None) -> None:
    """Places for new elements, in their order, in front of one that stands there or at the end."""
    names = [element["id"] for element in standing]
    at = names.index(before) if before in names else len(names)
    low = standing[at - 1]["order"] if at else None
    high = standing[at]["order"] if at < len(names) else None
    for id, key in zip(ids, keys_between(low, high, len(ids)), strict=True):
        draft.set(id, order=key)


def _point_to_what_is_there(draft: Draft, elements: tuple[Element, ...]) -> None:
    for place, element in enumerate(elements):
        for name, spec in fields_of(element["type"]).items():
            if spec.value is Value.ELEMENT and element[name] is not None:
                draft.need(tuple(spec.refers), element[name], f"elements.{place}.{name}")


@kind(
    "map.tidy",
    does=_("Closes up the map: columns without steps or heading go, and places are dealt evenly again. Nothing changes its order."),
    undone=_("The empty columns come back."),
)
def tidy(draft: Draft, given: Mapping[str, Any], around: Surroundings) -> None:
    state = draft.state
    empty = [column for column in state.columns if not column["title"] and not state.steps_of_column(column["id"])]
    for column in empty:
        draft.remove(column["id"])
    rows = [state.lanes, state.phases, [c for c in state.columns if c not in empty]]
    rows += [state.cell(lane["id"], column["id"]) for lane in state.lanes for column in state.columns]
    rows += [state.notes_on(element["id"]) for element in (*state.steps, *state.links)]
    for row in rows:
        if any(len(element["order"]) > _SHORT_KEY for element in row):
            for element, key in zip(row, keys_between(None, None, len(row)), strict=True):
                draft.set(element["id"], order=key)
    if not draft.is_changed():
        raise RuleBroken(_("The map is tidy already: no column is empty."), field="kind")
