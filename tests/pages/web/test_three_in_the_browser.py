"""Three browsers on one map, of three people: what two do at once, what one takes back, a network and a server that go away."""

# ruff: noqa: F811  (opened and shaky are fixtures)

import re
from collections.abc import Iterator
from time import monotonic

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from journeys.domain.commands import KINDS
from journeys.models import MapCommandLog
from stakeholders.services.memberships import end_membership
from tests.conftest import Server
from tests.factories import SmallMap, new_id
from tests.journeys.realtime.test_ending import BUSY, PROMISED
from tests.pages.web.test_editing_in_the_browser import kept, kinds_of, rename, saved, shaky, titles  # noqa: F401
from tests.pages.web.test_linking_in_the_browser import form
from tests.pages.web.test_live_in_the_browser import SOON, card, is_live, opened  # noqa: F401
from tests.pages.web.test_map_in_the_browser import sign_in
from tests.pages.web.test_moving_in_the_browser import cell, drag, middle, where
from tests.served import PATIENCE, ServerProcess

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def three(opened, cast, small) -> tuple[Page, Page, Page]:
    """Freya and Eddie, who edit, and Vic, who reads."""
    return tuple(opened(user, "map", small.map) for user in (cast.freya, cast.eddie, cast.vic))


def choice(page: Page):
    return page.get_by_role("region", name="Not on the map yet")


def all_see(pages, step: str, words: str) -> None:
    for page in pages:
        expect(card(page, step)).to_contain_text(words, timeout=SOON)


def begin_to_rename(page: Page, step: str, words: str) -> None:
    card(page, step).focus()
    page.keyboard.press("F2")
    page.locator(".title-box__field").fill(words)


def test_two_change_different_fields_of_one_card_at_once_and_all_see_both(three, small):
    freya, eddie, vic = three
    step = small.steps[1]
    for page, field, words in ((freya, "location", "Surgery"), (eddie, "process_owner", "Practice manager")):
        card(page, step).press("e")
        form(page).locator(f"[name={field}]").fill(words)
    card(vic, step).press("Enter")
    for page in (freya, eddie):
        form(page).get_by_role("button", name="Change the step").click()
    for page in (freya, eddie):
        expect(form(page)).to_be_hidden(timeout=SOON)
        saved(page, small.map)
    all_see(three, step, "Practice manager")
    for words in ("Practice manager", "Surgery"):
        expect(vic.locator("#panel")).to_contain_text(words, timeout=SOON)
    assert [choice(page).is_visible() for page in three] == [False] * 3


def test_two_write_the_same_words_anew_at_once_and_whoever_is_later_chooses(three, small):
    freya, eddie, vic = three
    step = small.steps[1]
    begin_to_rename(freya, step, "Freya's")
    begin_to_rename(eddie, step, "Eddie's")
    freya.keyboard.press("Enter")
    all_see((freya, vic), step, "Freya's")
    eddie.keyboard.press("Enter")
    for words in ("Freya changed the same thing", "Listen", "Freya's", "Eddie's"):
        expect(choice(eddie)).to_contain_text(words, timeout=SOON)
    all_see(three, step, "Freya's")
    expect(choice(freya)).to_be_hidden()
    choice(eddie).get_by_role("button", name="Keep mine").click()
    all_see(three, step, "Eddie's")
    saved(eddie, small.map)
    assert titles(small.map)[1] == "Eddie's" and kinds_of(small.map) == ["step.rename"] * 2


def test_undo_takes_back_ones_own_field_and_leaves_what_another_did_to_the_card(three, small):
    freya, eddie, _vic = three
    step = small.steps[1]
    rename(eddie, step, "Hear")
    all_see(three, step, "Hear")
    card(freya, step).press("e")
    form(freya).locator("[name=process_owner]").fill("Practice manager")
    form(freya).get_by_role("button", name="Change the step").click()
    all_see(three, step, "Practice manager")
    for key, words in (("Control+z", "Listen"), ("Control+y", "Hear")):
        eddie.keyboard.press(key)
        all_see(three, step, words)
        all_see(three, step, "Practice manager")
    saved(eddie, small.map)
    assert kinds_of(small.map) == ["step.rename", "step.set", "undo", "redo"]


def test_undo_of_what_another_changed_since_is_refused_in_words_and_changes_nothing(three, small):
    freya, eddie, vic = three
    step = small.steps[1]
    rename(eddie, step, "Eddie's")
    all_see(three, step, "Eddie's")
    rename(freya, step, "Freya's")
    all_see(three, step, "Freya's")
    eddie.keyboard.press("Control+z")
    expect(choice(eddie)).to_contain_text("Freya", timeout=SOON)
    all_see(three, step, "Freya's")
    freya.keyboard.press("Control+z")  # hers is the newest: then Eddie's words stand again
    all_see(three, step, "Eddie's")
    choice(eddie).get_by_role("button", name="Try again").click()
    all_see(three, step, "Listen")
    expect(choice(eddie)).to_be_hidden()
    assert choice(vic).count() == 0


