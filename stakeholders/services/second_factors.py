"""Second factors as they are stored: sealed with the installation's secret key, so that a copy of the database opens nothing."""

import base64
import hashlib

from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.db import transaction
from django.utils.encoding import force_bytes

from stakeholders.models import User

from .audit import record

SEALED = {Authenticator.Type.TOTP: "secret", Authenticator.Type.RECOVERY_CODES: "seed"}  # of the library's data; passkeys hold no secret


def seal(text: str) -> str:
    """Under the newest key."""
    return _keys()[0].encrypt(text.encode()).decode()


def unseal(sealed: str) -> str:
    """Under the newest key or one that is being retired (SECRET_KEY_FALLBACKS). Raises InvalidToken when none fits."""
    return MultiFernet(_keys()).decrypt(sealed.encode()).decode()


@transaction.atomic
def reseal_second_factors(*, actor: User | None) -> int:
    """Everything that stands under a retired key, put under the newest: how many there were. After it the retired key can go.

    Raises InvalidToken, changing nothing, when one fits no key.
    """
    changed = 0
    for factor in Authenticator.objects.select_for_update().filter(type__in=SEALED):
        name = SEALED[Authenticator.Type(factor.type)]
        if not _is_under(_keys()[0], factor.data[name]):
            factor.data[name] = seal(unseal(factor.data[name]))
            factor.save(update_fields=["data"])
            record(actor=actor or factor.user, economy=None, action="second_factor.resealed", subject=factor)
            changed += 1
    return changed


def _is_under(key: Fernet, sealed: str) -> bool:
    try:
        key.decrypt(sealed.encode())
    except InvalidToken:
        return False
    return True


def _keys() -> list[Fernet]:
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    digests = [hashlib.sha256(b"care-journeys second factor" + force_bytes(secret)).digest() for secret in secrets]
    return [Fernet(base64.urlsafe_b64encode(digest)) for digest in digests]
