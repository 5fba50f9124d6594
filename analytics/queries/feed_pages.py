"""What the pages of feeds show: each with its newest version, how old it is, and what to do next."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from analytics.models import Dataset, Feed, Job
from analytics.queries.dataset_pages import (
    NOT_READABLE,
    READ_ALREADY,
    TO_BE_CONFIRMED,
    changes_said,
    days_said,
    how_far,
    terms_said,
    why_not_readable,
)
from analytics.queries.datasets import READ, datasets_of, new_and_unmatched
from analytics.queries.feeds import feeds_of, has_newer_parts, versions_of
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
    def of(cls, dataset: Dataset, *, being_read: Collection[str], may: Collection[Permission]) -> "VersionLine":
        far = how_far(dataset, being_read=str(dataset.pk) in being_read)
        why = why_not_readable(dataset) if Permission.UPLOAD_DATA in may and far == NOT_READABLE else ""
        changes = changes_said(dataset, exact=Permission.VIEW_RAW_DATA in may)
        return cls(dataset, far, why, age_said(dataset), days_said(dataset) if far == READ_ALREADY else "", changes)


@dataclass(frozen=True)
class FeedCard:
    """A feed in the list. newest: its newest version that was read; pending: a later one that was not; None where there is none.

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
    """A journey's feeds that the person may see, begun last first. Four queries, however many they are."""
    reading = _being_read(journey)
    versions: dict[UUID, list[Dataset]] = defaultdict(list)
    for dataset in datasets_of(journey, user).select_related("feed", "journey__economy").defer(*LOOKED_FOR).order_by("-version"):
        versions[dataset.feed_id].append(dataset)
    newest = [next((one for one in its if one.state == Dataset.READY), None) for its in versions.values()]
    unmatched = new_and_unmatched(one for one in newest if one and frozenset(may) >= MAY_MATCH)
    return [_card(feed, versions[feed.pk], user, reading, may, unmatched) for feed in feeds_of(journey, user)]


def _card(
    feed: Feed,
    versions: list[Dataset],
    user: User,
    reading: frozenset[str],
    may: Collection[Permission],
    unmatched: Mapping[UUID, list[str]],
) -> FeedCard:
    lines, may_bring = [VersionLine.of(one, being_read=reading, may=may) for one in versions], Permission.UPLOAD_DATA in may
    newest = next((line for line in lines if line.far == READ_ALREADY), None)
    pending = lines[0] if lines and lines[0] is not newest else None
    confirms = may_bring and pending is not None and pending.far == TO_BE_CONFIRMED and pending.dataset.uploaded_by_id == user.pk
    takes_next = may_bring and bool(feed.options) and not feed.joined and not reading & {str(one.pk) for one in versions}
    new = len(unmatched.get(newest.dataset.pk, ())) if newest else 0
    return FeedCard(feed, newest, pending, len(lines), new, confirms, takes_next)


def _being_read(journey: Journey) -> frozenset[str]:
    jobs = Job.objects.filter(economy_id=journey.economy_id, kind=READ, state__in=Job.OPEN)
    return frozenset(jobs.values_list("args__dataset", flat=True))


@dataclass(frozen=True)
class FeedPage:
    """versions: newest first. facts: (name, value) of its terms. takes_next: whether the person can bring its next file now. joins: whether
    they can join it anew, of newer parts.
    """

    versions: list[VersionLine]
    facts: list[dict[str, str]]
    takes_next: bool
    joins: bool = False

    @classmethod
    def of(cls, user: User, feed: Feed) -> "FeedPage":
        may = permissions_in(user, feed.journey.economy_id)
        reading = _being_read(feed.journey)
        versions = list(versions_of(feed, user).select_related("feed", "journey__economy").defer(*LOOKED_FOR))
        card = _card(feed, versions, user, reading, may, {})
        lines = [VersionLine.of(one, being_read=reading, may=may) for one in versions]
        columns = ", ".join(feed.options.get("columns", {}).values())
        read_as = [{"key": _("Columns that are read"), "value": columns}] if Permission.UPLOAD_DATA in may and columns else []
        parts = ", ".join(one.name for one in feed.parts.order_by("name"))
        if not parts:
            return cls(lines, [*terms_said(feed), *read_as], card.takes_next)
        joins = Permission.UPLOAD_DATA in may and not reading & {str(one.pk) for one in versions} and has_newer_parts(feed)
        return cls(lines, [{"key": _("Joined from"), "value": parts}, *terms_said(feed)], False, joins)


def age_said(dataset: Dataset) -> str:
    """How long ago it was brought, in days of the place."""
    days = (localdate(now()) - localdate(dataset.uploaded_at)).days
    if days <= 0:
        return _("today")
    return _("yesterday") if days == 1 else ngettext("%(n)d day ago", "%(n)d days ago", days) % {"n": days}
