"""A link with which somebody without an account reads a map or a comparison. The link's secret is stored as a digest only."""

from datetime import datetime

from django.conf import settings
from django.db import models

from carejourneys.common.ids import uuid7

from .map import Map


class ShareQuerySet(models.QuerySet["Share"]):
    def working(self, now: datetime) -> "ShareQuerySet":
        """Neither stopped nor run out."""
        return self.filter(withdrawn_at=None, expires_at__gt=now)


class Share(models.Model):
    """`other` None: the map alone; else the map against the other. label: what the link is for, for those inside."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    map = models.ForeignKey(Map, on_delete=models.PROTECT, related_name="shares")
    other = models.ForeignKey(Map, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    label = models.CharField(max_length=120)
    with_measures = models.BooleanField(default=False)
    digest = models.CharField(max_length=64, unique=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    objects = ShareQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at", "-id"]
        constraints = [
            models.CheckConstraint(condition=~models.Q(label=""), name="share_has_a_purpose"),
            models.CheckConstraint(condition=models.Q(expires_at__gt=models.F("made_at")), name="share_runs_out"),
            models.CheckConstraint(condition=~models.Q(other=models.F("map")), name="share_of_two_maps"),
            models.CheckConstraint(
                condition=models.Q(withdrawn_at=None, withdrawn_by=None) | models.Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False),
                name="share_withdrawn_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return self.label
