"""The embedded worker, a real process on the test's database."""

import os
import subprocess
import sys
import time

import pytest
from django.conf import settings
from django.db import connection

from analytics.models import Job
from carejourneys.common.clock import now
from tests.factories import administrator_of, make_economy


def on_this_database() -> dict[str, str]:
    """The environment in which another process works on the test's own database."""
    name = str(connection.settings_dict["NAME"])
    place = {"SQLITE_PATH": name}
    if os.environ.get("DATABASE_URL"):
        place = {"DATABASE_URL": f"{os.environ['DATABASE_URL'].rpartition('/')[0]}/{name}"}
    return {**os.environ, "DJANGO_SETTINGS_MODULE": "carejourneys.settings.test", **place}


@pytest.mark.skipif(os.geteuid() != 0, reason="only an administrator of the machine is warned")
@pytest.mark.django_db(transaction=True)
def test_the_worker_greets_nobody_with_a_warning_about_being_an_administrator():
    economy = make_economy()
    job = Job.objects.create(economy=economy, actor=administrator_of(economy), kind="test.nothing", created_at=now())
    command = [sys.executable, "manage.py", "worker"]
    worker = subprocess.Popen(command, cwd=settings.BASE_DIR, env=on_this_database(), stderr=subprocess.PIPE, text=True)
    try:
        until = time.monotonic() + 120
        while Job.objects.get(pk=job.pk).state != Job.FAILED and time.monotonic() < until:  # a kind that nobody knows: it works
            time.sleep(0.2)
    finally:
        worker.terminate()
        _out, said = worker.communicate(timeout=60)
    assert Job.objects.get(pk=job.pk).state == Job.FAILED, said
    for greeting in ("superuser", "SecurityWarning", "No hostname"):
        assert greeting not in said
