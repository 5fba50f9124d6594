"""Editing in the grid: renamed, added, removed, taken back; what two people do at once; and a network that goes away."""

# ruff: noqa: F811  (opened is a fixture)

import json
import re
from time import monotonic

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from journeys.models import MapCommandLog
from journeys.queries.states import state_of
from stakeholders.domain.permissions import Role
from stakeholders.services.memberships import change_member
from tests.accessibility import violations
from tests.factories import make_map, new_id, send
from tests.pages.web.test_live_in_the_browser import SOON, card, is_live, opened  # noqa: F401  (a fixture)
from tests.pages.web.test_map_in_the_browser import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def kinds_of(of) -> list[str]:
    return list(MapCommandLog.objects.filter(map=of).order_by("revision").values_list("kind", flat=True))[11:]  # after the small map's own


def titles(of) -> list[str]:
    return [step["title"] for step in state_of(of).steps]


def saved(page, of) -> None:
    """All that was done is answered, and the page has the newest revision, also when others go on meanwhile."""
    expect(page.locator("#live[data-waits='0']")).to_be_attached(timeout=SOON)
    until = monotonic() + SOON / 1000
    of.refresh_from_db()
    while page.locator("#state").inner_text() != f"Live · revision {of.revision}":
        assert monotonic() < until, f"at revision {of.revision} the page says: {page.locator('#state').inner_text()}"
        page.wait_for_timeout(50)
        of.refresh_from_db()


def rename(page, step: str, title: str) -> None:
    card(page, step).focus()
    page.keyboard.press("F2")
    page.locator(".title-box__field").fill(title)
    page.keyboard.press("Enter")


def kept(page) -> list[dict]:
    """What waits on the device."""
    return json.loads(
        page.evaluate(
            "JSON.stringify(Object.keys(localStorage).filter((n) => n.startsWith('waiting/')).flatMap((n) => JSON.parse(localStorage[n])))"
        )
    )


def test_a_step_is_renamed_in_place_seen_at_once_and_seen_by_the_other(opened, cast, small):
    eddie, vic = opened(cast.eddie, "map", small.map), opened(cast.vic, "map", small.map)
    rename(eddie, small.steps[1], "Listen well")
    expect(card(eddie, small.steps[1])).to_contain_text("Listen well")
    expect(card(eddie, small.steps[1])).to_be_focused()
    expect(eddie.locator("#done")).to_have_text("Renamed: “Listen well”.")
    expect(card(vic, small.steps[1])).to_contain_text("Listen well", timeout=SOON)
    expect(vic.locator("#said")).to_have_text("Eddie renamed a step: “Listen well”.")
    saved(eddie, small.map)
    assert titles(small.map)[1] == "Listen well" and kinds_of(small.map) == ["step.rename"]


REACHED = """(box) => [...box.querySelectorAll('textarea, button')].map((one) => {
  const { left, top, width, height } = one.getBoundingClientRect();
  return document.elementFromPoint(left + width / 2, top + height / 2) === one;
})"""


@pytest.mark.parametrize("width", [1680, 390])
def test_the_box_below_the_last_card_of_the_last_lane_lies_on_the_map_with_its_buttons(opened, cast, small, width):
    page = opened(cast.eddie, "map", small.map, viewport={"width": width, "height": 900})
    page.locator(f"tr[data-lane='{small.lanes[1]}'] > td").last.click(position={"x": 6, "y": 6})
    page.get_by_role("button", name="a new step in GPs, column 3").click()
    assert page.locator(".title-box").evaluate(REACHED) == [True] * 3
    page.get_by_role("button", name="Cancel", exact=True).click()
    expect(page.locator(".title-box")).to_have_count(0)


@pytest.mark.parametrize("smaller", [0, 3])
def test_the_box_fits_on_a_map_of_one_empty_lane(opened, cast, smaller):
    of = make_map(cast)
    send(cast.freya, of, "lane.add", lane=new_id(), title="The person", fields={"kind": "person"})
    send(cast.freya, of, "column.add", column=new_id())
    page = opened(cast.eddie, "map", of)
    page.locator("#sheet").focus()
    for _time in range(smaller):
        page.keyboard.press("-")
    page.locator(".lane__untold").hover()
    add = page.get_by_role("button", name="a new step in The person, column 1")
    words = page.locator(".lane__untold p").evaluate(
        "(one) => { const all = new Range(); all.selectNodeContents(one); return all.getBoundingClientRect().left; }"
    )
    assert add.bounding_box()["x"] + add.bounding_box()["width"] <= words + 1
    add.click()
    assert page.locator(".title-box").evaluate(REACHED) == [True] * 3


