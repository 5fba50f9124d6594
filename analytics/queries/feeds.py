"""Finding feeds, through the door of their journey."""

import hashlib
import json
from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from analytics.models import Dataset, Feed
from analytics.queries.datasets import readings_of
from analytics.queries.tellings import told_or_read_by
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
    return Feed.objects.seen_by(user).filter(journey=journey).select_related("uploaded_by").prefetch_related("parts")


def joinable(journey: Journey, user: User) -> QuerySet[Feed]:
    """Those of its feeds that the person may see, that files are brought to, and of which a version was read; by name."""
    read = Dataset.objects.filter(feed=OuterRef("pk"), state=Dataset.READY)
    return feeds_of(journey, user).filter(Exists(read), parts=None).order_by("name", "pk")


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


def newest_told(feed: Feed, user: User) -> Dataset | None:
    """The newest version that was read and is told to the person."""
    return feed.versions.filter(told_or_read_by(user), state=Dataset.READY).order_by("-version").first()


def feed_etag(feed: Feed) -> str:
    """Changes with each version that is brought, also under a number that a refused one had, and with the feed's terms."""
    readers = sorted(str(one) for one in feed.readers.values_list("pk", flat=True))
    newest = feed.versions.order_by("-version").values_list("pk", flat=True).first()
    known = json.dumps([str(newest), feed.purpose, str(feed.controller_id), str(feed.delete_by), readers])
    return f'"{feed.last_version}-{hashlib.sha256(known.encode()).hexdigest()[:16]}"'


def newer_parts(feed: Feed) -> list[tuple[int | None, Dataset]]:
    """(the version that joined data hold, the newest that was read) of each part of which they do not hold the newest; by name."""
    newest = newest_read(feed)
    held = {one.feed_id: one for one in newest.joined_from.all()} if newest else {}
    parts = [(held.get(part.pk), newest_read(part)) for part in feed.parts.order_by("name", "pk")]
    return [(mine.version if mine else None, there) for mine, there in parts if there is not None and there != mine]


def being_read(feed: Feed) -> Dataset | None:
    """The version whose file a job reads, or is to read."""
    waiting = {one.pk: one for one in feed.versions.filter(state=Dataset.RECEIVED)}
    return next((waiting[pk] for pk in readings_of(waiting)), None)


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
