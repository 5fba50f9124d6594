"""A map of 500 steps and about 700 links: its snapshot, one command, and its page in a real browser.

    python -m benchmarks.map_page [--steps 500] [--rounds 15] [--pages 5]

On SQLite, or on the PostgreSQL that DATABASE_URL names (a database of its own is made there and dropped). Nothing is asserted about speed.
"""

import argparse
import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "carejourneys.settings.test")
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # the browser's driver runs an event loop in this thread

import django
from django.conf import settings

settings.SERVESTATIC_AUTOREFRESH = False  # files are looked up once, as in service
django.setup()

import uvicorn  # noqa: E402
from django.db import connection  # noqa: E402
from django.test.utils import get_runner, setup_test_environment  # noqa: E402
from playwright.sync_api import Browser, sync_playwright  # noqa: E402

from benchmarks.rounds import in_turn, table  # noqa: E402
from carejourneys.asgi import application  # noqa: E402
from journeys.models import Map  # noqa: E402
from journeys.queries.access import map_for  # noqa: E402
from journeys.queries.snapshots import encode, forget_encoded, snapshot_of  # noqa: E402
from journeys.queries.states import state_of  # noqa: E402
from stakeholders.domain.permissions import Permission  # noqa: E402
from tests.conftest import CHROMIUM, QUIET  # noqa: E402
from tests.factories import Cast, make_cast, make_small_map, send, signed_in  # noqa: E402
from tests.oracles.snapshots import snapshot_from_rows  # noqa: E402
from tests.pages.maps import make_long_map  # noqa: E402

DRAWN = "Number(document.documentElement.dataset.drawn)"  # milliseconds from navigation until cards and arrows stood
PAINTED = "performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? NaN"


def timed(work: Callable[[], None]) -> Callable[[], float]:
    """Seconds that it takes."""

    def run() -> float:
        began = time.perf_counter()
        work()
        return time.perf_counter() - began

    return run


class Requests:
    """What a reader and an editor ask of the server, through the whole stack of the product but the network."""

    def __init__(self, cast: Cast, of: Map):
        self.cast, self.of, self.client = cast, of, signed_in(cast.eddie)
        self.path = f"/api/v1/maps/{of.pk}/snapshot/"
        self.number = 0

    def known(self) -> None:
        """The snapshot as this process remembers it."""
        self._ask(200)

    def stored(self) -> None:
        """The stored snapshot with what came after it, as a process that knows nothing of the map serves it."""
        forget_encoded(str(self.of.pk))
        self._ask(200)

    def serialized(self) -> None:
        """Behind the same door, made from the rows."""
        encode(snapshot_from_rows(map_for(self.cast.eddie, self.of.pk, Permission.VIEW_JOURNEY)))

    def unchanged(self) -> None:
        """A reader who has it asks again."""
        self._ask(304, **{"If-None-Match": f'"{self.of.pk}-{self.of.revision}"'})

    def command(self) -> None:
        """One rename, committed."""
        self.number += 1
        steps = state_of(self.of).steps
        send(self.cast.eddie, self.of, "step.rename", step=steps[self.number % len(steps)]["id"], title=f"Renamed {self.number}")

    def _ask(self, status: int, **headers: str) -> None:
        assert self.client.get(self.path, headers=headers).status_code == status


@contextmanager
def served() -> Iterator[str]:
    """The product's web server in a thread."""
    server = uvicorn.Server(uvicorn.Config(application, port=0, log_level="error", lifespan="off"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.05)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    thread.join(timeout=10)


class Visits:
    """A person opens the map's page: the first time, or with the browser's cache filled."""

    def __init__(self, browser: Browser, url: str, cast: Cast):
        self.browser, self.url = browser, url
        self.session = signed_in(cast.vic).cookies[settings.SESSION_COOKIE_NAME].value
        self.painted: dict[str, list[float]] = {}

    def visit(self, of: Map, name: str, again: bool = False) -> float:
        """Seconds from navigation until cards and arrows are drawn."""
        context = self.browser.new_context(viewport={"width": 1680, "height": 1000})
        context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": self.session, "url": self.url}])
        page = context.new_page()
        for _ in range(2 if again else 1):
            page.goto(f"{self.url}/maps/{of.pk}/")
            page.locator("html[data-drawn]").wait_for(state="attached")
        self.painted.setdefault(f"first paint, {name}", []).append(page.evaluate(PAINTED) / 1000)
        drawn = page.evaluate(DRAWN) / 1000
        context.close()
        return drawn


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--steps", type=int, default=500)
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--pages", type=int, default=5)
    asked = parser.parse_args()
    setup_test_environment()
    runner = get_runner(settings, "django.test.runner.DiscoverRunner")(verbosity=0, interactive=False)
    settings.DATABASES["default"].setdefault("TEST", {})["NAME"] = own_database()
    connection.settings_dict["TEST"]["NAME"] = own_database()
    databases = runner.setup_databases()
    try:
        cast = make_cast()
        of = make_long_map(cast, asked.steps)
        state = state_of(of)
        assert snapshot_of(of) == (of.revision, encode(snapshot_from_rows(of)))
        size = len(snapshot_of(of)[1]) / 1000
        print(f"{connection.vendor}: {len(state.steps)} steps, {len(state.links)} links, a snapshot of {size:.0f} kB; medians")
        ask = Requests(cast, of)
        ways = {
            "snapshot, remembered": ask.known,
            "snapshot, stored": ask.stored,
            "made from rows": ask.serialized,
            "304 by ETag": ask.unchanged,
        }
        taken = in_turn({name: timed(way) for name, way in ways.items()}, asked.rounds)
        print(table(taken, 1000, "ms"))
        print(table(in_turn({"one command": timed(ask.command)}, asked.rounds), 1000, "ms"))
        if CHROMIUM is None:
            return
        with served() as url, sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
            visits = Visits(browser, url, cast)
            small = make_small_map(cast).map
            visits.visit(of, "")  # the server has read its templates and the browser its fonts
            visits.painted.clear()
            ways = {
                "drawn, a map of 3 steps": lambda: visits.visit(small, "a map of 3 steps"),
                "drawn, first visit": lambda: visits.visit(of, "first visit"),
                "drawn, again": lambda: visits.visit(of, "again", again=True),
            }
            print(table({**in_turn(ways, asked.pages), **visits.painted}, 1000, "ms"))
            browser.close()
    finally:
        leave_database()
        runner.teardown_databases(databases)


def own_database() -> str:
    """Beside the database of the tests."""
    name = str(connection.settings_dict["NAME"])
    return "benchmark_care_journeys" if connection.vendor == "postgresql" else f"{name}.benchmark"


def leave_database() -> None:
    """Ends what the server's threads still hold of the benchmark's own database, so that it can be dropped."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
    connection.close()


if __name__ == "__main__":
    main()
