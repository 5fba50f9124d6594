"""Several cards at once: marked, removed and brought back together, moved on, duplicated, merged."""

# ruff: noqa: F811  (opened is a fixture)

import pytest
from playwright.sync_api import expect

from journeys.queries.states import state_of
from tests.accessibility import violations
from tests.pages.web.test_editing_in_the_browser import kinds_of, saved, titles
from tests.pages.web.test_linking_in_the_browser import form
from tests.pages.web.test_live_in_the_browser import SOON, card, opened  # noqa: F401

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def mark(page, *steps: str) -> None:
    for step in steps:
        card(page, step).focus()
        page.keyboard.press("x")


def test_marked_steps_are_removed_and_come_back_together(opened, cast, small):
    page, vic = opened(cast.eddie, "map", small.map, bypass_csp=True), opened(cast.vic, "map", small.map)
    card(page, small.steps[1]).click(modifiers=["Shift"])
    mark(page, small.steps[2])
    bar = page.get_by_role("group", name="Marked steps")
    expect(bar).to_contain_text("2 steps are marked.")
    expect(page.locator(".step__marked")).to_have_count(2)
    expect(page.locator("#panel")).to_be_hidden()
    assert violations(page) == []
    bar.get_by_role("button", name="Remove").click()
    expect(page.locator("#done")).to_have_text("2 steps were removed. Undo brings them back.")
    expect(bar).to_be_hidden()
    expect(card(page, small.steps[0])).to_be_focused()
    expect(vic.locator(".step__card")).to_have_count(1, timeout=SOON)
    page.keyboard.press("Control+z")
    expect(vic.locator(".step__card")).to_have_count(3, timeout=SOON)
    expect(vic.locator(".wire[data-link]")).to_have_count(2)
    page.keyboard.press("Control+y")
    expect(vic.locator(".step__card")).to_have_count(1, timeout=SOON)
    saved(page, small.map)
    assert kinds_of(small.map) == ["step.remove"] * 2 + ["undo"] * 2 + ["redo"] * 2


def test_marked_steps_move_a_column_on_and_no_further_than_the_map(opened, cast, small):
    page = opened(cast.eddie, "map", small.map)
    mark(page, small.steps[0], small.steps[1])
    for words in ("2 steps were moved.", "It goes no further that way."):
        page.get_by_role("button", name="One column on").click()
        expect(page.locator("#done")).to_have_text(words)
    expect(page.locator(".step__marked")).to_have_count(2)
    saved(page, small.map)
    state = state_of(small.map)
    assert [state[step]["column"] for step in small.steps[:2]] == [small.columns[1], small.columns[2]]
    page.get_by_role("button", name="Take the marks off").click()
    expect(page.locator(".step__marked")).to_have_count(0)
    expect(card(page, small.steps[0])).to_be_focused()


def test_what_is_copied_by_key_is_put_down_with_its_links(opened, cast, small):
    page = opened(cast.eddie, "map", small.map)
    mark(page, small.steps[1], small.steps[2])
    page.keyboard.press("Control+c")
    expect(page.locator("#done")).to_have_text("2 steps are copied. Ctrl+V puts them down.")
    page.keyboard.press("Control+v")
    expect(form(page)).to_be_visible(timeout=SOON)
    form(page).locator("form[method=post] .buttons button").first.click()
    expect(form(page)).to_be_hidden(timeout=SOON)
    expect(page.locator(".step__card")).to_have_count(5, timeout=SOON)
    expect(page.locator(".wire[data-link]")).to_have_count(3)
    saved(page, small.map)
    assert sorted(titles(small.map)) == ["Contact surgery", "Listen", "Listen", "Write referral", "Write referral"]
    assert kinds_of(small.map) == ["map.paste"]


def test_marked_steps_become_one(opened, cast, small):
    page = opened(cast.eddie, "map", small.map)
    mark(page, small.steps[1], small.steps[2])
    page.get_by_role("button", name="Merge", exact=True).click()
    expect(form(page)).to_be_visible(timeout=SOON)
    form(page).locator("form[method=post] .buttons button").first.click()
    expect(form(page)).to_be_hidden(timeout=SOON)
    expect(page.locator(".step__card")).to_have_count(2, timeout=SOON)
    expect(page.locator("#marked")).to_contain_text("1 step is marked.")
    assert kinds_of(small.map) == ["step.merge"]
