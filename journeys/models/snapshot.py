"""A whole map at one revision, ready to be served; the latest of a map is kept, and one of each thousand revisions."""

from django.db import models

from .map import Map


class MapSnapshot(models.Model):
    map = models.ForeignKey(Map, on_delete=models.PROTECT, related_name="snapshots")
    revision = models.PositiveBigIntegerField()
    elements = models.BinaryField()  # JSON: the list of elements in reading order

    class Meta:
        constraints = [models.UniqueConstraint(fields=["map", "revision"], name="snapshot_once_a_revision")]

    def __str__(self) -> str:
        return f"{self.map_id} {self.revision}"
