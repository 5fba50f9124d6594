"""Moving cards by mouse, finger, keyboard and dialog: seen by the others, taken back, and put back when somebody changes their mind."""

# ruff: noqa: F811  (opened is a fixture)

import pytest
from playwright.sync_api import expect

from journeys.queries.states import state_of
from tests.accessibility import violations
from tests.factories import new_id, send
from tests.pages.maps import make_long_map
from tests.pages.web.test_editing_in_the_browser import kinds_of, saved
from tests.pages.web.test_live_in_the_browser import SOON, card, opened  # noqa: F401

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def where(of, step: str) -> tuple[str, str]:
    return state_of(of)[step]["lane"], state_of(of)[step]["column"]


def cell(page, lane: str, column: int):
    return page.locator(f"tr[data-lane='{lane}'] > td").nth(column)


def middle(locator) -> tuple[float, float]:
    box = locator.bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


DRAWN = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => requestAnimationFrame(done))))"


def wires(page) -> list[str]:
    """As they are once they are drawn: arrows come two frames after what they belong to."""
    page.evaluate(DRAWN)
    return page.locator(".wire[data-link]").evaluate_all("(all) => all.map((one) => one.getAttribute('d'))")


def drag(page, step: str, to: tuple[float, float], drop: bool = True) -> None:
    x, y = middle(card(page, step))
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 10, y + 10)
    page.mouse.move(*to, steps=6)
    expect(page.locator(".step--ghost")).to_be_visible()
    page.evaluate(DRAWN)  # the ghost follows in the next frame
    if drop:
        page.mouse.up()


def test_a_card_is_dragged_to_another_lane_and_column_and_its_arrows_go_with_it(opened, cast, small):
    page, vic = opened(cast.eddie, "map", small.map), opened(cast.vic, "map", small.map)
    before = wires(page)
    drag(page, small.steps[1], middle(cell(page, small.lanes[0], 2)), drop=False)
    expect(page.locator(".drop-place")).to_have_attribute("data-words", "The person, column 3")
    assert all(now != then for now, then in zip(wires(page), before, strict=True))  # both lead to or from the card
    page.mouse.up()
    expect(page.locator("#done")).to_have_text("Moved: “Listen” to The person, column 3.")
    expect(page.locator("#panel")).to_be_hidden()
    expect(page.locator(".step--ghost")).to_have_count(0)
    expect(cell(page, small.lanes[0], 2)).to_contain_text("Listen")
    expect(cell(vic, small.lanes[0], 2)).to_contain_text("Listen", timeout=SOON)
    expect(vic.locator("#said")).to_have_text("Eddie moved a step: “Listen”.")
    saved(page, small.map)
    assert where(small.map, small.steps[1]) == (small.lanes[0], small.columns[2])
    page.keyboard.press("Control+z")
    expect(cell(page, small.lanes[1], 1)).to_contain_text("Listen", timeout=SOON)
    saved(page, small.map)
    assert kinds_of(small.map) == ["step.move", "undo"]


LET_GO = """(card, [from, to]) => {
  const at = ([clientX, clientY]) => ({ bubbles: true, pointerId: 7, isPrimary: true, button: 0, clientX, clientY });
  card.dispatchEvent(new PointerEvent('pointerdown', at(from)));
  for (const name of ['pointermove', 'pointerup']) dispatchEvent(new PointerEvent(name, at(to)));
}"""


def test_a_card_that_is_let_go_falls_where_the_pointer_is_though_no_frame_has_shown_it_there(opened, cast, small):
    page = opened(cast.eddie, "map", small.map)
    card(page, small.steps[1]).evaluate(LET_GO, [middle(card(page, small.steps[1])), middle(cell(page, small.lanes[0], 2))])
    expect(page.locator("#done")).to_have_text("Moved: “Listen” to The person, column 3.")
    saved(page, small.map)
    assert where(small.map, small.steps[1]) == (small.lanes[0], small.columns[2])


@pytest.mark.parametrize("lane", [0, 1])
def test_the_words_of_the_place_a_card_would_fall_into_lie_on_the_map_and_no_button_is_offered_there(opened, cast, small, lane):
    page = opened(cast.eddie, "map", small.map)
    page.mouse.move(*middle(cell(page, small.lanes[0], 2)))
    expect(page.locator(".cell-add")).to_be_visible()
    drag(page, small.steps[1], middle(cell(page, small.lanes[lane], 0)), drop=False)
    words = page.locator(".drop-place").evaluate("(place) => place.offsetTop + parseFloat(getComputedStyle(place, '::after').top)")
    assert words >= 0
    expect(page.locator(".cell-add")).to_be_hidden()
    page.mouse.up()
    expect(page.locator("#done")).to_contain_text("Moved")