def test_escape_leaves_the_words_as_they_were_and_leaving_the_box_keeps_them(opened, cast, small):
    page = opened(cast.eddie, "map", small.map)
    card(page, small.steps[1]).dblclick()
    page.locator(".title-box__field").fill("Something else")
    page.keyboard.press("Escape")
    expect(page.locator(".title-box")).to_have_count(0)
    expect(card(page, small.steps[1])).to_be_focused()
    expect(card(page, small.steps[1])).to_contain_text("Listen")
    card(page, small.steps[1]).dblclick()
    page.locator(".title-box__field").fill("Hear")
    page.get_by_role("searchbox", name="Find steps").click()
    expect(card(page, small.steps[1])).to_contain_text("Hear")
    saved(page, small.map)
    assert kinds_of(small.map) == ["step.rename"]


def test_the_buttons_of_the_box_work_by_keyboard_and_escape_on_them_leaves_the_words(opened, cast, small):
    page = opened(cast.eddie, "map", small.map)
    for tabs, key, words in ((1, "Escape", "Listen"), (2, "Escape", "Listen"), (2, "Enter", "Listen"), (1, "Enter", "Hear")):
        card(page, small.steps[1]).focus()
        page.keyboard.press("F2")
        page.locator(".title-box__field").fill("Hear")
        for _ in range(tabs):
            page.keyboard.press("Tab")
        expect(page.get_by_role("button", name=("Save", "Cancel")[tabs - 1], exact=True)).to_be_focused()
        page.keyboard.press(key)
        expect(page.locator(".title-box")).to_have_count(0)
        expect(card(page, small.steps[1])).to_be_focused()
        expect(card(page, small.steps[1])).to_contain_text(words)
    saved(page, small.map)
    assert kinds_of(small.map) == ["step.rename"]


def test_words_in_the_box_outlive_a_reload(opened, cast, small):
    page = opened(cast.eddie, "map", small.map)
    card(page, small.steps[1]).focus()
    page.keyboard.press("F2")
    page.locator(".title-box__field").fill("Half written")
    page.reload()
    is_live(page)
    expect(card(page, small.steps[1])).to_contain_text("Half written")
    saved(page, small.map)
    assert titles(small.map)[1] == "Half written"


def test_a_step_is_added_after_another_removed_and_brought_back(opened, cast, small):
    page, vic = opened(cast.eddie, "map", small.map), opened(cast.vic, "map", small.map)
    card(page, small.steps[2]).focus()
    page.keyboard.press("n")  # the last column: a new one is made
    page.locator(".title-box__field").fill("Ring the family")
    page.keyboard.press("Enter")
    added = page.get_by_role("button", name="Ring the family")
    expect(added).to_be_focused()
    saved(page, small.map)
    state = state_of(small.map)
    step = next(one for one in state.steps if one["title"] == "Ring the family")
    assert (step["lane"], step["column"]) == (small.lanes[1], state.columns[3]["id"])
    said = "Added: “Ring the family”, in GPs, column 4, and a link to it from “Write referral”."
    expect(page.locator("#done")).to_have_text(said)
    (link,) = [one for one in state.links if one["target"] == step["id"]]
    assert (link["source"], link["kind"]) == (small.steps[2], "flow")
    expect(vic.locator(f".wire[data-link='{link['id']}']").first).to_be_attached(timeout=SOON)
    expect(card(vic, step["id"])).to_be_visible(timeout=SOON)
    page.keyboard.press("Delete")
    expect(added).to_have_count(0)
    expect(page.locator("#done")).to_have_text("Removed: “Ring the family”. Undo brings it back.")
    expect(card(page, small.steps[2])).to_be_focused()
    expect(card(vic, step["id"])).to_have_count(0, timeout=SOON)
    page.get_by_role("button", name="Undo").click()
    expect(card(page, step["id"])).to_be_visible(timeout=SOON)
    expect(card(vic, step["id"])).to_be_visible(timeout=SOON)
    page.get_by_role("button", name="Redo").click()
    expect(card(page, step["id"])).to_have_count(0, timeout=SOON)
    saved(page, small.map)
    assert kinds_of(small.map) == ["column.add", "step.add", "link.add", "step.remove", "undo", "redo"]


