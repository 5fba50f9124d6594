"""Keeps the stored snapshot of a map near its newest revision, so that a reader lays few changes over it."""

from journeys.domain.state import MapState
from journeys.models import Map, MapSnapshot
from journeys.queries.snapshots import elements_in_order, encode

MILESTONE = 1000  # revisions, of each of which the last snapshot stays: a moment long ago is near one
EVERY = 50  # revisions; writing a large map at every command would cost more than it saves


def keep_snapshot(*, of: Map, state: MapState, since: int, at_once: bool = False) -> None:
    """Stores the state at `of.revision` when a multiple of EVERY was passed since the revision `since`, in place of the one before.

    at_once: words were taken out, and stand in all there were.
    """
    if not at_once and since and of.revision // EVERY == since // EVERY:
        return
    old = MapSnapshot.objects.filter(map_id=of.pk)
    (old if at_once else old.filter(revision__gte=of.revision // MILESTONE * MILESTONE)).delete()
    MapSnapshot.objects.create(map_id=of.pk, revision=of.revision, elements=encode(elements_in_order(state)))
