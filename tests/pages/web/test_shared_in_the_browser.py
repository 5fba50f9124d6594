"""What readers from outside see in a real browser: the map with its arrows at any width, without scripts, by keyboard and on paper."""

import pytest
from django.core.cache import cache
from django.urls import reverse
from playwright.sync_api import expect

from journeys.queries.states import state_of
from journeys.services.sharing import make_share
from tests.accessibility import violations
from tests.factories import make_cast
from tests.pages.maps import make_future, make_worked_example

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def cast():
    cache.clear()
    return make_cast()


@pytest.fixture
def current(cast):
    return make_worked_example(cast)


def address(cast, live_server, of, **more) -> str:
    return live_server.url + reverse("shared", args=[make_share(actor=cast.freya, of=of, label="Board", days=30, **more)[1]])


@pytest.mark.parametrize("width", [1280, 768, 360, 320])
def test_map_and_comparison_are_read_at_any_width_and_by_everybody(browser, live_server, cast, current, width):
    context = browser.new_context(viewport={"width": width, "height": 900}, bypass_csp=True)  # axe itself is injected
    page = context.new_page()
    for more in ({}, {"other": make_future(cast, current)}):
        page.goto(address(cast, live_server, current, **more))
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert violations(page) == []
        table = page.get_by_role("table", name="Links of the map").first
        assert width > 640 or table.evaluate("(table) => table.scrollWidth <= table.parentElement.clientWidth + 1")
        row = table.get_by_role("row", name="4 Triage referral 5 Scan and bloods")
        assert row.get_by_role("cell").all_text_contents()[:3] == ["5 Scan and bloods", "goes on", "54%"]
        heads = row.get_by_role("cell").evaluate_all("(all) => all.map((one) => getComputedStyle(one, '::before').content.split('\"')[1])")
        assert (heads[:3] == ["To", "What it is", "Share"]) == (width <= 640), "on a phone each cell says what it is"
    context.close()


def test_without_scripts_the_map_is_drawn_with_an_arrow_for_each_link_and_what_stands_on_it(browser, live_server, cast, current):
    context = browser.new_context(java_script_enabled=False, viewport={"width": 360, "height": 900})
    page = context.new_page()
    page.goto(address(cast, live_server, current))
    drawing = page.get_by_role("img", name="The map “As it is today” as a drawing")
    expect(drawing).to_be_visible()
    for words in ("sent back 46% · 3 d", "54% · 11 d", "80% · 13 d", "no process owner"):
        expect(drawing.locator("text", has_text=words).first).to_be_attached()
    lines = drawing.locator("path[fill=none]").count()
    lanes = len(state_of(current).lanes)
    assert lines >= len(state_of(current).links) + lanes, "an arrow for each, besides the edges of lanes"
    context.close()


def test_the_names_of_lanes_leave_a_phone_room_for_a_card_and_the_keyboard_goes_on_to_the_right(page, live_server, cast, current):
    page.set_viewport_size({"width": 360, "height": 900})
    page.goto(address(cast, live_server, current))
    sheet = page.get_by_role("region", name="as a drawing")
    card = sheet.locator("rect[width='124.00']").first.bounding_box()
    assert card["x"] + card["width"] <= 360, "whole, beside the names of the lanes"
    sheet.focus()
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    page.wait_for_function("(sheet) => sheet.scrollLeft > 0", arg=sheet.element_handle())


def test_headings_of_the_table_of_steps_keep_off_the_lines_between_columns(page, live_server, cast, current):
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto(address(cast, live_server, current))
    for heading in page.locator(".shared-grid thead th").all():
        assert float(heading.evaluate("(one) => parseFloat(getComputedStyle(one).paddingLeft)")) >= 8
    page.set_viewport_size({"width": 360, "height": 900})
    assert page.locator(".shared-grid tbody th").first.bounding_box()["width"] <= 360 / 4
