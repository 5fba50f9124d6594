"""Tables in a real browser, narrow and wide: in a region of their own that can be reached, and says so where there is more to see."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.conf import settings
from django.db import connection
from django.urls import reverse
from playwright.sync_api import expect

from stakeholders.domain.permissions import Role
from stakeholders.services.invitations import LONGEST_ADDRESS, invite
from tests.factories import make_cast, make_member, make_organisation, signed_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
ENDS = f"@{'x' * 60}.{'x' * 60}.{'x' * 60}.org"
NARROW, WIDE = 360, 1280


def aside(make):
    """Made in a thread of its own: the browser's event loop has this one."""

    def made():
        try:
            return make()
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        return pool.submit(made).result()


def a_wordy_economy():
    """(slug, the cookie of its administrator): names and addresses as long as they may be, without a place to break."""
    cast = make_cast()
    organisation = make_organisation(cast.economy, "O" * 120)
    make_member(cast.economy, Role.OBSERVER, name="N" * 120, email="n" * (LONGEST_ADDRESS - len(ENDS)) + ENDS, organisation=organisation)
    invite(actor=cast.adi, economy=cast.economy, email=f"i{ENDS}", roles=[Role.OBSERVER], organisation=organisation, link=str)
    both = make_member(cast.economy, Role.ADMINISTRATOR, Role.IG_LEAD, name="Bea")
    return cast.economy.slug, signed_in(both).cookies[settings.SESSION_COOKIE_NAME].value


@pytest.fixture
def opened(page, live_server):
    slug, cookie = aside(a_wordy_economy)
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}])

    def open_page(name: str, width: int):
        page.set_viewport_size({"width": width, "height": 900})
        page.goto(live_server.url + reverse(name, args=[slug]))
        expect(page.locator("body.js-enabled")).to_be_attached()
        return page

    return open_page


@pytest.mark.parametrize("name", ["people", "organisations", "audit"])
def test_words_without_an_end_widen_neither_the_page_nor_a_column(opened, name):
    page = opened(name, NARROW)
    assert page.evaluate("document.documentElement.scrollWidth") <= NARROW
    assert max(page.locator(".table tbody :is(th, td)").evaluate_all("all => all.map((one) => one.getBoundingClientRect().width)")) < NARROW
    page = opened(name, WIDE)
    assert page.evaluate("document.documentElement.scrollWidth") <= WIDE
    assert all(page.locator(".table-region").evaluate_all("all => all.map((one) => one.scrollWidth <= one.clientWidth)"))


def test_a_table_wider_than_its_place_says_so_and_is_slid_by_keyboard(opened):
    page = opened("people", NARROW)
    region, hint = page.get_by_role("region", name="People and their roles"), page.get_by_text("slide the table sideways")
    expect(hint.first).to_be_visible()
    assert region.evaluate("one => one.scrollWidth > one.clientWidth")
    region.focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_function("one => one.scrollLeft > 0", arg=region.element_handle())
    page.set_viewport_size({"width": WIDE, "height": 900})
    expect(hint.first).to_be_hidden()
