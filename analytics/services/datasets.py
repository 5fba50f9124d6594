"""Bringing event data: the file is received, its columns are confirmed, a job reads it, and the file itself is thrown away."""

import hmac
import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any
from uuid import UUID
from zoneinfo import available_timezones

from django.db import transaction
from django.db.models import Exists, QuerySet
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from analytics.domain.events.log import LARGEST, DateOrder, Prepared, ReadOptions
from analytics.domain.events.roles import Role
from analytics.domain.terms import Terms, check_terms
from analytics.domain.version_changes import VersionChanges
from analytics.engine.preparing import prepare
from analytics.engine.refusal import LogRefused
from analytics.engine.version_changes import compare_versions
from analytics.models import Dataset, Feed, Job
from analytics.models.dataset import READING, data_folder
from analytics.queries.dataset_pages import first_look
from analytics.queries.datasets import READ, reading_of
from analytics.queries.feeds import newest_read
from carejourneys.common.clock import now
from carejourneys.common.errors import NotFound, RuleBroken
from carejourneys.common.outbox import after_commit
from carejourneys.common.screening import KIND_WORDS, screen
from carejourneys.common.words import one_line
from journeys.models import Journey
from journeys.services.put_away import refuse_if_put_away
from stakeholders.domain.permissions import Permission
from stakeholders.models import Economy, Organisation, User
from stakeholders.queries.access import check
from stakeholders.queries.economies import organisations_in
from stakeholders.services.audit import record

from .carrying_on import carry_on
from .deleting import forget_feed_if_unread
from .jobs import Cancelled, Progress, runner, start_job

MOST_ACTIVITIES, LONGEST_ACTIVITY = 1_000, 500  # that people can match to the steps of a map; characters of a name
SUFFIXES = (".csv", ".csv.gz", ".xes", ".xes.gz", ".parquet")


def receive_log(
    *, actor: User, journey: Journey, name: str, filename: str, chunks: Iterable[bytes], terms: Terms, synthetic: bool = False
) -> Dataset:
    """The first version of a new feed. Keeps the file until its columns are confirmed. RuleBroken names the field: a file that cannot be
    read, is too large or empty; terms that will not do; a journey that was put away. Nothing of what is refused is kept.
    """
    check(actor, journey.economy_id, Permission.UPLOAD_DATA)
    refuse_if_put_away(journey)
    check_economys_terms(journey.economy, terms)
    feed = Feed(journey=journey, name=one_line(name), synthetic=synthetic, last_version=1, uploaded_by=actor, uploaded_at=now())
    take_over(feed, terms)
    dataset = new_version(feed, filename, version=1, by=actor)
    with receiving(dataset, chunks):
        look, trouble = first_look(dataset)
        if look is None:
            raise RuleBroken(_("This file cannot be read. %(why)s.") % {"why": trouble.rstrip(".")}, field="file")
        with transaction.atomic():
            feed.save(force_insert=True)
            feed.readers.set(readers_of(feed, terms))
            keep_version(dataset, actor, details=terms_as_details(terms))
    return dataset


def new_version(feed: Feed, filename: str, *, version: int, by: User) -> Dataset:
    """A dataset that is not stored yet, on the terms of its feed. RuleBroken for a kind of file that cannot be read."""
    suffix = next((one for one in sorted(SUFFIXES, key=len, reverse=True) if filename.lower().endswith(one)), None)
    if suffix is None:
        raise RuleBroken(_("This kind of file cannot be read. It can be: %(kinds)s.") % {"kinds": ", ".join(SUFFIXES)}, field="file")
    terms = {"purpose": feed.purpose, "controller_id": feed.controller_id, "delete_by": feed.delete_by}
    about = {"journey": feed.journey, "name": feed.name, "synthetic": feed.synthetic, **terms}
    return Dataset(feed=feed, version=version, suffix=suffix, uploaded_by=by, uploaded_at=now(), **about)


@contextmanager
def receiving(dataset: Dataset, chunks: Iterable[bytes]) -> Iterator[None]:
    """Inside, the file lies on disk and its mark is known; what raises there leaves no file behind."""
    key = bytes(dataset.journey.economy.case_key)
    try:
        dataset.file_mark = _write(dataset.raw, chunks, key)
        yield
    except BaseException:
        dataset.raw.unlink(missing_ok=True)
        raise


