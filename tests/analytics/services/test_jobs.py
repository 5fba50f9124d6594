"""Jobs: the row is the truth. The worker is a real child process over a folder, and over Redis where there is one."""

import os
import signal
import time
from datetime import timedelta

import pytest
from django.conf import settings
from django.db import connection

from analytics.models import Job
from analytics.services import jobs
from carejourneys.common.clock import now
from carejourneys.common.errors import NotAllowed, NotFound, RuleBroken
from stakeholders.domain.permissions import Role
from stakeholders.models import AuditEntry
from tests.analytics.services.child_worker import wait_for, worker
from tests.factories import make_economy, make_member, make_person
from tests.interrupted import fell_silent

REFUSAL = "Row 7 has no date."


@jobs.runner("test.count")
def count(job, progress):
    for done in range(5):
        progress(done, 5, f"step {done}")


@jobs.runner("test.refuse")
def refuse(job, progress):
    raise RuleBroken(REFUSAL)


@jobs.runner("test.break")
def break_down(job, progress):
    raise ZeroDivisionError("a secret detail")


def start(kind, **args):
    economy = make_economy()
    return jobs.start_job(actor=make_member(economy, Role.ANALYST), economy=economy, kind=kind, args=args)


@pytest.fixture
def silent(settings):
    """Messages go to a broker in memory: these tests run the job by hand."""
    jobs.current_app.conf.broker_url = "memory://"


@pytest.mark.django_db
def test_a_job_runs_to_its_end_and_only_once(silent):
    job = start("test.count")
    jobs.run_job(job_id=str(job.pk))
    job.refresh_from_db()
    assert (job.state, job.done, job.total, job.percent) == (Job.DONE, 4, 5, 80)
    ended = job.ended_at
    jobs.run_job(job_id=str(job.pk))
    job.refresh_from_db()
    assert job.ended_at == ended


@pytest.mark.django_db
def test_a_refusal_is_said_in_its_words_and_a_fault_in_ours(silent):
    refused, broken = start("test.refuse"), start("test.break")
    for job in (refused, broken):
        jobs.run_job(job_id=str(job.pk))
        job.refresh_from_db()
    assert (refused.state, refused.message) == (Job.FAILED, REFUSAL)
    assert broken.state == Job.FAILED
    assert "secret" not in broken.message


@pytest.mark.django_db
def test_a_waiting_job_is_cancelled_at_once_a_running_one_at_its_next_step(silent):
    waiting, running = start("test.count"), start("test.count")
    jobs.cancel_job(actor=waiting.actor, job=waiting)
    waiting.refresh_from_db()
    assert waiting.state == Job.CANCELLED
    Job.objects.filter(pk=running.pk).update(state=Job.RUNNING, heartbeat_at=now())
    jobs.cancel_job(actor=running.actor, job=running)
    with pytest.raises(jobs.Cancelled):
        jobs.Progress(running)(1, 5, "next")


@pytest.mark.django_db
def test_stopping_a_job_is_in_the_audit_once_with_who_did_it(silent):
    job = start("test.count")
    jobs.take_up(job_id=str(job.pk))
    ana = make_member(job.economy, Role.ANALYST)
    for _ in range(2):
        jobs.cancel_job(actor=ana, job=job)
    entry = AuditEntry.objects.get(action="job.cancelled")
    assert (entry.actor, entry.economy, entry.subject_id) == (ana, job.economy, str(job.pk))
    assert entry.details == {"kind": "test.count", "was": Job.RUNNING}


@pytest.mark.django_db
def test_who_may_not_bring_data_stops_no_job(silent):
    job = start("test.count")
    for person, error in ((make_member(job.economy, Role.OBSERVER), NotAllowed), (make_person(), NotFound)):
        with pytest.raises(error):
            jobs.cancel_job(actor=person, job=job)
    job.refresh_from_db()
    assert job.state == Job.QUEUED and not AuditEntry.objects.filter(action="job.cancelled").exists()


@pytest.mark.django_db
def test_a_job_whose_worker_fell_silent_is_stopped_at_once(silent):
    job = start("test.count")
    jobs.take_up(job_id=str(job.pk))
    fell_silent(job)
    jobs.cancel_job(actor=job.actor, job=job)
    job.refresh_from_db()
    assert (job.state, job.message) == (Job.CANCELLED, "Cancelled. Nothing was changed.")
    jobs.requeue_stale()
    job.refresh_from_db()
    assert job.state == Job.CANCELLED


@pytest.mark.django_db
def test_a_job_that_breaks_after_it_was_to_stop_was_stopped(silent):
    job = start("test.break")
    taken = jobs.take_up(job_id=str(job.pk))
    jobs.cancel_job(actor=job.actor, job=job)
    jobs.carry_out(taken, jobs.Progress(taken))
    job.refresh_from_db()
    assert job.state == Job.CANCELLED


@pytest.mark.django_db
def test_a_run_that_lost_its_job_to_another_neither_reports_nor_ends_it(silent):
    job = start("test.count")
    first = jobs.take_up(job_id=str(job.pk))
    fell_silent(job)
    jobs.requeue_stale()
    second = jobs.take_up(job_id=str(job.pk))
    jobs.Progress(second)(3, 5, "by the second")
    with pytest.raises(jobs.Cancelled):
        jobs.Progress(first)(1, 5, "by the first")
    jobs.carry_out(first, jobs.Progress(first))
    job.refresh_from_db()
    assert (job.state, job.run, job.done, job.message) == (Job.RUNNING, second.run, 3, "by the second")


