"""Requests to take words out of a map, and where these words stand."""

from collections.abc import Callable, Iterable
from typing import Any
from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet

from carejourneys.common.errors import NotFound
from journeys.domain.taking_out import Entry, TakingOut
from journeys.models import Baseline, Map, MapCommandLog, Redaction
from stakeholders.domain.permissions import Permission
from stakeholders.models import Economy, User
from stakeholders.queries.people import people_who_may

from .access import map_for
from .states import state_from_rows


def redactions_of(of: Map) -> QuerySet[Redaction]:
    """Newest first, with who asked and who answered."""
    return Redaction.objects.filter(map_id=of.pk).select_related("asked_by", "answered_by").order_by("-asked_at", "-id")


def open_requests(of: Map) -> QuerySet[Redaction]:
    """Those of the map's journey that nobody has answered yet."""
    return Redaction.objects.filter(map__journey_id=of.journey_id, agreed_at=None, declined_at=None)


def waiting_for(user: User, economies: Iterable[Economy]) -> QuerySet[Redaction]:
    """Unanswered requests of others, oldest first, each with its map's journey and who asked. The caller names those of the person's
    economies in which they may answer. One query.
    """
    waiting = Redaction.objects.filter(map__journey__economy__in=economies, agreed_at=None, declined_at=None)
    return waiting.exclude(asked_by=user).select_related("map__journey", "asked_by").order_by("asked_at", "id")


def who_may_answer(asked: Redaction) -> QuerySet[User]:
    """Everyone who may take words out but the person who asked: another has to agree."""
    return people_who_may(asked.map.journey.economy_id, Permission.REDACT).exclude(pk=asked.asked_by_id)


def redaction_for(user: User | AnonymousUser, map_id: UUID, id: UUID) -> Redaction:
    """The request, with its map, if the person may take words out of it."""
    of = map_for(user, map_id, Permission.REDACT)
    found = redactions_of(of).filter(pk=id).first()
    if found is None:
        raise NotFound
    found.map = of
    return found


def look_for(of: Map, out: TakingOut) -> tuple[int, int, int]:
    """(elements, entries of the history, names of moments) that hold the words. `out` has seen everything then."""
    elements = sum(_holds(out, out.element, element) for element in state_from_rows(of).elements.values())
    rows = MapCommandLog.objects.filter(map_id=of.pk).values_list("command", "change", "inverse", "touched")
    entries = sum(_holds(out, out.entry, Entry(*row)) for row in rows.iterator(chunk_size=200))
    names = Baseline.objects.filter(map_id=of.pk).values_list("name", flat=True)
    return elements, entries, sum(_holds(out, out.text, name) for name in names)


def _holds(out: TakingOut, read: Callable[[Any], Any], value: Any) -> bool:
    before = out.places
    read(value)
    return out.places > before
