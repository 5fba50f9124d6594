"""The doors to a journey and to a map: strangers learn nothing (NotFound), members without the permission are told so (NotAllowed)."""

from uuid import UUID

from django.contrib.auth.models import AnonymousUser

from carejourneys.common.errors import NotFound
from journeys.models import Journey, Map
from stakeholders.domain.permissions import Permission
from stakeholders.models import User
from stakeholders.queries.access import check


def journey_for(user: User | AnonymousUser, id: UUID | str, permission: Permission) -> Journey:
    """The journey, with its economy, if the person may do that."""
    journey = Journey.objects.select_related("economy").filter(pk=id).first()
    if journey is None:
        raise NotFound
    check(user, journey.economy_id, permission)
    return journey


def map_for(user: User | AnonymousUser, id: UUID | str, permission: Permission) -> Map:
    """The map, with its journey and economy, if the person may do that."""
    found = Map.objects.select_related("journey__economy").filter(pk=id).first()
    if found is None:
        raise NotFound
    check(user, found.journey.economy_id, permission)
    return found


def map_by_id(id: UUID) -> Map | None:
    """For the command line, which asks nobody."""
    return Map.objects.select_related("journey__economy").filter(pk=id).first()
