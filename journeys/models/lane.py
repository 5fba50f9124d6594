"""A lane of a map: the person's, the carers' or an organisation's."""

from django.db import models

from journeys.domain.elements import fields_of
from stakeholders.models import Organisation

from .element import ORDER_LENGTH, ElementRow, one_of


class Lane(ElementRow):
    title = models.CharField(max_length=200)
    subtitle = models.CharField(max_length=200, blank=True)
    kind = models.CharField(max_length=20)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="lanes")
    hours_per_day = models.FloatField(null=True, blank=True)
    order = models.CharField(max_length=ORDER_LENGTH)

    class Meta:
        constraints = [
            one_of("kind", fields_of("lane")["kind"].choice_values, "lane_kind_known"),
            models.CheckConstraint(condition=~models.Q(title=""), name="lane_has_a_title"),
        ]

    def __str__(self) -> str:
        return self.title