def test_axe_finds_nothing_while_a_card_is_dragged(opened, cast, small):
    page = opened(cast.eddie, "map", small.map, bypass_csp=True)
    drag(page, small.steps[1], middle(cell(page, small.lanes[0], 2)), drop=False)
    expect(page.locator(f"#step-{small.steps[1]}.step--away")).to_be_visible()
    assert violations(page) == []
    page.mouse.up()


def test_escape_ends_a_drag_and_a_click_still_opens(opened, cast, small):
    page = opened(cast.eddie, "map", small.map)
    before = wires(page)
    drag(page, small.steps[1], middle(cell(page, small.lanes[0], 2)), drop=False)
    page.keyboard.press("Escape")
    page.mouse.up()
    expect(page.locator(".step--ghost")).to_have_count(0)
    expect(page.locator(".step--away")).to_have_count(0)
    saved(page, small.map)
    assert kinds_of(small.map) == []
    card(page, small.steps[1]).click()
    expect(page.locator("#panel")).to_be_visible()
    page.keyboard.press("Escape")
    assert wires(page) == before


def test_a_card_dropped_above_another_stands_in_front_of_it(opened, cast, small):
    page = opened(cast.eddie, "map", small.map)
    box = card(page, small.steps[2]).bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + 4
    drag(page, small.steps[1], (x, y))
    expect(page.locator("#done")).to_have_text("Moved: “Listen” to GPs, column 3, in front of “Write referral”.")
    saved(page, small.map)
    assert [step["title"] for step in state_of(small.map).cell(small.lanes[1], small.columns[2])] == ["Listen", "Write referral"]


def test_what_others_do_while_one_drags_is_drawn_and_a_card_taken_away_ends_the_drag(opened, cast, small):
    page = opened(cast.eddie, "map", small.map)
    drag(page, small.steps[1], middle(cell(page, small.lanes[0], 2)), drop=False)
    send(cast.freya, small.map, "step.rename", step=small.steps[2], title="Refer")
    expect(card(page, small.steps[2])).to_contain_text("Refer", timeout=SOON)
    expect(page.locator(".step--ghost")).to_be_visible()
    page.mouse.up()
    saved(page, small.map)
    assert where(small.map, small.steps[1]) == (small.lanes[0], small.columns[2])
    drag(page, small.steps[1], middle(cell(page, small.lanes[1], 0)), drop=False)
    send(cast.freya, small.map, "step.remove", step=small.steps[1])
    expect(page.locator(".step--ghost")).to_have_count(0, timeout=SOON)
    page.mouse.up()
    expect(page.locator("#unsettled")).to_be_hidden()


def test_a_finger_that_rests_drags_and_one_that_moves_at_once_scrolls(opened, cast, small):
    page = opened(cast.eddie, "map", small.map, viewport={"width": 900, "height": 900}, has_touch=True)
    touch = page.context.new_cdp_session(page)
    card(page, small.steps[1]).scroll_into_view_if_needed()
    x, y = middle(card(page, small.steps[1]))
    to_x, to_y = middle(cell(page, small.lanes[0], 1))

    def finger(kind, *points):
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": px, "y": py} for px, py in points]})

    finger("touchStart", (x, y))
    finger("touchMove", (x, y + 30))
    finger("touchEnd")
    expect(page.locator(".step--ghost")).to_have_count(0)
    card(page, small.steps[1]).click(trial=True)  # once it stands still
    x, y = middle(card(page, small.steps[1]))
    to_x, to_y = middle(cell(page, small.lanes[0], 1))
    finger("touchStart", (x, y))
    expect(page.locator(".step--ghost")).to_be_visible()
    for part in (0.3, 0.7, 1):
        finger("touchMove", (x + (to_x - x) * part, y + (to_y - y) * part))
    expect(page.locator(".drop-place")).to_have_attribute("data-words", "The person, column 2")
    finger("touchEnd")
    saved(page, small.map)
    assert where(small.map, small.steps[1]) == (small.lanes[0], small.columns[1])


def test_space_lifts_arrows_carry_space_puts_down_and_all_of_it_is_said(opened, cast, small):
    page = opened(cast.eddie, "map", small.map)
    said = page.locator("#done")
    card(page, small.steps[1]).focus()
    page.keyboard.press("Space")
    expect(said).to_contain_text("Lifted: “Listen”, GPs, column 2. Arrow keys carry it")
    for key, words in (
        ("ArrowRight", "GPs, column 3, after the others"),
        ("ArrowUp", "GPs, column 3, in front of “Write referral”"),
        ("ArrowUp", "The person, column 3"),
        ("ArrowRight", "It goes no further that way."),
        ("Home", "The person, column 1, after the others"),
    ):
        page.keyboard.press(key)
        expect(said).to_have_text(words)
        expect(card(page, small.steps[1])).to_be_focused()
    expect(cell(page, small.lanes[0], 0)).to_contain_text("Listen")
    saved(page, small.map)
    assert kinds_of(small.map) == []
    page.keyboard.press("Space")
    expect(said).to_have_text("Moved: “Listen” to The person, column 1, after the others.")
    expect(card(page, small.steps[1])).to_be_focused()
    saved(page, small.map)
    assert where(small.map, small.steps[1]) == (small.lanes[0], small.columns[0])


