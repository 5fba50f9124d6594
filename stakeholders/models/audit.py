"""The audit: what was done, by whom, when. Written in the same transaction as the fact; never changed, never deleted."""

from django.conf import settings
from django.db import models

from .economy import Economy


class AuditEntry(models.Model):
    economy = models.ForeignKey(Economy, on_delete=models.PROTECT, null=True, related_name="audit")
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    action = models.CharField(max_length=60)  # subject.verb: "membership.ended"
    subject_type = models.CharField(max_length=40)
    subject_id = models.CharField(max_length=64)
    details = models.JSONField(default=dict)  # never a secret; of free text the names of things alone, as they were
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["economy", "-id"], name="audit_of_economy")]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.action}"
