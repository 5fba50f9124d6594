"""Links drawn in the grid, and every field and command by the server's own forms in a dialog over it."""

# ruff: noqa: F811  (opened is a fixture)

import re

import pytest
from playwright.sync_api import expect

from journeys.queries.states import state_of
from tests.accessibility import violations
from tests.factories import make_map, new_id, send
from tests.pages.web.test_editing_in_the_browser import kinds_of, saved, shaky  # noqa: F401
from tests.pages.web.test_live_in_the_browser import SOON, card, opened  # noqa: F401
from tests.pages.web.test_moving_in_the_browser import cell, middle

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def ends(of) -> list[tuple[str, str, str]]:
    state = state_of(of)
    return [(state[link["source"]]["title"], state[link["target"]]["title"], link["kind"]) for link in state.links]


def form(page):
    return page.locator("dialog#form")


def test_l_links_a_card_to_one_chosen_from_a_list_and_the_other_sees_the_arrow(opened, cast, small):
    page, vic = opened(cast.eddie, "map", small.map, bypass_csp=True), opened(cast.vic, "map", small.map)
    card(page, small.steps[2]).focus()
    page.keyboard.press("l")
    dialog = page.get_by_role("dialog", name="Lead on from “Write referral”")
    expect(dialog.get_by_label("Leads to")).to_be_focused()
    assert violations(page) == []
    dialog.get_by_label("Leads to").select_option(small.steps[1])
    dialog.get_by_label("Kind of link").select_option("rework")
    dialog.get_by_role("button", name="Link them").click()
    expect(page.locator("#done")).to_have_text("Linked: from “Write referral” to “Listen”.")
    expect(page.locator(".wire[data-link]")).to_have_count(3)
    expect(card(page, small.steps[2])).to_be_focused()
    expect(vic.locator(".wire--rework[data-link]")).to_have_count(1, timeout=SOON)
    saved(page, small.map)
    assert ("Write referral", "Listen", "rework") in ends(small.map)
    page.keyboard.press("Control+z")
    expect(page.locator(".wire[data-link]")).to_have_count(2, timeout=SOON)


@pytest.mark.parametrize("how", ["mouse", "keys", "escape"])
def test_the_other_end_is_chosen_on_the_map(opened, cast, small, how):
    page = opened(cast.eddie, "map", small.map)
    card(page, small.steps[2]).focus()
    page.keyboard.press("l")
    page.get_by_role("button", name="Choose on the map").click()
    expect(page.locator("#done")).to_contain_text("Choose on the map where “Write referral” leads")
    expect(card(page, small.steps[2])).to_be_focused()
    if how == "mouse":
        card(page, small.steps[0]).click()
    else:
        page.keyboard.press("ArrowUp")
        expect(card(page, small.steps[0])).to_be_focused()
        page.keyboard.press("Enter" if how == "keys" else "Escape")
    linked = "Linked: from “Write referral” to “Contact surgery”."
    expect(page.locator("#done")).to_have_text("Nothing was linked." if how == "escape" else linked)
    expect(page.locator("#panel")).to_be_hidden()
    expect(page.locator(".map--choosing")).to_have_count(0)
    saved(page, small.map)
    assert len(ends(small.map)) == (2 if how == "escape" else 3)


def test_a_link_is_led_elsewhere_and_taken_away_from_the_panel(opened, cast, small):
    page = opened(cast.eddie, "map", small.map)
    card(page, small.steps[0]).click()
    panel = page.locator("#panel")
    panel.get_by_role("button", name=re.compile("Lead elsewhere")).click()
    page.get_by_label("Leads to").select_option(small.steps[2])
    page.get_by_role("button", name="Link them").click()
    expect(panel).to_contain_text("Write referral")
    saved(page, small.map)
    assert ("Contact surgery", "Write referral", "flow") in ends(small.map)
    panel.get_by_role("button", name=re.compile("^Remove ?: Write")).click()
    expect(page.locator("#done")).to_have_text("The link from “Contact surgery” to “Write referral” was removed. Undo brings it back.")
    expect(page.locator(".wire[data-link]")).to_have_count(1)
    saved(page, small.map)
    assert kinds_of(small.map) == ["link.reroute", "link.remove"]


