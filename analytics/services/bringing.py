"""A feed's next file from the disk of this machine, read to the end: by this process, unless a worker is faster."""

import time
from collections.abc import Callable
from pathlib import Path

from analytics.models import Dataset, Feed, Job
from analytics.queries.datasets import jobs_at
from carejourneys.common.errors import RuleBroken
from stakeholders.models import User

from .feeds import Brought, receive_version
from .jobs import run_job

CHUNK = 1 << 20  # bytes held of the file at once
LOOK = 0.2  # seconds between two looks at a job that a worker has


def bring_from_disk(*, actor: User, feed: Feed, path: Path, say: Callable[[str], None] = lambda words: None) -> Brought:
    """What came of the file, when it is read and the maps that follow it are measured. RuleBroken in words when it cannot be read."""
    with path.open("rb") as file:
        brought = receive_version(actor=actor, feed=feed, filename=path.name, chunks=iter(lambda: file.read(CHUNK), b""))
    if brought.job is not None:
        _to_its_end(brought.job, say)
        if brought.job.state != Job.DONE:
            raise RuleBroken(brought.job.message, field="file")
    for job in jobs_at(brought.dataset):
        _to_its_end(job, say)
    dataset = Dataset.objects.select_related("journey__economy", "feed").get(pk=brought.dataset.pk)
    return Brought(dataset, brought.job, brought.again)


def _to_its_end(job: Job, say: Callable[[str], None]) -> None:
    say(job.kind)
    run_job(job_id=str(job.pk))
    job.refresh_from_db()
    while job.is_open:
        time.sleep(LOOK)
        job.refresh_from_db()
