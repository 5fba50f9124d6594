"""What the rows of all elements of a map share. Rows follow the command log; only journeys.services.map_rows writes them."""

from django.db import models

from .map import Map

ORDER_LENGTH = 255


class ElementRow(models.Model):
    """`id` is the client's; `derived_from` lists the ids of the elements this one was made of."""

    id = models.UUIDField(primary_key=True, editable=False)
    map = models.ForeignKey(Map, on_delete=models.PROTECT, related_name="%(class)ss")
    derived_from = models.JSONField(default=list)

    class Meta:
        abstract = True


def one_of(field: str, values: tuple[str, ...], name: str, *, or_null: bool = False) -> models.CheckConstraint:
    """A named CHECK that a column holds one of these."""
    condition = models.Q(**{f"{field}__in": list(values)})
    return models.CheckConstraint(condition=condition | models.Q(**{f"{field}__isnull": True}) if or_null else condition, name=name)
