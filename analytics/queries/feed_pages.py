"""What the pages of feeds show: each with its newest version, how old it is, and what to do next."""

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db.models import Count, OuterRef, Q, Subquery
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from analytics.models import TOLD, Dataset, Feed
from analytics.queries.dataset_pages import (
    NOT_READ,
    READ_ALREADY,
    TO_BE_CONFIRMED,
    changes_said,
    days_said,
    how_far,
    terms_said,
    why_not_readable,
)
from analytics.queries.datasets import datasets_of, new_and_unmatched, readings_of
from analytics.queries.feeds import feeds_of, versions_of
from analytics.queries.joined_pages import newer_said
from analytics.queries.tellings import may_read_exactly
from carejourneys.common.clock import now
from journeys.models import Journey
from stakeholders.domain.permissions import Permission
from stakeholders.models import User
from stakeholders.queries.access import permissions_in

MAY_MATCH = frozenset({Permission.UPLOAD_DATA, Permission.VIEW_RAW_DATA})
LOOKED_FOR = ("quality", "activities")  # long, and not shown in lists


@dataclass(frozen=True)
class VersionLine:
    """A version in a list. far: see how_far. why: why it cannot be read, for those who may bring data, else "". age, days: in words.
    changes: see changes_said.
    """

    dataset: Dataset
    far: str
    why: str
    age: str
    days: str
    changes: dict[str, str]

    @classmethod
    def of(cls, dataset: Dataset, *, being_read: Collection[UUID], may: Collection[Permission]) -> "VersionLine":
        exact = may_read_exactly(may)
        far = how_far(dataset, being_read=dataset.pk in being_read, exact=exact)
        why = why_not_readable(dataset) if Permission.UPLOAD_DATA in may and far in NOT_READ else ""
        changes = changes_said(dataset, exact=exact)
        return cls(dataset, far, why, age_said(dataset), days_said(dataset) if far == READ_ALREADY else "", changes)


@dataclass(frozen=True)
class FeedCard:
    """A feed in the list. newest: its newest version that was read and is told to the person; pending: a later one that is not; None where
    there is none.

    unmatched: how many activities came with the newest and belong to no step yet, for those who may match them.
    confirms: whether the person is the one to confirm the first columns. takes_next: whether they can bring its next file now.
    """

    feed: Feed
    newest: VersionLine | None
    pending: VersionLine | None
    versions: int
    unmatched: int
    confirms: bool
    takes_next: bool


def feed_cards(journey: Journey, user: User, *, may: Collection[Permission]) -> list[FeedCard]:
    """A journey's feeds that the person may see, begun last first. Of the versions only those that are shown are fetched; as many queries,
    however many there are.
    """
    seen = datasets_of(journey, user)
    its = seen.filter(feed=OuterRef("pk")).order_by("-version").values("pk")
    readable = Q(state=Dataset.READY) if may_read_exactly(may) else Q(TOLD, state=Dataset.READY)
    shown = {"newest_pk": Subquery(its.filter(readable)[:1]), "last_pk": Subquery(its[:1])}
    feeds: list[Any] = list(feeds_of(journey, user).annotate(**shown))
    fetched = seen.filter(pk__in={pk for feed in feeds for pk in (feed.newest_pk, feed.last_pk)})
    versions = {one.pk: one for one in fetched.select_related("feed", "journey__economy").defer(*LOOKED_FOR)}
    number = dict(seen.order_by("feed").values_list("feed").annotate(n=Count("pk")))
    waiting = dict(seen.filter(state=Dataset.RECEIVED).values_list("pk", "feed"))
    reading = frozenset(readings_of(waiting))
    newest = [versions[feed.newest_pk] for feed in feeds if feed.newest_pk and frozenset(may) >= MAY_MATCH]
    unmatched, busy = new_and_unmatched(newest), {waiting[pk] for pk in reading}

    def card(feed) -> FeedCard:
        line = {pk: VersionLine.of(versions[pk], being_read=reading, may=may) for pk in {feed.newest_pk, feed.last_pk} if pk}
        pending = line.get(feed.last_pk) if feed.last_pk != feed.newest_pk else None
        asked = pending is not None and pending.far == TO_BE_CONFIRMED and pending.dataset.uploaded_by_id == user.pk
        confirms, takes_next = asked and Permission.UPLOAD_DATA in may, _takes_next(feed, may, busy=feed.pk in busy)
        new = len(unmatched.get(feed.newest_pk, ()))
        return FeedCard(feed, line.get(feed.newest_pk), pending, number.get(feed.pk, 0), new, confirms, takes_next)

    return [card(feed) for feed in feeds]


def _takes_next(feed: Feed, may: Collection[Permission], *, busy: bool) -> bool:
    return Permission.UPLOAD_DATA in may and bool(feed.options) and not feed.joined and not busy


@dataclass(frozen=True)
class FeedPage:
    """versions: newest first. facts: (name, value) of its terms. takes_next: whether the person can bring its next file now. joins: whether
    they can join it anew, of newer parts; newer: which those are, a sentence each.
    """

    versions: list[VersionLine]
    facts: list[dict[str, str]]
    takes_next: bool
    joins: bool = False
    newer: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, user: User, feed: Feed) -> "FeedPage":
        may = permissions_in(user, feed.journey.economy_id)
        versions = list(versions_of(feed, user).select_related("feed", "journey__economy").defer(*LOOKED_FOR))
        reading = frozenset(readings_of(one.pk for one in versions if one.state == Dataset.RECEIVED))
        lines = [VersionLine.of(one, being_read=reading, may=may) for one in versions]
        columns = ", ".join(feed.options.get("columns", {}).values())
        read_as = [{"key": _("Columns that are read"), "value": columns}] if Permission.UPLOAD_DATA in may and columns else []
        seen = set(Feed.objects.seen_by(user).filter(joined_in=feed).values_list("pk", flat=True))
        parts = ", ".join(one.name if one.pk in seen else _("a part that is not for you") for one in feed.parts.order_by("name"))
        if not parts:
            return cls(lines, [*terms_said(feed), *read_as], _takes_next(feed, may, busy=bool(reading)))
        newer = newer_said(feed, user)
        joins = Permission.UPLOAD_DATA in may and not reading and bool(newer)
        return cls(lines, [{"key": _("Joined from"), "value": parts}, *terms_said(feed)], False, joins, newer)


def age_said(dataset: Dataset) -> str:
    """How long ago it was brought, in days of the place."""
    days = (localdate(now()) - localdate(dataset.uploaded_at)).days
    if days <= 0:
        return _("today")
    return _("yesterday") if days == 1 else ngettext("%(n)d day ago", "%(n)d days ago", days) % {"n": days}
