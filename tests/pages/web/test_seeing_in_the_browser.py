"""A long map seen whole and close: zoom by button, key and wheel; what is dragged, lifted and typed is right at each size."""

# ruff: noqa: F811  (opened is a fixture)

import re

import pytest
from playwright.sync_api import expect

from tests.accessibility import violations
from tests.factories import make_map, make_small_map, new_id, send
from tests.pages.maps import make_long_map, make_worked_example
from tests.pages.web.test_editing_in_the_browser import REACHED, kinds_of, saved
from tests.pages.web.test_live_in_the_browser import SOON, card, is_live, opened  # noqa: F401
from tests.pages.web.test_map_in_the_browser import CROSSED_ON_PAPER, sign_in
from tests.pages.web.test_moving_in_the_browser import cell, drag, middle, where

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

LOOSE_ENDS = """async (slack) => {
  slack ??= 3;
  await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => requestAnimationFrame(done))));
  const links = new Map(JSON.parse(document.getElementById('map-snapshot').textContent).elements.map((one) => [one.id, one]));
  const away = (box, { x, y }) => Math.max(box.left - x, x - box.right, box.top - y, y - box.bottom);
  const found = [];
  for (const path of document.querySelectorAll('.wire[data-link]')) {
    const matrix = path.getScreenCTM(), link = links.get(path.dataset.link), long = path.getTotalLength();
    for (const [step, at] of [[link.source, 0], [link.target, long]]) {
      const box = document.querySelector(`#step-${step} .step__card`).getBoundingClientRect();
      const off = away(box, path.getPointAtLength(at).matrixTransform(matrix));
      if (off > slack || off < -slack) found.push([link.id, at ? 'end' : 'start', off]);
    }
  }
  return found;
}"""

SEEN_WHOLE = """() => {
  const card = document.activeElement.getBoundingClientRect(), sheet = document.getElementById('sheet').getBoundingClientRect();
  const name = document.activeElement.closest('tr').querySelector('.lane__name').getBoundingClientRect();
  return card.right <= sheet.right + 1 && card.left >= sheet.left - 1 && card.left >= name.right - 1;
}"""


def level(page, percent: str) -> None:
    expect(page.locator("#zoom-level")).to_have_text(percent)


def unfold(page) -> None:
    """On a phone: what is folded away above the map."""
    fold = page.get_by_role("button", name="Find, zoom and data")
    if fold.is_visible() and fold.get_attribute("aria-expanded") == "false":
        fold.click()


def press(page, name: str) -> None:
    unfold(page)
    page.get_by_role("group", name="See the map").get_by_role("button", name=name).click()


def test_the_map_is_shown_larger_and_smaller_by_button_and_key_and_its_arrows_stay_on_their_cards(opened, cast):
    of = make_worked_example(cast)
    page = opened(cast.vic, "map", of)
    wide = page.locator(".step__card").nth(5).bounding_box()["width"]
    for name, percent in [
        ("Zoom in", "125%"),
        ("Zoom in", "150%"),
        ("Zoom, back to 100%", "100%"),
        ("Zoom out", "80%"),
        ("Zoom out", "67%"),
    ]:
        press(page, "Zoom 1" if "back" in name else name)
        level(page, percent)
        expect(page.locator("#seen")).to_have_text(f"The map is shown at {percent}.")
        assert page.locator(".wire[data-link]").count() > 5 and page.evaluate(LOOSE_ENDS) == [], percent
        assert page.evaluate(CROSSED_ON_PAPER) == [], percent
    page.locator(".step__card").first.focus()
    for key, percent in [("0", "100%"), ("+", "125%"), ("-", "100%"), ("=", "125%")]:
        page.keyboard.press(key)
        level(page, percent)
    assert page.locator(".step__card").nth(5).bounding_box()["width"] == pytest.approx(1.25 * wide, abs=2)
    page.get_by_role("searchbox", name="Find steps").press_sequentially("0-+")
    level(page, "125%")


def test_what_one_is_at_stays_where_it_is_and_the_lanes_keep_their_names_in_sight(opened, cast):
    of = make_long_map(cast, 60, columns=40)
    page = opened(cast.eddie, "map", of)
    here = page.locator(".lane").nth(3).locator(".step__card").nth(2)
    here.evaluate("(one) => one.scrollIntoView({ block: 'center', inline: 'center' })")
    here.focus()
    for key in "--++++":
        before = middle(here)
        page.keyboard.press(key)
        assert middle(here) == pytest.approx(before, abs=4), key
    sheet, name = page.locator("#sheet").bounding_box(), page.locator(".lane__name").first.bounding_box()
    assert page.evaluate("document.getElementById('sheet').scrollLeft") > 300 and name["x"] == pytest.approx(sheet["x"] + 1, abs=1)