def keep_version(dataset: Dataset, actor: User, *, details: Mapping[str, Any]) -> None:
    """Stores a version that was received; inside the transaction that stores what else there is to it."""
    dataset.save(force_insert=True)
    dataset.readers.set(dataset.feed.readers.all())
    said = {"kind": dataset.suffix, "version": dataset.version, **details}
    record(actor=actor, economy=dataset.journey.economy, action="dataset.received", subject=dataset, details=said)


@transaction.atomic
def change_terms(*, actor: User, dataset: Dataset, terms: Terms) -> Feed:
    """Other terms from now on, for all versions of the feed. RuleBroken names the field that will not do; NotFound when they are gone."""
    economy = dataset.journey.economy
    check(actor, economy.pk, Permission.UPLOAD_DATA)
    check_economys_terms(economy, terms)
    feed = Feed.objects.select_for_update().filter(pk=dataset.feed_id).first()
    if feed is None or not Dataset.objects.filter(pk=dataset.pk).exists():
        raise NotFound
    take_over(feed, terms)
    feed.save(update_fields=["purpose", "controller", "delete_by"])
    readers = list(readers_of(feed, terms))
    feed.readers.set(readers)
    feed.versions.update(purpose=feed.purpose, controller=feed.controller_id, delete_by=feed.delete_by)
    for version in feed.versions.all():
        version.readers.set(readers)
    details = {"feed": str(feed.pk), **terms_as_details(terms)}
    record(actor=actor, economy=economy, action="dataset.terms_changed", subject=dataset, details=details)
    return feed


def check_economys_terms(economy: Economy, terms: Terms) -> None:
    """RuleBroken naming the field that will not do, today, in this economy."""
    check_terms(terms, today=localdate(now()), organisations={str(one.pk) for one in organisations_in(economy)})


def take_over(feed: Feed, terms: Terms) -> None:
    """The feed's terms but for its readers, which need it to be stored."""
    feed.purpose, feed.controller_id, feed.delete_by = one_line(terms.purpose), UUID(terms.controller), terms.delete_by


def readers_of(feed: Feed, terms: Terms) -> QuerySet[Organisation]:
    """The organisations that terms name."""
    return organisations_in(feed.journey.economy).filter(pk__in=terms.readers)


def terms_as_details(terms: Terms) -> dict[str, Any]:
    """For the audit."""
    return {"controller": terms.controller, "delete_by": terms.delete_by.isoformat(), "readers": sorted(terms.readers)}


@transaction.atomic
def read_log(*, actor: User, dataset: Dataset, options: ReadOptions) -> Job:
    """Starts the job that reads the file as its columns were confirmed."""
    check(actor, dataset.journey.economy_id, Permission.UPLOAD_DATA)
    refuse_if_put_away(dataset.journey)
    check_reading(options)
    return start_reading(actor, dataset, options)


def check_reading(options: ReadOptions) -> None:
    """RuleBroken for a time zone there is none of, and for names of columns that tell who a person is."""
    if options.timezone not in available_timezones():
        raise RuleBroken(_("There is no such time zone."), field="timezone")
    for role, column in options.columns.items():  # without a row of headings the first person's row would be one
        if findings := screen(column):
            words = _("The name of this column holds what looks like %(kind)s. Give the file a first row that names its columns.")
            raise RuleBroken(words % {"kind": KIND_WORDS[findings[0].kind]}, field=Role(role).value)


def start_reading(actor: User, dataset: Dataset, options: ReadOptions) -> Job:
    """The job that reads the file, inside the caller's transaction. RuleBroken when it is being read, or has been."""
    waiting = Dataset.objects.select_for_update().filter(pk=dataset.pk, state=Dataset.RECEIVED)
    if not waiting or reading_of(dataset) is not None:
        raise RuleBroken(_("This file is being read, or has been read already."))
    waiting.update(options=options_as_json(options), trouble="")
    args = {"dataset": str(dataset.pk), "journey": str(dataset.journey_id)}
    return start_job(actor=actor, economy=dataset.journey.economy, kind=READ, args=args)


