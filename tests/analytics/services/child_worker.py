"""A real worker process on the test's own database, broker and data: `worker(how)` starts one, `wait_for` waits for what it does."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import django

CHILD = __name__ == "__main__"
if CHILD:
    django.setup()

import pytest  # noqa: E402
from django.conf import settings  # noqa: E402
from django.db import connection  # noqa: E402

if CHILD:
    settings.DATABASES["default"]["NAME"] = os.environ["TEST_DATABASE_NAME"]
    settings.HOUSEKEEPING_SECONDS = 1

from analytics.models import Job  # noqa: E402
from analytics.queries.datasets import READ  # noqa: E402
from analytics.services import jobs, reading  # noqa: E402
from carejourneys.celery import app  # noqa: E402

assert reading  # its runners are known to a worker
ROOT = Path(__file__).resolve().parents[3]


def worker(how: str, pool: str = "solo") -> subprocess.Popen:
    """slow: its jobs sleep. quick: they do not. slow once: only a job's first run sleeps, having said the id of its process.
    stops while it reads: the process stops itself (SIGSTOP) in the middle of a file.
    """
    name = str(connection.settings_dict["NAME"])
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "carejourneys.settings.test", "TEST_DATABASE_NAME": name}
    return subprocess.Popen([sys.executable, "-m", "tests.analytics.services.child_worker", how, pool], cwd=ROOT, env=environment)


def wait_for(job: Job, *states: str, seconds: float = 120) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        job.refresh_from_db()
        if job.state in states:
            return
        time.sleep(0.1)
    pytest.fail(f"the job is still {job.state}: {job.message}")


def run(how: str, pool: str) -> None:
    """The child's own life."""
    read = jobs.RUNNERS[READ]

    @jobs.runner("test.slow")
    def _slow(job, progress):
        progress(1, 2, str(os.getpid()) if how == "slow once" and job.attempts == 1 else how)
        if how == "slow" or (how == "slow once" and job.attempts == 1):
            time.sleep(60)

    class Stopping(jobs.Progress):
        def __call__(self, done, total=0, message=""):
            if not message:
                os.kill(os.getpid(), signal.SIGSTOP)
            super().__call__(done, total, message)

    if how == "stops while it reads":
        jobs.RUNNERS[READ] = lambda job, progress: read(job, Stopping(job))
    jobs.requeue_stale(silent_for=jobs.STALE * 0)
    options = ["--loglevel", "WARNING", "--without-gossip", "--without-mingle", "--without-heartbeat"]
    app.worker_main(["worker", "--pool", pool, "--concurrency", "1", *options])


if CHILD:
    run(*sys.argv[1:])
