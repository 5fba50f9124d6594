"""Taking a text out of a map and all its history: one person asks with a reason, another agrees."""

from django.conf import settings
from django.db import models

from carejourneys.common.ids import uuid7

from .map import Map


class Redaction(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    map = models.ForeignKey(Map, on_delete=models.PROTECT, related_name="redactions")
    text = models.CharField(max_length=200, blank=True)  # emptied as soon as the matter is settled
    reason = models.CharField(max_length=200)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(auto_now_add=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    agreed_at = models.DateTimeField(null=True, blank=True)
    declined_at = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(agreed_at__isnull=True)
                | (models.Q(answered_by__isnull=False) & ~models.Q(answered_by=models.F("asked_by"))),
                name="redaction_takes_two_people",
            ),
            models.CheckConstraint(
                condition=models.Q(done_at__isnull=True) | models.Q(agreed_at__isnull=False), name="redaction_agreed_before_done"
            ),
            models.CheckConstraint(
                condition=models.Q(done_at__isnull=True, declined_at__isnull=True) | models.Q(text=""),
                name="redaction_text_gone_when_settled",
            ),
            models.CheckConstraint(condition=~models.Q(reason=""), name="redaction_has_a_reason"),
        ]

    def __str__(self) -> str:
        return str(self.id)
