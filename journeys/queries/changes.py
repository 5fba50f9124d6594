"""What happened to a map after a revision, for clients that catch up."""

from dataclasses import dataclass
from typing import Any

from journeys.models import Map, MapCommandLog

MOST = 500
MOST_DIGITS = 15  # of a revision; more would not fit the database


def revision_in(text: str) -> int | None:
    """The revision that an address names; None where it names none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS else None


@dataclass(frozen=True)
class Changes:
    """`changes`: [{"revision", "command_id", "kind", "by", "at", "change"}], dense and in order. `more`: ask again after the last one.
    `resync`: texts were taken out since, or the map never was that far: fetch the snapshot instead."""

    revision: int
    changes: list[dict[str, Any]]
    more: bool
    resync: bool


def changes_after(of: Map, revision: int, most: int = MOST) -> Changes:
    """At most `most` changes after the revision."""
    rows = MapCommandLog.objects.filter(map_id=of.pk, revision__gt=revision).order_by("revision").select_related("actor")[: most + 1]
    found = list(rows)
    changes = [
        {
            "revision": row.revision,
            "command_id": str(row.command_id),
            "kind": row.kind,
            "by": {"id": str(row.actor_id), "name": str(row.actor)},
            "at": row.at.isoformat(),
            "change": row.change,
        }
        for row in found[:most]
    ]
    newest = max(of.revision, changes[-1]["revision"]) if changes else of.revision  # some may have come since the map's row was read
    return Changes(newest, changes, len(found) > most, revision > newest or any(change["kind"] == "redact" for change in changes))
