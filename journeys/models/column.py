"""A column of a map."""

from django.db import models

from .element import ORDER_LENGTH, ElementRow
from .phase import Phase


class Column(ElementRow):
    title = models.CharField(max_length=200, blank=True)
    phase = models.ForeignKey(Phase, on_delete=models.DO_NOTHING, null=True, blank=True, related_name="columns")
    order = models.CharField(max_length=ORDER_LENGTH)

    def __str__(self) -> str:
        return self.title or self.order