def test_the_wheel_with_control_makes_it_larger_around_the_pointer(opened, cast):
    page = opened(cast.vic, "map", make_long_map(cast, 60, columns=40))
    there = page.locator(".step__card").nth(14)
    there.scroll_into_view_if_needed()
    before = middle(there)
    page.mouse.move(*before)
    page.keyboard.down("Control")
    for _turn in range(5):
        page.mouse.wheel(0, -40)
    expect(page.locator("#seen")).to_have_text(re.compile("shown at 16[4-7]%"), timeout=SOON)
    page.keyboard.up("Control")
    assert middle(there) == pytest.approx(before, abs=4)
    assert page.evaluate(LOOSE_ENDS) == []
    now = page.locator("#zoom-level").text_content()
    page.mouse.wheel(0, 40)
    level(page, now)


def test_the_size_is_remembered_for_this_map_alone_and_the_width_is_fitted_again(opened, cast, small):
    of = make_long_map(cast, 60, columns=30)
    page = opened(cast.vic, "map", of)
    press(page, "Fit to width")
    expect(page.get_by_role("button", name="Fit to width")).to_have_attribute("aria-pressed", "true")
    assert page.evaluate("sheet.scrollWidth <= sheet.clientWidth")
    fitted = page.locator("#zoom-level").text_content()
    expect(page.locator("#seen")).to_have_text(f"The whole width of the map is shown, at {fitted}.")
    page.reload()
    is_live(page)
    level(page, fitted)
    page.set_viewport_size({"width": 1300, "height": 900})
    expect(page.locator("#zoom-level")).not_to_have_text(fitted)
    page.wait_for_function("() => sheet.scrollWidth <= sheet.clientWidth && sheet.scrollWidth > 600")
    send(cast.freya, of, "column.add", column="0197a000-0000-7000-8000-000000000001", title="One more")
    expect(page.get_by_role("columnheader", name="One more")).to_be_attached(timeout=SOON)
    page.wait_for_function("() => sheet.scrollWidth <= sheet.clientWidth")
    press(page, "Zoom in")
    expect(page.get_by_role("button", name="Fit to width")).to_have_attribute("aria-pressed", "false")
    now = page.locator("#zoom-level").text_content()
    page.reload()
    is_live(page)
    level(page, now)
    page.goto(page.url.replace(str(of.pk), str(small.map.pk)))
    is_live(page)
    level(page, "100%")


@pytest.mark.parametrize("key", ["---", "+++"])
def test_a_card_is_dragged_lifted_and_renamed_at_every_size(opened, cast, small, key):
    page = opened(cast.eddie, "map", small.map)
    card(page, small.steps[1]).focus()
    for one in key:
        page.keyboard.press(one)
    drag(page, small.steps[1], middle(cell(page, small.lanes[0], 2)), drop=False)
    ghost, held = page.locator(".step--ghost").bounding_box(), page.locator(".step--away").bounding_box()
    assert (ghost["width"], ghost["height"]) == pytest.approx((held["width"], held["height"]), abs=2)
    assert middle(page.locator(".step--ghost")) == pytest.approx(middle(cell(page, small.lanes[0], 2)), abs=3)
    place = page.locator(".drop-place").bounding_box()
    assert middle(page.locator(".drop-place")) == pytest.approx(middle(cell(page, small.lanes[0], 2)), abs=25) and place["width"] > 60
    page.mouse.up()
    expect(page.locator("#done")).to_have_text("Moved: “Listen” to The person, column 3.")
    saved(page, small.map)
    assert where(small.map, small.steps[1]) == (small.lanes[0], small.columns[2])
    page.keyboard.press(" ")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press(" ")
    saved(page, small.map)
    assert where(small.map, small.steps[1])[1] == small.columns[1]
    page.keyboard.press("F2")
    page.wait_for_function(
        """(id) => {
          const at = (query) => document.querySelector(query)?.getBoundingClientRect();
          const box = at('.title-box__field'), card = at(`#step-${id} .step__card`);
          return box && card && Math.abs(box.left - card.left) < 8 && Math.abs(box.top - card.top) < 8;
        }""",
        arg=small.steps[1],
    )
    assert all(one.bounding_box()["height"] >= 24 for one in page.locator(".title-box button").all())
    page.keyboard.type("Hear them")
    page.keyboard.press("Enter")
    saved(page, small.map)
    assert kinds_of(small.map) == ["step.move", "step.move", "step.rename"]
    empty = cell(page, small.lanes[0], 2)
    page.mouse.move(*middle(empty))
    page.mouse.move(middle(empty)[0] + 4, middle(empty)[1])
    add = page.locator(".cell-add").bounding_box()
    assert min(add["width"], add["height"]) >= 24
    assert middle(page.locator(".cell-add")) == pytest.approx(middle(empty), abs=3)