@pytest.mark.parametrize("how", ["list", "map"])
def test_a_link_that_somebody_else_leads_elsewhere_meanwhile_is_a_choice(opened, cast, small, how):
    mine, theirs = new_id(), small.steps[2]
    send(cast.freya, small.map, "step.add", step=mine, title="Write it down", lane=small.lanes[1], column=small.columns[2])
    page = opened(cast.eddie, "map", small.map)
    card(page, small.steps[0]).click()
    page.locator("#panel").get_by_role("button", name=re.compile("Lead elsewhere")).click()
    if how == "map":
        page.get_by_role("button", name="Choose on the map").click()
    send(cast.freya, small.map, "link.reroute", link=small.links[0], target=theirs)
    expect(page.locator("#state")).to_have_text(f"Live · revision {small.map.revision}", timeout=SOON)
    if how == "map":
        card(page, mine).click()
    else:
        page.get_by_label("Leads to").select_option(mine)
        page.get_by_role("button", name="Link them").click()
    choice = page.get_by_role("region", name="Not on the map yet")
    for words in ("Freya changed the same thing", "Listen", "Write referral", "Write it down"):
        expect(choice).to_contain_text(words, timeout=SOON)
    assert ("Contact surgery", "Write referral", "flow") in ends(small.map)
    choice.get_by_role("button", name="Keep mine").click()
    expect(choice).to_be_hidden(timeout=SOON)
    saved(page, small.map)
    assert ("Contact surgery", "Write it down", "flow") in ends(small.map)


def test_every_field_of_a_step_is_changed_in_the_dialog_and_may_be_taken_back(opened, cast, small):
    page, vic = opened(cast.eddie, "map", small.map, bypass_csp=True), opened(cast.vic, "map", small.map)
    card(page, small.steps[1]).focus()
    page.keyboard.press("e")
    expect(form(page)).to_be_visible(timeout=SOON)
    assert violations(page) == []
    form(page).get_by_label("Who runs this part of the process").fill("Practice manager")
    form(page).get_by_role("button", name="Change the step").click()
    expect(form(page)).to_be_hidden(timeout=SOON)
    expect(page.locator("#done")).to_have_text("Done: you changed a step.")
    for one in (page, vic):
        expect(card(one, small.steps[1]).locator(".step__owner")).to_have_text("Practice manager", timeout=SOON)
    expect(card(page, small.steps[1])).to_be_focused()
    page.keyboard.press("Control+z")
    expect(card(vic, small.steps[1]).locator(".step__owner")).to_have_count(0, timeout=SOON)


def test_after_a_form_the_focus_is_on_the_card_though_the_panel_that_was_closed_has_a_button_of_that_form(opened, cast, small):
    page = opened(cast.eddie, "map", small.map)
    card(page, small.steps[1]).press("Enter")
    page.keyboard.press("Escape")
    expect(page.locator("#panel")).to_be_hidden()
    card(page, small.steps[1]).press("e")
    expect(form(page)).to_be_visible(timeout=SOON)
    send(cast.freya, small.map, "step.set", step=small.steps[1], fields={"location": "Surgery"})  # the card is drawn anew
    expect(page.locator("#state")).to_have_text(f"Live · revision {small.map.revision}", timeout=SOON)
    page.keyboard.press("Escape")
    expect(card(page, small.steps[1])).to_be_focused()


def test_an_account_of_a_time_is_said_from_the_panel(opened, cast, small):
    page = opened(cast.eddie, "map", small.map)
    card(page, small.steps[1]).click()
    page.get_by_role("button", name=re.compile("Say what it is ?: Hands-on time")).click()
    form(page).get_by_label("How much?").fill("20 min")
    form(page).get_by_role("button", name="Save").click()
    expect(form(page)).to_be_hidden(timeout=SOON)
    expect(page.locator("#panel")).to_contain_text("20 min", timeout=SOON)
    expect(page.get_by_role("button", name=re.compile("Correct ?: Hands-on"))).to_be_visible()
    assert state_of(small.map)[small.steps[1]]["pt"]["accounts"][0]["value"] == 20