@pytest.mark.django_db(transaction=True)
def test_signs_of_life_go_on_when_the_database_was_unwell_for_a_while(silent):
    job = jobs.take_up(job_id=str(start("test.count").pk))
    table = Job._meta.db_table
    with jobs.beating(job, every=0.05):
        with connection.cursor() as cursor:
            cursor.execute(f"ALTER TABLE {table} RENAME TO out_of_reach")
            time.sleep(0.5)
            cursor.execute(f"ALTER TABLE out_of_reach RENAME TO {table}")
        job.refresh_from_db()
        before, until = job.heartbeat_at, time.monotonic() + 60
        while job.heartbeat_at == before and time.monotonic() < until:
            time.sleep(0.05)
            job.refresh_from_db()
    assert job.heartbeat_at > before


@pytest.mark.django_db
def test_a_job_whose_worker_fell_silent_is_queued_again(silent):
    job = start("test.count")
    Job.objects.filter(pk=job.pk).update(
        state=Job.RUNNING, heartbeat_at=now() - timedelta(seconds=31), created_at=now() - timedelta(seconds=40)
    )
    assert jobs.requeue_stale() == 1
    job.refresh_from_db()
    assert job.state == Job.QUEUED
    Job.objects.filter(pk=job.pk).update(state=Job.RUNNING, heartbeat_at=now())
    assert jobs.requeue_stale() == 0


@pytest.mark.django_db
def test_a_job_that_ends_its_worker_each_time_is_not_begun_for_ever(silent):
    job = start("test.count")
    for _ in range(jobs.MOST_ATTEMPTS):
        assert jobs.take_up(job_id=str(job.pk)) is not None
        fell_silent(job)
        jobs.requeue_stale()
    assert jobs.take_up(job_id=str(job.pk)) is None
    job.refresh_from_db()
    assert (job.state, job.attempts) == (Job.FAILED, jobs.MOST_ATTEMPTS) and "several times" in job.message


@pytest.mark.django_db
def test_a_long_queue_is_not_sent_again_as_a_whole(silent):
    economy = make_economy()
    about = {"economy": economy, "actor": make_member(economy, Role.ANALYST), "kind": "test.count"}
    Job.objects.bulk_create(Job(**about, created_at=now() - timedelta(hours=1)) for _ in range(jobs.MOST_SENT + 5))
    assert jobs.requeue_stale() == jobs.MOST_SENT


@pytest.mark.django_db
def test_an_unknown_kind_is_no_job(silent):
    with pytest.raises(KeyError):
        start("test.nothing")


@pytest.mark.django_db(transaction=True)
def test_a_child_worker_runs_dies_and_another_takes_the_job_up_again():
    """Killed in the middle of a job (-9): the next worker finds it and brings it to its end."""
    broker = settings.CELERY_BROKER_URL
    jobs.current_app.conf.broker_url = broker
    job = start("test.slow")
    first = worker("slow")
    try:
        wait_for(job, Job.RUNNING)
        time.sleep(0.5)
    finally:
        os.kill(first.pid, signal.SIGKILL)
        first.wait()
    job.refresh_from_db()
    assert job.state == Job.RUNNING
    second = worker("quick")
    try:
        wait_for(job, Job.DONE)
    finally:
        second.terminate()
        second.wait(timeout=60)
    assert job.message == "quick"


@pytest.mark.django_db(transaction=True)
def test_a_worker_takes_up_what_others_lost_while_it_runs_and_throws_old_files_away(settings):
    """Nothing is started anew: one worker, at work all the time, looks again and again."""
    jobs.current_app.conf.broker_url = settings.CELERY_BROKER_URL
    process = worker("quick")
    try:
        wait_for(first := start("test.slow"), Job.DONE)
        lost = Job.objects.create(economy=first.economy, actor=first.actor, kind="test.slow", created_at=now())
        assert jobs.take_up(job_id=str(lost.pk)) is not None
        fell_silent(lost)
        forgotten = settings.DATA_DIR / "reading" / "a run that is over"
        forgotten.mkdir(parents=True, exist_ok=True)  # a run that was broken off may have left it
        wait_for(lost, Job.DONE)
        until = time.monotonic() + 60
        while forgotten.exists() and time.monotonic() < until:
            time.sleep(0.1)
        assert not forgotten.exists()
    finally:
        process.terminate()
        process.wait(timeout=60)
    assert lost.attempts == 2


@pytest.mark.services
@pytest.mark.django_db(transaction=True)
def test_a_job_whose_process_was_killed_under_a_living_worker_is_taken_up_again():
    """As the kernel does when memory is short: one child of the pool dies, the worker itself goes on and starts another."""
    jobs.current_app.conf.broker_url = settings.CELERY_BROKER_URL
    job = start("test.slow")
    process = worker("slow once", pool="prefork")
    try:
        wait_for(job, Job.RUNNING)
        until = time.monotonic() + 60
        while not job.message and time.monotonic() < until:
            time.sleep(0.1)
            job.refresh_from_db()
        assert int(job.message) != process.pid
        os.kill(int(job.message), signal.SIGKILL)
        time.sleep(1)
        fell_silent(job)
        wait_for(job, Job.DONE)
    finally:
        process.terminate()
        process.wait(timeout=60)
    assert job.attempts == 2


@jobs.runner("test.slow")
def slow(job, progress):
    raise AssertionError("runs in the child only")