def lies_over(page, step: str) -> None:
    """The box for words lies over its card, as far as the map's edge lets it, all of it on the map, and each of its parts can be hit."""
    box, over, paper = (page.locator(one).bounding_box() for one in (".title-box", f"#step-{step} .step__card", "#paper"))
    right, bottom = box["x"] + box["width"], box["y"] + box["height"]
    assert right <= paper["x"] + paper["width"] + 1 and bottom <= paper["y"] + paper["height"] + 1
    assert box["x"] <= over["x"] + 8 and right >= over["x"] + over["width"] - 8
    assert over["y"] - box["height"] < box["y"] <= over["y"] + 8
    assert page.locator(".title-box").evaluate(REACHED) == [True] * 3


@pytest.mark.parametrize(("key", "wheel", "percent"), [("---", -40, "55%"), ("+++", 40, "181%")])
def test_the_box_for_the_words_of_the_last_card_lies_over_it_at_every_size(opened, cast, key, wheel, percent):
    page = opened(cast.eddie, "map", make_long_map(cast, 24, columns=12))
    there = page.locator("#lanes td:last-child .step__card").last
    step = there.evaluate("(one) => one.parentElement.dataset.step")
    there.focus()
    for one in key:
        page.keyboard.press(one)
    page.keyboard.press("F2")
    lies_over(page, step)
    page.mouse.move(*middle(page.locator(".title-box")))
    page.keyboard.down("Control")
    page.mouse.wheel(0, wheel)
    page.keyboard.up("Control")
    expect(page.locator("#seen")).to_contain_text(percent, timeout=SOON)
    lies_over(page, step)


def test_no_button_for_a_step_is_offered_where_it_would_lie_over_the_cards_beside_it(opened, cast):
    page = opened(cast.eddie, "map", make_long_map(cast, 24, columns=24))
    empty, add = page.locator(".lane").nth(2).locator("td:not(:has(.step))"), page.locator(".cell-add")
    empty.nth(2).hover(position={"x": 6, "y": 6})
    expect(add).to_be_visible()
    page.locator("#sheet").focus()
    for _time in range(4):
        page.keyboard.press("-")
    level(page, "33%")
    expect(add).to_be_hidden()
    empty.nth(3).hover(position={"x": 6, "y": 6})
    expect(add).to_be_hidden()
    page.keyboard.press("0")
    empty.nth(3).hover(position={"x": 6, "y": 6})
    expect(add).to_be_visible()


def test_the_wheel_keeps_its_place_when_the_card_below_it_is_drawn_anew_meanwhile(opened, cast):
    page = opened(cast.vic, "map", make_long_map(cast, 60, columns=40))
    there = page.locator(".step__card").nth(14)
    there.evaluate("(one) => one.scrollIntoView({ block: 'center', inline: 'center' })")
    before = middle(there)
    there.evaluate("""(card) => {
      const { left, top, width, height } = card.getBoundingClientRect();
      const at = { clientX: left + width / 2, clientY: top + height / 2 };
      card.dispatchEvent(new WheelEvent('wheel', { ...at, ctrlKey: true, deltaY: -80, bubbles: true, cancelable: true }));
      card.parentElement.replaceWith(card.parentElement.cloneNode(true));
    }""")
    expect(page.locator("#seen")).to_have_text("The map is shown at 122%.", timeout=SOON)
    assert middle(there) == pytest.approx(before, abs=4)


def test_where_cards_are_too_small_to_hit_that_is_said_and_they_open_by_key(opened, cast):
    page = opened(cast.vic, "map", make_long_map(cast, 60, columns=50), bypass_csp=True)
    expect(page.locator("#tiny")).to_have_text("")
    press(page, "Fit to width")
    expect(page.locator("#tiny")).to_contain_text("too small to hit")
    page.locator(".step__card").first.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    expect(page.locator("#panel")).to_be_visible()
    assert violations(page) == []


@pytest.mark.parametrize("width", [768, 390, 320])
def test_on_narrow_screens_nothing_is_lost_and_every_control_can_be_hit(opened, cast, width):
    of = make_worked_example(cast)
    page = opened(cast.eddie, "map", of, viewport={"width": width, "height": 700}, bypass_csp=True)
    for name in ("Zoom in", "Zoom in", "Fit to width"):
        press(page, name)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, name
        page.locator(".step__card").last.focus()
        page.evaluate("sheet.scrollTo(sheet.scrollWidth, 0)")
        assert page.evaluate(SEEN_WHOLE), name
        assert violations(page) == [], name
    for one in page.locator("#seeing button").all():
        assert min(one.bounding_box()["width"], one.bounding_box()["height"]) >= 24


def test_a_map_that_is_still_empty_is_shown_at_its_own_size_once_there_is_something(opened, cast):
    of = make_map(cast)
    page = opened(cast.eddie, "map", of)
    press(page, "Fit to width")
    level(page, "100%")
    expect(page.get_by_role("button", name="Present", exact=True)).to_be_hidden()
    send(cast.freya, of, "lane.add", lane=new_id(), title="GP practice")
    send(cast.freya, of, "column.add", column=new_id(), title="First")
    expect(page.locator("#lanes")).to_contain_text("GP practice", timeout=SOON)
    level(page, "100%")