@pytest.mark.parametrize("how", ["Escape", "elsewhere"])
def test_a_step_after_the_last_that_gets_no_words_leaves_no_column(opened, cast, small, how):
    page = opened(cast.eddie, "map", small.map)
    columns = page.locator("#lanes > tr").first.locator("> td")
    card(page, small.steps[2]).focus()
    page.keyboard.press("n")
    expect(columns).to_have_count(4)
    if how == "Escape":
        page.keyboard.press("Escape")
        expect(card(page, small.steps[2])).to_be_focused()
    else:
        page.get_by_role("searchbox", name="Find steps").click()
    expect(columns).to_have_count(3)
    card(page, small.steps[2]).focus()
    page.keyboard.press("n")
    page.locator(".title-box__field").fill("Ring the family")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Ring the family")).to_be_focused()
    saved(page, small.map)
    page.keyboard.press("Control+z")  # all of it at once
    expect(columns).to_have_count(3, timeout=SOON)
    saved(page, small.map)
    assert kinds_of(small.map) == ["column.add", "step.add", "link.add", "undo", "undo", "undo"]
    assert len(state_of(small.map).links) == 2


def test_a_step_after_one_that_somebody_takes_away_meanwhile_is_added_without_a_link(opened, cast, small):
    page = opened(cast.eddie, "map", small.map)
    card(page, small.steps[1]).focus()
    page.keyboard.press("n")
    page.locator(".title-box__field").fill("Ring the family")
    send(cast.freya, small.map, "step.remove", step=small.steps[1])
    expect(card(page, small.steps[1])).to_have_count(0, timeout=SOON)
    page.keyboard.press("Enter")
    expect(page.locator("#done")).to_have_text("Added: “Ring the family”, in GPs, column 3.")
    saved(page, small.map)
    assert kinds_of(small.map) == ["step.remove", "step.add"]


def test_what_one_asks_for_at_a_card_begins_with_that_card(opened, cast, small):
    page = opened(cast.eddie, "map", small.map)
    dialog = page.get_by_role("dialog")
    card(page, small.steps[2]).focus()
    page.get_by_role("button", name="All changes").click()
    expect(dialog).to_contain_text("What can be about one step is about “Write referral”.", timeout=SOON)
    dialog.get_by_role("link", name="Add a link").click()
    expect(dialog.locator("[name=source]")).to_have_value(small.steps[2], timeout=SOON)
    dialog.get_by_role("button", name="Close").click()
    send(cast.freya, small.map, "step.remove", step=small.steps[2])
    expect(card(page, small.steps[2])).to_have_count(0, timeout=SOON)
    page.get_by_role("button", name="All changes").click()
    expect(dialog.get_by_role("link", name="Add a link")).to_be_visible(timeout=SOON)
    expect(dialog).not_to_contain_text("What can be about one step")


def test_taking_back_goes_backwards_by_key_and_never_takes_back_what_others_did(opened, cast, small):
    page = opened(cast.eddie, "map", small.map)
    rename(page, small.steps[1], "One")
    rename(page, small.steps[1], "Two")
    saved(page, small.map)
    send(cast.freya, small.map, "step.rename", step=small.steps[2], title="Freya's")
    expect(card(page, small.steps[2])).to_contain_text("Freya's", timeout=SOON)
    for words in ("One", "Listen"):
        page.keyboard.press("Control+z")
        expect(card(page, small.steps[1])).to_contain_text(words, timeout=SOON)
    page.keyboard.press("Control+z")
    expect(page.locator("#done")).to_have_text("There is nothing of yours to take back here.")
    for words in ("One", "Two"):
        page.keyboard.press("Control+y")
        expect(card(page, small.steps[1])).to_contain_text(words, timeout=SOON)
    saved(page, small.map)
    assert titles(small.map) == ["Contact surgery", "Two", "Freya's"]


