"""What a token for the API may do, and secrets that are shown once and stored as a digest."""

import hashlib
import secrets
from enum import StrEnum


class Scope(StrEnum):
    READ = "read"
    WRITE = "write"  # and read


LIFETIMES_IN_DAYS = (1, 7, 30, 90, 365)


SHARED_FOR_DAYS = (1, 7, 30, 90)  # a link for readers from outside


def new_secret() -> str:
    """192 random bits, safe in a URL."""
    return secrets.token_urlsafe(24)


def digest_of(secret: str) -> str:
    """SHA-256, hexadecimal. Enough for a secret of 192 random bits, which nobody can guess from a list."""
    return hashlib.sha256(secret.encode()).hexdigest()