def test_paper_does_not_care_how_the_map_is_seen(opened, cast):
    page = opened(cast.vic, "map", make_worked_example(cast), viewport={"width": 1280, "height": 1000})
    for _time in range(3):
        press(page, "Zoom out")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    page.set_viewport_size({"width": 1512, "height": 1047})
    page.emulate_media(media="print")
    assert page.evaluate(CROSSED_ON_PAPER) == [] and page.evaluate(LOOSE_ENDS, 6) == []
    sheet = page.locator("#paper").bounding_box()
    assert 1400 < sheet["width"] <= 1512 and sheet["height"] <= 780
    page.emulate_media(media="screen")
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    level(page, "50%")
    assert page.evaluate(LOOSE_ENDS) == []


SEEN = """() => {
  const view = document.querySelector('.overview__view'), box = document.getElementById('sheet').getBoundingClientRect();
  const [x, y, wide, high] = ['x', 'y', 'width', 'height'].map((name) => Number(view.getAttribute(name)));
  const scale = document.getElementById('paper').getBoundingClientRect().width / document.getElementById('paper').offsetWidth;
  return { x: x * scale - document.getElementById('sheet').scrollLeft, wide: wide * scale - box.width, high: high * scale, y };
}"""


def picture(page, across: float, down: float = 0.5) -> tuple[float, float]:
    """A point of the overview."""
    box = page.locator(".overview__picture").bounding_box()
    return box["x"] + across * box["width"], box["y"] + down * box["height"]


def scrolled(page) -> float:
    return page.evaluate("document.getElementById('sheet').scrollLeft")


def test_the_overview_shows_every_card_and_what_is_seen_and_leads_there(opened, cast):
    page = opened(cast.vic, "map", make_long_map(cast, 60, columns=40))
    expect(page.locator(".overview__card")).to_have_count(60)
    expect(page.locator(".overview__lane")).to_have_count(12)
    seen = page.evaluate(SEEN)
    assert (seen["x"], seen["wide"]) == pytest.approx((0, 0), abs=3)
    page.evaluate("sheet.scrollTo(400, 0)")
    page.wait_for_function("() => Number(document.querySelector('.overview__view').getAttribute('x')) > 300")
    page.mouse.click(*picture(page, 0.75, 0.9))
    page.wait_for_function("() => document.getElementById('sheet').scrollLeft > 1500")
    box = page.locator("#sheet").bounding_box()
    assert scrolled(page) + box["width"] / 2 == pytest.approx(0.75 * page.evaluate("sheet.scrollWidth"), abs=6)
    assert page.evaluate("scrollY") > 300
    page.wait_for_function(f"() => {{ const {{ x, wide, y }} = ({SEEN})(); return Math.abs(x) < 3 && Math.abs(wide) < 3 && y > 100; }}")
    before = scrolled(page)
    page.mouse.move(*picture(page, 0.75))
    page.mouse.down()
    page.mouse.move(*picture(page, 0.25), steps=4)
    page.mouse.up()
    assert scrolled(page) < before - 1000
    stays = scrolled(page)
    page.mouse.move(*picture(page, 0.9))
    assert scrolled(page) == stays


def test_the_overview_is_live_shows_who_is_where_and_what_was_found(opened, cast):
    of = make_long_map(cast, 30, columns=30)
    page, freya = opened(cast.vic, "map", of), opened(cast.freya, "map", of)
    expect(page.locator(".overview__held")).to_have_count(0)
    there = freya.locator(".step__card").nth(7)
    there.focus()
    expect(page.locator(".overview__held")).to_have_count(1, timeout=SOON)
    of_it = there.evaluate("(card) => card.parentElement.dataset.step")
    held, at = page.locator(".overview__held").bounding_box(), page.locator(f".overview__card[data-of='{of_it}']").bounding_box()
    assert held["x"] < at["x"] and held["x"] + held["width"] > at["x"] + at["width"]
    send(cast.freya, of, "problem.add", problem="0197a000-0000-7000-8000-000000000002", on=of_it, text="Nobody rings back")
    expect(page.locator(f".overview__card--trouble[data-of='{of_it}']")).to_have_count(1, timeout=SOON)
    page.get_by_label("Only with problems").check()
    expect(page.locator(".overview__card:not(.overview__card--faint)")).to_have_count(1)
    send(cast.freya, of, "step.remove", step=of_it)
    expect(page.locator(".overview__card")).to_have_count(29, timeout=SOON)


