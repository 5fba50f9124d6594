"""Reading a file that was received, as its columns were confirmed: a job makes Parquet of it, or says why not."""

import hmac
import shutil
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any
from zoneinfo import available_timezones

from django.db import transaction
from django.db.models import Exists
from django.utils.translation import gettext as _

from analytics.domain.events.log import DateOrder, Prepared, ReadOptions
from analytics.domain.events.roles import Role
from analytics.domain.version_changes import VersionChanges
from analytics.engine.date_patterns import pattern_of_format
from analytics.engine.merged_names import under_their_names
from analytics.engine.preparing import prepare
from analytics.engine.refusal import LogRefused
from analytics.engine.version_changes import compare_versions
from analytics.models import Dataset, Feed, Job
from analytics.models.dataset import KEPT, READING, private_folder
from analytics.queries.column_pages import first_look, refused_by_name
from analytics.queries.datasets import READ, reading_of
from analytics.queries.feeds import newest_read
from carejourneys.common.errors import RuleBroken
from carejourneys.common.outbox import after_commit
from carejourneys.common.screening import KIND_WORDS, screen
from journeys.services.put_away import refuse_if_put_away
from stakeholders.domain.permissions import Permission
from stakeholders.models import User
from stakeholders.queries.access import check
from stakeholders.services.audit import record

from .carrying_on import carry_on
from .deleting import forget_unread
from .feed_lock import locked_feed
from .jobs import Cancelled, Progress, runner, start_job
from .joined_tables import write_joined
from .telling import look_soon

MOST_ACTIVITIES, LONGEST_ACTIVITY = 1_000, 500  # that people can match to the steps of a map; characters of a name


@transaction.atomic
def read_log(*, actor: User, dataset: Dataset, options: ReadOptions) -> Job:
    """Starts the job that reads the file as its columns were confirmed."""
    check(actor, dataset.journey.economy_id, Permission.UPLOAD_DATA)
    refuse_if_put_away(dataset.journey)
    check_reading(options)
    return start_reading(actor, dataset, options)


def check_reading(options: ReadOptions, within: str = "") -> None:
    """RuleBroken for a time zone there is none of, a date format that can read nothing, a column that is to be two things, and for names of
    columns that tell who a person is, or say that the column does and would be kept. within: what stands before the role in the name of
    the field.
    """
    if options.timezone not in available_timezones():
        raise RuleBroken(_("There is no such time zone."), field="timezone")
    _check_date_format(options.date_format)
    first: dict[str, Role] = {}
    for role, column in options.columns.items():  # the names of cases are kept as keys: under another role they would stand in clear
        if first.setdefault(column, role) is not role:
            raise RuleBroken(_("A column can be one thing only. Two of these name the same column."), field=f"{within}{Role(role).value}")
    for role, column in options.columns.items():  # without a row of headings the first person's row would be one
        if findings := screen(column):
            words = _("The name of this column holds what looks like %(kind)s. Give the file a first row that names its columns.")
            raise RuleBroken(words % {"kind": KIND_WORDS[findings[0].kind]}, field=f"{within}{Role(role).value}")
    for role, said in refused_by_name(options.columns).items():
        words = _("The column “%(column)s” seems to hold %(kinds)s, and it would be kept. Choose another column.")
        raise RuleBroken(words % {"column": options.columns[role], "kinds": said}, field=f"{within}{role.value}")


def _check_date_format(date_format: str) -> None:
    try:
        if date_format:
            pattern_of_format(date_format)
    except LogRefused as refusal:
        raise RuleBroken(refusal.message, field="date_format") from refusal


def start_reading(actor: User, dataset: Dataset, options: ReadOptions) -> Job:
    """The job that reads the file, inside the caller's transaction. RuleBroken when it is being read, or has been."""
    waiting = Dataset.objects.select_for_update().filter(pk=dataset.pk, state=Dataset.RECEIVED)
    if not waiting or reading_of(dataset) is not None:
        raise RuleBroken(_("This file is being read, or has been read already."))
    waiting.update(options=options_as_json(options), trouble="")
    ids = {"dataset": str(dataset.pk), "journey": str(dataset.journey_id), "feed": str(dataset.feed_id)}
    args = {**ids, "joined": dataset.joined_from.exists()}
    return start_job(actor=actor, economy=dataset.journey.economy, kind=READ, args=args)


@transaction.atomic
def _forget_what_was_to_be_joined(job: Job) -> None:
    """Joined data whose job was stopped before it began hold nothing, and nothing can be done with them: they go. A file stays."""
    locked_feed(job.args["feed"])
    found = Dataset.objects.select_for_update().filter(pk=job.args["dataset"], state=Dataset.RECEIVED).first()
    if found is not None and reading_of(found) is None and found.joined_from.exists():
        forget_unread(found, by=job.actor, action="dataset.thrown_away")