def test_the_same_words_changed_by_two_at_once_are_a_choice_and_mine_may_stand(opened, cast, small):
    page = opened(cast.eddie, "map", small.map)
    card(page, small.steps[1]).focus()
    page.keyboard.press("F2")
    page.locator(".title-box__field").fill("Eddie's words")
    send(cast.freya, small.map, "step.rename", step=small.steps[1], title="Freya's words")
    expect(card(page, small.steps[1])).to_contain_text("Freya's words", timeout=SOON)
    expect(page.locator(".title-box__field")).to_have_value("Eddie's words")
    expect(page.locator(".title-box__field")).to_be_focused()
    page.keyboard.press("Enter")
    choice = page.get_by_role("region", name="Not on the map yet")
    for words in ("Freya changed the same thing", "Listen", "Freya's words", "Eddie's words"):
        expect(choice).to_contain_text(words, timeout=SOON)
    expect(page.locator(f"#step-{small.steps[1]} .step__unsettled")).to_contain_text("Freya changed the same thing")
    expect(card(page, small.steps[1])).to_contain_text("Freya's words")
    page.reload()
    is_live(page)
    choice.get_by_role("button", name="Keep mine").click()
    expect(choice).to_be_hidden()
    expect(card(page, small.steps[1])).to_contain_text("Eddie's words")
    expect(page.locator(".step__unsettled")).to_have_count(0)
    saved(page, small.map)
    assert titles(small.map)[1] == "Eddie's words"


@pytest.mark.parametrize("how", ["Enter", "Save"])
def test_a_step_without_a_name_is_not_saved_and_the_field_says_so(opened, cast, small, how):
    page = opened(cast.eddie, "map", small.map, bypass_csp=True)
    card(page, small.steps[1]).focus()
    page.keyboard.press("F2")
    field = page.locator(".title-box__field")
    field.fill("  ")
    page.keyboard.press("Enter") if how == "Enter" else page.get_by_role("button", name="Save", exact=True).click()
    expect(field).to_be_focused()
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(field).to_have_accessible_description("A step needs a name. Escape leaves it as it was.")
    expect(page.get_by_role("alert").filter(has_text="A step needs a name")).to_be_visible()
    assert violations(page) == []
    field.press_sequentially("Hear")
    expect(page.locator(".title-box__wrong")).to_be_empty()
    expect(field).not_to_have_attribute("aria-invalid", "true")
    field.fill("")
    page.keyboard.press("Enter")
    page.keyboard.press("Escape")
    expect(field).to_have_count(0)
    expect(card(page, small.steps[1])).to_be_focused()
    page.keyboard.press("F2")
    field.fill("")
    page.get_by_role("searchbox", name="Find steps").click()
    expect(field).to_have_count(0)
    expect(page.locator("#done")).to_have_text("A step needs a name: “Listen” keeps its own.")
    assert kinds_of(small.map) == []


def write_on_a_card_that_freya_takes_away(page, cast, small, words: str) -> None:
    card(page, small.steps[1]).focus()
    page.keyboard.press("F2")
    page.locator(".title-box__field").fill(words)
    send(cast.freya, small.map, "step.remove", step=small.steps[1])
    expect(card(page, small.steps[1])).to_have_count(0, timeout=SOON)
    page.keyboard.press("Enter")


def test_what_one_wrote_on_a_card_that_somebody_took_away_stands_where_it_stood_and_can_become_a_new_one(opened, cast, small):
    page = opened(cast.eddie, "map", small.map, bypass_csp=True)
    write_on_a_card_that_freya_takes_away(page, cast, small, "Listen to her")
    notice = page.locator("#lanes .cell__gone")
    expect(notice).to_be_focused(timeout=SOON)
    expect(notice).to_be_in_viewport()
    expect(notice).to_contain_text("Freya took it away while you were writing.")
    expect(notice).to_contain_text("You typed: “Listen to her”")
    expect(page.locator("#done")).to_have_text(
        "Freya took it away while you were writing. What you typed is kept where it stood: “Listen to her”"
    )
    assert notice.evaluate("(it) => [it.closest('tr').dataset.lane, it.closest('td').cellIndex]") == [small.lanes[1], 2]
    assert violations(page) == []
    page.keyboard.press("Tab")
    anew = notice.get_by_role("button", name="Add it as a new step")
    expect(anew).to_be_focused()
    send(cast.freya, small.map, "step.add", step=new_id(), title="Beside it", lane=small.lanes[1], column=small.columns[1])
    expect(page.get_by_role("button", name="Beside it")).to_be_visible(timeout=SOON)
    expect(anew).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(".step__card", has_text="Listen to her")).to_be_focused()
    expect(notice).to_have_count(0)
    expect(page.locator("#unsettled")).to_be_hidden()
    saved(page, small.map)
    state = state_of(small.map)
    assert [step["title"] for step in state.cell(small.lanes[1], small.columns[1])] == ["Beside it", "Listen to her"]
    page.keyboard.press("Control+z")
    expect(page.locator(".step__card", has_text="Listen to her")).to_have_count(0)