@pytest.mark.parametrize("how", ["Escape", "Tab", "click"])
def test_a_lifted_card_goes_back_where_it_was(opened, cast, small, how):
    page = opened(cast.eddie, "map", small.map)
    card(page, small.steps[1]).focus()
    page.keyboard.press("Space")
    page.keyboard.press("ArrowRight")
    if how == "click":
        page.get_by_role("searchbox", name="Find steps").click()
    else:
        page.keyboard.press(how)
    expect(page.locator("#done")).to_have_text("“Listen” is where it was.")
    expect(cell(page, small.lanes[1], 1)).to_contain_text("Listen")
    expect(page.locator(".step--lifted")).to_have_count(0)
    saved(page, small.map)
    assert kinds_of(small.map) == []


def test_a_card_somebody_takes_away_under_the_hand_says_so(opened, cast, small):
    page = opened(cast.eddie, "map", small.map)
    card(page, small.steps[1]).focus()
    page.keyboard.press("Space")
    page.keyboard.press("ArrowRight")
    send(cast.freya, small.map, "step.remove", step=small.steps[1])
    expect(page.locator("#done")).to_have_text("Somebody has just taken this step away.", timeout=SOON)
    expect(card(page, small.steps[1])).to_have_count(0)


PLACE_GONE = "Somebody has just taken that place away. “Listen” is where it was."


def test_a_place_somebody_takes_away_under_a_lifted_card_says_so_and_the_card_goes_back(opened, cast, small):
    page = opened(cast.eddie, "map", small.map)
    card(page, small.steps[1]).focus()
    for key in ("Space", "ArrowRight", "ArrowUp"):
        page.keyboard.press(key)
    expect(page.locator("#done")).to_have_text("GPs, column 3, in front of “Write referral”")
    send(cast.freya, small.map, "step.remove", step=small.steps[2])
    expect(page.locator("#done")).to_have_text(PLACE_GONE, timeout=SOON)
    expect(cell(page, small.lanes[1], 1)).to_contain_text("Listen")
    expect(card(page, small.steps[1])).to_be_focused()
    page.keyboard.press("Space")
    expect(page.locator("#done")).to_contain_text("Lifted: “Listen”, GPs, column 2.")
    page.keyboard.press("Escape")
    saved(page, small.map)
    assert kinds_of(small.map) == ["step.remove"]


@pytest.mark.parametrize("gone, words", [(2, PLACE_GONE), (1, "Somebody has just taken this step away.")])
def test_a_place_or_a_card_taken_away_while_the_dialog_asks_says_so(opened, cast, small, gone, words):
    page = opened(cast.eddie, "map", small.map)
    card(page, small.steps[1]).focus()
    page.keyboard.press("m")
    dialog = page.get_by_role("dialog", name="Move “Listen”")
    dialog.get_by_label("Column").select_option("3")
    dialog.get_by_label("In front of").select_option("Write referral")
    send(cast.freya, small.map, "step.remove", step=small.steps[gone])
    expect(card(page, small.steps[gone])).to_have_count(0, timeout=SOON)
    dialog.get_by_role("button", name="Move the step").click()
    expect(page.locator("#done")).to_have_text(words)
    saved(page, small.map)
    assert kinds_of(small.map) == ["step.remove"]


def test_m_asks_for_lane_and_column_in_a_dialog(opened, cast, small):
    page = opened(cast.eddie, "map", small.map, bypass_csp=True)
    card(page, small.steps[1]).focus()
    page.keyboard.press("m")
    dialog = page.get_by_role("dialog", name="Move “Listen”")
    expect(dialog.get_by_label("Lane")).to_be_focused()
    assert violations(page) == []
    dialog.get_by_label("Lane").select_option("The person")
    dialog.get_by_label("Column").select_option("1")
    dialog.get_by_label("In front of").select_option("Contact surgery")
    dialog.get_by_role("button", name="Move the step").click()
    expect(card(page, small.steps[1])).to_be_focused()
    saved(page, small.map)
    assert [step["title"] for step in state_of(small.map).cell(small.lanes[0], small.columns[0])] == ["Listen", "Contact surgery"]
    card(page, small.steps[1]).click()
    page.locator("#panel").get_by_role("button", name="Move", exact=True).click()
    expect(dialog).to_be_visible()
    page.keyboard.press("Escape")
    expect(card(page, small.steps[1])).to_be_focused()


