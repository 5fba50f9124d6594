"""A map of 500 steps and about 700 links: one command, and its page in a real browser.

    python -m benchmarks.map_page [--steps 500] [--rounds 15] [--pages 5]

On SQLite, or on the PostgreSQL that DATABASE_URL names (a database of its own is made there and dropped). Nothing is asserted about speed.
"""

import argparse
import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "carejourneys.settings.test")
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # the browser's driver runs an event loop in this thread

import django
from django.conf import settings

settings.SERVESTATIC_AUTOREFRESH = False  # files are looked up once, as in service
django.setup()

import uvicorn  # noqa: E402
from django.db import connection  # noqa: E402
from playwright.sync_api import Browser, sync_playwright  # noqa: E402

from benchmarks.own_database import own_database  # noqa: E402
from benchmarks.rounds import in_turn, table  # noqa: E402
from carejourneys.asgi import application  # noqa: E402
from journeys.models import Map  # noqa: E402
from journeys.queries.states import state_of  # noqa: E402
from tests.conftest import CHROMIUM, QUIET  # noqa: E402
from tests.factories import Cast, make_cast, make_small_map, send, signed_in  # noqa: E402
from tests.pages.maps import make_long_map  # noqa: E402

DRAWN = "Number(document.documentElement.dataset.drawn)"  # milliseconds from navigation until cards and arrows stood
PAINTED = "performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? NaN"


class Editor:
    """Somebody who renames one step after the other."""

    def __init__(self, cast: Cast, of: Map):
        self.cast, self.of = cast, of
        self.number = 0

    def rename(self) -> float:
        """Seconds until one rename is committed."""
        began = time.perf_counter()
        self.number += 1
        steps = state_of(self.of).steps
        send(self.cast.eddie, self.of, "step.rename", step=steps[self.number % len(steps)]["id"], title=f"Renamed {self.number}")
        return time.perf_counter() - began


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
    with own_database():
        cast = make_cast()
        of = make_long_map(cast, asked.steps)
        state = state_of(of)
        print(f"{connection.vendor}: {len(state.steps)} steps, {len(state.links)} links; medians")
        print(table(in_turn({"one command": Editor(cast, of).rename}, asked.rounds), 1000, "ms"))
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


if __name__ == "__main__":
    main()
