"""The Celery application. Its broker and rules come from Django's settings (names starting with CELERY_)."""

import os

from celery import Celery, bootsteps
from django.conf import settings

from carejourneys import file_queue

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "carejourneys.settings.local")

assert file_queue  # it makes the broker of the embedded installation known
app = Celery("carejourneys")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


class Housekeeping(bootsteps.StartStopStep):
    """Every worker looks for lost jobs, for files to throw away and for figures that wait to be told: when it starts, when it has found its
    broker again, and every minute.

    The tasks may come from several workers at once. A word that nobody heard within a minute is void: the next one says the same.
    """

    requires = ("celery.worker.consumer.tasks:Tasks",)
    TASKS = ("analytics.requeue_stale", "analytics.sweep", "analytics.tell")
    _timer = None

    def start(self, consumer) -> None:
        self._remind(consumer.app)
        self._timer = consumer.timer.call_repeatedly(settings.HOUSEKEEPING_SECONDS, self._remind, (consumer.app,))

    def stop(self, consumer) -> None:
        if self._timer is not None:
            self._timer.cancel()

    def _remind(self, app: Celery) -> None:
        for name in self.TASKS:
            app.send_task(name, expires=settings.HOUSEKEEPING_SECONDS)


app.steps["consumer"].add(Housekeeping)
