"""A job's page: the tabs of what it is about, and how it ended."""

import pytest
from django.urls import reverse

from analytics.domain.events.log import ReadOptions
from analytics.models import Dataset, Job
from analytics.services.deleting import discard_dataset
from analytics.services.jobs import cancel_job
from analytics.services.reading import read_log
from carejourneys.common.clock import now
from stakeholders.domain.permissions import Role
from tests.event_logs import ROLES, brought, log_of, measured, read
from tests.factories import make_member, make_small_map, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("scratch")]
TAB = '<a href="{}" aria-current="page">{}</a>'


@pytest.fixture
def job(cast, small) -> Job:
    """Waits to read a file that Ana brought."""
    return read_log(actor=cast.ana, dataset=brought(cast, small, log_of(30)), options=ReadOptions(columns=ROLES))


def page_of(job, user, **more) -> str:
    answer = signed_in(user).get(reverse("job", args=[job.pk]), **more)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_page_keeps_the_tabs_of_its_journey(cast, small, job):
    page = page_of(job, cast.ana)
    assert TAB.format(reverse("journey_data", args=[small.map.journey_id]), "Data") in page
    for name, id in (("journey", small.map.journey_id), ("map", small.map.pk)):
        assert f'href="{reverse(name, args=[id])}"' in page
    assert reverse("economy", args=[cast.economy.slug]) in page


def test_work_that_waits_says_how_much_is_done_before_it(cast, small, job):
    assert "of work" not in page_of(job, cast.ana)
    second = read_log(actor=cast.ana, dataset=brought(cast, small, log_of(3)), options=ReadOptions(columns=ROLES))
    third = read_log(actor=cast.ana, dataset=brought(cast, small, log_of(4)), options=ReadOptions(columns=ROLES))
    Job.objects.filter(pk=job.pk).update(state=Job.RUNNING)
    assert "1 piece of work is done before it." in page_of(second, cast.ana)
    assert "2 pieces of work are done before it." in page_of(third, cast.ana, headers={"HX-Request": "true"})
    assert "of work" not in page_of(job, cast.ana) and "of work" not in page_of(cancelled(cast.ana, second), cast.ana)
    assert "1 piece of work is done before it." in page_of(third, cast.ana)


def test_the_page_of_a_measurement_keeps_the_tabs_of_its_map(cast, small, job, django_capture_on_commit_callbacks):
    other = make_small_map(cast, "Another")
    dataset = brought(cast, other, log_of(30))
    read(cast, dataset, django_capture_on_commit_callbacks)
    page = page_of(measured(cast, other, dataset), cast.ana)
    assert f'href="{reverse("outline", args=[other.map.pk])}"' in page and "Another" in page


def test_when_what_it_was_about_is_gone_the_tabs_of_the_economy_stay(cast, job):
    dataset_at = reverse("dataset", args=[job.args["dataset"]])
    assert dataset_at in page_of(cancelled(cast.ana, job), cast.ana)
    found = Job.objects.create(economy=cast.economy, actor=cast.ana, kind="dataset.read", args={}, created_at=now())
    page = page_of(found, cast.ana)
    assert f'href="{reverse("people", args=[cast.economy.slug])}"' in page and "Waiting for its turn" in page


def test_data_deleted_while_they_were_read_are_not_led_back_to(cast, job):
    dataset = job.args["dataset"]
    discard_dataset(actor=cast.ana, dataset=Dataset.objects.get(pk=dataset))
    page = page_of(job, cast.ana)
    assert "Stopped, as you asked" in page and reverse("dataset", args=[dataset]) not in page


def cancelled(actor, job) -> Job:
    cancel_job(actor=actor, job=job)
    return job


def test_stopping_is_no_problem_and_the_page_says_who_asked_for_it(cast, job):
    anouk = make_member(cast.economy, Role.ANALYST, name="Anouk")
    cancelled(cast.ana, job)
    mine, theirs = page_of(job, cast.ana), page_of(job, anouk)
    assert "Stopped, as you asked" in mine and "Stopped, as Ana asked" in theirs
    for page in (mine, theirs, page_of(job, cast.ana, headers={"HX-Request": "true"})):
        assert "A problem" not in page and "It did not finish" not in page and "Cancelled before it began." in page


def test_work_that_was_stopped_by_nobody_says_only_that(cast, small, job):
    cancelled(cast.ana, read_log(actor=cast.ana, dataset=brought(cast, small, log_of(3)), options=ReadOptions(columns=ROLES)))
    Job.objects.filter(pk=job.pk).update(state=Job.CANCELLED, ended_at=now(), message="Cancelled. Nothing was changed.")
    page = page_of(job, cast.ana)
    assert ">Stopped</p>" in page and "A problem" not in page


def test_work_that_failed_is_a_problem_still(cast, job):
    Job.objects.filter(pk=job.pk).update(state=Job.FAILED, ended_at=now(), message="No dates.")
    page = page_of(job, cast.ana)
    assert "It did not finish" in page and "A problem" in page and "Stopped" not in page
