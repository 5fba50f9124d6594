"""A file that is being read while something else happens to it: deletion, a second worker, somebody who stops the work."""

import os
import signal
import subprocess
import time
from pathlib import Path

import pytest
from django.conf import settings

from analytics.domain.events.log import ReadOptions
from analytics.models import Dataset, Job
from analytics.queries.measured import measurements_of
from analytics.services import jobs
from analytics.services.deleting import discard_dataset
from analytics.services.reading import read_log
from stakeholders.models import AuditEntry
from tests.analytics.services.child_worker import wait_for, worker
from tests.event_logs import ROLES, brought, log_of, measured
from tests.factories import Cast
from tests.interrupted import fell_silent, run_meanwhile, taken_up_by_another


@pytest.fixture
def silent():
    """Messages go to a broker in memory: these tests run the job by hand."""
    jobs.current_app.conf.broker_url = "memory://"


@pytest.fixture
def scratch(settings, tmp_path, silent) -> Path:
    settings.DATA_DIR = tmp_path
    return tmp_path


def reading(cast: Cast, dataset: Dataset) -> Job:
    return read_log(actor=cast.ana, dataset=dataset, options=ReadOptions(columns=ROLES))


def files_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.rglob("*") if path.is_file())


@pytest.mark.django_db
def test_data_deleted_while_they_are_read_do_not_come_back(cast, small, scratch, django_capture_on_commit_callbacks):
    dataset = brought(cast, small, log_of(20))
    with django_capture_on_commit_callbacks(execute=True):
        job = run_meanwhile(reading(cast, dataset), lambda: discard_dataset(actor=cast.ana, dataset=Dataset.objects.get(pk=dataset.pk)))
    assert not Dataset.objects.exists() and files_in(scratch) == []
    assert (job.state, job.message) == (Job.CANCELLED, "Cancelled. Nothing was changed.")
    assert [entry.action for entry in AuditEntry.objects.filter(subject_id=str(dataset.pk)).order_by("pk")] == [
        "dataset.received",
        "dataset.deleted",
    ]


@pytest.mark.django_db
@pytest.mark.parametrize("looks", [True, False])
def test_data_deleted_behind_the_back_of_their_job_do_not_come_back(cast, small, scratch, looks, django_capture_on_commit_callbacks):
    dataset = brought(cast, small, log_of(20))
    with django_capture_on_commit_callbacks(execute=True):
        job = run_meanwhile(reading(cast, dataset), Dataset.objects.all().delete, looks)
    assert not Dataset.objects.exists() and job.state == Job.CANCELLED
    assert files_in(scratch) == [dataset.raw.name], "the file itself is the sweep's"


@pytest.mark.django_db
def test_a_job_that_waits_for_data_deleted_meanwhile_ends_with_them(cast, small, scratch):
    dataset = brought(cast, small, log_of(20))
    job = reading(cast, dataset)
    discard_dataset(actor=cast.ana, dataset=dataset)
    job.refresh_from_db()
    assert (job.state, job.message) == (Job.CANCELLED, "Cancelled before it began.")
    assert AuditEntry.objects.filter(action="job.cancelled", actor=cast.ana, subject_id=str(job.pk)).exists()


@pytest.mark.django_db
def test_a_job_without_its_data_was_stopped_and_not_broken(cast, small, scratch):
    dataset = brought(cast, small, log_of(20))
    job = reading(cast, dataset)
    Dataset.objects.all().delete()
    jobs.run_job(job_id=str(job.pk))
    job.refresh_from_db()
    assert job.state == Job.CANCELLED


@pytest.mark.django_db
def test_a_run_that_wakes_after_another_read_the_file_leaves_the_data_alone(cast, small, scratch, django_capture_on_commit_callbacks):
    dataset = brought(cast, small, log_of(20))
    job = reading(cast, dataset)
    with django_capture_on_commit_callbacks(execute=True):
        run_meanwhile(job, lambda: taken_up_by_another(job))
    dataset.refresh_from_db()
    assert (job.state, dataset.state, dataset.trouble) == (Job.DONE, Dataset.READY, "")
    assert files_in(scratch) == ["cases.parquet", "events.parquet", "prepared.json"]
    assert not dataset.raw.exists()
    measured(cast, small, dataset)
    assert measurements_of(cast.ana, small.map).times.lead_time.n == 20
    assert AuditEntry.objects.filter(action="dataset.read").count() == 1


@pytest.mark.django_db
def test_a_run_that_breaks_after_another_took_over_says_nothing_about_the_file(cast, small, scratch, django_capture_on_commit_callbacks):
    dataset = brought(cast, small, log_of(20))
    job = reading(cast, dataset)

    def taken_over_and_broken():
        fell_silent(job)
        jobs.requeue_stale()
        assert jobs.take_up(job_id=str(job.pk)) is not None
        raise ZeroDivisionError

    run_meanwhile(job, taken_over_and_broken)
    dataset.refresh_from_db()
    assert (job.state, dataset.state, dataset.trouble) == (Job.RUNNING, Dataset.RECEIVED, "")


@pytest.mark.django_db
@pytest.mark.parametrize("looks", [True, False])
def test_a_reading_that_is_stopped_keeps_nothing_even_at_its_very_end(cast, small, scratch, looks, django_capture_on_commit_callbacks):
    dataset = brought(cast, small, log_of(20))
    job = reading(cast, dataset)
    with django_capture_on_commit_callbacks(execute=True):
        run_meanwhile(job, lambda: jobs.cancel_job(actor=cast.ana, job=job), looks)
    dataset.refresh_from_db()
    assert (job.state, dataset.state) == (Job.CANCELLED, Dataset.RECEIVED)
    assert files_in(scratch) == [dataset.raw.name]


@pytest.mark.django_db(transaction=True)
def test_a_worker_stopped_in_mid_file_and_woken_destroys_nothing_of_what_the_next_one_read(cast, small):
    """Two real processes: the first is stopped while it reads, counts as lost, and goes on after the second has read the file."""
    jobs.current_app.conf.broker_url = settings.CELERY_BROKER_URL
    dataset = brought(cast, small, log_of(20))
    job = reading(cast, dataset)
    first, second = worker("stops while it reads"), None
    try:
        wait_for(job, Job.RUNNING)
        wait_until_stopped(first)
        second = worker("quick")
        wait_for(job, Job.DONE)
        first.send_signal(signal.SIGCONT)
        time.sleep(2)  # it has all the time it needs to do harm
    finally:
        for process in (first, second):
            if process is not None:
                process.kill()
                process.wait()
    dataset.refresh_from_db()
    assert (Job.objects.get(pk=job.pk).state, dataset.state) == (Job.DONE, Dataset.READY)
    assert files_in(dataset.folder) == ["cases.parquet", "events.parquet", "prepared.json"]
    assert not (Path(settings.DATA_DIR) / "reading" / str(job.run)).exists() and not dataset.raw.exists()


def wait_until_stopped(process: subprocess.Popen, seconds: float = 120) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if Path(f"/proc/{process.pid}/stat").read_text().rsplit(")", 1)[1].split()[0] == "T":
            return
        time.sleep(0.05)
    os.kill(process.pid, signal.SIGKILL)
    pytest.fail("the worker never stopped")
