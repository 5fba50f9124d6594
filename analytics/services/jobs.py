"""Long work in a worker: started after the commit, watched and cancelled through its row, taken up again when a worker dies.

A runner is a function (job, progress) registered under a kind. It must be safe to run twice: a job that was interrupted starts anew.
"""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

import structlog
from celery import current_app
from django.db import Error as DatabaseUnwell
from django.db import connection, transaction
from django.db.models import F, QuerySet
from django.utils.translation import gettext as _

from analytics.models import Job
from carejourneys.common.clock import now
from carejourneys.common.errors import AppError
from carejourneys.common.ids import uuid7
from carejourneys.common.outbox import after_commit
from stakeholders.domain.permissions import Permission
from stakeholders.models import Economy, User
from stakeholders.queries.access import check
from stakeholders.services.audit import record

log = structlog.get_logger(__name__)
TASK = "analytics.run_job"
BEAT = 5  # seconds between two signs of life
STALE = timedelta(seconds=30)  # a running job silent for longer has lost its worker
MOST_ATTEMPTS = 5  # a job that ends its worker every time (too little memory) is not begun for ever
MOST_SENT = 20  # queued jobs that are sent again at a time, oldest first: a word too many costs little, thousands would not

Runner = Callable[[Job, "Progress"], None]
RUNNERS: dict[str, Runner] = {}
CALLED_OFF: dict[str, Callable[[Job], object]] = {}


class Cancelled(Exception):
    """Somebody asked the job to stop."""


def runner(kind: str, *, called_off: Callable[[Job], object] | None = None) -> Callable[[Runner], Runner]:
    """Registers a function as what a kind of job does; `called_off` tidies up after one that is stopped while no run is at it."""

    def register(run: Runner) -> Runner:
        RUNNERS[kind] = run
        if called_off is not None:
            CALLED_OFF[kind] = called_off
        return run

    return register


def start_job(*, actor: User, economy: Economy, kind: str, args: dict | None = None, message: str = "") -> Job:
    """A queued job; a worker hears of it after the commit. The caller's service has opened the door. KeyError for an unknown kind."""
    if kind not in RUNNERS:
        raise KeyError(kind)
    job = Job.objects.create(economy=economy, actor=actor, kind=kind, args=args or {}, message=message, created_at=now())
    after_commit(send, job.pk)
    return job


def send(job_id) -> None:
    """Tells the workers about a queued job."""
    current_app.send_task(TASK, args=[str(job_id)])


@transaction.atomic
def cancel_job(*, actor: User, job: Job) -> None:
    """A waiting job ends at once, and one whose worker fell silent; a running one at its next step; an ended one stays as it is."""
    check(actor, job.economy_id, Permission.UPLOAD_DATA)
    stop_job(actor=actor, job=job)


@transaction.atomic
def stop_job(*, actor: User | None, job: Job) -> None:
    """The same for a service that has asked at the door already, or for nobody: what the job works on goes."""
    found = Job.objects.select_for_update().filter(pk=job.pk, state__in=Job.OPEN).first()
    if found is None:
        return
    waiting, silent = found.state == Job.QUEUED, found.is_silent(now() - STALE)
    if found.cancel_requested and not silent:
        return
    ended = {"state": Job.CANCELLED, "ended_at": now()}
    if waiting:
        ended["message"] = _("Cancelled before it began.")
    elif silent:
        ended["message"] = _("Cancelled. Nothing was changed.")
    Job.objects.filter(pk=found.pk).update(cancel_requested=True, **(ended if waiting or silent else {}))
    if (waiting or silent) and found.kind in CALLED_OFF:
        after_commit(CALLED_OFF[found.kind], found)
    record(actor=actor, economy=found.economy, action="job.cancelled", subject=found, details={"kind": found.kind, "was": found.state})


def run_job(*, job_id: str) -> None:
    """Runs a queued job to its end. One that runs, has ended or is gone is left alone: messages may come twice."""
    job = take_up(job_id=job_id)
    if job is not None:
        carry_out(job, Progress(job))


