"""The snapshot of a map made afresh from its rows: what the stored one must equal."""

from typing import Any

from journeys.models import Map
from journeys.queries.snapshots import elements_in_order, serialize
from journeys.queries.states import state_from_rows


def snapshot_from_rows(of: Map) -> dict[str, Any]:
    """At the revision that `of` says."""
    return serialize(of, of.revision, elements_in_order(state_from_rows(of)))
