"""A link from one step to another: the person's way on, work sent back, or information."""

from django.db import models

from journeys.domain.elements import fields_of

from .element import ElementRow, one_of
from .step import Step


class Link(ElementRow):
    source = models.ForeignKey(Step, on_delete=models.DO_NOTHING, related_name="links_out")
    target = models.ForeignKey(Step, on_delete=models.DO_NOTHING, related_name="links_in")
    kind = models.CharField(max_length=20)
    label = models.CharField(max_length=120, blank=True)
    carries = models.CharField(max_length=20)
    channel = models.CharField(max_length=200, blank=True)
    acknowledged = models.BooleanField(null=True, blank=True)
    holds = models.CharField(max_length=200, blank=True)
    note = models.TextField(blank=True)
    share = models.JSONField()
    wait = models.JSONField()
    caa = models.JSONField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~models.Q(source=models.F("target")), name="link_not_to_itself"),
            one_of("kind", fields_of("link")["kind"].choice_values, "link_kind_known"),
            one_of("carries", fields_of("link")["carries"].choice_values, "link_carries_known"),
        ]

    def __str__(self) -> str:
        return self.label or str(self.id)
