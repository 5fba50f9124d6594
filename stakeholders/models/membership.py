"""Who belongs to an economy, for which organisation, in which roles. Ended memberships stay, with who ended them and when."""

from django.conf import settings
from django.db import models

from carejourneys.common.ids import uuid7
from stakeholders.domain.permissions import Role

from .economy import Economy, Organisation


class Membership(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="memberships")
    economy = models.ForeignKey(Economy, on_delete=models.PROTECT, related_name="memberships")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="memberships")
    created_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "economy"], condition=models.Q(ended_at=None), name="membership_once_at_a_time"),
        ]

    def __str__(self) -> str:
        return f"{self.user} in {self.economy}"


class RoleGrant(models.Model):
    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="grants")
    role = models.CharField(max_length=20)
    granted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    granted_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["membership", "role"], condition=models.Q(ended_at=None), name="role_once_a_membership"),
            models.CheckConstraint(condition=models.Q(role__in=[role.value for role in Role]), name="role_known"),
        ]

    def __str__(self) -> str:
        return f"{self.membership}: {self.role}"