@runner(READ)
def _read(job: Job, progress: Progress) -> None:
    dataset = Dataset.objects.select_related("journey__economy", "feed").filter(pk=job.args["dataset"]).first()
    if dataset is None:
        raise Cancelled
    if dataset.state == Dataset.READY:
        return
    workplace = data_folder(READING) / str(job.run)  # removed at the run's end
    try:
        progress(0, 0, _("Reading the file"))
        prepared = prepare(
            dataset.raw,
            dataset.file_name,
            options_from_json(dataset.options),
            workplace / "prepared",
            progress=progress,
            case_key=bytes(dataset.journey.economy.case_key),
            screened=True,
        )
        _refuse_unmatchable(prepared)
        columns = dataset.feed.columns or columns_in(dataset)
        _keep(job, dataset, prepared, columns, _changes_since_before(dataset, prepared, progress), progress)
    except LogRefused as refusal:
        if refusal.hopeless:
            _throw_away(job=job, dataset=dataset)
        else:
            _back_to_columns(job, dataset, str(refusal))
        raise RuleBroken(str(refusal)) from refusal
    except Cancelled:
        _back_to_columns(job, dataset, "")
        raise
    except BaseException:
        _back_to_columns(job, dataset, _("Something went wrong on our side while the file was read."))
        raise
    finally:
        shutil.rmtree(workplace, ignore_errors=True)


def _changes_since_before(dataset: Dataset, prepared: Prepared, progress: Progress) -> VersionChanges | None:
    """Against the newest earlier version; None when there is none, or it went meanwhile."""
    before = newest_read(dataset.feed, before=dataset.version)
    if before is None:
        return None
    progress(0, 0, _("Comparing with version %(n)s") % {"n": before.version})
    try:
        return compare_versions(before.folder, prepared.folder, prepared.folder.parent, against=before.version, progress=progress)
    except LogRefused:
        if not Dataset.objects.filter(pk=before.pk).exists():
            return None
        raise


def _refuse_unmatchable(prepared: Prepared) -> None:
    """LogRefused when the column of activities holds no names of activities, as far as their number and length tell."""
    limits = {"many": f"{MOST_ACTIVITIES:,}", "long": LONGEST_ACTIVITY}
    if len(prepared.activities) > MOST_ACTIVITIES:
        words = _("there are more than %(many)s different activities: another column may be that of the activity") % limits
        raise LogRefused(words, column=prepared.roles[Role.ACTIVITY])
    if any(len(name) > LONGEST_ACTIVITY for name, _n in prepared.activities):
        words = _("the name of an activity is longer than %(long)s characters: another column may be that of the activity") % limits
        raise LogRefused(words, column=prepared.roles[Role.ACTIVITY])


@transaction.atomic
def _keep(job: Job, dataset: Dataset, prepared: Prepared, columns: list[str], changes: VersionChanges | None, progress: Progress) -> None:
    """What was read becomes the dataset's, if the dataset still waits for it and this run is still wanted; else Cancelled. How it was read
    is how the feed's next files will be.
    """
    waiting = Dataset.objects.select_for_update().filter(pk=dataset.pk, state=Dataset.RECEIVED)
    if waiting.first() is None:
        raise Cancelled
    progress.hold()
    counts = asdict(prepared.counts)
    options = {**dataset.options, "columns": {role.value: column for role, column in prepared.roles.items()}}
    before = newest_read(dataset.feed, before=dataset.version)
    waiting.update(
        state=Dataset.READY,
        trouble="",
        content_hash=prepared.content_hash,
        counts=counts,
        quality=quality_as_json(prepared),
        activities=[list(one) for one in prepared.activities],
        options=options,
        changes={**(asdict(changes) if changes else {}), **(_new_activities(before, prepared) if before else {})},
        first_at=prepared.first,
        last_at=prepared.last,
    )
    Feed.objects.filter(pk=dataset.feed_id).update(options=_for_next_files(options, prepared), columns=columns)
    if before is not None:
        carry_on(actor=job.actor, before=before, dataset=dataset)
    details = {"content_hash": prepared.content_hash}  # whoever reads the audit may not read counts of people
    record(actor=job.actor, economy=dataset.journey.economy, action="dataset.read", subject=dataset, details=details)
    shutil.rmtree(dataset.folder, ignore_errors=True)  # of a run that ended between this line and its commit
    dataset.folder.parent.mkdir(parents=True, exist_ok=True)
    prepared.folder.rename(dataset.folder)
    after_commit(dataset.raw.unlink, missing_ok=True)


