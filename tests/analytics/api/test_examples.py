"""The examples of docs/feeds.md are run as they stand, against a server and a job that is run meanwhile."""

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.conf import settings

from analytics.models import Job
from analytics.services import jobs
from stakeholders.domain.tokens import Scope
from tests.event_logs import log_of, run_job
from tests.factories import make_cast, make_small_map, make_token
from tests.feeds import begun_feed

pytestmark = pytest.mark.django_db(transaction=True)
EXAMPLES = Path(settings.BASE_DIR) / "docs" / "examples"


@pytest.fixture
def bring(live_server, settings, tmp_path, django_capture_on_commit_callbacks):
    """Runs an example with a file of that content; (exit code, what it printed, what it complained of)."""
    settings.DATA_DIR = tmp_path / "data"
    jobs.current_app.conf.broker_url = "memory://"
    cast = make_cast()
    feed = begun_feed(cast, make_small_map(cast), log_of(10), django_capture_on_commit_callbacks)
    about = {"CARE_JOURNEYS": live_server.url, "TOKEN": make_token(cast.ana, cast.economy, Scope.WRITE), "FEED": str(feed.pk)}

    def run(command: list[str], content: bytes) -> tuple[int, str, str]:
        (tmp_path / "week.csv").write_bytes(content)
        given = {"env": {**os.environ, **about}, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
        process = subprocess.Popen([*command, str(tmp_path / "week.csv")], **given)
        until = time.monotonic() + 120
        while process.poll() is None and time.monotonic() < until:
            for job in Job.objects.filter(state=Job.QUEUED):
                run_job(job_id=str(job.pk))
            time.sleep(0.1)
        said, complained = process.communicate(timeout=10)
        return process.returncode, said, complained

    return run


def test_the_python_example_brings_a_file_and_says_what_came_of_it(bring):
    command = [sys.executable, str(EXAMPLES / "bring_a_file.py")]
    code, said, complained = bring(command, log_of(12))
    assert code == 0, complained
    assert said.splitlines()[0].startswith("version 2: 12 cases, 2026-01-05 to ") and "added: 6" in said and "gone: 0" in said
    code, _said, complained = bring(command, b"who,ward\nA,7\n")
    assert code == 1 and "422: The columns are not those of earlier files." in complained


@pytest.mark.skipif(shutil.which("curl") is None, reason="no curl found: its example was not run")
def test_the_example_with_curl_brings_a_file(bring):
    (line,) = [one for one in (EXAMPLES.parent / "feeds.md").read_text().splitlines() if one.startswith("curl ")]
    code, said, complained = bring(["bash", "-c", line.replace("week.csv", '"$0"')], log_of(12))
    assert code == 0 and '"version":2' in said, complained


def test_the_example_in_r_brings_a_file_and_says_what_came_of_it(bring):
    if shutil.which("Rscript") is None or subprocess.run(["Rscript", "-e", "library(httr2); library(jsonlite)"], check=False).returncode:
        pytest.skip("no R with httr2 found: the example in R was not run")
    code, said, complained = bring(["Rscript", str(EXAMPLES / "bring_a_file.R")], log_of(12))
    assert code == 0, complained
    assert "version 2: 12 cases" in said and "added: 6" in said
