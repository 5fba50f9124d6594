"""Finding feeds, through the door of their journey."""

import hashlib
import json
from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from analytics.models import Dataset, Feed, Job
from analytics.queries.datasets import READ
from carejourneys.common.errors import NotFound, RuleBroken
from journeys.models import Journey
from stakeholders.domain.permissions import Permission
from stakeholders.models import Economy, User
from stakeholders.queries.access import check
from stakeholders.queries.economies import economies_with


def feed_for(user: User, id: UUID, permission: Permission) -> Feed:
    """The feed with its journey and economy. NotFound for strangers and where it is for other organisations, NotAllowed for members without
    the permission.
    """
    found = Feed.objects.seen_by(user).select_related("journey__economy", "uploaded_by", "controller").filter(pk=id).first()
    if found is None:
        raise NotFound
    check(user, found.journey.economy_id, permission)
    return found


def feeds_of(journey: Journey, user: User) -> QuerySet[Feed]:
    """A journey's feeds that the person may see, those begun last first. The caller has opened the journey's door."""
    return Feed.objects.seen_by(user).filter(journey=journey).select_related("uploaded_by")


def feeds_read_by(user: User | AnonymousUser) -> QuerySet[Feed]:
    """The feeds of all journeys that the person may see."""
    if not isinstance(user, User):
        return Feed.objects.none()
    theirs = Feed.objects.seen_by(user).filter(journey__economy__in=economies_with(user, Permission.VIEW_MEASURES))
    return theirs.select_related("journey__economy")


def versions_of(feed: Feed, user: User) -> QuerySet[Dataset]:
    """Its versions that the person may see, newest first."""
    return Dataset.objects.seen_by(user).filter(feed=feed).select_related("uploaded_by").order_by("-version")


def newest_read(feed: Feed, before: int | None = None) -> Dataset | None:
    """The newest version that was read; `before` that number."""
    read = feed.versions.filter(state=Dataset.READY).order_by("-version")
    return (read if before is None else read.filter(version__lt=before)).first()


def feed_etag(feed: Feed) -> str:
    """Changes with each version that is brought, and with the feed's terms."""
    readers = sorted(str(one) for one in feed.readers.values_list("pk", flat=True))
    terms = json.dumps([feed.purpose, str(feed.controller_id), str(feed.delete_by), readers])
    return f'"{feed.last_version}-{hashlib.sha256(terms.encode()).hexdigest()[:16]}"'


def being_read(feed: Feed) -> Dataset | None:
    """The version whose file a job reads, or is to read."""
    jobs = Job.objects.filter(
        kind=READ, state__in=Job.OPEN, args__dataset__in=[str(pk) for pk in feed.versions.values_list("pk", flat=True)]
    )
    reading = jobs.values_list("args__dataset", flat=True).first()
    return feed.versions.filter(pk=reading).first() if reading else None


def feed_named(name: str, slug: str = "") -> Feed:
    """The feed with that id or name, in the economy with that slug or the only one there is, for whoever runs the installation.
    RuleBroken saying what is not there, or which ids there are of that name.
    """
    economies = Economy.objects.filter(slug=slug) if slug else Economy.objects.all()
    if economies.count() != 1:
        there = ", ".join(Economy.objects.order_by("slug").values_list("slug", flat=True)) or "–"
        raise RuleBroken(_("Name the economy with --economy. There are: %(there)s.") % {"there": there}, field="economy")
    feeds = Feed.objects.filter(journey__economy=economies.get()).select_related("journey__economy", "uploaded_by")
    found = [feed for feed in feeds if name in (str(feed.pk), feed.name)]
    if len(found) == 1:
        return found[0]
    if not found:
        there = ", ".join(f"“{feed.name}” ({feed.pk})" for feed in feeds) or "–"
        raise RuleBroken(_("There is no feed of that name. There are: %(there)s.") % {"there": there}, field="feed")
    ids = ", ".join(str(feed.pk) for feed in found)
    raise RuleBroken(_("Several feeds have that name. Give the id of one: %(ids)s.") % {"ids": ids}, field="feed")
