"""What is thrown away without anybody asking, and what is not."""

import os
from datetime import timedelta
from pathlib import Path

import pytest

from analytics.domain.events.log import ReadOptions
from analytics.models import Dataset, Job
from analytics.services import jobs
from analytics.services.deleting import discard_dataset
from analytics.services.reading import read_log
from analytics.services.sweeping import UNREAD_KEPT, sweep
from carejourneys.common.clock import now
from stakeholders.models import AuditEntry
from tests.event_logs import ROLES, brought, log_of, read

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("scratch")]
A_DAY_AGO = now() - UNREAD_KEPT - timedelta(minutes=1)


@pytest.fixture
def swept(django_capture_on_commit_callbacks):
    def act() -> int:
        with django_capture_on_commit_callbacks(execute=True):
            return sweep()

    return act


def old(dataset: Dataset) -> Dataset:
    Dataset.objects.filter(pk=dataset.pk).update(uploaded_at=A_DAY_AGO)
    return dataset


def untouched_since_yesterday(path: Path) -> Path:
    os.utime(path, (A_DAY_AGO.timestamp(), A_DAY_AGO.timestamp()))
    return path


def files_in(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def test_a_file_whose_columns_nobody_confirmed_within_a_day_is_thrown_away_and_that_is_in_the_audit(cast, small, scratch, swept):
    forgotten, fresh = old(brought(cast, small, log_of(5))), brought(cast, small, log_of(5))
    assert swept() == 1
    assert list(Dataset.objects.all()) == [fresh] and files_in(scratch) == [fresh.raw]
    entry = AuditEntry.objects.get(action="dataset.thrown_away")
    assert (entry.actor, entry.economy, entry.subject_id) == (None, cast.economy, str(forgotten.pk))
    assert swept() == 0


def test_a_file_that_could_not_be_read_is_thrown_away_too(cast, small, scratch, swept, django_capture_on_commit_callbacks):
    dataset = brought(cast, small, b"who,what,begun,done\n1,Contact,,soon\n")
    assert read(cast, dataset, django_capture_on_commit_callbacks).state == Job.FAILED
    assert swept() == 0
    old(dataset)
    assert swept() == 1 and files_in(scratch) == []


def test_a_file_that_waits_for_its_job_is_kept_however_long(cast, small, swept, django_capture_on_commit_callbacks):
    dataset = old(brought(cast, small, log_of(5)))
    job = read_log(actor=cast.ana, dataset=dataset, options=ReadOptions(columns=ROLES))
    assert swept() == 0 and dataset.raw.exists()
    jobs.take_up(job_id=str(job.pk))
    assert swept() == 0 and dataset.raw.exists()


def test_the_file_of_data_that_were_read_is_removed_at_once_and_the_data_stay(cast, small, swept):
    dataset = brought(cast, small, log_of(5))
    job = read_log(actor=cast.ana, dataset=dataset, options=ReadOptions(columns=ROLES))
    jobs.run_job(job_id=str(job.pk))  # the worker ends before it has removed the file
    assert dataset.raw.exists()
    assert swept() == 1
    assert not dataset.raw.exists() and (dataset.folder / "events.parquet").exists()
    entry = AuditEntry.objects.get(action="dataset.remains_removed")
    assert (entry.subject_id, entry.details) == (str(dataset.pk), {"of": "incoming"})


def test_what_remains_of_deleted_data_is_removed_once_it_is_old(cast, small, scratch, swept, django_capture_on_commit_callbacks):
    dataset = brought(cast, small, log_of(5))
    read(cast, dataset, django_capture_on_commit_callbacks)
    kept = brought(cast, small, log_of(5))
    read(cast, kept, django_capture_on_commit_callbacks)
    discard_dataset(actor=cast.ana, dataset=dataset)  # the process ends before it has removed the folder
    assert swept() == 0, "a folder so young could be one that is just being put there"
    for folder in (dataset.folder, kept.folder):
        untouched_since_yesterday(folder)
    assert swept() == 1
    assert not dataset.folder.exists() and kept.folder.exists()


def test_an_upload_that_broke_off_is_removed_once_it_is_old(scratch, swept):
    path = scratch / "incoming" / "01a213ad-a231-7ea8-9755-9bdfa7e44d51.csv.gz"
    path.parent.mkdir()
    path.write_bytes(b"half a file")
    assert swept() == 0
    untouched_since_yesterday(path)
    assert swept() == 1 and not path.exists()


def test_the_workplace_of_a_run_that_is_over_is_removed_and_that_of_a_running_one_is_not(cast, small, scratch, swept):
    job = read_log(actor=cast.ana, dataset=brought(cast, small, log_of(5)), options=ReadOptions(columns=ROLES))
    taken = jobs.take_up(job_id=str(job.pk))
    here, over = (scratch / "reading" / name for name in (str(taken.run), "01a213ad-a231-7ea8-9755-9bdfa7e44d51"))
    for folder in (here, over):
        folder.mkdir(parents=True)
        (folder / "staged.parquet").write_bytes(b"rows")
    assert swept() == 1
    assert here.exists() and not over.exists()