def test_the_list_of_columns_leads_there_by_key_and_is_what_a_screen_reader_gets(opened, cast):
    of = make_worked_example(cast)
    page = opened(cast.vic, "map", of, viewport={"width": 900, "height": 900}, bypass_csp=True)
    part = page.get_by_role("region", name="Along the map")
    assert part.get_by_role("img").count() == 0
    groups = page.locator("#overview-column optgroup").evaluate_all("(all) => all.map((one) => one.label)")
    assert groups == ["Notice", "Refer", "Assess", "Support"]
    choose = part.get_by_label("Go to column")
    choose.focus()
    page.keyboard.press("End")
    last = choose.evaluate("(one) => one.selectedIndex")
    assert last == choose.evaluate("(one) => one.options.length - 1")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.closest('td').cellIndex") == last + 1
    card, sheet = page.locator(":focus").bounding_box(), page.locator("#sheet").bounding_box()
    assert card["x"] + card["width"] <= sheet["x"] + sheet["width"] + 1
    assert violations(page) == []


def test_where_the_map_fits_there_is_no_overview_and_nothing_with_focus_lies_under_it(opened, cast, small):
    page = opened(cast.vic, "map", small.map)
    expect(page.locator("#overview")).to_be_hidden()
    for _time in range(3):
        press(page, "Zoom in")
    level(page, "200%")
    expect(page.locator("#overview")).to_be_hidden()
    page.set_viewport_size({"width": 420, "height": 700})
    unfold(page)
    expect(page.locator("#overview")).to_be_visible()
    page.goto(page.url.replace(str(small.map.pk), str(make_long_map(cast, 60, columns=40).pk)))
    is_live(page)
    unfold(page)
    page.locator(".step__card").last.focus()
    for _time in range(11):
        page.keyboard.press("ArrowUp")
        over, card = page.locator("#overview").bounding_box(), page.locator(":focus").bounding_box()
        assert card["y"] >= over["y"] + over["height"] - 1 or card["y"] + card["height"] <= over["y"] + 1


def test_the_overview_comes_without_moving_the_map_and_stays_while_one_is_in_it(opened, cast):
    page = opened(cast.vic, "map", make_long_map(cast, 60, columns=30))
    press(page, "Fit to width")
    expect(page.locator("#overview")).to_be_hidden()
    here = page.locator(".lane").nth(5).locator(".step__card").nth(2)
    here.focus()
    here.evaluate("(one) => one.scrollIntoView({ block: 'center', inline: 'center' })")
    before = middle(here)
    page.keyboard.press("0")
    expect(page.locator("#overview")).to_be_visible()
    assert middle(here) == pytest.approx(before, abs=4)
    page.get_by_label("Go to column").focus()
    page.set_viewport_size({"width": 6000, "height": 1000})
    page.wait_for_function("() => sheet.scrollWidth <= sheet.clientWidth")
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    expect(page.get_by_label("Go to column")).to_be_focused()
    here.focus()
    expect(page.locator("#overview")).to_be_hidden()


def title(page) -> str:
    return page.locator("#show .show__title").text_content()


def shown_in_the_middle(page) -> None:
    """The card that is shown is seen whole, near the middle of what is seen of the map where it can be."""
    page.wait_for_function("""() => {
      const card = document.querySelector('.step__card--shown')?.getBoundingClientRect();
      const { left, right, top, bottom } = document.getElementById('sheet').getBoundingClientRect();
      return card && card.left >= left - 1 && card.right <= right + 1 && card.top >= top - 1 && card.bottom <= bottom + 1;
    }""")


def present(page) -> None:
    unfold(page)
    page.get_by_role("button", name="Present", exact=True).click()
    expect(page.get_by_role("region", name="Presenting")).to_be_visible()


def test_a_room_is_shown_one_step_after_the_other_in_journey_order(opened, cast):
    of = make_worked_example(cast)
    page = opened(cast.vic, "map", of, bypass_csp=True)
    order = page.evaluate("[...document.querySelectorAll('.step')].map((one) => one.dataset.step)")
    start = page.locator(".step__card", has_text="Triage referral").first
    start.click()
    present(page)
    expect(page.locator("#show-said")).to_contain_text("Triage referral")
    expect(page.locator("#show-said")).to_contain_text("No one runs this part of the process, and no one is clinically responsible here.")
    expect(page.locator("#show-said")).to_contain_text("Wait before, from “Write referral”: 9 d")
    shown_in_the_middle(page)
    for hidden in ("header.top", "#score", "#panel", "#editing", "#live", "#find", "#look"):
        assert not page.locator(hidden).is_visible(), hidden
    sizes = page.evaluate("""() => ['.show__title', '.show__facts', '.step__card--shown .step__title'].map((query) => {
      const one = document.querySelector(query);
      return parseFloat(getComputedStyle(one).fontSize) * (one.currentCSSZoom ?? 1);
    })""")
    assert sizes[0] >= 45 and sizes[1] >= 28 and sizes[2] >= 26
    assert violations(page) == []
    page.keyboard.press("Home")
    seen = [page.locator(".step__card--shown").evaluate("(card) => card.parentElement.dataset.step")]
    for key in ["ArrowRight", "PageDown", "ArrowDown", " "] * 9:
        if key == " ":
            page.locator("#sheet").focus()
        page.keyboard.press(key)
        seen.append(page.locator(".step__card--shown").evaluate("(card) => card.parentElement.dataset.step"))
        shown_in_the_middle(page)
    walked = list(dict.fromkeys(seen))
    assert sorted(walked) == sorted(order) and seen[-1] == walked[-1]
    columns = [page.locator(f"#step-{one}").evaluate("(step) => step.closest('td').cellIndex") for one in walked]
    assert columns == sorted(columns)
    expect(page.locator("#show-at")).to_have_text(f"{len(order)} of {len(order)}")
    expect(page.get_by_role("button", name="Next step")).to_have_attribute("aria-disabled", "true")
    page.keyboard.press("ArrowLeft")
    assert page.locator(".step__card--shown").evaluate("(card) => card.parentElement.dataset.step") == walked[-2]


