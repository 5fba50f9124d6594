"""The comparison in a real browser: wide, middling and narrow, axe, colours forced, on paper, and without scripts."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.urls import reverse
from playwright.sync_api import expect

from tests.factories import make_cast, signed_in
from tests.pages.maps import make_future, make_worked_example

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


@pytest.fixture
def there(context, live_server):
    """The address of the worked example against its future, for Vic."""
    cast = make_cast()
    current = make_worked_example(cast)
    name = settings.SESSION_COOKIE_NAME
    context.add_cookies([{"name": name, "value": signed_in(cast.vic).cookies[name].value, "url": live_server.url}])
    return live_server.url + reverse("compare_maps", args=[current.pk, make_future(cast, current).pk])


def wide(page) -> int:
    return page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")


@pytest.mark.parametrize("width", [1680, 768, 360, 320])
def test_it_is_read_at_any_width_and_by_everybody(page, there, width):
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(there)
    expect(page.get_by_role("heading", name="Current against Future A")).to_be_visible()
    for summary in page.locator("details.expander summary").all():
        summary.click()
    assert wide(page) <= 0
    assert Axe().run(page, options=RULES).response["violations"] == []
    days = page.get_by_role("table", name="Where the days go, and what makes the difference")
    fits = days.evaluate("(table) => table.scrollWidth <= table.parentElement.clientWidth + 1")
    assert fits or width < 360


@pytest.mark.parametrize("width", [768, 360, 320])
def test_a_sign_of_the_legend_stays_beside_what_it_stands_for(page, there, width):
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(there)
    apart = """swatches => swatches.filter((swatch) => {
      const words = document.createRange();
      words.selectNodeContents(swatch.parentElement);
      words.setStartAfter(swatch);
      const [first] = [...words.getClientRects()].filter((box) => box.width > 5);
      const box = swatch.getBoundingClientRect();
      return !(first.left >= box.right && first.left - box.right < 20 && first.top <= box.bottom && first.bottom >= box.top);
    }).length"""
    assert page.locator(".compare__swatch").count() >= 2
    assert page.locator(".compare__swatch").evaluate_all(apart) == 0


def test_the_longer_bar_is_the_longer_wait(page, there):
    page.goto(there)
    row = page.get_by_role("row", name="Waiting in “Assess”")
    before, after = (
        row.locator(f".compare__bar--{side}").evaluate("(bar) => bar.getBoundingClientRect().width") for side in ("before", "after")
    )
    assert after / before == pytest.approx(11 / 18, abs=0.01)


def test_it_reads_without_scripts_and_prints_without_ways_to_elsewhere(browser, there, context):
    plain = browser.new_context(java_script_enabled=False)
    plain.add_cookies(context.cookies())
    page = plain.new_page()
    page.goto(there)
    expect(page.get_by_role("cell", name="−10.22 d").first).to_be_visible()
    page.emulate_media(media="print")
    expect(page.locator(".sections")).to_be_hidden()
    expect(page.get_by_text("Where the days go, and what makes the difference")).to_be_visible()
    plain.close()


def test_bars_are_told_apart_where_colours_are_forced(page, there):
    page.emulate_media(forced_colors="active")
    page.goto(there)
    row = page.get_by_role("row", name="Waiting in “Assess”")
    fills = {row.locator(f".compare__bar--{side}").evaluate("(bar) => getComputedStyle(bar).fill") for side in ("before", "after")}
    assert len(fills) == 2