def test_what_one_wrote_on_a_card_whose_column_went_too_is_kept_above_the_map(opened, cast, small):
    page = opened(cast.eddie, "map", small.map)
    write_on_a_card_that_freya_takes_away(page, cast, small, "Listen to her")
    notice = page.locator(".cell__gone")
    expect(notice).to_be_focused(timeout=SOON)
    send(cast.freya, small.map, "column.remove", column=small.columns[1])
    expect(notice).to_have_count(0, timeout=SOON)
    told = page.get_by_role("region", name="Not on the map yet")
    expect(told).to_contain_text("You typed: “Listen to her”")
    expect(told.get_by_role("button", name="Add it as a new step")).to_have_count(0)
    told.get_by_role("button", name="Let it go").click()
    expect(told).to_be_hidden()


def test_what_is_refused_says_why_at_the_card_and_keeps_what_was_typed(opened, cast, small):
    page = opened(cast.eddie, "map", small.map)
    rename(page, small.steps[1], "Ring Ann on 07700 900123")
    told = page.get_by_role("region", name="Not on the map yet")
    expect(told).to_contain_text("You typed: “Ring Ann on 07700 900123”", timeout=SOON)
    expect(page.locator(f"#step-{small.steps[1]} .step__unsettled")).not_to_be_empty()
    expect(card(page, small.steps[1])).to_contain_text("Listen")
    rename(page, small.steps[2], "Refer")
    saved_text = told.inner_text()
    assert "phone" in saved_text
    told.get_by_role("button", name="Let it go").click()
    expect(told).to_be_hidden()
    saved(page, small.map)
    assert titles(small.map) == ["Contact surgery", "Listen", "Refer"]


@pytest.fixture
def shaky(browser, live_server):
    """shaky(user, map): a browser whose network can be cut: (page, cut, mended)."""
    contexts = []

    def open_page(user, of):
        context = browser.new_context(viewport={"width": 1680, "height": 1000})
        contexts.append(context)
        sign_in(context, user, live_server)
        page, sockets, gone = context.new_page(), [], []

        def through(socket):
            if gone:
                return socket.close(code=1013)
            socket.connect_to_server()
            return sockets.append(socket)

        page.route_web_socket(re.compile("/ws/maps/"), through)
        page.goto(live_server.url + reverse("map", args=[of.pk]))
        is_live(page)

        def cut(http=True):
            gone.append(True)
            if http:
                page.route(re.compile("/since/|/commands/"), lambda route: route.abort())
            for socket in sockets:
                socket.close(code=1012)
            expect(page.locator("#live[data-state=live]")).to_have_count(0, timeout=SOON)

        def mended():
            gone.clear()
            page.unroute(re.compile("/since/|/commands/"))
            page.evaluate("dispatchEvent(new Event('online'))")
            is_live(page)

        return page, cut, mended

    yield open_page
    for context in contexts:
        context.close()


