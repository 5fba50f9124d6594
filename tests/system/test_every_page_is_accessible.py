"""Every page of the permission matrix in a real browser, wide and narrow: axe, nothing sideways, nothing small, nothing refused."""

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import pytest
from django.conf import settings
from django.core import mail
from django.db import connection
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Page, expect

from stakeholders.domain.permissions import Role
from tests.accessibility import violations
from tests.factories import PASSWORD, TOTP_SECRET, make_member, signed_in
from tests.permissions.entry_points import ENTRY_POINTS, LIBRARY, PUBLIC
from tests.permissions.test_matrix import IN_THE_API, expected, path_of
from tests.permissions.world import World, make_world
from tests.stakeholders.web.test_sign_in import code_of, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

NO_PAGE = {  # they answer with data
    "audit_csv",
    "download",
    "healthz",
    "map_fit_csv",
    "map_since",
    "measure_csv",
    "measure_svg",
    "quality_csv",
    "readyz",
}
BETWEEN = "second_factor_needed"  # shown to people who lack one, and to nobody else
WIDE, NARROW = 1280, 320
SMALL = """() => {
  const inSentence = (e) => e.closest('p') || [...e.parentNode.childNodes].some((one) => one.nodeType === 3 && one.data.trim());
  return [...document.querySelectorAll('a, button, input:not([type=hidden]), select, textarea, summary')]
    .filter((e) => e.checkVisibility() && !inSentence(e) && !e.closest('.skip-link, label'))
    .map((e) => [e.outerHTML.slice(0, 120), e.getBoundingClientRect()])
    .filter(([, r]) => r.width && (r.width < 24 || r.height < 24)).map(([html]) => html);
}"""


@dataclass(frozen=True)
class Visit:
    """One page as somebody sees it: their session's cookie, "" for nobody's."""

    name: str
    path: str
    cookie: str
    status: int = 200


def visits(world: World) -> Iterator[Visit]:
    """Each page, in either state of its map or data, as the first of the world who may see it; then refusals, and signing in."""
    for name, entry in ENTRY_POINTS.items():
        if entry.needs is LIBRARY or name in IN_THE_API | NO_PAGE | {BETWEEN} or "GET" not in entry.methods:
            continue
        for state in ("live", "put away") if entry.arguments(world).keys() & {"map_id", "dataset_id", "feed_id"} else ("live",):
            world.state = state
            path = path_of(name, entry, world)
            able = [who for who in world.people if not who.bearer and expected(name, entry, who, "GET", world) == "let in"]
            for who in able[-1:] if entry.needs is PUBLIC else able[:1]:
                yield Visit(name, path, who.cookie)
    stranger = next(who for who in world.people if who.called == "stranger")
    observer = next(who for who in world.people if who.called == "observer of the hospital")
    yield Visit("not found", f"/journeys/{world.journey.pk}/", stranger.cookie, 404)
    yield Visit("not allowed", f"/economies/{world.economy.slug}/audit/", observer.cookie, 403)
    yield from signing_in(world)


def signing_in(world: World) -> Iterator[Visit]:
    """The sign-in library's pages, each as the first who gets one: nobody, somebody half-way in, people with their ways to sign in."""
    seen: set[str] = set()
    for client in (Client(), *half_way(world), *inside(world)):
        for name, entry in ENTRY_POINTS.items():
            if entry.needs is LIBRARY and name not in seen:
                path = path_of(name, entry, world)
                answer = client.get(path)
                if answer.status_code == 200 and answer["Content-Type"].startswith("text/html"):
                    seen.add(name)
                    yield Visit(name, path, cookie_of(client))
    lacking = signed_in(make_member(world.economy, Role.ANALYST, second_factor=False))
    yield Visit(BETWEEN, reverse(BETWEEN), cookie_of(lacking))
    yield following_a_link(world)


