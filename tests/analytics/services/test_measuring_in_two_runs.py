"""Measuring while something else happens: somebody stops it, deletes the data, or another worker measures first."""

import pytest

from analytics.models import Dataset, Job, MeasureResult
from analytics.services import jobs
from analytics.services.deleting import discard_dataset
from analytics.services.measuring import match_activities
from tests.event_logs import NAMES, brought, log_of, read
from tests.interrupted import run_meanwhile, taken_up_by_another

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("scratch")]


@pytest.fixture
def dataset(cast, small, django_capture_on_commit_callbacks) -> Dataset:
    found = brought(cast, small, log_of(20))
    read(cast, found, django_capture_on_commit_callbacks)
    return found


@pytest.fixture
def job(cast, small, dataset) -> Job:
    matches = dict(zip(NAMES, small.steps, strict=True))
    return match_activities(actor=cast.ana, dataset=dataset, of=small.map, matches=matches, end_activities=[NAMES[-1]])


@pytest.mark.parametrize("looks", [True, False])
def test_measuring_that_is_stopped_keeps_nothing_even_at_its_very_end(cast, job, looks):
    run_meanwhile(job, lambda: jobs.cancel_job(actor=cast.ana, job=job), looks)
    assert job.state == Job.CANCELLED and not MeasureResult.objects.exists()


@pytest.mark.parametrize("looks", [True, False])
def test_data_deleted_while_they_are_measured_stop_it(cast, job, dataset, looks, django_capture_on_commit_callbacks):
    def discard():
        with django_capture_on_commit_callbacks(execute=True):
            discard_dataset(actor=cast.ana, dataset=Dataset.objects.get(pk=dataset.pk))

    run_meanwhile(job, discard, looks)
    assert (job.state, job.message) == (Job.CANCELLED, "Cancelled. Nothing was changed.")
    assert not MeasureResult.objects.exists() and not dataset.folder.exists()


def test_nothing_is_kept_of_data_that_are_gone_when_they_have_been_measured(job):
    run_meanwhile(job, Dataset.objects.all().delete, looks=False)
    assert job.state == Job.CANCELLED and not MeasureResult.objects.exists()


@pytest.mark.parametrize("looks", [True, False])
def test_what_two_workers_measure_is_kept_once(job, dataset, looks):
    run_meanwhile(job, lambda: taken_up_by_another(job), looks)
    assert job.state == Job.DONE and MeasureResult.objects.count() == 2, "its times and its paths"
    assert sorted(path.name for path in dataset.folder.iterdir()) == ["cases.parquet", "events.parquet", "prepared.json"]
