"""A person's tokens for the API."""

from hmac import compare_digest
from uuid import UUID

from django.db.models import QuerySet
from knox.crypto import hash_token
from knox.settings import CONSTANTS

from carejourneys.common import clock
from carejourneys.common.errors import NotFound
from stakeholders.domain.tokens import Scope
from stakeholders.models import ApiToken, User
from stakeholders.queries.sign_in import may_sign_in, token_is_too_weak


def tokens_of(user: User) -> QuerySet[ApiToken]:
    """Those that still work, newest first."""
    return ApiToken.objects.filter(user_id=user.pk, expiry__gt=clock.now()).select_related("economy")


def token_of(user: User, number: UUID) -> ApiToken:
    """One of the person's tokens; NotFound otherwise."""
    found = ApiToken.objects.filter(user_id=user.pk, number=number).select_related("economy").first()
    if found is None:
        raise NotFound
    return found


def token_by_secret(secret: str) -> ApiToken | None:
    """The token with that secret, if it still works, with its user. One query; nothing is written."""
    digest = hash_token(secret)
    rows = ApiToken.objects.filter(token_key=secret[: CONSTANTS.TOKEN_KEY_LENGTH], expiry__gt=clock.now())
    return next((row for row in rows.select_related("user") if compare_digest(row.digest, digest)), None)


def writer_by_secret(secret: str) -> User | None:
    """Whoever writes with the token of that secret, confined to its economy. None unless it works, may write, and its owner may still sign
    in, strongly enough for their role.
    """
    found = token_by_secret(secret)
    if found is None or found.scope != Scope.WRITE or not may_sign_in(found.user) or token_is_too_weak(found.user, found.created):
        return None
    found.user.confined_to = found.economy_id
    return found.user
