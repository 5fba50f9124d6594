"""The state of a map at its newest revision: from this process's memory when it is still the newest, else from the rows.

A revision never means two things, so a remembered state needs no expiry; it is only remembered once it is committed.
"""

from collections import OrderedDict
from threading import Lock

from django.db import connection, transaction

from journeys.domain.state import MapState
from journeys.models import Map
from journeys.models.rows import TABLES, columns_to_read, element_of

_MOST_REMEMBERED = 32
_remembered: OrderedDict[str, tuple[int, MapState]] = OrderedDict()
_lock = Lock()


def state_of(of: Map) -> MapState:
    """The state at `of.revision` (read the row under a lock to build on it). Seven queries when it is not remembered.

    A reader without a transaction may see another's commit between two of them: then the map's row is read anew, and all again.
    """
    with _lock:
        revision, state = _remembered.get(str(of.pk), (None, None))
    while state is None or revision != of.revision:
        revision, state = of.revision, state_from_rows(of)
        if not connection.in_atomic_block:
            of.refresh_from_db()
        if revision == of.revision:
            remember_on_commit(of, state)
    return state


def state_from_rows(of: Map) -> MapState:
    """The state as the rows say it, whatever is remembered."""
    elements = [element_of("map", {"id": of.pk, **{name: getattr(of, name) for name in columns_to_read("map")}})]
    for element_type, model in TABLES.items():
        if element_type == "idea":
            continue  # read with the problems: one table
        for row in model._default_manager.filter(map_id=of.pk).values(*columns_to_read(element_type)):
            elements.append(element_of(row.get("type", element_type) if element_type == "problem" else element_type, row))
    return MapState.of(str(of.pk), elements)


def remember_on_commit(of: Map, state: MapState) -> None:
    """Keeps the state for the next reader, once what it was read from is committed."""
    map_id, revision = str(of.pk), of.revision
    transaction.on_commit(lambda: _remember(map_id, revision, state), robust=True)


def forget(map_id: str) -> None:
    """Drops what is remembered of a map (its texts were taken out)."""
    with _lock:
        _remembered.pop(map_id, None)


def _remember(map_id: str, revision: int, state: MapState) -> None:
    with _lock:
        if _remembered.get(map_id, (-1, None))[0] < revision:
            _remembered[map_id] = (revision, state)
        _remembered.move_to_end(map_id)
        while len(_remembered) > _MOST_REMEMBERED:
            _remembered.popitem(last=False)