def test_changes_made_offline_wait_say_so_survive_a_reload_and_go_out_in_order(shaky, cast, small):
    page, cut, mended = shaky(cast.eddie, small.map)
    cut()
    rename(page, small.steps[1], "Listen offline")
    rename(page, small.steps[2], "Refer offline")
    rename(page, small.steps[1], "Listen offline twice")
    expect(page.locator("#waits")).to_have_text("3 changes wait on this device.")
    send(cast.freya, small.map, "step.set", step=small.steps[1], fields={"location": "Surgery"})
    waiting = [one["command_id"] for one in kept(page)]
    page.reload()
    expect(card(page, small.steps[1])).to_contain_text("Listen offline twice")
    expect(card(page, small.steps[2])).to_contain_text("Refer offline")
    expect(page.locator("#waits")).to_have_text("3 changes wait on this device.", timeout=SOON)
    assert [one["command_id"] for one in kept(page)] == waiting
    mended()
    expect(page.locator("#waits")).to_have_text("")
    saved(page, small.map)
    entries = MapCommandLog.objects.filter(map=small.map, actor=cast.eddie, kind="step.rename").order_by("revision")
    assert [str(one.command_id) for one in entries] == waiting
    assert titles(small.map) == ["Contact surgery", "Listen offline twice", "Refer offline"]
    assert state_of(small.map)[small.steps[1]]["location"] == "Surgery"


def test_what_others_changed_meanwhile_is_a_choice_and_the_rest_goes_on(shaky, cast, small):
    page, cut, mended = shaky(cast.eddie, small.map)
    cut()
    rename(page, small.steps[1], "Eddie's")
    rename(page, small.steps[2], "Refer")
    send(cast.freya, small.map, "step.rename", step=small.steps[1], title="Freya's")
    mended()
    choice = page.get_by_role("region", name="Not on the map yet")
    expect(choice).to_contain_text("Eddie's", timeout=SOON)
    expect(card(page, small.steps[1])).to_contain_text("Freya's", timeout=SOON)
    choice.get_by_role("button", name="Keep theirs").click()
    expect(choice).to_be_hidden()
    saved(page, small.map)
    assert titles(small.map) == ["Contact surgery", "Freya's", "Refer"]


def test_what_a_closed_window_left_is_sent_by_another_of_the_same_person(shaky, cast, small):
    page, cut, _mended = shaky(cast.eddie, small.map)
    other = page.context.new_page()
    cut()
    rename(page, small.steps[1], "From a window that was closed")
    other.goto(page.url)
    is_live(other)
    expect(card(other, small.steps[1])).to_contain_text("Listen")  # as long as the first is open, it is the first's
    page.close()
    expect(card(other, small.steps[1])).to_contain_text("From a window that was closed", timeout=SOON)
    saved(other, small.map)
    assert titles(small.map)[1] == "From a window that was closed"
    assert kept(other) == []


def test_what_waits_for_one_person_is_not_sent_by_the_next_on_the_same_device(shaky, cast, small, live_server):
    page, cut, mended = shaky(cast.eddie, small.map)
    cut()
    rename(page, small.steps[1], "Eddie's own")
    mine = page.evaluate("Object.keys(localStorage).filter((one) => one.startsWith('waiting/'))")
    sign_in(page.context, cast.freya, live_server)
    page.reload()
    expect(card(page, small.steps[1])).to_contain_text("Listen")
    mended()
    expect(page.locator("#live[data-waits='0']")).to_be_attached()
    assert page.evaluate("Object.keys(localStorage).filter((one) => one.startsWith('waiting/'))") == mine
    assert kinds_of(small.map) == []
    sign_in(page.context, cast.eddie, live_server)
    page.reload()
    expect(card(page, small.steps[1])).to_contain_text("Eddie's own")
    saved(page, small.map)
    assert titles(small.map)[1] == "Eddie's own"


def test_what_was_done_offline_and_taken_back_there_is_never_sent(shaky, cast, small):
    page, cut, mended = shaky(cast.eddie, small.map)
    page.context.set_offline(True)
    cut(http=False)
    rename(page, small.steps[1], "Not this")
    expect(page.locator("#waits")).to_have_text("1 change waits on this device.")
    page.keyboard.press("Control+z")
    expect(card(page, small.steps[1])).to_contain_text("Listen")
    expect(page.locator("#waits")).to_have_text("")
    page.keyboard.press("Control+y")
    expect(card(page, small.steps[1])).to_contain_text("Not this")
    page.keyboard.press("Control+z")
    expect(card(page, small.steps[1])).to_contain_text("Listen")
    assert kept(page) == []
    page.context.set_offline(False)
    mended()
    saved(page, small.map)
    assert kinds_of(small.map) == []