def _new_activities(before: Dataset, prepared: Prepared) -> dict[str, list[str]]:
    known = {name for name, _n in before.activities}
    return {"new_activities": [name for name, _n in prepared.activities if name not in known]}


def _for_next_files(options: Mapping[str, Any], prepared: Prepared) -> dict[str, Any]:
    """Delimiter and encoding are looked at anew each time; the order of dates is the one that was seen last."""
    seen = prepared.quality.date_order
    order = seen if seen in (DateOrder.DAY_FIRST, DateOrder.MONTH_FIRST) else options.get("date_order", "")
    return {**options, "delimiter": "", "encoding": "", "date_order": order}


def columns_in(dataset: Dataset) -> list[str]:
    """The names of the columns of its file, as they may be kept: a name that tells who a person is has only its keyed mark."""
    look, _trouble = first_look(dataset)
    key = bytes(dataset.journey.economy.case_key)
    return [kept_name(column, key) for column in (look.columns if look else ())]


def kept_name(column: str, key: bytes) -> str:
    """The name of a column as it may be kept and said."""
    return f"•{hmac.digest(key, column.encode(), 'sha256').hex()[:8]}" if screen(column) else column


def _back_to_columns(job: Job, dataset: Dataset, trouble: str) -> None:
    """The columns can be confirmed anew: unless the data were read meanwhile, or another run is at it."""
    this_run = Exists(Job.objects.of_run(job))
    Dataset.objects.filter(this_run, pk=dataset.pk, state=Dataset.RECEIVED).update(trouble=trouble[:500])


@transaction.atomic
def _throw_away(*, job: Job, dataset: Dataset) -> None:
    """A file that can be read in no way goes with its row, and its feed if it was the first, as above; the job says why."""
    this_run = Exists(Job.objects.of_run(job))
    waiting = Dataset.objects.select_for_update().filter(this_run, pk=dataset.pk, state=Dataset.RECEIVED).first()
    if waiting is None:
        return
    details = {"journey": str(waiting.journey_id)}
    record(actor=job.actor, economy=dataset.journey.economy, action="dataset.refused", subject=waiting, details=details)
    after_commit(waiting.raw.unlink, missing_ok=True)
    waiting.delete()
    forget_feed_if_unread(feed_id=dataset.feed_id)


def quality_as_json(prepared: Prepared) -> dict[str, Any]:
    """What was noteworthy about the log, and what was seen at its ends: row numbers, reasons, names of activities; no values of rows."""
    return {
        **asdict(prepared.quality),
        "activity_people": [list(one) for one in prepared.activity_people],
        "end_activities": [list(one) for one in prepared.end_activities],
        "has_starts": prepared.has_starts,
        "has_organisations": prepared.has_organisations,
    }


def options_as_json(options: ReadOptions) -> dict[str, Any]:
    return {**asdict(options), "columns": {Role(role).value: column for role, column in options.columns.items()}}


def options_from_json(kept: Mapping[str, Any]) -> ReadOptions:
    return ReadOptions(**{**kept, "columns": {Role(role): column for role, column in kept.get("columns", {}).items()}})


def _write(path: Path, chunks: Iterable[bytes], key: bytes) -> str:
    """Streams the file to disk; its mark: who knows the file and not the key cannot tell that it was here."""
    path.parent.mkdir(parents=True, exist_ok=True)
    size, mark = 0, hmac.new(key, digestmod="sha256")
    with path.open("xb") as file:
        for chunk in chunks:
            size += len(chunk)
            if size > LARGEST:
                raise RuleBroken(_("This file is too large: at most 2 GB. Compress it with gzip, or bring a Parquet file."), field="file")
            file.write(chunk)
            mark.update(chunk)
    if not size:
        raise RuleBroken(_("This file is empty."), field="file")
    return mark.hexdigest()
