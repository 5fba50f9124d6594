"""What a worker knows of by itself, whatever else its process has loaded."""

import re
import subprocess
import sys
from pathlib import Path

from analytics import tasks
from analytics.services import telling
from carejourneys.celery import Housekeeping, app

assert tasks  # as a worker imports them
ROOT = Path(__file__).resolve().parents[2]
KINDS = "import django; django.setup(); import analytics.tasks; from analytics.services.jobs import RUNNERS; print(len(RUNNERS))"


def test_a_worker_knows_how_every_kind_of_job_is_run():
    written = sum(len(re.findall(r"^@runner\(", path.read_text(), re.M)) for path in (ROOT / "analytics" / "services").glob("*.py"))
    known = subprocess.run([sys.executable, "-c", KINDS], cwd=ROOT, capture_output=True, text=True, check=True)
    assert int(known.stdout) == written > 0


def test_every_worker_is_reminded_of_figures_that_wait_to_be_told_and_knows_how():
    assert telling.TASK in Housekeeping.TASKS and set(Housekeeping.TASKS) <= set(app.tasks)
