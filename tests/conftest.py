"""What every test may use."""

import os

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # the browser driver runs an event loop in the test's thread

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from playwright.sync_api import expect

from analytics.services import jobs
from carejourneys.asgi import application
from tests.factories import Cast, SmallMap, make_cast, make_small_map
from tests.other_language import CODE, write
from tests.served import served

# By default always the same examples: a change is judged by what it does, not by the day's luck. `long` looks for new ones.
settings.register_profile("default", deadline=None, max_examples=25, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("long", deadline=None, max_examples=300, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "default"))

expect.set_options(timeout=30_000)  # ms; what is to come may come late on a busy machine, and is waited for no longer than that

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


WITHOUT_SERVICES = {"domain", "engine", "charts", "architecture"}  # the import law keeps database and queue out of what these are about
DATABASE = {"db", "transactional_db", "live_server"}
AN_HOUR = 3600


@pytest.hookimpl(tryfirst=True)  # marks are given before they are asked for
def pytest_collection_modifyitems(config, items):
    """Browser tests need a Chromium; long ones run only when asked; services need both of their URLs. What meets no service is `alike`."""
    for item in items:
        if item.get_closest_marker("long") or os.environ.get("HYPOTHESIS_PROFILE") == "long":
            item.add_marker(pytest.mark.timeout(AN_HOUR))
        meets_one = item.get_closest_marker("django_db") or DATABASE & set(item.fixturenames)
        if WITHOUT_SERVICES & set(item.path.relative_to(config.rootpath).parts) and not meets_one:
            item.add_marker("alike")
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


@dataclass(frozen=True)
class Server:
    """The product as it is served; `url` is where."""

    url: str


@pytest.fixture(scope="session")
def served_once(django_db_setup) -> Iterator[Server]:
    """One server for all tests of a process: pages and sockets, on the database of the tests."""
    with served(application) as port:
        yield Server(f"http://127.0.0.1:{port}")


@pytest.fixture
def live_server(transactional_db, served_once) -> Server:
    """In place of pytest-django's own, which knows no sockets."""
    return served_once


@pytest.fixture(autouse=True)
def _live_server_helper() -> None:
    """What pytest-django's own would need."""


@pytest.fixture
def other_language(settings, tmp_path) -> str:
    """The code of a language in which every text of the product stands between ⟦ and ⟧ (tests/other_language.py)."""
    settings.LOCALE_PATHS = [write(tmp_path / "locale")]
    settings.LANGUAGES = [*settings.LANGUAGES, (CODE, "Brackets")]
    return CODE


@pytest.fixture
def cast(db) -> Cast:
    """One economy with the personas of the tests."""
    return make_cast()


@pytest.fixture
def small(cast) -> SmallMap:
    """A map of theirs with three steps."""
    return make_small_map(cast)


@pytest.fixture
def scratch(settings, tmp_path) -> Path:
    """Where event data lie; jobs wait until the test runs them."""
    settings.DATA_DIR = tmp_path
    jobs.current_app.conf.broker_url = "memory://"
    return tmp_path
