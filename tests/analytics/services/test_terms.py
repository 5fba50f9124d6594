"""On what terms data are here: what is asked, who sees them, and that they go on their day, leaving their mark."""

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils.timezone import localdate

from analytics.domain.terms import LONGEST_YEARS, Terms
from analytics.models import Dataset, DeletedDataset, Job, MeasureResult
from analytics.queries.datasets import dataset_for, datasets_of
from analytics.queries.measured import measurements_of
from analytics.services.deleting import delete_overdue, discard_dataset
from analytics.services.terms import change_terms
from carejourneys.common.clock import stopped_at
from carejourneys.common.errors import NotAllowed, NotFound, RuleBroken
from stakeholders.domain.permissions import Permission, Role
from stakeholders.models import AuditEntry
from tests.event_logs import brought, log_of, measured, read, terms_for
from tests.factories import make_member, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("scratch")]


@pytest.mark.parametrize(
    ("field", "changed"),
    [
        ("purpose", {"purpose": " "}),
        ("controller", {"controller": "01a2141b-1e7c-79f0-b7dd-ef2726af624c"}),
        ("readers", {"readers": frozenset({"01a2141b-1e7c-79f0-b7dd-ef2726af624c"})}),
        ("delete_by", {"delete_by": localdate() - timedelta(days=1)}),
        ("delete_by", {"delete_by": localdate() + timedelta(days=366 * LONGEST_YEARS)}),
    ],
)
def test_terms_that_will_not_do_are_refused_at_their_field_and_nothing_changes(cast, small, field, changed):
    dataset = brought(cast, small, log_of(3))
    terms = Terms(**{**vars(terms_for(cast.economy)), **changed})
    with pytest.raises(RuleBroken) as refusal:
        change_terms(actor=cast.ana, dataset=dataset, terms=terms)
    assert refusal.value.field == field
    dataset.refresh_from_db()
    assert dataset.purpose == "To see waits"


def test_what_was_said_stands_with_the_data_and_in_the_audit(cast, small):
    dataset = brought(cast, small, log_of(3), readers=[cast.hospital])
    assert (dataset.purpose, dataset.delete_by) == ("To see waits", localdate() + timedelta(days=365))
    assert [one.pk for one in dataset.readers.all()] == [cast.hospital.pk]
    details = AuditEntry.objects.get(action="dataset.received").details
    assert details["controller"] == str(dataset.controller_id) and details["readers"] == [str(cast.hospital.pk)]
    change_terms(actor=cast.ana, dataset=dataset, terms=terms_for(cast.economy, days=30))
    dataset.refresh_from_db()
    assert dataset.delete_by == localdate() + timedelta(days=30) and not dataset.readers.exists()
    for person, error in ((cast.freya, NotAllowed), (cast.stan, NotFound)):
        with pytest.raises(error):
            change_terms(actor=person, dataset=dataset, terms=terms_for(cast.economy))


def test_data_for_one_organisation_are_not_there_for_people_of_another(cast, small, django_capture_on_commit_callbacks):
    inside = make_member(cast.economy, Role.ANALYST, name="Hana", organisation=cast.hospital)
    outside = make_member(cast.economy, Role.ANALYST, name="Cato", organisation=cast.council)
    dataset = brought(cast, small, log_of(30), readers=[cast.hospital])
    read(cast, dataset, django_capture_on_commit_callbacks)
    measured(cast, small, dataset)
    for person in (inside, cast.ana):  # the one who brought them sees them too
        assert dataset_for(person, dataset.pk, Permission.VIEW_MEASURES) == dataset
        assert list(datasets_of(dataset.journey, person)) == [dataset]
        assert measurements_of(person, small.map).times is not None
    with pytest.raises(NotFound):
        dataset_for(outside, dataset.pk, Permission.VIEW_MEASURES)
    assert not datasets_of(dataset.journey, outside) and measurements_of(outside, small.map).times is None
    page = signed_in(outside).get(reverse("journey_data", args=[dataset.journey_id])).content.decode()
    assert dataset.name not in page
    assert signed_in(outside).get(reverse("match_activities", args=[dataset.pk, small.map.pk])).status_code == 404
    job = reverse("job", args=[Job.objects.get(kind="map.measure").pk])
    assert (signed_in(outside).get(job).status_code, signed_in(inside).get(job).status_code) == (404, 200)
    discard_dataset(actor=cast.ana, dataset=dataset)
    for person, sees in ((outside, False), (inside, True)):  # nor what stays of them
        page = signed_in(person).get(reverse("journey_data", args=[dataset.journey_id])).content.decode()
        assert (dataset.name in page) is sees


