"""A large log through the real thing: received, read and measured by a worker process, within bounds of memory, stopped and begun again."""

import subprocess
import time
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from django.conf import settings

from analytics.domain.events.log import ReadOptions
from analytics.models import Dataset, Job, MeasureResult
from analytics.services import jobs
from analytics.services.deleting import discard_dataset
from analytics.services.measuring import match_activities
from analytics.services.reading import read_log
from analytics.services.receiving import receive_log
from tests.event_logs import terms_for
from tests.factories import make_cast, make_small_map
from tests.large_logs import ACTIVITIES, COLUMNS, END_ACTIVITY, write_large_log

from .child_worker import worker

pytestmark = pytest.mark.django_db(transaction=True)
MOST_MEMORY = 1_200_000_000  # bytes: the worker and whatever it starts


@pytest.fixture
def folder() -> Iterator[Path]:
    """Where event data lie, empty before and after."""
    jobs.current_app.conf.broker_url = settings.CELERY_BROKER_URL
    folder = Path(settings.DATA_DIR)
    for path in files_in(folder):  # what other tests of this process left
        path.unlink()
    yield folder
    for path in files_in(folder):
        path.unlink()


def files_in(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


@pytest.fixture
def running() -> Iterator[subprocess.Popen]:
    """A worker as the embedded installation has one."""
    child = worker("quick")
    yield child
    child.terminate()
    child.wait(timeout=60)


def memory_of(pid: int) -> int:
    """Bytes that a process and its descendants hold in memory; one process's peak is never missed."""
    try:
        status = dict(line.split(":", 1) for line in Path(f"/proc/{pid}/status").read_text().splitlines())
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:  # it has ended meanwhile
        return 0
    return int(status.get("VmHWM", "0").split()[0]) * 1024 + sum(memory_of(int(child)) for child in children)


def watched(job: Job, process: subprocess.Popen, until, seconds: int) -> list[tuple[int, int]]:
    """(done, total) as a page would have seen them, until the job says so; its worker's memory is looked at all the while."""
    seen, end = [], time.monotonic() + seconds
    while not until(job):
        assert time.monotonic() < end and process.poll() is None, (job.state, job.done, job.total)
        assert memory_of(process.pid) <= MOST_MEMORY
        time.sleep(0.05)
        job.refresh_from_db()
        if job.state == Job.RUNNING and job.total and (job.done, job.total) not in seen:
            seen.append((job.done, job.total))
    return seen


def ended(job: Job) -> bool:
    return not job.is_open


@pytest.mark.parametrize(
    ("events", "stopped_at", "signs"),
    [(200_000, 0.01, 1), pytest.param(10_000_000, 0.65, 30, marks=pytest.mark.long)],
    ids=["short", "long"],
)
def test_a_large_log_is_stopped_midway_read_and_measured_within_bounds(folder, running, tmp_path, events, stopped_at, signs):
    cast = make_cast()
    small = make_small_map(cast)
    log = write_large_log(tmp_path / "log.parquet", events)
    terms = terms_for(cast.economy)
    with log.open("rb") as file:
        chunks = iter(lambda: file.read(1 << 20), b"")
        dataset = receive_log(actor=cast.ana, journey=small.map.journey, name="Large", filename=log.name, chunks=chunks, terms=terms)

    job = read_log(actor=cast.ana, dataset=dataset, options=ReadOptions(columns=COLUMNS))
    watched(job, running, lambda job: ended(job) or (job.total and job.done / job.total >= stopped_at), 600)
    assert job.is_open
    jobs.cancel_job(actor=cast.ana, job=job)
    asked = time.monotonic()
    watched(job, running, ended, 60)
    assert job.state == Job.CANCELLED and time.monotonic() - asked < 15
    dataset.refresh_from_db()
    assert dataset.state == Dataset.RECEIVED and files_in(folder) == [dataset.raw]

    job = read_log(actor=cast.ana, dataset=dataset, options=ReadOptions(columns=COLUMNS))
    seen = watched(job, running, ended, 900)
    assert job.state == Job.DONE, job.message
    assert all(after >= before for (before, _), (after, _) in pairwise(seen)) and len(seen) >= signs
    dataset.refresh_from_db()
    assert (dataset.state, dataset.counts["events"], dataset.counts["activities"]) == (Dataset.READY, events, len(ACTIVITIES) + 1)
    assert sorted(path.name for path in files_in(folder)) == ["cases.parquet", "events.parquet", "prepared.json"]

    job = match_activities(
        actor=cast.ana,
        dataset=dataset,
        of=small.map,
        matches={name: small.steps[n % 3] for n, name in enumerate(ACTIVITIES)},
        end_activities=[END_ACTIVITY],
    )
    watched(job, running, ended, 600)
    assert job.state == Job.DONE, job.message
    hashes = MeasureResult.objects.filter(dataset=dataset).values_list("data_hash", flat=True)
    assert list(hashes) == [dataset.content_hash] * 2, "its times and its paths"
    discard_dataset(actor=cast.ana, dataset=dataset)
    assert not files_in(folder)
    print(f"{events:,} events: {memory_of(running.pid) / 1e6:.0f} MB at most, {len(seen)} signs of progress")
