"""Typed reads of the environment. A missing or malformed name is an error that says which and what to do."""

from urllib.parse import urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured

_env = environ.Env()


def text(name: str, default: str | None = None) -> str:
    """The variable as text; raises ImproperlyConfigured naming it when it is absent and there is no default."""
    value = _env.str(name, default=default)
    if value is None or value == "":
        if default is not None:
            return default
        raise ImproperlyConfigured(f"Set the environment variable {name}. docs/operations.md says what it is for.")
    return value


def flag(name: str, default: bool = False) -> bool:
    """The variable as yes or no (1/0, true/false, yes/no, on/off)."""
    return _env.bool(name, default=default)


def number(name: str, default: int) -> int:
    """The variable as a whole number."""
    try:
        return _env.int(name, default=default)
    except ValueError as error:
        raise ImproperlyConfigured(f"The environment variable {name} must be a whole number.") from error


def words(name: str, default: list[str] | None = None) -> list[str]:
    """The variable as a list: words separated by commas."""
    return _env.list(name, default=default or [])


def database(name: str = "DATABASE_URL", default: str | None = None) -> dict:
    """A Django database entry out of a URL such as postgres://user:password@host/name."""
    return _env.db_url_config(text(name, default))


def email(name: str = "EMAIL_URL") -> dict:
    """Django's EMAIL_* settings out of a URL such as smtp+tls://user:password@host:587."""
    text(name)
    return _env.email_url(name)


def identity_providers() -> list[dict]:
    """Up to two OpenID Connect providers, as allauth's `APPS` entries, from OIDC_1_* and OIDC_2_* (SERVER_URL, CLIENT_ID, SECRET, NAME).

    None where OIDC_n_SERVER_URL is not set; `settings.origin` is the provider's scheme and host, for the content security policy.
    """
    found = []
    for which in (1, 2):
        server = text(f"OIDC_{which}_SERVER_URL", "")
        if server:
            parts = urlsplit(server)
            found.append(
                {
                    "provider_id": f"provider-{which}",
                    "name": text(f"OIDC_{which}_NAME", parts.netloc),
                    "client_id": text(f"OIDC_{which}_CLIENT_ID"),
                    "secret": text(f"OIDC_{which}_SECRET"),
                    "settings": {"server_url": server, "origin": f"{parts.scheme}://{parts.netloc}"},
                }
            )
    return found
