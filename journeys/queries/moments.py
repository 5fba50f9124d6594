"""A map as it stood at an earlier revision, read from the log; and its moments: each revision, each day, those that have a name.

Nothing of an earlier map is stored by itself: words that were taken out of the log are out of every moment.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import orjson
from django.contrib.auth.models import AnonymousUser
from django.db.models import Count, Max
from django.db.models.functions import TruncDate

from carejourneys.common.errors import NotFound
from journeys.domain.comparing.comparison import Comparison
from journeys.domain.comparing.matching import Lineage
from journeys.domain.elements import Element, new_element
from journeys.domain.state import MapState
from journeys.models import Baseline, Map, MapCommandLog, MapSnapshot
from stakeholders.domain.permissions import Permission
from stakeholders.models import User

from .access import map_for
from .states import state_of

_CHUNK = 200


@dataclass(frozen=True)
class Moment:
    """A revision of a map. entry: the change that made it. baseline: its name, where it has one."""

    revision: int
    entry: MapCommandLog
    baseline: Baseline | None


def moment_of(of: Map, revision: int) -> Moment:
    """NotFound for a revision that the map never had. Two queries."""
    rows = MapCommandLog.objects.filter(map_id=of.pk, revision=revision) if revision <= of.revision else MapCommandLog.objects.none()
    entry = rows.select_related("actor").first()
    if entry is None:
        raise NotFound
    return Moment(revision, entry, baselines_of(of).filter(revision=revision).first())


def state_at(of: Map, revision: int) -> MapState:
    """The map as it stood right after that change. Two queries, however long ago."""
    if revision == of.revision:
        state = state_of(of)
        if revision == of.revision:  # nobody changed it meanwhile
            return state
    reached, elements = _stored_before(of, revision)
    for change in _changes(of, reached, revision):
        for id in change["remove"]:
            elements.pop(id, None)
        elements |= {put["id"]: put for put in change["put"]}
    return MapState.of(str(of.pk), elements.values())


def _stored_before(of: Map, revision: int) -> tuple[int, dict[str, Element]]:
    """Where to begin: the stored snapshot, or the map before anything was done to it."""
    stored = MapSnapshot.objects.filter(map_id=of.pk, revision__lte=revision).order_by("-revision").first()
    if stored is None:
        return 0, {str(of.pk): new_element("map", str(of.pk))}
    return stored.revision, {element["id"]: element for element in orjson.loads(bytes(stored.elements))}


def _changes(of: Map, after: int, upto: int) -> Iterable[dict[str, Any]]:
    rows = MapCommandLog.objects.filter(map_id=of.pk, revision__gt=after, revision__lte=upto).order_by("revision")
    return rows.values_list("change", flat=True).iterator(chunk_size=_CHUNK)


def comparison_since(of: Map, revision: int) -> Comparison:
    """The map as it stood held against the map now. What was made of steps that stood then (divided, merged, copied) is known to be."""
    then, now = state_at(of, revision), state_of(of)
    made = {put["id"]: tuple(put["derived_from"]) for change in _changes(of, revision, of.revision) for put in change["put"]}
    return Comparison(then, now, Lineage(made, frozenset(then.elements)))


# moments to choose from


@dataclass(frozen=True)
class Day:
    """A day on which the map was changed, by the reader's clock: how often, and the last revision of that day."""

    day: date
    last: int
    changes: int


def days_of_work(of: Map) -> Sequence[Day]:
    """Newest first. One query."""
    rows = MapCommandLog.objects.filter(map_id=of.pk).order_by().annotate(day=TruncDate("at")).values_list("day")
    return [Day(day, last, changes) for day, last, changes in rows.annotate(last=Max("revision"), changes=Count("pk")).order_by("-day")]


def baselines_of(of: Map):
    """The newest moment first, each with who named it."""
    return Baseline.objects.filter(map_id=of.pk).select_related("named_by").order_by("-revision")


def baseline_for(user: User | AnonymousUser, map_id: UUID, id: UUID, permission: Permission) -> Baseline:
    """The baseline, with its map, if the person may do that."""
    of = map_for(user, map_id, permission)
    found = baselines_of(of).filter(pk=id).first()
    if found is None:
        raise NotFound
    found.map = of
    return found
