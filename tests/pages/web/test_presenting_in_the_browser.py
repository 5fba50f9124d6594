"""A map shown to a room while others work on it: who follows the presenter, who calls them, and what a small screen and long words do."""

# ruff: noqa: F811  (opened is a fixture)

import json

import pytest
from playwright.sync_api import expect

from journeys.queries.states import state_of
from tests.factories import send
from tests.pages.maps import make_long_map
from tests.pages.web.test_company_in_the_browser import call, is_seen, who
from tests.pages.web.test_live_in_the_browser import SOON, card, is_live, opened  # noqa: F401
from tests.pages.web.test_moving_in_the_browser import cell
from tests.pages.web.test_seeing_in_the_browser import present, shown_in_the_middle, title

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

IN_ORDER = """() => [...document.querySelectorAll('.step')]
  .map((step) => [step.closest('td').cellIndex, step.dataset.step]).sort(([one], [other]) => one - other).map(([, id]) => id)"""
REACHED = """(all) => all.map((one) => {
  const { left, top, width, height } = one.getBoundingClientRect();
  return one.contains(document.elementFromPoint(left + width / 2, top + height / 2));
})"""


def test_whoever_follows_a_presenter_sees_each_step_whatever_has_the_focus(opened, cast):
    of, held = make_long_map(cast, 30, columns=30), []
    freya, vic = opened(cast.freya, "map", of), opened(cast.vic, "map", of, reduced_motion="reduce")
    freya.on(
        "websocket",
        lambda socket: socket.on("framesent", lambda frame: held.append(json.loads(frame).get("holds", "")) if "holds" in frame else None),
    )
    freya.reload()
    is_live(freya)
    steps = freya.evaluate(IN_ORDER)
    who(vic).get_by_role("button", name="Follow Freya").click()
    present(freya)
    for key in ("Tab", "Tab", "ArrowRight", "Tab"):
        freya.keyboard.press(key)
    freya.get_by_role("button", name="Next step").click()
    freya.locator("#show .show__card").focus()
    expect(vic.locator(f"#step-{steps[2]} .held")).to_have_text("Freya is here", timeout=SOON)
    is_seen(vic, steps[2])
    assert held == steps[:3]
    freya.keyboard.press("Escape")
    expect(card(freya, steps[2])).to_be_focused()


def test_whoever_presents_follows_nobody_any_more(opened, cast, small):
    freya, vic = opened(cast.freya, "map", small.map), opened(cast.vic, "map", small.map)
    card(vic, small.steps[2]).focus()
    who(freya).get_by_role("button", name="Follow Vic").click()
    expect(freya.locator("#following")).to_contain_text("You follow Vic")
    present(freya)
    now = title(freya)
    expect(freya.locator("#told-room")).to_have_text("You moved, so you no longer follow Vic.")
    expect(freya.locator("#told-room")).to_be_visible()
    card(vic, small.steps[1]).focus()
    expect(freya.locator(f"#step-{small.steps[1]} .held")).to_have_text("Vic is here", timeout=SOON)
    assert title(freya) == now
    freya.keyboard.press("End")
    expect(freya.locator("#told-room")).to_have_text("")


@pytest.mark.parametrize("width", [1280, 390])
def test_a_call_before_a_room_leads_to_its_step_or_is_put_aside_and_covers_no_button(opened, cast, small, width):
    freya, eddie = opened(cast.freya, "map", small.map), opened(cast.eddie, "map", small.map, viewport={"width": width, "height": 700})
    notice, on = eddie.locator("#summons"), eddie.get_by_role("button", name="Next step")
    present(eddie)
    call(freya, small.steps[2])
    notice.get_by_role("button", name="Go there").click(timeout=SOON)
    assert title(eddie) == "Write referral"
    expect(card(eddie, small.steps[2])).to_contain_class("step__card--shown")
    expect(on).to_be_focused()
    expect(freya.locator(f"#step-{small.steps[2]} .held")).to_have_text("Eddie is here", timeout=SOON)
    call(freya, small.steps[1])
    expect(notice.get_by_role("button", name="Not now")).to_be_visible(timeout=SOON)
    assert eddie.locator("#show button").evaluate_all(REACHED) == [True] * 5
    notice.get_by_role("button", name="Not now").press("Escape")
    expect(notice).not_to_contain_text("Freya")
    expect(on).to_be_focused()
    assert title(eddie) == "Write referral"
    call(freya, small.steps[0])
    notice.get_by_role("button", name="Show no more calls").click(timeout=SOON)
    expect(on).to_be_focused()
    expect(eddie.locator("#told-room")).to_contain_text("Calls are not shown any more.")
    expect(eddie.locator("#told-room")).to_be_visible()


def test_long_words_are_read_by_key_to_their_end_before_the_next_step_comes(opened, cast, small):
    send(cast.freya, small.map, "step.set", step=small.steps[0], fields={"note": "They rang three times before anybody answered. " * 12})
    page = opened(cast.vic, "map", small.map, viewport={"width": 390, "height": 600})
    present(page)
    read = page.locator("#show .show__card")
    read.focus()
    page.keyboard.press("ArrowDown")
    page.wait_for_function("() => document.querySelector('.show__card').scrollTop > 9")  # on its way, and far enough to go back
    assert title(page) == "Contact surgery"
    page.keyboard.press("ArrowUp")
    page.wait_for_function("() => document.querySelector('.show__card').scrollTop === 0")
    assert title(page) == "Contact surgery"
    read.evaluate("(one) => one.scrollTo(0, one.scrollHeight)")
    page.keyboard.press("PageDown")
    assert title(page) == "Listen"
    assert read.evaluate("(one) => one.scrollTop") == 0


def test_a_step_that_is_shown_and_moved_by_others_stays_in_sight(opened, cast):
    of = make_long_map(cast, 24, columns=24)
    page = opened(cast.vic, "map", of)
    first = page.evaluate(IN_ORDER)[0]
    present(page)
    shown_in_the_middle(page)
    lane = page.locator(f"#step-{first}").evaluate("(step) => step.closest('tr').dataset.lane")
    send(cast.freya, of, "step.move", step=first, lane=lane, column=state_of(of).columns[-1]["id"], before=None)
    expect(cell(page, lane, 23).locator(f"#step-{first}")).to_be_attached(timeout=SOON)
    shown_in_the_middle(page)


def test_a_screen_that_fills_too_late_is_given_back(opened, cast, small):
    page = opened(cast.vic, "map", small.map)
    page.evaluate("""() => {
      document.documentElement.requestFullscreen = () => new Promise((granted) => (window.granted = granted));
      document.exitFullscreen = async () => (window.given = true);
    }""")
    present(page)
    page.keyboard.press("Escape")
    expect(page.locator("#show")).to_be_hidden()
    page.evaluate("window.granted()")
    page.wait_for_function("() => window.given")


def test_paper_is_as_ever_while_a_room_is_shown_the_map(opened, cast, small):
    page = opened(cast.vic, "map", small.map)
    present(page)
    assert page.locator(".map__main").evaluate("(one) => getComputedStyle(one).position") == "fixed"
    page.emulate_media(media="print")
    assert page.locator(".map__main").evaluate("(one) => getComputedStyle(one).position") == "static"