def test_while_one_is_cut_off_two_go_on_and_afterwards_nothing_of_anybody_is_lost(shaky, opened, cast, small):
    eddie, cut, mended = shaky(cast.eddie, small.map)
    freya, ana = opened(cast.freya, "map", small.map), opened(cast.ana, "map", small.map)
    cut()
    rename(eddie, small.steps[0], "Eddie's call")
    rename(eddie, small.steps[1], "Eddie's ear")
    card(eddie, small.steps[2]).press("n")
    eddie.locator(".title-box__field").fill("Eddie's step")
    eddie.keyboard.press("Enter")
    expect(eddie.locator("#waits")).to_have_text("5 changes wait on this device.")  # the step is in a new column, and linked
    rename(freya, small.steps[1], "Freya's ear")
    card(ana, small.steps[0]).press("Delete")
    rename(ana, small.steps[2], "Ana's letter")
    all_see((freya, ana), small.steps[1], "Freya's ear")
    for page in (freya, ana):
        saved(page, small.map)
        expect(page.locator(".step__card", has_text="Eddie's")).to_have_count(0)
    mended()
    for words in ("Eddie's call", "It is not on the map any more", "Listen", "Freya's ear", "Eddie's ear"):
        expect(choice(eddie)).to_contain_text(words, timeout=SOON)
    for page in (eddie, freya, ana):
        for words in ("Freya's ear", "Ana's letter", "Eddie's step"):
            expect(page.locator(".step__card", has_text=words)).to_be_visible(timeout=SOON)
    choice(eddie).get_by_role("button", name="Keep mine").click()
    all_see((eddie, freya, ana), small.steps[1], "Eddie's ear")
    choice(eddie).get_by_role("button", name="Let it go").click()
    expect(choice(eddie)).to_be_hidden()
    saved(eddie, small.map)
    assert sorted(titles(small.map)) == ["Ana's letter", "Eddie's ear", "Eddie's step"] and kept(eddie) == []


def test_two_tabs_of_one_person_are_one_person_with_two_lists_of_what_they_did(opened, cast, small):
    one, vic = opened(cast.eddie, "map", small.map), opened(cast.vic, "map", small.map)
    two = one.context.new_page()
    two.goto(one.url)
    is_live(two)
    expect(vic.locator("#people")).to_have_text("Here now: Eddie (Eastvale Hospital)", timeout=SOON)
    rename(one, small.steps[1], "In the first tab")
    all_see((two, vic), small.steps[1], "In the first tab")
    expect(two.locator("#said")).to_have_text("")
    two.keyboard.press("Control+z")
    expect(two.locator("#done")).to_have_text("There is nothing of yours to take back here.")
    rename(two, small.steps[2], "In the second tab")
    all_see((one, vic), small.steps[2], "In the second tab")
    one.keyboard.press("Control+z")
    all_see((one, two, vic), small.steps[1], "Listen")
    all_see((one, two, vic), small.steps[2], "In the second tab")
    card(two, small.steps[0]).focus()
    expect(vic.locator(f"#step-{small.steps[0]} .held")).to_have_text("Eddie is here", timeout=SOON)
    two.close()
    expect(vic.locator(f"#step-{small.steps[0]} .held")).to_have_count(0, timeout=SOON)
    expect(vic.locator("#people")).to_have_text("Here now: Eddie (Eastvale Hospital)")
    one.close()
    expect(vic.locator("#people")).to_have_text("", timeout=SOON)


BY_SOCKET = """(messages) => new Promise((done) => {
  const answers = [], address = new URL(document.getElementById('live').dataset.socket, location.href);
  address.protocol = 'ws:';
  const socket = new WebSocket(address);
  socket.onopen = () => socket.send(JSON.stringify(messages));
  socket.onmessage = ({ data }) => {
    answers.push(...[JSON.parse(data)].flat().filter((one) => one.command_id));
    if (answers.length === messages.length) done(answers);
  };
})"""
NOT_FOR_YOU = "Your role here does not include this"


