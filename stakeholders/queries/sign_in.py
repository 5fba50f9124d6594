"""Who must show a second factor, and who has one."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists, OuterRef

from stakeholders.domain.permissions import STRONG_SIGN_IN
from stakeholders.models import RoleGrant, User

SECOND_FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)  # recovery codes alone are none


def may_sign_in(user: User) -> bool:
    """False for accounts that are switched off, and for demo accounts outside demo mode."""
    return user.is_active and (settings.DEMO or not user.is_demo)


class Missing(Enum):
    """What keeps a session or a token from being as strong as its owner's account and roles ask."""

    SET_UP = "a role demands a second factor and the account has none"
    SHOW = "the account has a second factor, and this session never showed one"


def missing_second_step(user: User | AnonymousUser, *, shown: bool) -> Missing | None:
    """What a session of theirs lacks. `shown`: it passed or set up a second factor. One query; none for demo accounts in demo mode."""
    return lacking_second_step({"": (user, shown)}).get("")


def lacking_second_step(sessions: Mapping[str, tuple[User | AnonymousUser, bool]]) -> dict[str, Missing]:
    """{key: what that session lacks}, of sessions given as (whose it is, whether it passed or set up a second factor). One query."""
    asked = {
        key: (user.pk, shown) for key, (user, shown) in sessions.items() if isinstance(user, User) and not (user.is_demo and settings.DEMO)
    }
    if not asked:
        return {}
    people = User.objects.filter(pk__in={id for id, _shown in asked.values()})
    has_needs = {id: (has, needs) for id, has, needs in people.values_list("pk", Exists(_factors()), Exists(_strong_grants()))}
    missing = {key: _missing(*has_needs[id], shown) for key, (id, shown) in asked.items()}
    return {key: one for key, one in missing.items() if one is not None}


def _missing(has_one: bool, needs_one: bool, shown: bool) -> Missing | None:
    if has_one:
        return None if shown else Missing.SHOW
    return Missing.SET_UP if needs_one else None


def token_is_too_weak(user: User, minted_at: datetime) -> bool:
    """True when a role of theirs, in any economy, demands a second factor and they had none of today's when the token was minted.

    One query; none for demo accounts in demo mode.
    """
    if user.is_demo and settings.DEMO:
        return False
    had_one = _factors().filter(created_at__lte=minted_at)
    return User.objects.filter(~Exists(had_one), Exists(_strong_grants()), pk=user.pk).exists()


def newest_second_factor(user: User) -> Authenticator:
    """The one they set up last."""
    return Authenticator.objects.filter(user_id=user.pk, type__in=SECOND_FACTORS).latest("created_at", "pk")


def must_keep_second_factor(user: User) -> bool:
    """True when a role of theirs demands a second factor and they have exactly one left."""
    needs_one = User.objects.filter(Exists(_strong_grants()), pk=user.pk).exists()
    return needs_one and Authenticator.objects.filter(user_id=user.pk, type__in=SECOND_FACTORS).count() == 1


def _factors():
    return Authenticator.objects.filter(user_id=OuterRef("pk"), type__in=SECOND_FACTORS)


def _strong_grants():
    strong = [role.value for role in STRONG_SIGN_IN]
    return RoleGrant.objects.filter(membership__user_id=OuterRef("pk"), membership__ended_at=None, ended_at=None, role__in=strong)


@dataclass(frozen=True)
class WaysToSignIn:
    """How a person can prove who they are."""

    password: bool
    apps: int  # authenticator apps
    keys: int  # passkeys and security keys


def ways_to_sign_in(user: User) -> WaysToSignIn:
    """One query."""
    kinds = list(Authenticator.objects.filter(user_id=user.pk).values_list("type", flat=True))
    return WaysToSignIn(user.has_usable_password(), kinds.count(Authenticator.Type.TOTP), kinds.count(Authenticator.Type.WEBAUTHN))
