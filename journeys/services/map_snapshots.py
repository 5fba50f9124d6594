"""Keeps the stored snapshot of a map near its newest revision, so that a reader lays few changes over it."""

from journeys.domain.state import MapState
from journeys.models import Map, MapSnapshot
from journeys.queries.snapshots import elements_in_order, encode

EVERY = 50  # revisions; writing a large map at every command would cost more than it saves


def keep_snapshot(*, of: Map, state: MapState, since: int, at_once: bool = False) -> None:
    """Stores the state at `of.revision` when a multiple of EVERY was passed since the revision `since`, in place of the older one."""
    if not at_once and since and of.revision // EVERY == since // EVERY:
        return
    MapSnapshot.objects.filter(map_id=of.pk).delete()
    MapSnapshot.objects.create(map_id=of.pk, revision=of.revision, elements=encode(elements_in_order(state)))
