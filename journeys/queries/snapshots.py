"""The map as clients read it: elements in reading order at one revision, served from what is stored, never from hundreds of rows.

A snapshot is {"map", "journey", "kind", "based_on", "revision", "elements"}.
"""

from collections import OrderedDict
from threading import Lock
from typing import Any

import orjson

from journeys.domain.elements import Element, ElementType
from journeys.domain.state import MapState
from journeys.models import Map, MapCommandLog, MapSnapshot

from .states import state_from_rows

_MOST_ENCODED = 16
_encoded: OrderedDict[str, tuple[int, bytes]] = OrderedDict()
_lock = Lock()


def etag_of(of: Map, revision: int | None = None) -> str:
    """The strong ETag of a map's snapshot at a revision (its own)."""
    return f'"{of.pk}-{of.revision if revision is None else revision}"'


def elements_in_order(state: MapState) -> list[Element]:
    """All elements, the map's own first, each type in reading order."""
    return [element for kind in ElementType for element in state.of_type(kind.value)]


def serialize(of: Map, revision: int, elements: list[Element] | orjson.Fragment) -> dict[str, Any]:
    """The snapshot as a dict. `elements` may be JSON already, as `encode` made it."""
    return {
        "map": str(of.pk),
        "journey": str(of.journey_id),
        "kind": of.kind,
        "based_on": str(of.based_on_id) if of.based_on_id else None,
        "revision": revision,
        "elements": elements,
    }


def encode(value: Any) -> bytes:
    """JSON with sorted names, so that what went through a database comes out byte for byte the same."""
    return orjson.dumps(value, default=dict, option=orjson.OPT_SORT_KEYS)  # an element may be any mapping


def snapshot_of(of: Map) -> tuple[int, bytes]:
    """(revision, JSON) of the map now: from this process's memory, else the stored snapshot, with the changes since laid over it if any."""
    with _lock:
        revision, body = _encoded.get(str(of.pk), (None, b""))
    if revision == of.revision:
        return of.revision, body
    revision, elements = _stored_elements(of)
    body = encode(serialize(of, revision, elements))
    with _lock:
        _encoded[str(of.pk)] = (revision, body)
        _encoded.move_to_end(str(of.pk))
        while len(_encoded) > _MOST_ENCODED:
            _encoded.popitem(last=False)
    return revision, body


def _stored_elements(of: Map) -> tuple[int, list[Element] | orjson.Fragment]:
    """(revision, elements in order), in two queries: as stored when nothing changed since, else with the changes laid over; or the rows."""
    stored = MapSnapshot.objects.filter(map_id=of.pk).order_by("-revision").first()
    if stored is None:
        return of.revision, elements_in_order(state_from_rows(of))
    after = MapCommandLog.objects.filter(map_id=of.pk, revision__gt=stored.revision).order_by("revision")
    changes = list(after.values_list("revision", "change"))
    if not changes:
        return stored.revision, orjson.Fragment(bytes(stored.elements))
    revision, state = stored.revision, MapState.of(str(of.pk), orjson.loads(bytes(stored.elements)))
    for reached, change in changes:
        revision, state = reached, state.with_change(change)
    return revision, elements_in_order(state)


def forget_encoded(map_id: str) -> None:
    """Drops what this process remembers of a map (its texts were taken out)."""
    with _lock:
        _encoded.pop(map_id, None)