def test_escape_and_a_button_leave_it_and_the_map_is_as_it_was(opened, cast):
    page = opened(cast.eddie, "map", make_worked_example(cast))
    press(page, "Zoom out")
    for leaving in ("Escape", "Stop presenting"):
        present(page)
        page.keyboard.press("+")
        page.get_by_role("button", name="Next step").click()
        now = title(page)
        if leaving == "Escape":
            page.keyboard.press("Escape")
        else:
            page.get_by_role("button", name=leaving).click()
        expect(page.locator("#show")).to_be_hidden()
        page.wait_for_function("() => !document.fullscreenElement")
        expect(page.locator("header.top")).to_be_visible()
        level(page, "80%")
        expect(page.locator(":focus")).to_contain_text(now)
        expect(page.locator(".step__card--shown")).to_have_count(0)
    present(page)
    page.keyboard.press("+")
    page.reload()  # a projector that lost its plug
    is_live(page)
    level(page, "80%")


def test_before_a_room_no_key_and_no_click_changes_the_map_but_others_do(opened, cast, small):
    page, freya = opened(cast.eddie, "map", small.map), opened(cast.freya, "map", small.map)
    card(page, small.steps[1]).focus()
    present(page)
    assert title(page) == "Listen"
    for key, shown in (("End", small.steps[2]), ("Home", small.steps[0])):
        page.keyboard.press(key)
        expect(freya.locator(f"#step-{shown} .held")).to_have_text("Eddie is here", timeout=SOON)
        page.locator("#show [data-show=larger]").click()  # the focus goes to a button
        freya.wait_for_timeout(800)  # as long as it takes to hear of it
        expect(freya.locator(f"#step-{shown} .held")).to_have_text("Eddie is here", timeout=SOON)
    card(page, small.steps[1]).focus()
    for key in ("Delete", "x", "n", "F2", "Control+z", "Control+v", "m", "l", "?"):
        page.keyboard.press(key)
    assert page.locator(".title-box, dialog[open], .step__marked").count() == 0
    x, y = middle(card(page, small.steps[0]))
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 60, y + 60, steps=3)
    page.mouse.up()
    card(page, small.steps[0]).dblclick()
    assert page.locator(".title-box, .step--ghost").count() == 0 and page.locator("#panel").is_hidden()
    expect(page.locator(".step__card--shown")).to_have_count(1)
    first = title(page)
    assert first != "Listen"
    send(cast.freya, small.map, "step.rename", step=small.steps[0], title="Knock at the door")
    expect(page.locator(".show__title")).to_have_text("Knock at the door", timeout=SOON)
    expect(page.locator(".step__card--shown")).to_contain_text("Knock at the door")
    send(cast.freya, small.map, "step.remove", step=small.steps[0])
    expect(page.locator(".show__title")).not_to_have_text("Knock at the door", timeout=SOON)
    expect(page.locator(".step__card--shown")).to_have_count(1)
    assert kinds_of(small.map) == ["step.rename", "step.remove"]


