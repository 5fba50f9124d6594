"""A problem or an idea on a step or a link."""

from django.db import models

from journeys.domain.elements import fields_of

from .element import ORDER_LENGTH, ElementRow, one_of
from .link import Link
from .step import Step


class Note(ElementRow):
    PROBLEM, IDEA = "problem", "idea"

    type = models.CharField(max_length=10)
    on_step = models.ForeignKey(Step, on_delete=models.DO_NOTHING, null=True, blank=True, related_name="notes")
    on_link = models.ForeignKey(Link, on_delete=models.DO_NOTHING, null=True, blank=True, related_name="notes")
    text = models.TextField()
    kind = models.CharField(max_length=20, null=True, blank=True)  # of a problem; an idea has none
    who = models.CharField(max_length=120, blank=True)
    order = models.CharField(max_length=ORDER_LENGTH)

    class Meta:
        constraints = [
            one_of("type", ("problem", "idea"), "note_type_known"),
            models.CheckConstraint(
                condition=models.Q(on_step__isnull=True, on_link__isnull=False) | models.Q(on_step__isnull=False, on_link__isnull=True),
                name="note_on_one_thing",
            ),
            models.CheckConstraint(
                condition=models.Q(type="idea", kind__isnull=True)
                | models.Q(type="problem", kind__in=list(fields_of("problem")["kind"].choice_values)),
                name="note_kind_known",
            ),
            models.CheckConstraint(condition=~models.Q(text=""), name="note_has_a_text"),
        ]

    def __str__(self) -> str:
        return self.text[:60]
