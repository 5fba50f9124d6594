"""A text an economy made its own: each change is a new row, with who and when."""

from django.conf import settings
from django.db import models

from carejourneys.common.ids import uuid7
from stakeholders.domain.texts import TextKind

from .economy import Economy


class EconomyText(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    economy = models.ForeignKey(Economy, on_delete=models.PROTECT, related_name="texts")
    kind = models.CharField(max_length=20, choices=[(kind.value, kind.value) for kind in TextKind])
    body = models.TextField()
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["economy", "kind", "-id"], name="text_newest_of_a_kind")]
        constraints = [models.CheckConstraint(condition=models.Q(kind__in=[kind.value for kind in TextKind]), name="text_kind_known")]

    def __str__(self) -> str:
        return f"{self.economy}: {self.kind}"
