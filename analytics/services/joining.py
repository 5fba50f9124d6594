"""Joining the data of several feeds of a journey: the events of one person stand in one case. What comes of it is a feed of its own."""

from collections.abc import Sequence
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from analytics.domain.terms import Terms, check_parts
from analytics.engine.joining import OPTIONS
from analytics.models import Dataset, Feed, Job
from analytics.queries.datasets import terms_of
from analytics.queries.feeds import being_read, joinable, newer_parts, newest_read
from carejourneys.common.clock import now
from carejourneys.common.errors import NotFound, RuleBroken
from carejourneys.common.words import one_line
from journeys.models import Journey
from journeys.services.put_away import refuse_if_put_away
from stakeholders.domain.permissions import Permission
from stakeholders.models import User
from stakeholders.queries.access import check

from .reading import start_reading
from .receiving import keep_version, new_version
from .terms import check_economys_terms, readers_of, take_over, terms_as_details

TABLE = "joined.parquet"
MOST_PARTS = 6


@transaction.atomic
def join_feeds(*, actor: User, journey: Journey, name: str, parts: Sequence[UUID], terms: Terms) -> Job:
    """Begins a feed of the parts' newest versions, and the job that joins them. RuleBroken names the field: fewer than two parts or too
    many, one that cannot be joined, terms that go beyond those of a part.
    """
    check(actor, journey.economy_id, Permission.UPLOAD_DATA)
    refuse_if_put_away(journey)
    check_economys_terms(journey.economy, terms)
    feeds = list(joinable(journey, actor).select_for_update(of=("self",)).filter(pk__in=set(parts)))
    if len(feeds) < len(set(parts)):
        raise RuleBroken(_("Some of these data are not here any more, or cannot be joined. Choose again."), field="parts")
    if not 2 <= len(feeds) <= MOST_PARTS:
        raise RuleBroken(_("Choose two to %(most)s.") % {"most": MOST_PARTS}, field="parts")
    if len({one.name.casefold() for one in feeds}) < len(feeds):
        raise RuleBroken(_("Two of these data have the same name: what they have in common could not be told apart."), field="parts")
    check_parts(terms, {one.name: found for one in feeds if (found := terms_of(one)) is not None})
    if len({one.synthetic for one in feeds}) > 1:
        raise RuleBroken(_("Some of these are made-up data and some are not. Join one kind alone."), field="parts")
    feed = Feed(journey=journey, name=one_line(name), synthetic=feeds[0].synthetic, last_version=1, uploaded_by=actor, uploaded_at=now())
    take_over(feed, terms)
    feed.save(force_insert=True)
    feed.readers.set(readers_of(feed, terms))
    feed.parts.set(feeds)
    return _start(actor, new_version(feed, TABLE, version=1, by=actor), feeds)


@transaction.atomic
def join_anew(*, actor: User, feed: Feed) -> Job:
    """The next version of joined data, of the newest of their parts. RuleBroken when there is nothing newer, or one is being made."""
    check(actor, feed.journey.economy_id, Permission.UPLOAD_DATA)
    refuse_if_put_away(feed.journey)
    found = Feed.objects.select_for_update(of=("self",)).select_related("journey__economy").filter(pk=feed.pk).first()
    if found is None:
        raise NotFound
    if not found.joined:
        raise RuleBroken(_("These data are not joined from others: bring their next file instead."))
    terms = terms_of(found)
    if terms is not None:
        check_economys_terms(found.journey.economy, terms)
    if being_read(found) is not None:
        raise RuleBroken(_("These data are being joined already. Wait until that is done."))
    if not newer_parts(found):
        raise RuleBroken(_("Nothing new was brought to the parts since these data were joined."))
    found.last_version += 1
    found.save(update_fields=["last_version"])
    return _start(actor, new_version(found, TABLE, version=found.last_version, by=actor), list(found.parts.all()))


def _start(actor: User, dataset: Dataset, feeds: Sequence[Feed]) -> Job:
    versions = [newest for one in feeds if (newest := newest_read(one)) is not None]
    if len(versions) < 2:
        raise RuleBroken(_("Two of the parts at least need data that were read."), field="parts")
    details = {"parts": sorted(str(one.pk) for one in versions), "feed": str(dataset.feed_id)}
    terms = terms_of(dataset.feed)
    keep_version(dataset, actor, details={**details, **(terms_as_details(terms) if terms else {})})
    dataset.joined_from.set(versions)
    return start_reading(actor, dataset, OPTIONS)
