"""A moment of a map that was given a name. Of the map it keeps the revision alone: what stood then is read from the log."""

from django.conf import settings
from django.db import models

from carejourneys.common.ids import uuid7

from .map import Map


class Baseline(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    map = models.ForeignKey(Map, on_delete=models.PROTECT, related_name="baselines")
    revision = models.PositiveBigIntegerField()
    name = models.CharField(max_length=120)
    named_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    named_at = models.DateTimeField()

    class Meta:
        ordering = ["-revision"]
        constraints = [
            models.UniqueConstraint(fields=["map", "revision"], name="baseline_once_a_revision"),
            models.CheckConstraint(condition=models.Q(revision__gt=0), name="baseline_of_a_revision"),
            models.CheckConstraint(condition=~models.Q(name=""), name="baseline_has_a_name"),
        ]

    def __str__(self) -> str:
        return self.name