def test_whoever_may_only_read_moves_nothing(opened, cast, small):
    page = opened(cast.vic, "map", small.map)
    x, y = middle(card(page, small.steps[1]))
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 200, y, steps=5)
    expect(page.locator(".step--ghost")).to_have_count(0)
    page.mouse.up()
    card(page, small.steps[1]).focus()
    page.keyboard.press("m")
    expect(page.locator("dialog[open]")).to_have_count(0)
    page.keyboard.press("Space")
    expect(page.locator("#panel")).to_be_visible()
    assert kinds_of(small.map) == []


DRAGGED = """async () => {
  for (let n = 0; n < 60; n++) {
    const move = { bubbles: true, pointerId: 7, isPrimary: true, clientX: 500 + 6 * n, clientY: 500 + 2 * (n % 20) };
    dispatchEvent(new PointerEvent('pointermove', move));
    await new Promise(requestAnimationFrame);
  }
  return document.querySelectorAll('.step--ghost').length;
}"""


EDITED = """() => {
  const field = document.querySelector('.title-box__field'), seen = new MutationObserver(() => {});
  seen.observe(document.getElementById('lanes'), { childList: true, subtree: true });
  field.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true }));
  const made = seen.takeRecords().flatMap((one) => [...one.addedNodes]).filter((node) => node.matches?.('li, ul, tr'));
  seen.disconnect();
  return { words: document.activeElement.textContent, made: made.map((node) => node.id) };
}"""


def test_a_card_of_five_hundred_is_dragged_and_an_edit_draws_it_alone_anew(opened, cast):
    of = make_long_map(cast, 500)
    page = opened(cast.eddie, "map", of)
    step = state_of(of).steps[3]["id"]
    box = card(page, step)
    box.scroll_into_view_if_needed()
    box.evaluate(
        """(card) => { const { left, top } = card.getBoundingClientRect();
        const at = { bubbles: true, pointerId: 7, isPrimary: true, button: 0, clientX: left + 5, clientY: top + 5 };
        card.dispatchEvent(new PointerEvent('pointerdown', at)); }"""
    )
    assert page.evaluate(DRAGGED) == 1
    page.keyboard.press("Escape")
    box.focus()
    page.keyboard.press("F2")
    page.locator(".title-box__field").fill("Renamed among five hundred")
    drawn = page.evaluate(EDITED)
    assert "Renamed among" in drawn["words"] and drawn["made"] == [f"step-{step}"], drawn  # at once, and nothing else is drawn anew
    other = new_id()
    send(cast.freya, of, "step.add", step=other, title="One more", lane=state_of(of).lanes[0]["id"], column=state_of(of).columns[0]["id"])
    expect(card(page, other)).to_be_attached(timeout=SOON)


def test_a_column_is_asked_for_by_the_number_and_words_that_stand_above_it(opened, cast, small):
    send(cast.freya, small.map, "column.set", column=small.columns[1], fields={"title": "Refer"})
    page = opened(cast.eddie, "map", small.map)
    heads = page.locator(".grid__columns th")
    for last in (["3"], ["3", "Later"]):  # as the server draws it, and as it is drawn anew
        expect(heads.last).to_contain_text(last[-1], timeout=SOON)
        assert [one.inner_text().replace("Column", "").split() for one in heads.all()] == [["1"], ["2", "Refer"], last]
        for n, head in enumerate(heads.all(), 1):
            expect(head.get_by_text(str(n), exact=True)).to_be_in_viewport()
        expect(page.get_by_role("columnheader", name="Column 2 Refer", exact=True)).to_be_visible()
        if last == ["3"]:
            send(cast.freya, small.map, "column.set", column=small.columns[2], fields={"title": "Later"})
    card(page, small.steps[1]).press("m")
    assert page.locator("#move-column option").all_inner_texts() == ["1", "2 Refer", "3 Later"]
    page.locator("#move-column").select_option(label="1")
    page.get_by_role("dialog").get_by_role("button", name="Move the step").click()
    expect(page.locator("#done")).to_have_text("Moved: “Listen” to GPs, column 1.")
    page.keyboard.press("n")
    expect(page.get_by_role("textbox", name="What is done: a new step in GPs, column 2 Refer")).to_be_focused()
    page.keyboard.press("Escape")
    page.goto(page.url + "outline/")
    expect(page.get_by_role("rowheader", name="2 Refer (column)")).to_be_visible()
