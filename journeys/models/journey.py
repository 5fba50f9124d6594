"""A care journey: for whom, from where to where, and who looks after the whole of it."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from carejourneys.common.ids import uuid7
from stakeholders.models import Economy


class Journey(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    economy = models.ForeignKey(Economy, on_delete=models.PROTECT, related_name="journeys")
    title = models.CharField(_("name of the journey"), max_length=200)
    slug = models.SlugField(max_length=60)
    for_whom = models.CharField(_("for whom"), max_length=200, blank=True)
    starts_with = models.CharField(_("starts with"), max_length=200, blank=True)
    ends_with = models.CharField(_("ends with"), max_length=200, blank=True)
    process_owner = models.CharField(_("who looks after the whole process"), max_length=200, blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    archived_at = models.DateTimeField(null=True, blank=True)  # put away: it and its maps can be read, not changed

    class Meta:
        ordering = ["title", "id"]
        constraints = [
            models.UniqueConstraint(fields=["economy", "slug"], name="journey_slug_once_an_economy"),
            models.CheckConstraint(condition=~models.Q(title=""), name="journey_has_a_title"),
        ]

    def __str__(self) -> str:
        return self.title