def test_what_may_have_arrived_and_was_taken_back_is_not_seen_while_both_wait(shaky, cast, small):
    page, cut, mended = shaky(cast.eddie, small.map)
    cut()  # it is tried, and nobody knows whether it arrived
    rename(page, small.steps[1], "Not this")
    expect(card(page, small.steps[1])).to_contain_text("Not this")
    page.keyboard.press("Control+z")
    expect(card(page, small.steps[1])).to_contain_text("Listen")
    expect(page.locator("#waits")).to_have_text("2 changes wait on this device.")
    page.keyboard.press("Control+y")
    expect(card(page, small.steps[1])).to_contain_text("Not this")
    page.keyboard.press("Control+z")
    expect(card(page, small.steps[1])).to_contain_text("Listen")
    mended()
    saved(page, small.map)
    expect(card(page, small.steps[1])).to_contain_text("Listen")
    assert kinds_of(small.map) == ["step.rename", "undo", "redo", "undo"]


def test_where_sockets_are_blocked_changes_go_by_http(shaky, cast, small):
    page, cut, _mended = shaky(cast.eddie, small.map)
    cut(http=False)
    rename(page, small.steps[1], "By another door")
    expect(page.locator("#waits")).to_have_text("", timeout=SOON)
    expect(page.locator("#state")).to_contain_text(f"revision {small.map.revision + 1}", timeout=SOON)
    rename(page, small.steps[1], "Ring Ann on 07700 900123")
    expect(page.get_by_role("region", name="Not on the map yet")).to_contain_text("Ring Ann", timeout=SOON)
    expect(card(page, small.steps[1])).to_contain_text("By another door")
    assert titles(small.map)[1] == "By another door" and kept(page)[0]["state"] == "refused"


def test_signing_out_asks_and_then_leaves_nothing_on_the_device(shaky, cast, small):
    page, cut, _mended = shaky(cast.eddie, small.map)
    cut()
    rename(page, small.steps[1], "Kept until then")
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.message), dialog.dismiss() if len(asked) == 1 else dialog.accept()))
    page.locator("summary", has_text="Eddie").click()
    page.get_by_role("button", name="Sign out").click()
    assert "still wait on this device" in asked[0] and len(kept(page)) == 1
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url(lambda url: "/maps/" not in url)
    assert kept(page) == []


def test_whoever_may_only_read_sees_no_editing_and_what_they_send_is_refused(opened, cast, small):
    page = opened(cast.vic, "map", small.map)
    expect(page.locator("#editing")).to_have_count(0)
    card(page, small.steps[1]).focus()
    for key in ("F2", "Delete", "n", "Control+z"):
        page.keyboard.press(key)
    card(page, small.steps[1]).dblclick()
    expect(page.locator(".title-box")).to_have_count(0)
    expect(page.locator("#panel")).to_be_visible()
    expect(page.locator("#panel [data-edit]")).to_have_count(0)
    assert kinds_of(small.map) == []


def test_rights_taken_while_the_page_is_open_refuse_in_words_and_keep_what_was_typed(opened, cast, small):
    page = opened(cast.eddie, "map", small.map)
    change_member(actor=cast.adi, membership=cast.eddie.memberships.get(), roles=[Role.OBSERVER], organisation=None)
    rename(page, small.steps[1], "Too late")
    told = page.get_by_role("region", name="Not on the map yet")
    expect(told).to_contain_text("Your role here does not include this", timeout=SOON)
    expect(told).to_contain_text("Too late")
    expect(card(page, small.steps[1])).to_contain_text("Listen")
    assert kinds_of(small.map) == []


@pytest.mark.parametrize("width", [1680, 360])
def test_axe_finds_nothing_while_one_edits(opened, cast, small, width):
    page = opened(cast.eddie, "map", small.map, viewport={"width": width, "height": 900}, bypass_csp=True)
    card(page, small.steps[1]).focus()
    page.keyboard.press("F2")
    assert violations(page) == []
    page.locator(".title-box__field").fill("Ring Ann on 07700 900123")
    page.keyboard.press("Enter")
    expect(page.locator("#unsettled")).to_be_visible(timeout=SOON)
    card(page, small.steps[1]).click()
    expect(page.locator("#panel")).to_be_visible()
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