def half_way(world: World) -> Iterator[Client]:
    """Asked for the code of their app; asked for the code in their mail."""
    ana = make_member(world.economy, Role.ANALYST, password=PASSWORD)
    for_app, for_mail = Client(), Client()
    sign_in(for_app, ana.email)
    for_mail.post("/accounts/login/code/", {"email": ana.email})
    yield from (for_app, for_mail)


def inside(world: World) -> Iterator[Client]:
    """Signed in, and asked once more a moment ago: with a second factor, without one, without a password."""
    ana = make_member(world.economy, Role.ANALYST, password=PASSWORD)
    vic = make_member(world.economy, Role.OBSERVER, password=PASSWORD)
    strong, plain = Client(), Client()
    sign_in(strong, ana.email)
    strong.post("/accounts/2fa/authenticate/", {"code": code_of(TOTP_SECRET)})
    sign_in(plain, vic.email)
    for client in (strong, plain):
        client.post("/accounts/reauthenticate/", {"password": PASSWORD})
        yield client
    yield signed_in(make_member(world.economy, Role.OBSERVER))


def following_a_link(world: World) -> Visit:
    """The form for a new password, as the link in an email opens it."""
    vic, client = make_member(world.economy, Role.OBSERVER, password=PASSWORD), Client()
    client.post("/accounts/password/reset/", {"email": vic.email})
    link = re.search(r"/accounts/password/reset/key/\S+", mail.outbox[-1].body)
    return Visit("the link to a new password", client.get(link.group()).url, cookie_of(client))


def cookie_of(client: Client) -> str:
    cookie = client.cookies.get(settings.SESSION_COOKIE_NAME)
    return cookie.value if cookie else ""


@pytest.fixture
def every_visit(db, settings):
    """Made in a thread of its own: the browser's event loop has this one, and Django's test client starts one. Whoever was asked once more
    is not asked again before the tour is over.
    """
    settings.ACCOUNT_REAUTHENTICATION_TIMEOUT = 24 * 3600
    with ThreadPoolExecutor(1) as aside:
        return aside.submit(all_visits).result()


def all_visits() -> list[Visit]:
    try:
        return list(visits(make_world()))
    finally:
        connection.close()


@pytest.fixture
def said(page, live_server):
    """What the console said and what was asked of another host, since it was last cleared."""
    words: list[str] = []
    page.on("console", lambda message: words.append(message.text) if message.type in {"error", "warning"} else None)
    page.on("pageerror", lambda error: words.append(str(error)))
    page.on("request", lambda request: words.append(request.url) if not request.url.startswith((live_server.url, "data:")) else None)
    return words


def test_every_page_is_read_and_used_by_everybody(page, live_server, every_visit, said):
    wrong: list[str] = []
    for visit in every_visit:
        page.goto("about:blank")  # what the page before still asks for, it asks as whoever looked at it
        page.context.clear_cookies()
        if visit.cookie:
            page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": visit.cookie, "url": live_server.url}])
        said.clear()
        answer = page.goto(live_server.url + visit.path)
        if answer.status != visit.status or answer.request.redirected_from:
            wrong.append(f"{visit.name} {visit.path}: answered {answer.status} at {answer.url}")
            continue
        expect(page.locator("body.js-enabled")).to_be_attached()
        for width in (WIDE, NARROW):
            page.set_viewport_size({"width": width, "height": 900})
            if page.locator("#grid").count():
                expect(page.locator("html[data-drawn]")).to_be_attached()
            wrong += [f"{visit.name} {visit.path} at {width}: {what}" for what in faults(page, width)]
        wrong += [f"{visit.name} {visit.path}: {words}" for words in said if f"status of {visit.status}" not in words]
    assert not wrong, "\n" + "\n".join(wrong)


def faults(page: Page, width: int) -> Iterator[str]:
    """What is wrong with the page as it stands there."""
    if (wide := page.evaluate("document.documentElement.scrollWidth")) > width:
        yield f"scrolls sideways, {wide} wide"
    for html in page.evaluate(SMALL):
        yield f"too small to hit: {html}"
    yield from violations(page)
