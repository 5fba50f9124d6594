"""A feed and its files for tests, brought and read as an analyst would."""

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import datetime

from analytics.models import Dataset, Feed
from analytics.services.feeds import Brought, receive_version
from tests.event_logs import ROLES, brought, read, run_job
from tests.factories import Cast, SmallMap

COLUMNS = tuple(ROLES.values())  # who, what, begun, done


def rows_as_csv(rows: Iterable[Sequence[object]], columns: Sequence[str] = COLUMNS) -> bytes:
    """A file of these rows; instants as ISO 8601."""
    text = io.StringIO()
    write = csv.writer(text)
    write.writerow(columns)
    write.writerows([cell.isoformat() if isinstance(cell, datetime) else cell for cell in row] for row in rows)
    return text.getvalue().encode()


def begun_feed(cast: Cast, small: SmallMap, content: bytes, run, **more) -> Feed:
    """A feed whose first file was read. run: django_capture_on_commit_callbacks."""
    dataset = brought(cast, small, content, **more)
    job = read(cast, dataset, run)
    assert job.state == job.DONE, job.message
    dataset.feed.refresh_from_db()
    return dataset.feed


def next_file(cast: Cast, feed: Feed, content: bytes, filename: str = "log.csv") -> Brought:
    """Brought and waiting to be read."""
    feed.refresh_from_db()
    return receive_version(actor=cast.ana, feed=feed, filename=filename, chunks=[content])


def next_version(cast: Cast, feed: Feed, content: bytes, run, filename: str = "log.csv") -> Dataset:
    """Brought and read."""
    came = next_file(cast, feed, content, filename)
    assert came.job is not None
    with run(execute=True):
        run_job(job_id=str(came.job.pk))
    came.job.refresh_from_db()
    assert came.job.state == came.job.DONE, came.job.message
    came.dataset.refresh_from_db()
    return came.dataset