def take_up(*, job_id: str) -> Job | None:
    """The job, now running, under an identity of this run; None when it does not wait."""
    run = uuid7()
    taken = {"state": Job.RUNNING, "run": run, "started_at": now(), "heartbeat_at": now(), "done": 0, "attempts": F("attempts") + 1}
    if not Job.objects.filter(pk=job_id, state=Job.QUEUED).update(**taken):
        return None
    return Job.objects.select_related("economy", "actor").filter(pk=job_id, run=run).first()


def carry_out(job: Job, progress: "Progress") -> None:
    """Does the work and writes down how it ended, unless the job was taken from this run meanwhile."""
    with beating(job):
        try:
            RUNNERS[job.kind](job, progress)
        except Cancelled:
            _end(job, Job.CANCELLED, _("Cancelled. Nothing was changed."))
        except AppError as refusal:
            _end(job, Job.FAILED, str(refusal.message))
        except Exception:
            log.exception("job_failed", job=str(job.pk), kind=job.kind)
            if progress.wanted:
                _end(job, Job.FAILED, _("Something went wrong on our side. Nothing was changed; please try again."))
            else:  # what it worked on was taken away: that is what stopping it was for
                _end(job, Job.CANCELLED, _("Cancelled. Nothing was changed."))
        else:
            _end(job, Job.DONE, "")


def _end(job: Job, state: str, message: str) -> None:
    values = {"state": state, "ended_at": now()} | ({"message": message[:500]} if message else {})
    Job.objects.of_run(job).update(**values)


def requeue_stale(*, silent_for: timedelta = STALE) -> int:
    """Running jobs whose worker went silent are queued anew, and queued ones sent again, lest a message was lost. Returns how many."""
    silent = Job.objects.silent_since(now() - silent_for)
    silent.filter(cancel_requested=True).update(state=Job.CANCELLED, ended_at=now(), message=_("Cancelled. Nothing was changed."))
    lost = _("It was begun several times and never came to its end. Nothing was changed. Ask whoever runs this installation to look.")
    silent.filter(attempts__gte=MOST_ATTEMPTS).update(state=Job.FAILED, ended_at=now(), message=lost)
    silent.update(state=Job.QUEUED, run=None, done=0)
    queued = Job.objects.filter(state=Job.QUEUED, created_at__lt=now() - silent_for).order_by("created_at")
    again = list(queued.values_list("pk", flat=True)[:MOST_SENT])
    for pk in again:
        send(pk)
    return len(again)


class Progress:
    """How far a run of a job is. Calling it also asks whether the run is still wanted: when not, it raises Cancelled."""

    EVERY = 0.4  # seconds: a page looks about once a second

    def __init__(self, job: Job):
        self._job = job
        self._last = 0.0

    def __call__(self, done: int, total: int = 0, message: str = "") -> None:
        if time.monotonic() - self._last < self.EVERY and not message:
            return
        self._last = time.monotonic()
        values = {"done": done, "total": total, "heartbeat_at": now()} | ({"message": message[:500]} if message else {})
        if not self._wanted().update(**values):
            raise Cancelled

    @property
    def wanted(self) -> bool:
        """Whether this run is still the job's, and nobody asked it to stop."""
        return self._wanted().exists()

    def hold(self) -> None:
        """For the transaction that keeps the outcome: Cancelled when the run is no longer wanted; until the commit nobody can end it."""
        if self._wanted().select_for_update().first() is None:
            raise Cancelled

    def _wanted(self) -> QuerySet[Job]:
        return Job.objects.of_run(self._job).filter(cancel_requested=False)


@contextmanager
def beating(job: Job, *, every: float = BEAT) -> Iterator[None]:
    """Signs of life from a thread of its own, so that a long statement is not taken for a dead worker."""
    over = threading.Event()

    def beat() -> None:
        while not over.wait(every):
            try:
                Job.objects.of_run(job).update(heartbeat_at=now())
            except DatabaseUnwell as trouble:  # a beat is missed; the database may be well again at the next
                log.warning("heartbeat_missed", job=str(job.pk), trouble=type(trouble).__name__)
                connection.close()
        connection.close()

    thread = threading.Thread(target=beat, daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join(timeout=2)
