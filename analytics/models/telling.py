"""What of a row is told to whoever may not open the data."""

from django.db import models
from django.db.models import Q

from analytics.domain.telling_levels import LEVELS, NOTHING
from stakeholders.models import Economy

TOLD = Q(told_level__lt=NOTHING)
KNOWN_LEVEL = Q(told_level=None) | Q(told_level__in=[*LEVELS])


class ToldToOthers(models.Model):
    """Nothing of it before an audit found how coarsely it may be told beside everything that was told; then that, as long as it stands."""

    told_level = models.PositiveSmallIntegerField(null=True)  # null: not looked at yet
    told_since = models.DateTimeField(null=True)  # since when something of it is told
    told_tries = models.PositiveSmallIntegerField(default=0)  # how often it could not be found out how it may be told
    told_again_at = models.DateTimeField(null=True)  # when that is tried again

    class Meta:
        abstract = True

    @property
    def is_told(self) -> bool:
        """Whether anything of it is told to others."""
        return self.told_level is not None and self.told_level < NOTHING

    @property
    def is_kept_back(self) -> bool:
        """Whether nothing of it is told, and that stays. Else, while it is not told, it is being looked at."""
        return self.told_level == NOTHING and self.told_again_at is None


class TellingLease(models.Model):
    """Who looks at an economy's figures now: one at a time. Whoever fell silent holds it until its time runs out."""

    economy = models.OneToOneField(Economy, on_delete=models.CASCADE, primary_key=True, related_name="+")
    holder = models.UUIDField(null=True)
    until = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.economy_id} until {self.until}"
