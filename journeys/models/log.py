"""The command log of a map: what was sent, by whom, what it changed and what would take it back. Written once.

The database itself refuses to change or delete a row (triggers in the first migration), but for one thing: while a redaction
that two people signed is being carried out, texts in it are replaced by a mark.
"""

from django.conf import settings
from django.db import models

from .map import Map


class MapCommandLog(models.Model):
    map = models.ForeignKey(Map, on_delete=models.PROTECT, related_name="log")
    revision = models.PositiveBigIntegerField()  # the map's revision that this command made
    command_id = models.UUIDField()
    root = models.UUIDField()  # the command an undo or redo goes back to; otherwise its own id
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    client = models.CharField(max_length=64, blank=True)  # which of the person's windows sent it
    base_revision = models.PositiveBigIntegerField()
    kind = models.CharField(max_length=30)
    command = models.JSONField()
    change = models.JSONField()  # {"put": [elements], "remove": [ids]}
    inverse = models.JSONField()  # {"put": [elements], "set": [[id, path, old]], "remove": [ids]}
    touched = models.JSONField()  # [[id, path], …]
    details = models.JSONField(default=dict)
    at = models.DateTimeField()
    redacted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["map", "revision"]
        constraints = [
            models.UniqueConstraint(fields=["map", "revision"], name="log_revision_once_a_map"),
            models.UniqueConstraint(fields=["map", "command_id"], name="log_command_once_a_map"),
            models.CheckConstraint(condition=models.Q(revision__gt=0), name="log_revision_from_one"),
            models.CheckConstraint(condition=models.Q(base_revision__lt=models.F("revision")), name="log_base_before_revision"),
        ]
        indexes = [models.Index(fields=["map", "root"], name="log_by_root")]

    def __str__(self) -> str:
        return f"{self.map_id} {self.revision} {self.kind}"