def test_whoever_may_only_read_changes_nothing_whatever_their_browser_sends(three, cast, small):
    freya, eddie, vic = three
    before = small.map.revision
    commands = [{"kind": kind} for kind in KINDS] + [
        {"kind": "step.rename", "step": small.steps[1], "title": "Vic's", "by": str(cast.eddie.pk), "actor": str(cast.eddie.pk)},
        {"kind": "undo", "of": str(MapCommandLog.objects.filter(map=small.map).latest("revision").command_id)},
    ]
    messages = [{"type": "command", "command_id": new_id(), "base_revision": before, "command": one} for one in commands]
    answers = vic.evaluate(BY_SOCKET, messages)
    assert {one["type"] for one in answers} == {"refused"} and all(NOT_FOR_YOU in one["reason"] for one in answers)
    door = vic.evaluate("new URL(document.getElementById('map').dataset.commands, location.href).href")
    token = {"X-CSRFToken": vic.locator("[name=csrfmiddlewaretoken]").first.input_value()}
    for message in messages[-2:]:
        answer = vic.context.request.post(door, data=message, headers=token)
        assert answer.status == 403 and NOT_FOR_YOU in answer.text()
    vic.evaluate("document.getElementById('map').dataset.mayEdit = 'yes'")
    rename_in_vain(vic, small)
    rename(eddie, small.steps[1], "Eddie's")
    all_see(three, small.steps[1], "Eddie's")
    expect(freya.locator("#state")).to_have_text(f"Live · revision {before + 1}")
    assert kinds_of(small.map) == ["step.rename"]


def rename_in_vain(page: Page, small: SmallMap) -> None:
    card(page, small.steps[1]).press("F2")
    expect(page.locator(".title-box")).to_have_count(0)


def test_whoever_is_withdrawn_is_gone_in_five_seconds_and_the_two_others_go_on(three, cast, small):
    freya, eddie, vic = three
    begin_to_rename(eddie, small.steps[1], "Half written")
    began = monotonic()
    end_membership(actor=cast.adi, membership=cast.eddie.memberships.get())
    expect(eddie).to_have_url(re.compile("/accounts/login/"), timeout=PROMISED * BUSY * 1000)
    assert monotonic() - began < PROMISED * BUSY
    expect(freya.locator("#people")).to_have_text("Here now: Vic (Eastvale Council)", timeout=SOON)
    rename(freya, small.steps[1], "Freya's")
    all_see((freya, vic), small.steps[1], "Freya's")
    assert kinds_of(small.map) == ["step.rename"]


@pytest.fixture
def server(transactional_db, tmp_path) -> Iterator[ServerProcess]:
    process = ServerProcess(tmp_path)
    yield process
    process.end()


def test_a_server_that_dies_while_cards_are_dragged_loses_nothing(browser, server, cast, small):
    """Eddie drags until it is there again, Freya lets go of hers while there is none, and Vic reads."""
    contexts = [browser.new_context(viewport={"width": 1680, "height": 1000}) for _ in range(3)]
    three = [context.new_page() for context in contexts]
    freya, eddie, vic = three
    address = f"http://127.0.0.1:{server.port}"
    for page, user in zip(three, (cast.freya, cast.eddie, cast.vic), strict=True):
        sign_in(page.context, user, Server(address))
        page.goto(address + reverse("map", args=[small.map.pk]), timeout=PATIENCE * 1000)  # a process is slowest at its first page
        page.evaluate("window.same = true")
        is_live(page)
    drag(eddie, small.steps[1], middle(cell(eddie, small.lanes[0], 2)), drop=False)
    drag(freya, small.steps[2], middle(cell(freya, small.lanes[0], 1)), drop=False)
    server.kill()
    for page in three:
        expect(page.locator("#live:not([data-state=live])")).to_be_attached(timeout=SOON)
    freya.mouse.up()
    expect(cell(freya, small.lanes[0], 1)).to_contain_text("Write referral")
    expect(freya.locator("#waits")).to_have_text("1 change waits on this device.")
    expect(eddie.locator(".step--ghost")).to_be_visible()
    server.start()
    for page in (freya, eddie):
        page.evaluate("dispatchEvent(new Event('online'))")  # they need not wait until they would ask again
        is_live(page)
    expect(cell(eddie, small.lanes[0], 1)).to_contain_text("Write referral", timeout=SOON)  # seen while one drags
    expect(eddie.locator(".step--ghost")).to_be_visible()
    eddie.mouse.up()
    expect(vic.locator("#live[data-state=live]")).to_be_attached(timeout=4 * SOON)  # after pauses that grow
    for page in three:
        expect(cell(page, small.lanes[0], 2)).to_contain_text("Listen", timeout=SOON)
        expect(cell(page, small.lanes[0], 1)).to_contain_text("Write referral", timeout=SOON)
        saved(page, small.map)
        assert page.evaluate("window.same")
    assert where(small.map, small.steps[1]) == (small.lanes[0], small.columns[2])
    assert where(small.map, small.steps[2]) == (small.lanes[0], small.columns[1])
    assert kinds_of(small.map) == ["step.move", "step.move"]
    for context in contexts:
        context.close()
