"""The state of a map at its newest revision: from this process's memory when it is still the newest, else from the rows.

A revision never means two things, so a remembered state needs no expiry; it is only remembered once it is committed.
"""

from collections import OrderedDict
from itertools import chain
from threading import Lock

from django.db import connection, transaction

from journeys.domain.state import MapState
from journeys.domain.without_source import without_source
from journeys.models import Map, MapCommandLog
from journeys.models.rows import TABLES, elements_read, map_element

_MOST_REMEMBERED = 32
_MOST_LAID_OVER = 100  # changes; reading all the rows anew costs as much as some hundred of them
_remembered: OrderedDict[str, tuple[int, MapState]] = OrderedDict()
_lock = Lock()


def state_of(of: Map) -> MapState:
    """The state at `of.revision` (read the row under a lock to build on it). One query a type when it is not remembered; one in all when
    little happened since, in another process.

    A reader without a transaction may see another's commit between two of them: then the map's row is read anew, and all again.
    """
    with _lock:
        revision, state = _remembered.get(str(of.pk), (None, None))
    if state is not None and revision is not None and revision < of.revision:
        state, revision = _brought_up(of, revision, state), of.revision
    while state is None or revision != of.revision:
        revision, state = of.revision, state_from_rows(of)
        if not connection.in_atomic_block:
            of.refresh_from_db()
        if revision == of.revision:
            remember_on_commit(of, state)
    return state


def _brought_up(of: Map, revision: int, state: MapState) -> MapState | None:
    """What was remembered of a revision, with what others committed since laid over it; None after too much."""
    rows = MapCommandLog.objects.filter(map_id=of.pk, revision__gt=revision, revision__lte=of.revision).order_by("revision")
    since = list(rows.values_list("change", flat=True)[: _MOST_LAID_OVER + 1])
    if len(since) != of.revision - revision:
        return None
    for change in since:
        state = state.with_change(change)
    remember_on_commit(of, state)
    return state


def state_without_measured(of: Map) -> MapState:
    """As it stands, without figures that come from data: for readers from outside to whom these are not shown."""
    return without_source(state_of(of), "measured")


def state_from_rows(of: Map) -> MapState:
    """The state as the rows say it, whatever is remembered."""
    elements = chain.from_iterable(elements_read(element_type, of.pk) for element_type in TABLES)
    return MapState.of(str(of.pk), [map_element(of), *elements])


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
