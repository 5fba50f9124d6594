"""Journeys and their maps as lists: how many there are, how big, who changed them last. One query each, however long the list."""

from django.contrib.auth.models import AnonymousUser
from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from journeys.models import Journey, Map, MapCommandLog, Step
from stakeholders.domain.permissions import Permission
from stakeholders.models import Economy, User
from stakeholders.queries.economies import economies_with


def journeys_in(economy: Economy) -> QuerySet[Journey]:
    """By title, those put away among them, each with `current_maps` and `future_maps` (in use) and `changed_at` (None: nothing was drawn
    yet).
    """
    newest = MapCommandLog.objects.filter(map__journey=OuterRef("pk"), revision=F("map__revision")).order_by("-at")
    return economy.journeys.annotate(
        current_maps=Count("maps", filter=Q(maps__kind=Map.CURRENT, maps__archived_at=None)),
        future_maps=Count("maps", filter=Q(maps__kind=Map.FUTURE, maps__archived_at=None)),
        changed_at=Subquery(newest.values("at")[:1]),
    )


def maps_of(journey: Journey) -> QuerySet[Map]:
    """Oldest first, current before future, those put away among them; each with `step_count`, `changed_at` and `changed_by` (a name)."""
    newest = MapCommandLog.objects.filter(map=OuterRef("pk"), revision=OuterRef("revision"))
    counted = Step.objects.filter(map=OuterRef("pk")).order_by().values("map").annotate(n=Count("pk")).values("n")
    return journey.maps.order_by("kind", "created_at", "id").annotate(
        step_count=Coalesce(Subquery(counted), 0),
        changed_at=Subquery(newest.values("at")[:1]),
        changed_by=Subquery(newest.values("actor__name")[:1]),
    )


def journeys_read_by(user: User | AnonymousUser) -> QuerySet[Journey]:
    """Those of all the person's economies in which they may read journeys, those put away among them."""
    return Journey.objects.filter(economy__in=economies_with(user, Permission.VIEW_JOURNEY)).select_related("economy")


def maps_read_by(user: User | AnonymousUser) -> QuerySet[Map]:
    """The maps of all journeys that the person may read, those put away among them."""
    return Map.objects.filter(journey__economy__in=economies_with(user, Permission.VIEW_JOURNEY)).select_related("journey")
