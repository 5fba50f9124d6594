"""Deleting data: by somebody's hand or because their day came. Files, matches and results go; what stays says that they were here."""

import shutil
from pathlib import Path
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils.timezone import localdate

from analytics.models import Dataset, DeletedDataset, Feed
from analytics.queries.datasets import jobs_at
from carejourneys.common.clock import now
from carejourneys.common.errors import NotFound
from carejourneys.common.outbox import after_commit
from stakeholders.domain.permissions import Permission
from stakeholders.models import User
from stakeholders.queries.access import check
from stakeholders.services.audit import record

from .feed_lock import locked_feed
from .jobs import stop_job
from .telling import try_again


@transaction.atomic
def discard_dataset(*, actor: User, dataset: Dataset) -> DeletedDataset:
    """Deletes a dataset and stops the jobs that are at it. NotFound when it is gone already."""
    check(actor, dataset.journey.economy_id, Permission.UPLOAD_DATA)
    locked_feed(dataset.feed_id)
    found = Dataset.objects.select_for_update().filter(pk=dataset.pk).first()
    if found is None:
        raise NotFound
    return _delete(found, by=actor)


def delete_versions(feed: Feed, *, by: User | None) -> None:
    """All that was brought to a feed, inside the transaction of whoever opened the door and locked it."""
    for version in feed.versions.select_for_update(of=("self",)).select_related("journey__economy"):
        _delete(version, by=by)


def delete_overdue() -> int:
    """Deletes every dataset whose last day is over, each in a transaction of its own, and feeds that nothing can be brought to any more.
    Returns how many datasets; may run at any time.
    """
    overdue = list(Dataset.objects.overdue(localdate(now())).values_list("pk", "feed_id"))
    gone = sum(_delete_if_overdue(dataset_id=pk, feed_id=feed) for pk, feed in overdue)
    for feed in Feed.objects.overdue(localdate(now())).filter(versions=None):
        _forget_feed_if_over(feed_id=feed.pk)
    return gone


@transaction.atomic
def _delete_if_overdue(*, dataset_id: UUID, feed_id: UUID) -> bool:
    locked_feed(feed_id)
    found = Dataset.objects.select_for_update().overdue(localdate(now())).filter(pk=dataset_id).first()
    if found is None:
        return False
    _delete(found, by=None)
    return True


def _delete(found: Dataset, *, by: User | None) -> DeletedDataset:
    for whole in found.joined_into.select_related("journey__economy"):
        _delete(whole, by=by)  # what was made of it goes with it
    for job in jobs_at(found):
        stop_job(actor=by, job=job)
    details = {"content_hash": found.content_hash, "journey": str(found.journey_id), **found.in_record}
    action = "dataset.deleted" if by else "dataset.deleted_on_time"
    record(actor=by, economy=found.journey.economy, action=action, subject=found, details=details)
    stays = DeletedDataset.objects.create(
        id=found.pk,
        journey_id=found.journey_id,
        name=found.name,
        version=found.version,
        content_hash=found.content_hash,
        purpose=found.purpose,
        uploaded_by_id=found.uploaded_by_id,
        uploaded_at=found.uploaded_at,
        delete_by=found.delete_by,
        deleted_by=by,
        deleted_at=now(),
    )
    stays.readers.set(found.readers.all())
    after_commit(_remove, found.raw, found.folder)
    feed = found.feed_id
    journey = found.journey_id
    found.delete()
    try_again({journey})
    forget_feed_if_unread(feed_id=feed)
    return stays


def forget_unread(found: Dataset, *, by: User | None, action: str) -> None:
    """A file that was not read goes with its row, which the caller has locked, and its feed if it was the first, as below. The audit has it
    under `action`.
    """
    details = {"journey": str(found.journey_id), **found.in_record}
    record(actor=by, economy=found.journey.economy, action=action, subject=found, details=details)
    after_commit(found.raw.unlink, missing_ok=True)
    feed = found.feed_id
    found.delete()
    forget_feed_if_unread(feed_id=feed)


def forget_feed_if_unread(*, feed_id: UUID) -> None:
    """A feed whose first file went before its columns were confirmed goes with it: nobody said how its files are read. So does one that was
    joined, when nothing joined is left of it.
    """
    joined = Feed.objects.filter(joined_in=OuterRef("pk"))
    Feed.objects.filter(Q(options={}) | Exists(joined), pk=feed_id, versions=None).delete()


@transaction.atomic
def _forget_feed_if_over(*, feed_id: UUID) -> None:
    overdue = Feed.objects.select_for_update(of=("self",)).overdue(localdate(now()))
    found = overdue.select_related("journey__economy").filter(pk=feed_id).first()
    if found is None or found.versions.exists():
        return
    record(actor=None, economy=found.journey.economy, action="feed.deleted_on_time", subject=found, details={"data": found.name})
    found.delete()


def _remove(*paths: Path) -> None:
    """Files and folders, those that are there."""
    for path in paths:
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)
