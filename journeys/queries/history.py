"""What people did to a map, to read: newest first. And what one may take back oneself."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice
from uuid import UUID

from django.db.models import QuerySet, TextField
from django.db.models.functions import Cast

from journeys.domain.elements import Element
from journeys.domain.state import MapState
from journeys.models import Map, MapCommandLog
from stakeholders.models import User

_LOOKED_AT = 200  # of one's own changes
_MOST_REMOVALS = 200  # looked at, and of what went with them


def history_of(of: Map) -> QuerySet[MapCommandLog]:
    """Everything, newest first, each with its actor."""
    return MapCommandLog.objects.filter(map_id=of.pk).select_related("actor").order_by("-revision")


def part_of_history(
    of: Map, *, person: UUID | None = None, card: str = "", day: date | None = None, since: int | None = None
) -> QuerySet[MapCommandLog]:
    """What one person did, what touched one element, what was done on one day of the reader's clock or after a revision, or all of
    these together.
    """
    rows = history_of(of).filter(revision__gt=since or 0)
    if person:
        rows = rows.filter(actor_id=person)
    if card:
        rows = rows.annotate(about=Cast("touched", TextField())).filter(about__contains=f'"{card}"')
    return rows.filter(at__date=day) if day else rows


def people_in_history(of: Map) -> list[User]:
    """Everybody who ever changed the map, by name."""
    who = MapCommandLog.objects.filter(map_id=of.pk).order_by().values("actor").distinct()
    return sorted(User.objects.filter(pk__in=who), key=lambda user: str(user).casefold())


def cards_in_history(of: Map, state: MapState) -> list[tuple[str, str]]:
    """(id, words) of every step on the map in journey order, then of those that are gone. One query."""
    gone = [one for one in taken_away(of, state) if one["type"] == "step"]
    return [(step["id"], step["title"]) for step in state.steps] + [(one["id"], one["title"]) for one in gone]


def roots_of(of: Map, entries: Iterable[MapCommandLog]) -> tuple[frozenset[UUID], dict[UUID, int]]:
    """(what is taken back at present, {change: its revision}) of the changes that these entries are, take back or do again. One query."""
    rows = MapCommandLog.objects.filter(map_id=of.pk, root__in={entry.root for entry in entries}).order_by()
    found = list(rows.values_list("command_id", "root", "revision"))
    times = Counter(root for id, root, _revision in found if id != root)
    return frozenset(root for root, n in times.items() if n % 2), {root: revision for id, root, revision in found if id == root}


def history_of_element(of: Map, element: str, most: int = 50) -> list[MapCommandLog]:
    """What touched one element, newest first."""
    rows = MapCommandLog.objects.filter(map_id=of.pk).order_by("-revision").values_list("pk", "touched")
    touching = (pk for pk, touched in rows.iterator(chunk_size=500) if any(id == element for id, _path in touched))
    return list(history_of(of).filter(pk__in=list(islice(touching, most))))


def taken_away(of: Map, state: MapState) -> list[Element]:
    """The elements that went with the newest removals and are not on the map, as they were last, the newest first. One query."""
    rows = MapCommandLog.objects.filter(map_id=of.pk).exclude(change__remove=[]).order_by("-revision")
    found: dict[str, Element] = {}
    for inverse in rows.values_list("inverse", flat=True)[:_MOST_REMOVALS]:
        for one in inverse["put"]:
            if one["id"] not in state:
                found.setdefault(one["id"], one)
    return list(found.values())[:_MOST_REMOVALS]


@dataclass(frozen=True)
class TakeBack:
    """One's own newest change that can be taken back, and the one that can be done again (right after it was taken back)."""

    undo: MapCommandLog | None
    redo: MapCommandLog | None


def what_can_be_taken_back(of: Map, by: User) -> TakeBack:
    """Looks at one's newest changes only. One query."""
    rows = list(own_changes(of, by))
    by_root: dict[UUID, MapCommandLog] = {row.command_id: row for row in rows}
    newest = rows[0] if rows else None
    return TakeBack(
        next(iter(_standing(rows, True)), None), by_root.get(newest.root) if newest is not None and newest.kind == "undo" else None
    )


def own_changes(of: Map, by: User) -> QuerySet[MapCommandLog]:
    """One's own newest changes, undos and redos among them, newest first; not the one that gave the map its name."""
    return MapCommandLog.objects.filter(map_id=of.pk, actor=by, revision__gt=1).order_by("-revision")[:_LOOKED_AT]


def own_changes_to(of: Map, by: User, kind: str) -> list[MapCommandLog]:
    """Those of one's newest changes that an undo can take back, or that a redo can do again, newest first."""
    return _standing(list(own_changes(of, by)), kind == "undo")


def _standing(rows: Sequence[MapCommandLog], standing: bool) -> list[MapCommandLog]:
    """Of one's own changes those that stand, or those that are taken back at the moment."""
    times = Counter(row.root for row in rows if row.command_id != row.root)
    return [row for row in rows if row.command_id == row.root and row.kind != "redact" and (times[row.root] % 2 == 0) is standing]
