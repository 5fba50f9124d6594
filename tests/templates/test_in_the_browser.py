"""The components in a real browser under the strict policy: nothing refused, nothing from elsewhere, axe, narrow screens, keyboard."""

import re

import pytest
from playwright.sync_api import expect

from tests.accessibility import violations

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.urls("tests.templates.specimen.urls")]


@pytest.fixture
def opened(page, live_server):
    """Opens an address; at the end nothing may have been refused, thrown or asked of another host."""
    wrong: list[str] = []
    page.on("console", lambda message: wrong.append(message.text) if message.type in {"error", "warning"} else None)
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("request", lambda request: wrong.append(request.url) if not request.url.startswith((live_server.url, "data:")) else None)

    def open_page(path: str, width: int = 1280):
        page.set_viewport_size({"width": width, "height": 900})
        page.goto(live_server.url + path)
        expect(page.locator("body.js-enabled")).to_be_attached()
        return page

    yield open_page
    assert not wrong


@pytest.mark.parametrize("width", [1280, 320])
@pytest.mark.parametrize("path", ["/specimen/", "/", "/accounts/login/"])
def test_no_page_scrolls_sideways(opened, path, width):
    page = opened(path, width)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("width", [1280, 360])
@pytest.mark.parametrize("path", ["/specimen/", "/", "/accounts/login/", "/accounts/login/code/", "/accounts/password/reset/"])
def test_axe_finds_nothing(browser, live_server, path, width):
    context = browser.new_context(viewport={"width": width, "height": 900}, bypass_csp=True)  # axe itself is injected
    page = context.new_page()
    page.goto(live_server.url + path)
    expect(page.locator("body.js-enabled")).to_be_attached()
    assert violations(page) == []
    context.close()


def test_a_menu_closes_by_escape_and_by_a_click_elsewhere(opened):
    page = opened("/specimen/")
    term = page.locator("details.definition")
    term.locator("summary").click()
    expect(term).to_have_attribute("open", "")
    page.keyboard.press("Escape")
    expect(term).not_to_have_attribute("open", "")
    assert page.evaluate("document.activeElement.tagName") == "SUMMARY"
    term.locator("summary").click()
    page.locator("h1").click()
    expect(term).not_to_have_attribute("open", "")


def test_a_dialog_opens_takes_the_focus_and_gives_it_back(opened):
    page = opened("/specimen/")
    opener = page.get_by_role("link", name="Move it")
    opener.focus()
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog", name="Move the step")
    expect(dialog).to_be_visible()
    assert page.evaluate("document.activeElement.closest('dialog') !== null")
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(opener).to_be_focused()


def test_errors_take_the_focus_and_lead_to_the_field(opened):
    page = opened("/specimen/")
    page.get_by_role("button", name="Save the step").click()
    expect(page.locator(".nhsuk-error-summary")).to_be_focused()
    expect(page).to_have_title(re.compile("^Error: "))
    page.locator(".nhsuk-error-summary a").first.click()
    expect(page.get_by_label("Title")).to_be_focused()


def test_the_skip_link_is_first_and_leads_to_the_page(opened):
    page = opened("/specimen/")
    page.keyboard.press("Tab")
    expect(page.locator(".skip-link")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()


def test_every_control_is_big_enough_to_hit(opened):
    """24 by 24 CSS pixels (WCAG 2.5.8); links inside a sentence are let off."""
    page = opened("/specimen/", 360)
    small = page.evaluate(
        """() => [...document.querySelectorAll('a, button, input:not([type=hidden]), select, textarea, summary')]
        .filter(e => e.checkVisibility() && !e.closest('p, td, dialog, .skip-link'))
        .map(e => [e.outerHTML.slice(0, 90), e.getBoundingClientRect()])
        .filter(([, r]) => r.width && (r.width < 24 || r.height < 24)).map(([html]) => html)"""
    )
    assert not small


def test_the_page_works_without_scripts(browser, live_server):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(live_server.url + "/specimen/")
    expect(page.get_by_role("button", name="Only with scripts")).to_be_hidden()
    expect(page.get_by_role("link", name="Move it")).to_have_attribute("href", "/move")
    page.get_by_role("button", name="Save the step").click()
    expect(page.get_by_role("heading", name="There is a problem")).to_be_visible()
    context.close()