@pytest.mark.parametrize("width", [768, 390, 320])
def test_presenting_fits_a_small_screen_too(opened, cast, width):
    page = opened(cast.vic, "map", make_worked_example(cast), viewport={"width": width, "height": 700}, bypass_csp=True)
    present(page)
    page.keyboard.press("End")
    shown_in_the_middle(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= width and violations(page) == []
    for one in page.locator("#show button").all():
        box = one.bounding_box()
        assert box["x"] >= 0 and box["x"] + box["width"] <= width and box["y"] + box["height"] <= 701 and box["height"] >= 24


def views(page):
    unfold(page)
    page.get_by_role("button", name="Views", exact=True).click()
    return page.get_by_role("dialog", name="Views of this map")


def found(page) -> str:
    return page.locator("#found").text_content()


def test_a_view_is_kept_under_a_name_and_opened_again(opened, cast, live_server):
    of = make_long_map(cast, 60, columns=40)
    page = opened(cast.vic, "map", of, bypass_csp=True)
    page.get_by_role("searchbox", name="Find steps").fill("Step 5")
    page.locator("#find [name=lane]").select_option(label="Agency 12")
    press(page, "Zoom out")
    press(page, "Zoom out")
    there = page.locator(".step--found .step__card").last
    there.evaluate("(one) => one.scrollIntoView({ block: 'center', inline: 'center' })")
    before, counted = middle(there), found(page)
    dialog = views(page)
    dialog.get_by_label("Name of the view you see now").fill("The end, at Agency 12")
    dialog.get_by_role("button", name="Keep this view").click()
    expect(dialog.locator("#view-said")).to_have_text("The view “The end, at Agency 12” is kept.")
    expect(dialog.get_by_role("listitem")).to_contain_text("“Step 5”, Agency 12, 67%")
    assert violations(page) == []
    dialog.get_by_role("button", name="Close").click()
    expect(page.get_by_role("button", name="Views", exact=True)).to_be_focused()
    page.goto("about:blank")
    page.goto(live_server.url + f"/maps/{of.pk}/")
    is_live(page)
    press(page, "Fit to width")
    assert found(page) == ""
    views(page).get_by_role("button", name="The end, at Agency 12", exact=True).click()
    expect(page.locator("#found")).to_have_text(counted)
    level(page, "67%")
    assert middle(there)[0] == pytest.approx(before[0], abs=110)  # within a column
    expect(page.locator("#seen")).to_have_text("The view “The end, at Agency 12” is shown.")
    views(page).get_by_role("button", name="Remove the view “The end, at Agency 12”").click()
    expect(page.locator("#view-said")).to_have_text("The view “The end, at Agency 12” is forgotten.")
    expect(page.locator("#views-kept li")).to_have_count(0)


def test_its_address_shows_the_same_to_another_and_says_nothing_to_the_server(opened, cast):
    of = make_long_map(cast, 60, columns=40)
    page, freya = opened(cast.vic, "map", of), opened(cast.freya, "map", of)
    page.get_by_label("Only where no one is responsible").check()
    page.get_by_role("searchbox", name="Find steps").fill("Step 4")
    press(page, "Zoom in")
    there = page.locator(".step__card", has_text="Step 44,")
    there.evaluate("(one) => one.scrollIntoView({ block: 'center', inline: 'center' })")
    assert scrolled(page) > 1000
    address = views(page).get_by_label("Its address").input_value()
    asked: list[str] = []
    freya.on("request", lambda request: asked.append(request.url))
    freya.goto("about:blank")
    freya.goto(address)
    is_live(freya)
    expect(freya.locator("#found")).to_have_text(found(page))
    expect(freya.get_by_label("Only where no one is responsible")).to_be_checked()
    level(freya, "125%")
    there = re.search("at=([0-9a-f-]+)", address)[1]
    assert middle(card(freya, there))[0] == pytest.approx(middle(card(page, there))[0], abs=200)  # within a column
    assert 0 < middle(card(freya, there))[1] < 1000 and scrolled(freya) > 1000
    assert asked and not [one for one in asked if "words=" in one.split("#")[0] or "Step" in one.split("#")[0]]
    freya.goto("about:blank")
    freya.goto(address.split("#")[0])
    is_live(freya)
    level(freya, "100%")  # somebody else's size is not one's own
    assert found(freya) == ""


def test_what_is_searched_for_outlasts_a_reload_and_an_address_that_makes_no_sense_does_no_harm(opened, cast, small):
    page = opened(cast.vic, "map", small.map)
    page.get_by_role("searchbox", name="Find steps").fill("List")
    expect(page.locator("#found")).to_have_text("1 of 3 steps")
    page.reload()
    is_live(page)
    expect(page.locator("#found")).to_have_text("1 of 3 steps")
    page.get_by_role("searchbox", name="Find steps").fill("")
    assert "#" not in page.url
    for wrong in (
        "zoom=NaN",
        "zoom=-5&lane=x&at=../..",
        "zoom=1e9",
        "words=" + "x" * 5000,
        "at=%E0%A4%A",
        "gaps=<b>&zoom=fit",
        "step-" + small.steps[0],
    ):
        page.evaluate("(to) => { location.hash = to; }", wrong)
        page.reload()
        is_live(page)
        expect(page.locator("#lanes")).to_be_visible()
        assert page.locator("#zoom-level").text_content() in ("100%", "300%"), wrong
        assert len(page.get_by_role("searchbox", name="Find steps").input_value()) <= 200


def test_the_address_is_copied_or_marked_to_be_copied(opened, cast, small):
    page = opened(cast.vic, "map", small.map, permissions=["clipboard-read", "clipboard-write"])
    dialog = views(page)
    dialog.get_by_role("button", name="Copy the address").click()
    expect(dialog.locator("#view-said")).to_have_text("The address is copied.")
    assert page.evaluate("navigator.clipboard.readText()") == dialog.get_by_label("Its address").input_value()
    other = opened(cast.eddie, "map", small.map, viewport={"width": 320, "height": 700}, bypass_csp=True)
    other.evaluate("() => { navigator.clipboard.writeText = () => Promise.reject(new Error('not allowed')); }")
    dialog = views(other)
    dialog.get_by_role("button", name="Copy the address").click()
    expect(dialog.locator("#view-said")).to_contain_text("Ctrl+C")
    assert other.evaluate("getSelection().toString() || document.activeElement.selectionEnd > 10")
    assert other.evaluate("document.documentElement.scrollWidth") <= 320 and violations(other) == []


def test_views_are_each_persons_own_and_one_map_s(opened, cast, small, live_server):
    page = opened(cast.vic, "map", small.map)
    for name in ("B", "A", "A"):
        dialog = views(page)
        dialog.get_by_label("Name of the view you see now").fill(name)
        dialog.get_by_role("button", name="Keep this view").click()
        expect(dialog.locator("#view-said")).to_contain_text("is kept")
        dialog.get_by_role("button", name="Close").click()
    assert [one.text_content() for one in page.locator("[data-view]").all()] == ["A", "B"]
    page.goto(page.url.split("#")[0].replace(str(small.map.pk), str(make_small_map(cast, "Another").map.pk)))
    is_live(page)
    views(page)
    expect(page.locator("[data-view]")).to_have_count(0)
    sign_in(page.context, cast.eddie, live_server)
    page.goto(page.url.split("/maps/")[0] + f"/maps/{small.map.pk}/")
    is_live(page)
    views(page)
    expect(page.locator("[data-view]")).to_have_count(0)


def test_a_second_press_of_tab_leads_to_the_map_at_the_card_one_was_at(opened, cast, small):
    page = opened(cast.vic, "map", small.map)
    skip = page.get_by_role("link", name="Skip to the map")
    for now, then in ((small.steps[0], small.steps[2]), (small.steps[2], small.steps[2])):
        page.get_by_role("link", name="Skip to main content").focus()  # the first of the page
        page.keyboard.press("Tab")
        expect(skip).to_be_focused()
        expect(skip).to_be_in_viewport()
        page.keyboard.press("Enter")
        expect(card(page, now)).to_be_focused()
        expect(card(page, now)).to_be_in_viewport()
        card(page, then).focus()


def test_on_a_map_without_a_step_the_same_link_leads_to_where_it_will_be(opened, cast):
    of = make_map(cast)
    page = opened(cast.eddie, "map", of)
    expect(page.get_by_role("link", name="Skip to the map")).to_have_attribute("href", "#map")
    send(cast.freya, of, "lane.add", lane=new_id(), title="GP practice")
    page.reload()
    page.get_by_role("link", name="Skip to the map").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#sheet")).to_be_focused()


PHONE, TABLET = {"width": 390, "height": 844}, {"width": 768, "height": 1024}


@pytest.mark.parametrize("screen", [PHONE, TABLET])
def test_the_first_cards_are_seen_without_scrolling_on_small_screens(opened, cast, screen):
    of = make_worked_example(cast)
    page = opened(cast.eddie, "map", of, viewport=screen)
    expect(page.locator("#editing")).to_be_visible()
    expect(page.locator("#lanes .step__card").first).to_be_in_viewport(ratio=1)
    assert page.evaluate("scrollY") == 0
    assert len({tile.bounding_box()["y"] for tile in page.locator(".score .tile").all()}) == 1
    page.locator(".score .tile").last.get_by_role("link").focus()  # the figures are one row to push along
    expect(page.locator(".score .tile").last).to_be_in_viewport()
    page.get_by_role("button", name="Keys").focus()
    expect(page.get_by_role("button", name="Keys")).to_be_in_viewport()


def test_on_a_phone_what_is_seldom_wanted_is_folded_away_until_it_is_asked_for(opened, cast, small):
    page = opened(cast.eddie, "map", small.map, viewport=PHONE, bypass_csp=True)
    fold, find = page.get_by_role("button", name="Find, zoom and data"), page.get_by_role("searchbox", name="Find steps")
    expect(fold).to_have_attribute("aria-expanded", "false")
    expect(find).to_be_hidden()
    assert violations(page) == []
    fold.click()
    expect(fold).to_have_attribute("aria-expanded", "true")
    expect(find).to_be_visible()
    expect(page.get_by_role("button", name="Zoom in")).to_be_visible()
    assert violations(page) == []
    fold.click()
    expect(find).to_be_hidden()
    page.set_viewport_size({"width": 1280, "height": 900})
    expect(fold).to_be_hidden()
    expect(find).to_be_visible()
