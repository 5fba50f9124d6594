"""A first map out of data, from the page of the data."""

import pytest
from django.urls import reverse

from analytics.models import Job
from analytics.services import jobs
from journeys.models import Map
from tests.event_logs import NAMES, brought, log_of, read, run_job
from tests.factories import make_small_map, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def dataset(cast, settings, tmp_path, django_capture_on_commit_callbacks):
    settings.DATA_DIR = tmp_path
    jobs.current_app.conf.broker_url = "memory://"
    found = brought(cast, make_small_map(cast), log_of(30, waiting=10))
    read(cast, found, django_capture_on_commit_callbacks)
    return found


def test_the_page_of_the_data_leads_an_analyst_there(cast, dataset):
    address, of_data = reverse("draft_map", args=[dataset.pk]), reverse("dataset", args=[dataset.pk])
    assert address in signed_in(cast.ana).get(of_data).content.decode()
    assert address not in signed_in(cast.vic).get(of_data).content.decode()


def test_the_form_begins_with_what_ends_a_journey_for_many_and_a_job_draws_the_map(cast, dataset):
    client, address = signed_in(cast.ana), reverse("draft_map", args=[dataset.pk])
    form = client.get(address).context["form"]
    assert form.fields["end_activities"].initial == [NAMES[-1], NAMES[0]], "a quarter were last seen at the first"
    answer = client.post(address, {"title": "From January", "steps": 9, "least": 5, "end_activities": [NAMES[-1]]})
    job = Job.objects.get(kind="map.draft")
    assert answer.url == reverse("job", args=[job.pk])
    run_job(job_id=str(job.pk))
    page = client.get(answer.url).content.decode()
    made = Map.objects.get(title="From January")
    assert reverse("map", args=[made.pk]) in page and "Drafting a map" in page
    drawn = client.get(reverse("map", args=[made.pk])).content.decode()
    assert all(name in drawn for name in NAMES) and "Some figures cannot be computed" not in drawn


def test_what_will_not_do_is_said_and_nothing_begins(cast, dataset):
    client, address = signed_in(cast.ana), reverse("draft_map", args=[dataset.pk])
    text = client.post(address, {"title": "Call 01632 960 123", "steps": 99, "least": 5}).content.decode()
    assert "phone number" in text and "This can be 60 at most." in text and "Choose at least one activity" in text
    taken = client.post(address, {"title": "Today", "steps": 9, "least": 5, "end_activities": [NAMES[-1]]}).content.decode()
    assert "map of that name" in taken and not Job.objects.filter(kind="map.draft").exists()
