"""What every test may use."""

import os

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # the browser driver runs an event loop in the test's thread

import shutil

import pytest
from hypothesis import HealthCheck, settings

from tests.other_language import CODE, write

settings.register_profile("default", deadline=None, max_examples=50, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("long", deadline=None, max_examples=1000, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "default"))

QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
CHROMIUM = next((path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name))), None)


def pytest_collection_modifyitems(config, items):
    """Browser tests need a Chromium; long ones run only when asked; services need both of their URLs."""
    if CHROMIUM is None:
        if os.environ.get("REQUIRE_BROWSER") == "1":
            raise pytest.UsageError("REQUIRE_BROWSER=1, and no Chromium was found on the PATH")
        _skip(items, "browser", "no Chromium found: browser tests skipped")
    if not (os.environ.get("DATABASE_URL") and os.environ.get("REDIS_URL")):
        _skip(items, "services", "DATABASE_URL and REDIS_URL are not set")
    if os.environ.get("LONG") != "1":
        _skip(items, "long", "LONG=1 runs this")


def _skip(items, marker: str, reason: str) -> None:
    for item in items:
        if item.get_closest_marker(marker):
            item.add_marker(pytest.mark.skip(reason=reason))


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    """Debian's Chromium, quiet: no update, sync or background request."""
    return {
        **browser_type_launch_args,
        "executable_path": CHROMIUM,
        "args": QUIET,
    }


@pytest.fixture
def other_language(settings, tmp_path) -> str:
    """The code of a language in which every text of the product stands between ⟦ and ⟧ (tests/other_language.py)."""
    settings.LOCALE_PATHS = [write(tmp_path / "locale")]
    settings.LANGUAGES = [*settings.LANGUAGES, (CODE, "Brackets")]
    return CODE
