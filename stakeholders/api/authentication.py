"""Bearer tokens, and what their scope lets them do."""

from django.utils.translation import gettext_lazy as _
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import APIException, AuthenticationFailed, Throttled
from rest_framework.permissions import SAFE_METHODS, BasePermission
from rest_framework.throttling import SimpleRateThrottle

from carejourneys.common.errors import NotAllowed
from stakeholders.domain.tokens import Scope
from stakeholders.queries.sign_in import may_sign_in, token_is_too_weak
from stakeholders.queries.tokens import token_by_secret

NO_GOOD = _("This token is unknown, has run out or was taken back.")


class BearerAuthentication(BaseAuthentication):
    """`Authorization: Bearer <token>`: request.user is its owner, confined to the token's economy; request.auth is the token."""

    def authenticate(self, request):
        """(user, token), or None without such a header. 401 for a token that does not work (429 after many of them), 403 where a second
        factor is missing."""
        words = get_authorization_header(request).split()
        if not words or words[0].lower() != b"bearer":
            return None
        well_formed = len(words) == 2 and words[1].isascii()
        token = token_by_secret(words[1].decode("ascii")) if well_formed else None
        if token is None or not may_sign_in(token.user):
            raise _refusal(request)
        if token_is_too_weak(token.user, token.created):
            raise NotAllowed(_("Your role needs a second step, and this token was made without one. Sign in with it and make a new token."))
        token.user.confined_to = token.economy_id
        return token.user, token

    def authenticate_header(self, request) -> str:
        return "Bearer"


class FailedTokens(SimpleRateThrottle):
    """Tokens that do not work, counted by address. Those that do work are let through all the while: many people may share an address."""

    scope = "failed_token"

    def get_cache_key(self, request, view) -> str:
        return self.cache_format % {"scope": self.scope, "ident": self.get_ident(request)}


def _refusal(request) -> APIException:
    failed = FailedTokens()
    return AuthenticationFailed(NO_GOOD) if failed.allow_request(request, None) else Throttled(wait=failed.wait())  # type: ignore[arg-type]


class WithinScope(BasePermission):
    """A token with scope "read" changes nothing."""

    message = _("This token may only read. Mint one that may write.")

    def has_permission(self, request, view) -> bool:
        return request.method in SAFE_METHODS or request.auth is None or request.auth.scope == Scope.WRITE


class BearerScheme(OpenApiAuthenticationExtension):
    """How the OpenAPI document names it."""

    target_class = BearerAuthentication
    name = "bearer"

    def get_security_definition(self, auto_schema) -> dict:
        return {"type": "http", "scheme": "bearer", "description": "A token minted at /account/tokens/."}
