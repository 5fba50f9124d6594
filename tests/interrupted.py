"""Runs of jobs into which something else happens: another run, a deletion, somebody who stops the work."""

from collections.abc import Callable
from datetime import timedelta

from analytics.models import Job
from analytics.services import jobs
from carejourneys.common.clock import now


class Meanwhile(jobs.Progress):
    """A run's progress that looks each time it is asked; at the first look at work that has begun, something happens before.

    looks: False for a run that looks no more after that, until it keeps what it made.
    """

    EVERY = 0.0

    def __init__(self, job: Job, happens: Callable[[], object], looks: bool = True):
        super().__init__(job)
        self._happens, self._looks = [happens], looks

    def __call__(self, done: int, total: int = 0, message: str = "") -> None:
        if not message and self._happens:
            self._happens.pop()()
        if self._looks or self._happens:
            super().__call__(done, total, message)


def run_meanwhile(job: Job, happens: Callable[[], object], looks: bool = True) -> Job:
    """Runs the job as a worker would, something happening in the middle of it; the job as it is afterwards."""
    taken = jobs.take_up(job_id=str(job.pk))
    assert taken is not None
    progress = Meanwhile(taken, happens, looks)
    jobs.carry_out(taken, progress)
    assert not progress._happens, "the run came to no look"
    job.refresh_from_db()
    return job


def fell_silent(job: Job) -> None:
    """The job's row as a worker leaves it that was killed, or stopped for a while."""
    long_ago = now() - jobs.STALE - timedelta(seconds=1)
    Job.objects.filter(pk=job.pk).update(heartbeat_at=long_ago, created_at=long_ago)


def taken_up_by_another(job: Job) -> None:
    """Its worker counts as lost; another one brings the job to its end."""
    fell_silent(job)
    jobs.requeue_stale()
    jobs.run_job(job_id=str(job.pk))