def test_what_the_form_refuses_is_said_beside_the_field_and_what_was_typed_stays(shaky, cast, small):
    page, _cut, _mended = shaky(cast.eddie, small.map)
    card(page, small.steps[1]).focus()
    page.keyboard.press("e")
    form(page).locator("[name=location]").fill("Ring Ann on 07700 900123")
    form(page).get_by_role("button", name="Change the step").click()
    expect(form(page).locator(".nhsuk-error-summary")).to_be_focused(timeout=SOON)
    expect(form(page).locator("[name=location]")).to_have_value("Ring Ann on 07700 900123")
    form(page).locator("[name=location]").fill("Room 4")
    form(page).get_by_role("button", name="Change the step").click()
    expect(form(page)).to_be_hidden(timeout=SOON)
    assert state_of(small.map)[small.steps[1]]["location"] == "Room 4"


def test_a_form_closed_by_mistake_or_sent_without_a_network_keeps_what_was_typed(shaky, cast, small):
    page, cut, mended = shaky(cast.eddie, small.map)
    card(page, small.steps[1]).focus()
    page.keyboard.press("e")
    form(page).locator("[name=location]").fill("Room 4")
    page.keyboard.press("Escape")
    expect(page.locator("#done")).to_contain_text("is kept until you open it again")
    page.keyboard.press("e")
    expect(form(page).locator("[name=location]")).to_have_value("Room 4")
    cut()
    page.route(re.compile("/outline/do/"), lambda route: route.abort())
    form(page).get_by_role("button", name="Change the step").click()
    expect(form(page)).to_contain_text("It could not be sent. What you typed stays here")
    expect(form(page).locator("[name=location]")).to_have_value("Room 4")
    page.unroute(re.compile("/outline/do/"))
    mended()
    form(page).get_by_role("button", name="Change the step").click()
    expect(form(page)).to_be_hidden(timeout=SOON)
    assert state_of(small.map)[small.steps[1]]["location"] == "Room 4"


def test_a_clash_in_a_form_is_settled_in_the_dialog(shaky, cast, small):
    page, _cut, _mended = shaky(cast.eddie, small.map)
    card(page, small.steps[1]).focus()
    page.keyboard.press("e")
    form(page).locator("[name=location]").fill("Mine")
    send(cast.freya, small.map, "step.set", step=small.steps[1], fields={"location": "Theirs"})
    form(page).get_by_role("button", name="Change the step").click()
    expect(form(page)).to_contain_text("Freya changed the same thing", timeout=SOON)
    form(page).get_by_role("button", name="Keep mine").click()
    expect(form(page)).to_be_hidden(timeout=SOON)
    assert state_of(small.map)[small.steps[1]]["location"] == "Mine"


@pytest.mark.parametrize("how", ["refused", "clash"])
def test_a_form_that_came_back_and_is_closed_keeps_what_was_typed(shaky, cast, small, how):
    page, _cut, _mended = shaky(cast.eddie, small.map)
    card(page, small.steps[1]).focus()
    page.keyboard.press("e")
    form(page).locator("[name=location]").fill("Ring Ann on 07700 900123" if how == "refused" else "Mine")
    if how == "clash":
        send(cast.freya, small.map, "step.set", step=small.steps[1], fields={"location": "Theirs"})
    form(page).get_by_role("button", name="Change the step").click()
    back = form(page).locator(".nhsuk-error-summary" if how == "refused" else ".sides")
    expect(back).to_be_visible(timeout=SOON)
    page.keyboard.press("Escape")
    expect(form(page)).to_be_hidden()
    expect(page.locator("#done")).to_contain_text("is kept until you open it again")
    card(page, small.steps[1]).press("e")
    expect(back).to_be_visible()
    if how == "refused":
        expect(form(page).locator("[name=location]")).to_have_value("Ring Ann on 07700 900123")
        form(page).locator("[name=location]").fill("Mine")
        form(page).get_by_role("button", name="Change the step").click()
    else:
        form(page).get_by_role("button", name="Keep mine").click()
    expect(form(page)).to_be_hidden(timeout=SOON)
    assert state_of(small.map)[small.steps[1]]["location"] == "Mine"


def test_of_two_forms_that_are_fetched_at_once_the_newest_is_shown(opened, cast, small):
    page, held = opened(cast.eddie, "map", small.map), []
    page.route(re.compile("/do/step.set/"), lambda route: held.append(route))
    card(page, small.steps[1]).focus()
    with page.expect_request(re.compile("/do/step.set/")):
        page.keyboard.press("e")
    page.get_by_role("button", name="Insert a column").click()
    expect(form(page).get_by_label("Heading")).to_be_visible(timeout=SOON)
    with page.expect_response(re.compile("/do/step.set/")) as late:
        held[0].continue_()
    late.value.finished()
    page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    expect(form(page).get_by_label("Heading")).to_be_visible()


