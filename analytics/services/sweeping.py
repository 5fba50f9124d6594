"""Throwing away what nobody needs any more: files whose columns nobody confirmed, and what interrupted work left behind."""

import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from uuid import UUID

from django.db import transaction

from analytics.models import Dataset, Job
from analytics.models.dataset import INCOMING, KEPT, READING, UNREAD_KEPT, data_folder
from analytics.queries.datasets import reading_of
from carejourneys.common.clock import now
from stakeholders.services.audit import record

from .deleting import forget_unread
from .feed_lock import locked_feed


def sweep(*, kept_for: timedelta = UNREAD_KEPT) -> int:
    """Deletes what was brought so long ago and not read, and what remains of data that are gone. Returns how many; may run at any time."""
    before = now() - kept_for
    unread = list(Dataset.objects.filter(state=Dataset.RECEIVED, uploaded_at__lt=before).values_list("pk", "feed_id"))
    thrown = sum(_throw_away_unread(dataset_id=pk, feed_id=feed) for pk, feed in unread)
    return thrown + sum(_remove_remains(path=path) for path in _remains(before.timestamp()))


@transaction.atomic
def _throw_away_unread(*, dataset_id: UUID, feed_id: UUID) -> bool:
    """A dataset with its file, unless it was read meanwhile, or a job is at it."""
    locked_feed(feed_id)
    found = Dataset.objects.select_for_update().filter(pk=dataset_id, state=Dataset.RECEIVED).first()
    if found is None or reading_of(found) is not None:
        return False
    forget_unread(found, by=None, action="dataset.thrown_away")
    return True


def _remains(before: float) -> Iterator[Path]:
    """Files of data that were read; workplaces of runs that are over; what is of no dataset and was not touched since `before`."""
    places = {name: list(data_folder(name).glob("*")) for name in (INCOMING, READING, KEPT)}  # before the rows: a later file has its row
    running = {str(run) for run in Job.objects.filter(state=Job.RUNNING).values_list("run", flat=True)}
    states = {str(pk): state for pk, state in Dataset.objects.values_list("pk", "state")}
    yield from (path for path in places[READING] if path.name not in running)
    yield from (path for path in places[INCOMING] if states.get(path.name.split(".")[0]) == Dataset.READY)
    orphans = [path for path in places[INCOMING] if path.name.split(".")[0] not in states]
    orphans += [path for path in places[KEPT] if states.get(path.name) != Dataset.READY]
    for path in orphans:
        try:
            touched = path.stat().st_mtime
        except FileNotFoundError:
            continue
        if touched < before:
            yield path


def _remove_remains(*, path: Path) -> bool:
    """Removes a file or folder and says so; nothing is said of one that is gone already, or cannot be removed."""
    if not path.exists():
        return False
    if path.is_dir():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)
    if path.exists():
        return False
    of = path.name.split(".")[0] or path.name
    record(
        actor=None, economy=None, action="dataset.remains_removed", subject=Dataset, subject_id=of[:64], details={"of": path.parent.name}
    )
    return True
