"""A phase: a heading over a run of columns."""

from django.db import models

from .element import ORDER_LENGTH, ElementRow


class Phase(ElementRow):
    title = models.CharField(max_length=200)
    order = models.CharField(max_length=ORDER_LENGTH)

    class Meta:
        constraints = [models.CheckConstraint(condition=~models.Q(title=""), name="phase_has_a_title")]

    def __str__(self) -> str:
        return self.title
