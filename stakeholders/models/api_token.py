"""A token for the API: its digest, whose it is, for which economy, what it may do, until when."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from knox.models import AbstractAuthToken

from carejourneys.common.ids import uuid7
from stakeholders.domain.tokens import Scope

from .economy import Economy


class ApiToken(AbstractAuthToken):
    objects = models.Manager()  # plain: the service makes digest and expiry

    number = models.UUIDField(default=uuid7, unique=True, editable=False)  # names the row in pages and the audit; the digest stays inside
    economy = models.ForeignKey(Economy, on_delete=models.PROTECT, related_name="api_tokens")
    name = models.CharField(_("what it is for"), max_length=80)
    scope = models.CharField(max_length=5, choices=[(scope.value, scope.value) for scope in Scope], default=Scope.READ.value)

    class Meta:
        ordering = ["-created"]
        constraints = [
            models.CheckConstraint(condition=models.Q(scope__in=[scope.value for scope in Scope]), name="api_token_scope_known"),
            models.CheckConstraint(condition=models.Q(expiry__isnull=False), name="api_token_runs_out"),
        ]

    def __str__(self) -> str:
        return self.name