def test_data_go_after_their_day_with_all_that_was_measured_and_leave_their_mark(cast, small, scratch, django_capture_on_commit_callbacks):
    dataset = brought(cast, small, log_of(30))
    read(cast, dataset, django_capture_on_commit_callbacks)
    measured(cast, small, dataset)
    folder, mark = dataset.folder, dataset.content_hash
    change_terms(actor=cast.ana, dataset=dataset, terms=terms_for(cast.economy, days=2))
    last = datetime.combine(localdate() + timedelta(days=2), datetime.min.time(), UTC).replace(hour=20)
    with stopped_at(last):
        assert delete_overdue() == 0 and Dataset.objects.exists()
    with stopped_at(last + timedelta(days=1)), django_capture_on_commit_callbacks(execute=True):
        assert delete_overdue() == 1
    assert not Dataset.objects.exists() and not MeasureResult.objects.exists() and not folder.exists()
    stays = DeletedDataset.objects.get()
    assert (stays.pk, stays.content_hash, stays.deleted_by) == (dataset.pk, mark, None)
    assert AuditEntry.objects.get(action="dataset.deleted_on_time").details["content_hash"] == mark
    page = signed_in(cast.vic).get(reverse("journey_data", args=[dataset.journey_id])).content.decode()
    assert "deleted on time" in page and mark[:16] in page


def test_the_job_that_reads_data_whose_day_is_over_is_stopped(cast, small):
    dataset = brought(cast, small, log_of(30))
    job = Job.objects.create(
        economy=cast.economy, actor=cast.ana, kind="dataset.read", args={"dataset": str(dataset.pk)}, created_at=datetime.now(UTC)
    )
    with stopped_at(datetime.now(UTC) + timedelta(days=400)):
        assert delete_overdue() == 1
    job.refresh_from_db()
    assert job.state == Job.CANCELLED and AuditEntry.objects.get(action="job.cancelled").actor is None


def test_deleted_by_hand_says_by_whom(cast, small):
    dataset = brought(cast, small, log_of(3))
    discard_dataset(actor=cast.ana, dataset=dataset)
    assert DeletedDataset.objects.get().deleted_by == cast.ana
    with pytest.raises(NotFound):
        discard_dataset(actor=cast.ana, dataset=dataset)


def test_the_page_asks_again_for_what_will_not_do_and_keeps_what_will(cast, small):
    dataset = brought(cast, small, log_of(3))
    ana, address = signed_in(cast.ana), reverse("dataset_terms", args=[dataset.pk])
    assert "To see waits" in ana.get(address).content.decode()
    Dataset.objects.filter(pk=dataset.pk).update(controller=None, delete_by=None)  # as brought before anybody was asked
    assert (localdate() + timedelta(days=365)).isoformat() in ana.get(address).content.decode()
    said = {"purpose": "To plan clinics", "controller": str(cast.council.pk), "delete_by": "2020-01-01"}
    assert "This day is over" in ana.post(address, said).content.decode()
    answer = ana.post(address, {**said, "delete_by": (localdate() + timedelta(days=9)).isoformat(), "readers": [str(cast.council.pk)]})
    assert answer.status_code == 302
    dataset.refresh_from_db()
    assert (dataset.purpose, dataset.controller) == ("To plan clinics", cast.council)
