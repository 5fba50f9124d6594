"""The Measures page in a real browser: live charts under the strict policy, drawings where there is no script or no room, axe."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.urls import reverse
from playwright.sync_api import expect

from carejourneys.pages.demo.load import bring_log
from tests.factories import make_cast, signed_in
from tests.pages.maps import make_worked_example

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


@pytest.fixture
def address(settings, tmp_path, live_server):
    """Of a page that has everything to show, with the cookie of somebody who may see it."""
    settings.DATA_DIR = tmp_path
    cast = make_cast()
    current = make_worked_example(cast)
    bring_log(current, cast.ana)
    cookie = {"name": settings.SESSION_COOKIE_NAME, "value": signed_in(cast.eddie).cookies[settings.SESSION_COOKIE_NAME].value}
    return live_server.url + reverse("measures", args=[current.journey_id]), {**cookie, "url": live_server.url}


def opened(browser, address, *, width: int = 1280, **options):
    context = browser.new_context(viewport={"width": width, "height": 900}, **options)
    context.add_cookies([address[1]])
    page = context.new_page()
    page.wrong = []
    page.on("console", lambda message: page.wrong.append(message.text) if message.type in {"error", "warning"} else None)
    page.on("pageerror", lambda error: page.wrong.append(str(error)))
    page.on("request", lambda request: page.wrong.append(request.url) if not request.url.startswith((address[1]["url"], "data:")) else None)
    page.goto(address[0])
    expect(page.get_by_role("heading", level=1, name="Measures")).to_be_visible()
    return page


def test_charts_come_alive_in_sight_and_nothing_is_refused_or_asked_of_others(browser, address):
    page = opened(browser, address)
    charts = page.locator("figure.chart")
    for chart in charts.all():
        chart.scroll_into_view_if_needed()
        expect(chart.locator(".chart__live .main-svg").first).to_be_visible()
        expect(chart.locator(".chart__wide")).to_be_hidden()
        expect(chart.locator("[role=img]:visible")).to_have_count(1)
    assert charts.count() >= 3 and not page.wrong
    assert settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]["style-src"] == ["'self'"], "nothing inline was let in for the charts"
    page.context.close()


def test_on_paper_every_chart_is_the_drawing_of_the_server_whatever_the_screen_showed(browser, address):
    page = opened(browser, address, width=1680)
    for chart in page.locator("figure.chart").all():
        chart.scroll_into_view_if_needed()
        expect(chart.locator(".chart__live .main-svg").first).to_be_visible()
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 620, "height": 900})
    for chart in page.locator("figure.chart").all():
        expect(chart.locator(".chart__wide svg")).to_be_visible()
        expect(chart.locator(".chart__narrow, .chart__live").locator("visible=true")).to_have_count(0)
    page.context.close()


@pytest.mark.parametrize("width", [1280, 360])
def test_without_scripts_every_chart_is_drawn_and_every_number_stands_in_a_table(browser, address, width):
    page = opened(browser, address, width=width, java_script_enabled=False)
    for chart in page.locator("figure.chart").all():
        expect(chart.locator(f"{'.chart__wide' if width > 700 else '.chart__narrow'} svg")).to_be_visible()
        expect(chart.locator("svg:visible")).to_have_count(1)
    assert page.locator("figure.chart").count() <= page.locator("table").count()
    page.context.close()


def test_a_narrow_screen_keeps_the_narrow_drawings(browser, address):
    page = opened(browser, address, width=360)
    page.locator("figure.chart").last.scroll_into_view_if_needed()
    expect(page.locator("figure.chart").last.locator(".chart__narrow svg")).to_be_visible()
    assert page.locator(".chart__live").count() == 0 and not page.wrong
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    page.context.close()


def test_the_page_with_live_charts_is_accessible(browser, address):
    page = opened(browser, address, bypass_csp=True)
    for chart in page.locator("figure.chart").all():
        chart.scroll_into_view_if_needed()
        expect(chart.locator(".chart__live .main-svg").first).to_be_visible()
        expect(chart.locator(".chart__wide")).to_be_hidden()
    assert Axe().run(page, options=RULES).response["violations"] == []
    page.context.close()