def test_a_form_sent_twice_or_without_a_change_is_not_there_to_be_taken_back(opened, cast, small):
    page, asked, nothing = opened(cast.eddie, "map", small.map), [], "There is nothing of yours to take back here."
    page.on("request", lambda request: asked.append(request.url) if request.method == "POST" else None)
    card(page, small.steps[1]).focus()
    page.keyboard.press("e")
    form(page).get_by_role("button", name="Change the step").click()
    expect(page.locator("#done")).to_have_text("Nothing was changed: it says the same as before.", timeout=SOON)
    page.keyboard.press("Control+z")
    expect(page.locator("#done")).to_have_text(nothing)
    page.keyboard.press("e")
    form(page).locator("[name=location]").fill("Room 4")
    form(page).get_by_role("button", name="Change the step").evaluate("(button) => { button.click(); button.click(); }")
    expect(form(page)).to_be_hidden(timeout=SOON)
    saved(page, small.map)
    assert len(asked) == 2
    page.keyboard.press("Control+z")
    saved(page, small.map)
    page.keyboard.press("Control+z")
    expect(page.locator("#done")).to_have_text(nothing)
    saved(page, small.map)
    assert kinds_of(small.map) == ["step.set", "undo"]


def test_a_key_that_is_held_down_acts_once(opened, cast, small):
    page = opened(cast.eddie, "map", small.map)
    card(page, small.steps[0]).focus()
    page.keyboard.down("Delete")
    page.keyboard.down("Delete")  # as a held key repeats
    page.keyboard.up("Delete")
    saved(page, small.map)
    assert kinds_of(small.map) == ["step.remove"]


def test_columns_lanes_and_phases_are_added_and_anything_else_is_reached_from_the_bar(opened, cast, small):
    page = opened(cast.eddie, "map", small.map)
    page.get_by_role("button", name="Insert a column").click()
    form(page).get_by_label("Heading").fill("Later")
    form(page).get_by_role("button", name="Add a column").click()
    expect(page.locator(".grid__columns th", has_text="Later")).to_be_visible(timeout=SOON)
    page.get_by_role("button", name="Add a lane").click()
    form(page).get_by_label("Name of the lane").fill("Council")
    form(page).get_by_role("button", name="Add a lane").click()
    expect(page.locator(".lane__name", has_text="Council")).to_be_visible(timeout=SOON)
    page.get_by_role("button", name="All changes").click()
    form(page).get_by_role("link", name="Split the step").click()
    form(page).get_by_label("Which one?").select_option(small.steps[1])
    form(page).get_by_role("button", name="Go on").click()
    form(page).get_by_label("The steps that follow it, one a line").fill("Write it down")
    form(page).get_by_role("button", name="Split the step").click()
    expect(page.locator(".step__card", has_text="Write it down")).to_be_visible(timeout=SOON)
    expect(form(page)).to_be_hidden(timeout=SOON)
    saved(page, small.map)
    assert kinds_of(small.map) == ["column.add", "lane.add", "step.split"]
    page.keyboard.press("Control+z")
    expect(page.locator(".step__card", has_text="Write it down")).to_have_count(0, timeout=SOON)


CLOSE_AND_OPEN = """asked => {
    document.getElementById("form").close();  // the event that tells of it comes later than what is asked for here
    [...document.querySelectorAll("button")].find((one) => one.textContent.trim() === asked).click();
}"""


def test_a_form_asked_for_right_as_another_closes_comes(opened, cast, small):
    page = opened(cast.eddie, "map", small.map)
    page.get_by_role("button", name="Add a lane").click()
    form(page).get_by_label("Name of the lane").fill("Council")
    page.evaluate(CLOSE_AND_OPEN, "All changes")
    expect(form(page).get_by_role("link", name="Split the step")).to_be_visible(timeout=SOON)
    page.evaluate(CLOSE_AND_OPEN, "Add a lane")
    expect(form(page).get_by_label("Name of the lane")).to_have_value("Council")  # put by, and back
    expect(form(page)).to_be_visible()


