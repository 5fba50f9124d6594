"""A map as one JSON object, and back. Its `elements` are those of the snapshot (docs/commands.md)."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from carejourneys.common.errors import RuleBroken
from carejourneys.common.wording import Words as _
from journeys.domain.elements import ElementType, Value, fields_of

from .brought import Brought, NotCarried

FORMAT, VERSION = "care-journeys-map", 1


def brought_from_json(read: Any, new_id: Callable[[], str], organisations: Iterable[str]) -> Brought:
    """RuleBroken says what is not as it should be; fields are checked by the commands that carry them."""
    if not isinstance(read, Mapping) or read.get("format") != FORMAT or read.get("version") != VERSION:
        raise RuleBroken(_("This is no map that was taken out of Care journeys as JSON."), field="file")
    elements = read.get("elements")
    if not isinstance(elements, list) or not all(isinstance(one, Mapping) and isinstance(one.get("id"), str) for one in elements):
        raise RuleBroken(_("Its elements cannot be read. Take the map out once more."), field="file")
    if sum(one.get("type") == ElementType.MAP for one in elements) > 1:
        raise RuleBroken(_("There is a second element for the map. A file holds one map."), field="file")
    fresh = sorted(new_id() for _one in elements)  # links between the same two steps keep their order by them
    new = {one["id"]: id for one, id in zip(elements, fresh, strict=True)}
    lost: list[NotCarried] = []
    made = [_renewed(one, new, frozenset(organisations), lost) for one in elements]
    whole: dict[str, Any] = next((one for one in made if one.get("type") == ElementType.MAP), {})
    ends = {end: whole[end] for end in ("start", "end") if whole.get(end)}
    fields = {name: value for name, value in whole.items() if name not in ("id", "type", "title", "start", "end")}
    where = {new[one["id"]]: str(place) for place, one in enumerate(elements, 1)}
    title = whole.get("title")
    rest = [one for one in made if one.get("type") != ElementType.MAP]
    return Brought(title if isinstance(title, str) else "", fields, rest, ends, where, tuple(lost))


def _renewed(one: Mapping[str, Any], new: Mapping[str, str], organisations: frozenset[str], lost: list[NotCarried]) -> dict[str, Any]:
    """The element under its new id; what it points at goes by new ids too; where it came from belongs to the map it was taken from."""
    kind = one.get("type")
    specs = fields_of(kind) if isinstance(kind, str) and kind in tuple(ElementType) else {}
    made = {name: value for name, value in one.items() if name != "derived_from"} | {"id": new[one["id"]]}
    for name, spec in specs.items():
        value = made.get(name)
        if spec.value is Value.ELEMENT and isinstance(value, str):
            made[name] = new.get(value, value)
        if spec.value is Value.ORGANISATION and isinstance(value, str) and value and value not in organisations:
            reason = _("The organisation is not one of this economy. Choose the lane's organisation anew.")
            lost.append(NotCarried("other", one["id"], str(one.get("title", "")), reason))
            made[name] = None
        if spec.value is Value.ORDER:
            made.pop(name, None)
    return made
