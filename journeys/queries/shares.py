"""Links for readers from outside: those of a map, one of them, and the one that a secret opens."""

from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet

from carejourneys.common import clock
from carejourneys.common.errors import NotAllowed, NotFound
from journeys.models import Map, Share
from stakeholders.domain.permissions import Permission
from stakeholders.domain.tokens import digest_of
from stakeholders.models import User
from stakeholders.queries.access import check

MOST_LISTED = 100


def shares_of(of: Map) -> QuerySet[Share]:
    """Of the map and of comparisons in which it stands, newest first; those that work no longer among them. One query."""
    return Share.objects.filter(Q(map=of) | Q(other=of)).select_related("map", "other", "made_by", "withdrawn_by")[:MOST_LISTED]


def share_for(user: User | AnonymousUser, id: UUID, permission: Permission) -> Share:
    """The link, with its maps, if the person may do that in its economy."""
    found = _whole().filter(pk=id).first()
    if found is None:
        raise NotFound
    check(user, found.map.journey.economy_id, permission)
    return found


def share_by_secret(secret: str) -> Share:
    """What the link opens. NotFound, whatever the reason: it is unknown, stopped or run out, whoever made it may not share any more, or a
    map it shows was put away.
    """
    found = _whole().working(clock.now()).filter(digest=digest_of(secret)).first()
    if found is None or found.map.is_put_away or (found.other is not None and found.other.is_put_away):
        raise NotFound
    try:
        check(found.made_by, found.map.journey.economy_id, Permission.SHARE_READ_ONLY)
    except NotAllowed:
        raise NotFound from None
    return found


def _whole():
    return Share.objects.select_related("map__journey__economy", "other__journey__economy", "made_by")
