"""The embedded worker: one Celery worker of one process that ends with the web server that started it."""

import os
import threading
import time
import warnings

from celery.exceptions import SecurityWarning
from django.core.management.base import BaseCommand

from analytics.services.jobs import STALE, requeue_stale
from carejourneys.celery import app


class Command(BaseCommand):
    help = "Runs jobs one after the other, beside an embedded web server. In service run Celery itself."

    def handle(self, *args, **options):
        # Celery warns whoever may administer the machine. Here it is their own, and of a message, JSON with an id, nothing is run.
        warnings.simplefilter("ignore", SecurityWarning)
        threading.Thread(target=_end_with_parent, args=(os.getppid(),), daemon=True).start()
        requeue_stale(silent_for=STALE * 0)  # the only worker there is: whatever runs has lost its own
        app.worker_main(
            ["worker", "--pool", "solo", "--loglevel", "WARNING", "--without-gossip", "--without-mingle", "--without-heartbeat"]
        )


def _end_with_parent(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(1)
    os._exit(0)
