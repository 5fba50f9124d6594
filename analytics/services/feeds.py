"""Bringing a feed's next file: it is a new version, read as those before it."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace

from django.db import transaction
from django.utils.translation import gettext as _

from analytics.domain.events.log import Preview, ReadOptions
from analytics.domain.events.roles import missing_roles
from analytics.domain.feeds import column_change
from analytics.domain.terms import Terms
from analytics.engine.opening import XES
from analytics.models import Dataset, Feed, Job
from analytics.queries.column_pages import first_look, refused_columns
from analytics.queries.datasets import reading_of, terms_of
from analytics.queries.feeds import being_read, feed_etag
from carejourneys.common.clock import now
from carejourneys.common.errors import AppError, NotFound, RuleBroken
from carejourneys.common.wording import Words
from carejourneys.common.words import one_line
from journeys.models import Journey
from journeys.services.put_away import refuse_if_put_away
from stakeholders.domain.permissions import Permission
from stakeholders.models import User
from stakeholders.queries.access import check
from stakeholders.services.audit import record

from .deleting import delete_versions
from .feed_lock import locked_feed
from .reading import check_reading, kept_name, options_as_json, options_from_json, start_reading
from .receiving import keep_version, new_version, receiving
from .terms import check_economys_terms, readers_of, take_over, terms_as_details


class FeedBusy(RuleBroken):
    """Another file of the feed is being read: one comes after the other."""

    status = 409


@dataclass(frozen=True)
class Brought:
    """What became of a file. job: what reads it; None where it is here already, `again`, and was read."""

    dataset: Dataset
    job: Job | None
    again: bool = False


class Outdated(AppError):
    """The thing is another by now than the one that whoever asks has seen."""

    status = 412
    title: str = Words("This has changed since you looked")


@transaction.atomic
def begin_feed(*, actor: User, journey: Journey, name: str, terms: Terms, options: ReadOptions, synthetic: bool = False) -> Feed:
    """A feed before its first file. RuleBroken names the field: terms, columns or a time zone that will not do; a journey put away."""
    economy = journey.economy
    check(actor, economy.pk, Permission.UPLOAD_DATA)
    refuse_if_put_away(journey)
    check_economys_terms(economy, terms)
    check_reading(options, within="columns.")
    lacking = missing_roles(options.columns)
    if lacking:
        raise RuleBroken(_("Name the columns of the case, the activity and a time."), field=f"columns.{lacking[0].value}")
    feed = Feed(journey=journey, name=one_line(name), synthetic=synthetic, options=options_as_json(options))
    feed.uploaded_by, feed.uploaded_at = actor, now()
    take_over(feed, terms)
    feed.save(force_insert=True)
    feed.readers.set(readers_of(feed, terms))
    record(actor=actor, economy=economy, action="feed.begun", subject=feed, details={"data": feed.name, **terms_as_details(terms)})
    return feed


def receive_version(*, actor: User, feed: Feed, filename: str, chunks: Iterable[bytes], if_match: Collection[str] | None = None) -> Brought:
    """A new version of the feed, and the job that reads it. The same file again is the version it was.

    if_match: the ETags of the feed that whoever sends the file knows, "*" any; Outdated when it has another by now.

    RuleBroken, and nothing is kept: a journey that was put away, terms whose day is over, a feed whose first columns nobody confirmed, a
    file that cannot be read or has other columns. FeedBusy while another version is being read. NotFound when the feed is gone.
    """
    check(actor, feed.journey.economy_id, Permission.UPLOAD_DATA)
    refuse_if_put_away(feed.journey)
    if feed.joined:
        raise RuleBroken(_("These data are joined from others. Bring the file to one of those."), field="file")
    _refuse_if_not_ready(feed)
    dataset = new_version(feed, filename, version=feed.last_version + 1, by=actor)
    with receiving(dataset, chunks):
        look = _read_as_before(dataset)
        brought = _kept_in_turn(actor, dataset, look, if_match)
    if brought.again:
        dataset.raw.unlink(missing_ok=True)
    return brought


def _refuse_if_not_ready(feed: Feed) -> None:
    if not feed.options:
        raise RuleBroken(_("Confirm the columns of the first file first: those that follow are read the same way."), field="file")
    terms = terms_of(feed)
    if terms is None:
        raise RuleBroken(_("Say first what these data are for, who answers for them and until when they are needed."), field="file")
    try:
        check_economys_terms(feed.journey.economy, terms)
    except RuleBroken as refusal:
        words = _("The terms of this feed will not do any more: %(why)s Change them first.") % {"why": refusal.message}
        raise RuleBroken(words, field="file") from refusal


def _read_as_before(dataset: Dataset) -> Preview:
    """A first look at a file that can be read as those before it; RuleBroken naming the columns when it cannot."""
    look, trouble = first_look(dataset)
    if look is None:
        raise RuleBroken(trouble, field="file")
    feed, key = dataset.feed, bytes(dataset.journey.economy.case_key)
    found = [kept_name(column, key) for column in look.columns]
    options = options_from_json(feed.options)
    read = [kept_name(column, key) for column in options.columns.values()]
    change = column_change(feed.columns, read, found, may_vary=look.kind == XES)
    if change:
        raise RuleBroken(str(change.words()), field="file")
    for role, kinds in refused_columns(look, options.columns).items():
        words = _("The column “%(column)s” seems to hold %(kinds)s, and it would be kept. Take that out of the file first.")
        raise RuleBroken(words % {"column": options.columns[role], "kinds": kinds}, field="file")
    return look


@transaction.atomic
def _kept_in_turn(actor: User, dataset: Dataset, look: Preview, if_match: Collection[str] | None) -> Brought:
    """The version under its number, one after the other: unless the same file is here, or another is being read."""
    feed = Feed.objects.select_for_update(of=("self",)).select_related("journey__economy").filter(pk=dataset.feed_id).first()
    if feed is None:
        raise NotFound
    options = replace(options_from_json(feed.options), delimiter=look.delimiter)
    same = feed.versions.select_related("journey__economy", "feed").filter(file_mark=dataset.file_mark).order_by("-version").first()
    if same is not None and (same.state == Dataset.READY or same.raw.exists()):
        return _brought_again(actor, feed, same, options)
    if if_match is not None and not {"*", feed_etag(feed)} & set(if_match):
        raise Outdated(_("Another file was brought to this feed, or its terms changed. Look at it again, then send yours."))
    _refuse_while_busy(feed)
    _refuse_if_not_ready(feed)
    dataset.purpose, dataset.controller_id, dataset.delete_by = feed.purpose, feed.controller_id, feed.delete_by  # of now, not of the door
    dataset.version = feed.last_version = feed.last_version + 1
    feed.save(update_fields=["last_version"])
    keep_version(dataset, actor, details={"feed": str(feed.pk)})
    return Brought(dataset, start_reading(actor, dataset, options))


def _refuse_while_busy(feed: Feed) -> None:
    at = being_read(feed)
    if at is not None:
        words = _("Version %(n)s of this feed is being read. Bring the next file when that is done: one comes after the other.")
        raise FeedBusy(words % {"n": at.version}, field="file")


def _brought_again(actor: User, feed: Feed, same: Dataset, options: ReadOptions) -> Brought:
    """A file that was not read when it was brought before is read now."""
    reading = reading_of(same)
    if same.state == Dataset.READY or reading is not None:
        return Brought(same, reading, again=True)
    _refuse_while_busy(feed)
    return Brought(same, start_reading(actor, same, options), again=True)


@transaction.atomic
def discard_feed(*, actor: User, feed: Feed) -> None:
    """Deletes a feed with all its versions and stops the jobs that are at them. NotFound when it is gone already."""
    check(actor, feed.journey.economy_id, Permission.UPLOAD_DATA)
    found = locked_feed(feed.pk)
    if found is None:
        raise NotFound
    details = {"data": found.name, "versions": found.versions.count()}
    record(actor=actor, economy=found.journey.economy, action="feed.deleted", subject=found, details=details)
    delete_versions(found, by=actor)
    found.delete()
