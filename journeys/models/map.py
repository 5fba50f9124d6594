"""A map of a journey, current or future. Its fields change only through commands (journeys.services.map_editing)."""

from django.conf import settings
from django.db import models

from carejourneys.common.ids import uuid7

from .journey import Journey


class Map(models.Model):
    CURRENT, FUTURE = "current", "future"
    KINDS = (CURRENT, FUTURE)

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    journey = models.ForeignKey(Journey, on_delete=models.PROTECT, related_name="maps")
    kind = models.CharField(max_length=10, choices=[(kind, kind) for kind in KINDS])
    based_on = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="derived_maps")
    revision = models.PositiveBigIntegerField(default=0)
    archived_at = models.DateTimeField(null=True, blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    # the fields of the element "map"
    title = models.CharField(max_length=200, blank=True)
    start = models.ForeignKey("journeys.Step", on_delete=models.DO_NOTHING, null=True, blank=True, related_name="+")
    end = models.ForeignKey("journeys.Step", on_delete=models.DO_NOTHING, null=True, blank=True, related_name="+")
    unit_of_flow = models.CharField(max_length=120, blank=True)
    hours_per_day = models.FloatField(default=7.5)
    days_per_week = models.FloatField(default=5)
    volume = models.JSONField(null=True, blank=True)
    note = models.TextField(blank=True)
    derived_from = models.JSONField(default=list, blank=True)

    class Meta:
        ordering = ["created_at", "id"]
        constraints = [
            models.CheckConstraint(condition=models.Q(kind__in=["current", "future"]), name="map_kind_known"),
            models.CheckConstraint(condition=models.Q(hours_per_day__gt=0, hours_per_day__lte=24), name="map_hours_of_a_day"),
            models.CheckConstraint(condition=models.Q(days_per_week__gt=0, days_per_week__lte=7), name="map_days_of_a_week"),
            models.CheckConstraint(condition=~models.Q(based_on=models.F("id")), name="map_not_based_on_itself"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_put_away(self) -> bool:
        """Whether it can be read, not changed: it was put away, or its journey was."""
        return self.archived_at is not None or self.journey.archived_at is not None