def test_a_step_is_added_in_the_cell_that_the_pointer_is_over(opened, cast, small):
    page = opened(cast.eddie, "map", small.map)
    page.mouse.move(*middle(cell(page, small.lanes[0], 2)))
    page.get_by_role("button", name="What is done: a new step in The person, column 3").click()
    page.locator(".title-box__field").fill("Wait for news")
    page.keyboard.press("Enter")
    expect(cell(page, small.lanes[0], 2)).to_contain_text("Wait for news")
    saved(page, small.map)
    added = next(step for step in state_of(small.map).steps if step["title"] == "Wait for news")
    assert (added["lane"], added["column"]) == (small.lanes[0], small.columns[2])


PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}


def test_a_finger_adds_a_step_in_the_cell_that_it_touched(opened, cast, small):
    page = opened(cast.eddie, "map", small.map, **PHONE)
    cell(page, small.lanes[0], 1).tap(position={"x": 12, "y": 12})
    page.get_by_role("button", name="What is done: a new step in The person, column 2").tap()
    page.locator(".title-box__field").fill("Wait for news")
    page.get_by_role("button", name="Save", exact=True).tap()
    expect(cell(page, small.lanes[0], 1)).to_contain_text("Wait for news")
    saved(page, small.map)
    assert kinds_of(small.map) == ["step.add"]


def test_the_button_that_adds_a_step_lies_beside_the_words_of_a_lane_that_nobody_has_told(opened, cast, small):
    send(cast.freya, small.map, "lane.add", lane=(lane := new_id()), title="Carers", fields={"kind": "carer"})
    page = opened(cast.eddie, "map", small.map)
    untold = cell(page, lane, 0)
    untold.hover()
    button, words = page.locator(".cell-add").bounding_box(), untold.locator("p").bounding_box()
    text = words["x"] + untold.locator("p").evaluate("(p) => parseFloat(getComputedStyle(p).paddingLeft)")
    assert button["x"] + button["width"] <= text


def test_a_lane_without_columns_offers_no_step(opened, cast):  # opened: and nothing is thrown
    of = make_map(cast)
    send(cast.freya, of, "lane.add", lane=new_id(), title="The person", fields={"kind": "person"})
    page = opened(cast.eddie, "map", of)
    page.locator("#lanes td").first.hover()
    expect(page.locator(".cell-add")).to_be_hidden()


def test_question_mark_lists_the_keys(opened, cast, small):
    page = opened(cast.eddie, "map", small.map, bypass_csp=True)
    card(page, small.steps[1]).focus()
    page.keyboard.press("?")
    keys = page.get_by_role("dialog", name="Keys on the map")
    expect(keys).to_contain_text("lifts it: arrows carry it")
    assert violations(page) == []
    page.keyboard.press("Escape")
    expect(card(page, small.steps[1])).to_be_focused()
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("?")  # wherever one is on the page
    expect(keys).to_be_visible()
    page.keyboard.press("Escape")
    expect(keys).to_be_hidden()
    page.get_by_role("searchbox", name="Find steps").press("?")
    expect(keys).to_be_hidden()


def test_a_map_is_begun_in_the_grid_and_whoever_reads_sees_it_grow(opened, cast):
    of = make_map(cast)
    page, vic = opened(cast.eddie, "map", of, bypass_csp=True), opened(cast.vic, "map", of)
    for one in (page, vic):
        expect(one.get_by_role("heading", name="No step yet")).to_be_visible()
        expect(one.locator("#frame")).to_be_hidden()
    assert violations(page) == []
    for name, field, words in (("Add a lane", "Name of the lane", "GPs"), ("Insert a column", "Heading", "First")):
        page.get_by_role("button", name=name).click()
        form(page).get_by_label(field).fill(words)
        form(page).locator("form[method=post] button").first.click()
        expect(form(page)).to_be_hidden(timeout=SOON)
    expect(page.locator(".lane__name", has_text="GPs")).to_be_visible(timeout=SOON)
    page.mouse.move(*middle(page.locator("#lanes td").first))
    page.get_by_role("button", name="What is done: a new step in GPs, column 1 First").click()
    page.locator(".title-box__field").fill("Listen")
    page.keyboard.press("Enter")
    for one in (page, vic):
        expect(one.locator(".step__card", has_text="Listen")).to_be_visible(timeout=SOON)
        expect(one.get_by_role("heading", name="No step yet")).to_be_hidden()
        expect(one.locator("#score")).to_be_visible()
    saved(page, of)
    assert [step["title"] for step in state_of(of).steps] == ["Listen"]
