"""A long piece of work: its row is the truth about it, whatever happens to the queue or the worker."""

from datetime import datetime

from django.conf import settings
from django.db import models

from carejourneys.common.ids import uuid7
from stakeholders.models import Economy


class JobQuerySet(models.QuerySet):
    def of_run(self, job: "Job") -> "JobQuerySet":
        """The job's row as long as this very run of it is under way: nothing once it ended, or was taken up by another worker."""
        return self.filter(pk=job.pk, run=job.run, state=Job.RUNNING)

    def silent_since(self, moment: datetime) -> "JobQuerySet":
        """Running jobs that gave no sign of life since: they lost their worker."""
        return self.filter(state=Job.RUNNING, heartbeat_at__lt=moment)


class Job(models.Model):
    QUEUED, RUNNING, DONE, FAILED, CANCELLED = "queued", "running", "done", "failed", "cancelled"
    OPEN = (QUEUED, RUNNING)

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    economy = models.ForeignKey(Economy, on_delete=models.CASCADE, related_name="jobs")
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=40)
    args = models.JSONField(default=dict)
    state = models.CharField(max_length=10, default=QUEUED)
    run = models.UUIDField(null=True)  # which time of taking it up is under way: a worker that fell silent and woke again is another
    attempts = models.PositiveSmallIntegerField(default=0)  # how many runs there were
    done = models.BigIntegerField(default=0)
    total = models.BigIntegerField(default=0)  # 0: not known
    message = models.CharField(max_length=500, blank=True)  # what is being done, or what went wrong, in plain words
    cancel_requested = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    heartbeat_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=["queued", "running", "done", "failed", "cancelled"]), name="job_state_known"
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=["queued", "running"]) | models.Q(ended_at__isnull=False), name="job_end_dated"
            ),
        ]
        indexes = [models.Index(fields=["state", "heartbeat_at"], name="job_by_heartbeat")]

    def __str__(self) -> str:
        return f"{self.kind} ({self.state})"

    @property
    def is_open(self) -> bool:
        """Whether it waits or runs."""
        return self.state in self.OPEN

    def is_silent(self, since: datetime) -> bool:
        """Whether it runs and gave no sign of life since."""
        return self.state == self.RUNNING and self.heartbeat_at is not None and self.heartbeat_at < since

    @property
    def percent(self) -> int | None:
        """How far it is, 0 to 100; None while nobody knows."""
        return min(100, self.done * 100 // self.total) if self.total else None
