"""Tokens for the API: minted on a page, shown once, tied to one economy."""

from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext as _
from knox.models import get_digest_token
from knox.settings import CONSTANTS

from carejourneys.common import clock
from carejourneys.common.errors import NotFound, RuleBroken
from stakeholders.domain.permissions import Permission
from stakeholders.domain.tokens import LIFETIMES_IN_DAYS, Scope
from stakeholders.models import ApiToken, Economy, User
from stakeholders.queries.access import check

from .audit import record

MOST = 20  # working tokens of one person


@transaction.atomic
def mint_token(*, actor: User, economy: Economy, name: str, scope: Scope, days: int) -> tuple[ApiToken, str]:
    """The token and its secret, which is stored nowhere. Raises RuleBroken for a life not offered or too many tokens."""
    check(actor, economy.pk, Permission.USE_API)
    if days not in LIFETIMES_IN_DAYS:
        raise RuleBroken(_("Choose one of the lifetimes offered."), field="days")
    if ApiToken.objects.filter(user=actor, expiry__gt=clock.now()).count() >= MOST:
        raise RuleBroken(_("You have many tokens. Take back those you do not use first."), field="name")
    digest, secret = get_digest_token()
    token = ApiToken.objects.create(
        user=actor,
        economy=economy,
        digest=digest,
        token_key=secret[: CONSTANTS.TOKEN_KEY_LENGTH],
        expiry=clock.now() + timedelta(days=days),
        name=name.strip(),
        scope=scope.value,
    )
    record(
        actor=actor,
        economy=economy,
        action="token.minted",
        subject=token,
        details={"scope": scope.value, "days": days},
        subject_id=token.number,
    )
    return token, secret


@transaction.atomic
def revoke_token(*, actor: User, token: ApiToken) -> None:
    """One's own token stops working at once."""
    if token.user_id != actor.pk:
        raise NotFound
    record(actor=actor, economy=token.economy, action="token.revoked", subject=token, subject_id=token.number)
    token.delete()
