"""The tenant: a local health and care economy, and the organisations that belong to it."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from carejourneys.common.ids import uuid7
from stakeholders.domain.organisations import OrganisationKind

SMALLEST_THRESHOLD, LARGEST_THRESHOLD = 8, 50  # people; above that little of a usual service would be left to see


class Economy(models.Model):  # type: ignore[django-manager-missing]
    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    name = models.CharField(_("name"), max_length=120)
    slug = models.SlugField(max_length=60, unique=True)
    small_number_threshold = models.PositiveSmallIntegerField(default=SMALLEST_THRESHOLD)
    case_key = models.BinaryField(max_length=32, editable=False)  # keys the hash that replaces case identifiers
    is_demo = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name_plural = "economies"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(small_number_threshold__gte=SMALLEST_THRESHOLD), name="economy_threshold_never_lowered"
            ),
            models.CheckConstraint(
                condition=models.Q(small_number_threshold__lte=LARGEST_THRESHOLD), name="economy_threshold_leaves_something_to_see"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Organisation(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    economy = models.ForeignKey(Economy, on_delete=models.PROTECT, related_name="organisations")
    name = models.CharField(_("name"), max_length=120)
    kind = models.CharField(_("kind"), max_length=30, choices=[(kind.value, kind.value) for kind in OrganisationKind])
    ods_code = models.CharField(_("ODS code"), max_length=12, null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["economy", "name"], name="organisation_name_once_an_economy"),
            models.CheckConstraint(condition=models.Q(kind__in=[kind.value for kind in OrganisationKind]), name="organisation_kind_known"),
        ]

    def __str__(self) -> str:
        return self.name
