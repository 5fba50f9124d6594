"""A step of a map. Figures (hands-on time, pause, value, staff) hold every account side by side: journeys.domain.accounts."""

from django.db import models

from journeys.domain.elements import fields_of

from .column import Column
from .element import ORDER_LENGTH, ElementRow, one_of
from .lane import Lane


class Step(ElementRow):
    title = models.CharField(max_length=200, blank=True)  # gateways and events may go without words
    lane = models.ForeignKey(Lane, on_delete=models.DO_NOTHING, related_name="steps")
    column = models.ForeignKey(Column, on_delete=models.DO_NOTHING, related_name="steps")
    order = models.CharField(max_length=ORDER_LENGTH)
    kind = models.CharField(max_length=20)
    split = models.CharField(max_length=20, null=True, blank=True)
    process_owner = models.CharField(max_length=200, blank=True)
    clinically_responsible = models.CharField(max_length=200, blank=True)
    location = models.CharField(max_length=200, blank=True)
    note = models.TextField(blank=True)
    pt = models.JSONField()
    pause = models.JSONField()
    value = models.JSONField()
    staff = models.JSONField()

    class Meta:
        constraints = [
            one_of("kind", fields_of("step")["kind"].choice_values, "step_kind_known"),
            one_of("split", fields_of("step")["split"].choice_values, "step_split_known", or_null=True),
        ]

    def __str__(self) -> str:
        return self.title