@runner(READ, called_off=_forget_what_was_to_be_joined)
def _read(job: Job, progress: Progress) -> None:
    dataset = Dataset.objects.select_related("journey__economy", "feed").filter(pk=job.args["dataset"]).first()
    if dataset is None:
        raise Cancelled
    if dataset.state == Dataset.READY:
        return
    workplace = private_folder(READING) / str(job.run)  # removed at the run's end
    try:
        joined = write_joined(dataset, workplace, progress)
        progress(0, 0, _("Reading what was joined") if joined else _("Reading the file"))
        prepared = prepare(
            dataset.raw,
            dataset.file_name,
            options_from_json(dataset.options),
            workplace / "prepared",
            progress=progress,
            case_key=None if joined else bytes(dataset.journey.economy.case_key),  # joined data are keyed already
            screened=True,
        )
        _refuse_unmatchable(prepared)
        merges = _merges_of_before(dataset)
        prepared = under_their_names(prepared, merges, progress)
        columns = dataset.feed.columns or columns_in(dataset)
        quality = quality_as_json(prepared) | joined
        changes = _changes_since_before(dataset, prepared, progress)
        _keep(job, dataset, prepared, columns, changes, quality, merges, progress)
    except LogRefused as refusal:
        if refusal.hopeless:
            _throw_away(job=job, dataset=dataset)
        else:
            _back_to_columns(job, dataset, str(refusal), of_the_file=refusal.of_the_file)
        raise RuleBroken(str(refusal)) from refusal
    except Cancelled:
        _back_to_columns(job, dataset, "")
        raise
    except Exception:
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


def _merges_of_before(dataset: Dataset) -> dict[str, str]:
    """Names are not changed while the next version is read."""
    before = newest_read(dataset.feed, before=dataset.version)
    return before.merges if before is not None else {}


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
def _keep(
    job: Job,
    dataset: Dataset,
    prepared: Prepared,
    columns: list[str],
    changes: VersionChanges | None,
    quality: dict[str, Any],
    merges: dict[str, str],
    progress: Progress,
) -> None:
    """What was read becomes the dataset's, if the dataset still waits for it and this run is still wanted; else Cancelled. How it was read
    is how the feed's next files will be.
    """
    locked_feed(dataset.feed_id)
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
        quality=quality,
        activities=[list(one) for one in prepared.activities],
        merges=merges,
        options=options,
        changes={**(asdict(changes) if changes else {}), **(_new_activities(before, prepared) if before else {})},
        first_at=prepared.first,
        last_at=prepared.last,
    )
    Feed.objects.filter(pk=dataset.feed_id).update(options=_for_next_files(options, prepared), columns=columns)
    if before is not None:
        carry_on(actor=job.actor, before=before, dataset=dataset)
    details = {"content_hash": prepared.content_hash, **dataset.in_record}  # whoever reads the audit may not read counts of people
    record(actor=job.actor, economy=dataset.journey.economy, action="dataset.read", subject=dataset, details=details)
    shutil.rmtree(dataset.folder, ignore_errors=True)  # of a run that ended between this line and its commit
    private_folder(KEPT)
    prepared.folder.rename(dataset.folder)
    after_commit(dataset.raw.unlink, missing_ok=True)
    look_soon()


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


def _back_to_columns(job: Job, dataset: Dataset, trouble: str, *, of_the_file: bool = False) -> None:
    """The columns can be confirmed anew: unless the data were read meanwhile, or another run is at it. Where nobody is asked for columns,
    as the feed's are known, a file goes that is refused for what it holds; it waits to be brought again where the file is not to blame.
    Joined data go: they can be joined again.
    """
    if dataset.joined_from.exists() or (of_the_file and dataset.feed.options):
        return _throw_away(job=job, dataset=dataset)
    this_run = Exists(Job.objects.of_run(job))
    Dataset.objects.filter(this_run, pk=dataset.pk, state=Dataset.RECEIVED).update(trouble=trouble[:500])


@transaction.atomic
def _throw_away(*, job: Job, dataset: Dataset) -> None:
    """A file that can be read in no way goes with its row and its number, and its feed if it was the first, as above; the job says why."""
    locked_feed(dataset.feed_id)
    this_run = Exists(Job.objects.of_run(job))
    waiting = Dataset.objects.select_for_update().filter(this_run, pk=dataset.pk, state=Dataset.RECEIVED).first()
    if waiting is None:
        return
    forget_unread(waiting, by=job.actor, action="dataset.refused")
    Feed.objects.filter(pk=dataset.feed_id, last_version=dataset.version).update(last_version=dataset.version - 1)


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
