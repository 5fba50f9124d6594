"""/readyz, as whoever watches the installation reads it."""

from datetime import timedelta

import pytest
from django.conf import settings

from analytics.models import Job
from analytics.services import jobs
from carejourneys.common.clock import now
from tests.factories import make_cast
from tests.interrupted import fell_silent

pytestmark = pytest.mark.django_db


def ready(client) -> dict:
    answer = client.get("/readyz")
    assert answer.status_code == 200
    return answer.json()


def waiting_for(**how_long) -> Job:
    cast = make_cast()
    return Job.objects.create(economy=cast.economy, actor=cast.ana, kind="test", created_at=now() - timedelta(**how_long))


def test_without_jobs_all_is_well(client):
    said = ready(client)
    assert (said["status"], said["queue_age_seconds"]) == ("ok", 0)
    assert set(said["checks"]) == {"database", "queue"} | ({"redis"} if settings.REDIS_URL else set())
    assert set(said["checks"].values()) == {"ok"}


def test_the_age_of_the_queue_is_that_of_the_job_that_waits_longest(client):
    for minutes in (1, 4, 2):
        waiting_for(minutes=minutes)
    said = ready(client)
    assert 240 <= said["queue_age_seconds"] < 270 and said["checks"]["queue"] == "ok"


def test_a_slow_queue_is_said_and_keeps_nobody_from_the_pages(client):
    waiting_for(minutes=6)
    said = ready(client)
    assert (said["status"], said["checks"]["queue"]) == ("ok", "slow")


def test_a_job_that_runs_or_has_ended_does_not_wait(client):
    Job.objects.filter(pk=waiting_for(hours=2).pk).update(state=Job.RUNNING, heartbeat_at=now() - timedelta(hours=1))
    Job.objects.filter(pk=waiting_for(hours=2).pk).update(state=Job.DONE, ended_at=now())
    assert ready(client)["queue_age_seconds"] == 0


def test_a_job_that_lost_its_worker_has_waited_since_then_and_not_since_it_was_made(client):
    jobs.current_app.conf.broker_url = "memory://"
    job = waiting_for(minutes=1)
    jobs.take_up(job_id=str(job.pk))
    fell_silent(job)
    Job.objects.filter(pk=job.pk).update(created_at=now() - timedelta(hours=2))
    jobs.requeue_stale()
    assert 30 <= ready(client)["queue_age_seconds"] < 60
