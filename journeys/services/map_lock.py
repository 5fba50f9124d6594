"""The lock that everybody takes who writes to a map."""

from uuid import UUID

from django.db import connection

from journeys.models import Map


def locked_map(map_id: str | UUID) -> Map | None:
    """The map's row, nobody else writing to this map until the commit. SQLite's transactions are IMMEDIATE, so they are alone already."""
    maps = Map.objects.select_related("journey__economy")
    if connection.features.has_select_for_no_key_update:
        maps = maps.select_for_update(no_key=True, of=("self",))
    return maps.filter(pk=map_id).first()
