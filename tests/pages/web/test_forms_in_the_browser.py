"""What is typed into a form over the map: kept through a reload, sent by itself once there is a network, given back if it is not taken."""

# ruff: noqa: F811  (opened is a fixture)

import re

import pytest
from playwright.sync_api import expect

from journeys.queries.states import state_of
from journeys.services.redactions import ask_for_redaction, confirm_redaction
from stakeholders.domain.permissions import Role
from tests.accessibility import violations
from tests.factories import REDACTIONS_PAGE, make_member, new_id, send
from tests.pages.web.test_editing_in_the_browser import kept, kinds_of, rename, saved, shaky  # noqa: F401
from tests.pages.web.test_linking_in_the_browser import form
from tests.pages.web.test_live_in_the_browser import SOON, card, is_live, opened  # noqa: F401

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
FORMS = re.compile("/outline/do/")
SAVE = "Change the step"


def details(page, step: str) -> None:
    card(page, step).focus()
    page.keyboard.press("e")
    expect(form(page)).to_be_visible(timeout=SOON)


def place(page):
    return form(page).locator("[name=location]")


def location(of, step: str) -> str:
    return state_of(of)[step]["location"]


def send_without_network(page, cut, step: str, words: str) -> None:
    details(page, step)
    place(page).fill(words)
    cut()
    page.route(FORMS, lambda route: route.abort())
    form(page).get_by_role("button", name=SAVE).click()
    expect(form(page)).to_be_hidden()


def back_again(page, mended) -> None:
    page.unroute(FORMS)
    mended()


def test_a_form_sent_without_a_network_waits_says_so_and_goes_out_after_the_changes_that_wait(shaky, cast, small):
    page, cut, mended = shaky(cast.eddie, small.map)
    send_without_network(page, cut, small.steps[1], "Room 4")
    expect(page.locator("#done")).to_have_text("“Change the step: Listen” waits on this device. It is sent once you are connected.")
    expect(page.get_by_role("region", name="Forms not saved yet")).to_contain_text("You typed: “Room 4”")
    expect(page.locator("#waits")).to_have_text("1 change waits on this device.")
    assert page.evaluate("document.activeElement.closest('[data-step]')?.dataset.step") == small.steps[1]
    rename(page, small.steps[1], "Listen well")
    expect(page.locator("#waits")).to_have_text("2 changes wait on this device.")
    back_again(page, mended)
    expect(page.locator("#waits")).to_have_text("")
    saved(page, small.map)
    assert location(small.map, small.steps[1]) == "Room 4"
    assert kinds_of(small.map) == ["step.rename", "step.set"] and kept(page) == []
    page.keyboard.press("Control+z")  # it was this window's own
    saved(page, small.map)
    assert location(small.map, small.steps[1]) == ""


def test_a_form_that_waits_outlives_a_reload_and_is_sent_once(shaky, cast, small):
    page, cut, mended = shaky(cast.eddie, small.map)
    send_without_network(page, cut, small.steps[1], "Room 4")
    other, posted = page.context.new_page(), []
    other.on("request", lambda request: posted.append(request.url) if request.method == "POST" and FORMS.search(request.url) else None)
    page.reload()
    expect(page.locator("#waits")).to_have_text("1 change waits on this device.", timeout=SOON)
    other.goto(page.url)  # it has a network, and sends what the first window could not
    is_live(other)
    expect(page.locator("#waits")).to_have_text("", timeout=SOON)
    back_again(page, mended)
    saved(page, small.map)
    assert location(small.map, small.steps[1]) == "Room 4" and kept(page) == []
    assert kinds_of(small.map) == ["step.set"] and len(posted) == 1


def test_what_was_typed_and_not_sent_is_there_again_after_a_reload(shaky, cast, small):
    page, _cut, _mended = shaky(cast.eddie, small.map)
    details(page, small.steps[1])
    place(page).fill("Room 4")
    form(page).locator("[name=kind]").select_option("event")
    page.reload()
    is_live(page)
    details(page, small.steps[1])
    expect(place(page)).to_have_value("Room 4")
    expect(form(page).get_by_role("status")).to_have_text("What you typed here before is back. Cancel lets it go.")
    send(cast.freya, small.map, "step.set", step=small.steps[1], fields={"location": "Theirs"})
    page.reload()  # what one had looked at counts: what somebody else did since is a choice
    is_live(page)
    details(page, small.steps[1])
    form(page).get_by_role("button", name=SAVE).click()
    expect(form(page)).to_contain_text("Freya changed the same thing", timeout=SOON)
    form(page).get_by_role("button", name="Keep mine").click()
    expect(form(page)).to_be_hidden(timeout=SOON)
    step = state_of(small.map)[small.steps[1]]
    assert step["location"] == "Room 4" and step["kind"] == "event" and kept(page) == []


def test_a_form_closed_by_mistake_keeps_what_was_typed_and_cancel_lets_it_go(opened, cast, small):
    page = opened(cast.eddie, "map", small.map)
    details(page, small.steps[1])
    place(page).fill("Room 4")
    page.keyboard.press("Escape")
    expect(page.locator("#done")).to_contain_text("is kept on this device until you open it again")
    details(page, small.steps[1])
    expect(place(page)).to_have_value("Room 4")
    page.keyboard.press("Escape")
    expect(form(page)).to_be_hidden()
    page.reload()
    is_live(page)
    details(page, small.steps[1])
    expect(place(page)).to_have_value("Room 4")
    form(page).get_by_role("link", name="Cancel").click()
    expect(form(page)).to_be_hidden()
    assert kept(page) == []
    details(page, small.steps[1])
    expect(place(page)).to_have_value("")
    expect(form(page).get_by_role("status")).to_have_count(0)


def test_where_nothing_can_be_kept_the_form_stays_with_what_was_typed(shaky, cast, small):
    page, cut, mended = shaky(cast.eddie, small.map)
    page.evaluate("() => { Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError'); }; }")
    details(page, small.steps[1])
    place(page).fill("Room 4")
    cut()
    page.route(FORMS, lambda route: route.abort())
    form(page).get_by_role("button", name=SAVE).click()
    expect(form(page)).to_contain_text("It could not be sent. What you typed stays here")
    expect(place(page)).to_have_value("Room 4")
    back_again(page, mended)
    form(page).get_by_role("button", name=SAVE).click()
    expect(form(page)).to_be_hidden(timeout=SOON)
    assert location(small.map, small.steps[1]) == "Room 4"


def test_a_form_that_clashes_once_it_is_sent_is_given_back_to_choose(shaky, cast, small):
    page, cut, mended = shaky(cast.eddie, small.map)
    send_without_network(page, cut, small.steps[1], "Mine")
    send(cast.freya, small.map, "step.set", step=small.steps[1], fields={"location": "Theirs"})
    back_again(page, mended)
    back = page.get_by_role("region", name="Forms not saved yet")
    expect(back).to_contain_text("“Change the step: Listen” could not be saved as it is.", timeout=SOON)
    expect(back).to_contain_text("You typed: “Mine”")
    expect(page.locator("#waits")).to_have_text("")
    assert not violations(page)
    page.reload()
    is_live(page)
    back.get_by_role("button", name="Open it").click()
    expect(place(page)).to_have_value("Mine", timeout=SOON)
    form(page).get_by_role("button", name=SAVE).click()
    expect(form(page)).to_contain_text("Freya changed the same thing", timeout=SOON)
    form(page).get_by_role("button", name="Keep mine").click()
    expect(form(page)).to_be_hidden(timeout=SOON)
    expect(back).to_be_hidden()
    assert location(small.map, small.steps[1]) == "Mine" and kept(page) == []


def test_a_form_about_what_somebody_took_away_keeps_what_was_typed_until_it_is_let_go(shaky, cast, small):
    page, cut, mended = shaky(cast.eddie, small.map)
    send_without_network(page, cut, small.steps[1], "Room 4")
    send(cast.freya, small.map, "step.remove", step=small.steps[1])
    back_again(page, mended)
    back = page.get_by_role("region", name="Forms not saved yet")
    expect(back).to_contain_text("You typed: “Room 4”", timeout=SOON)
    back.get_by_role("button", name="Open it").click()
    expect(form(page)).to_be_visible(timeout=SOON)  # there is no such form any more, which it says
    page.keyboard.press("Escape")
    expect(back).to_contain_text("You typed: “Room 4”")  # it can still be copied
    back.get_by_role("button", name="Let it go").click()
    expect(back).to_be_hidden()
    expect(page.locator(".step__card[tabindex='0']")).to_be_focused()
    page.reload()
    is_live(page)
    expect(back).to_be_hidden()


def test_signing_out_forgets_forms_that_wait_and_what_was_typed(shaky, cast, small):
    page, cut, _mended = shaky(cast.eddie, small.map)
    details(page, small.steps[0])
    place(page).fill("Room 5")
    page.keyboard.press("Escape")
    send_without_network(page, cut, small.steps[1], "Room 4")
    assert len(kept(page)) == 2
    page.on("dialog", lambda asked: asked.accept())
    page.locator("summary", has_text="Eddie").click()
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url(lambda url: "/maps/" not in url)
    assert kept(page) == []


def test_words_taken_out_of_a_step_take_what_was_typed_about_it_from_the_device(shaky, cast, small):
    send(cast.eddie, small.map, "step.rename", step=small.steps[1], title="Ring Xanadu")
    page, _cut, _mended = shaky(cast.eddie, small.map)
    details(page, small.steps[1])
    place(page).fill("Xanadu House")
    page.keyboard.press("Escape")
    details(page, small.steps[0])
    place(page).fill("Room 5")
    page.keyboard.press("Escape")
    asked = ask_for_redaction(actor=cast.freya, page=REDACTIONS_PAGE, of=small.map, text="Xanadu", reason="A name")
    with page.expect_event("load"):
        confirm_redaction(actor=make_member(cast.economy, Role.MODERATOR, name="Mo"), redaction=asked, page=REDACTIONS_PAGE)
    is_live(page)
    assert [one["changed"]["location"] for one in kept(page)] == [["Room 5"]]


def test_a_form_closed_while_it_is_on_its_way_leaves_nothing_once_it_arrived(shaky, cast, small):
    page, _cut, _mended = shaky(cast.eddie, small.map)
    details(page, small.steps[1])
    place(page).fill("Room 4")
    held = []
    page.route(FORMS, lambda route: held.append(route))
    with page.expect_request(FORMS):
        form(page).get_by_role("button", name=SAVE).click()
    page.keyboard.press("Escape")
    expect(form(page)).to_be_hidden()
    assert len(kept(page)) == 2  # what was sent, until there is an answer, and what was typed
    held[0].continue_()
    expect(page.locator("#done")).to_contain_text("Done:", timeout=SOON)
    assert location(small.map, small.steps[1]) == "Room 4" and kept(page) == []


def test_a_form_that_alone_got_no_answer_is_sent_again_though_the_map_stayed_live(shaky, cast, small):
    page, _cut, _mended = shaky(cast.eddie, small.map)
    details(page, small.steps[1])
    place(page).fill("Room 4")
    page.route(FORMS, lambda route: route.abort(), times=1)
    form(page).get_by_role("button", name=SAVE).click()
    expect(page.locator("#waits")).to_have_text("1 change waits on this device.")
    expect(page.locator("#waits")).to_have_text("", timeout=SOON)
    saved(page, small.map)
    assert location(small.map, small.steps[1]) == "Room 4"


def test_a_form_whose_answer_a_reload_did_not_wait_for_is_done_once_and_what_is_typed_next_is_no_repetition(shaky, cast, small):
    page, _cut, _mended = shaky(cast.eddie, small.map)
    details(page, small.steps[1])
    place(page).fill("Room 4")
    page.route(
        FORMS, lambda route: (route.fetch(max_redirects=0), route.abort())[1] if route.request.method == "POST" else route.continue_()
    )
    with page.expect_event("requestfailed"):
        form(page).get_by_role("button", name=SAVE).click()
    assert location(small.map, small.steps[1]) == "Room 4"  # it was done, and no answer came
    page.unroute(FORMS)
    page.reload()
    is_live(page)
    details(page, small.steps[1])
    place(page).fill("Room 5")
    form(page).get_by_role("button", name=SAVE).click()
    expect(form(page)).to_be_hidden(timeout=SOON)
    saved(page, small.map)
    assert location(small.map, small.steps[1]) == "Room 5" and kinds_of(small.map) == ["step.set", "step.set"] and kept(page) == []


@pytest.mark.parametrize("status", [503, 500])
def test_what_the_server_cannot_take_now_outlives_a_reload(shaky, cast, small, status):
    page, _cut, _mended = shaky(cast.eddie, small.map)
    details(page, small.steps[1])
    place(page).fill("Room 4")
    page.route(FORMS, lambda route: route.fulfill(status=status, body="") if route.request.method == "POST" else route.continue_())
    form(page).get_by_role("button", name=SAVE).click()
    said = page.locator("#done") if status == 503 else form(page)
    expect(said).to_contain_text("waits on this device" if status == 503 else "It could not be sent. What you typed stays here")
    page.unroute(FORMS)
    page.reload()
    is_live(page)
    if status == 500:
        details(page, small.steps[1])
        expect(place(page)).to_have_value("Room 4")
        form(page).get_by_role("button", name=SAVE).click()
        expect(form(page)).to_be_hidden(timeout=SOON)
    expect(page.locator("#waits")).to_have_text("", timeout=SOON)
    saved(page, small.map)
    assert location(small.map, small.steps[1]) == "Room 4" and kept(page) == []


def test_two_windows_with_one_form_keep_what_was_typed_in_each_and_a_closed_one_leaves_it_to_the_other(shaky, cast, small):
    page, _cut, _mended = shaky(cast.eddie, small.map)
    other = page.context.new_page()
    other.goto(page.url)
    is_live(other)
    for window, words in ((page, "Mine"), (other, "The other's")):
        details(window, small.steps[1])
        expect(place(window)).to_have_value("")
        place(window).fill(words)
    form(page).get_by_role("link", name="Cancel").click()
    other.reload()
    is_live(other)
    details(other, small.steps[1])
    expect(place(other)).to_have_value("The other's")
    other.close()
    details(page, small.steps[1])
    expect(place(page)).to_have_value("The other's")


def test_removing_a_problem_whose_answer_was_lost_is_known_as_done(shaky, cast, small):
    page, _cut, _mended = shaky(cast.eddie, small.map)
    send(cast.freya, small.map, "problem.add", problem=(problem := new_id()), on=small.steps[1], text="Slow")
    saved(page, small.map)
    card(page, small.steps[1]).press("Enter")
    page.locator("#panel").get_by_role("button", name=re.compile("Remove ?: Slow")).click()
    expect(form(page)).to_be_visible(timeout=SOON)
    page.route(
        FORMS, lambda route: (route.fetch(max_redirects=0), route.abort())[1] if route.request.method == "POST" else route.continue_()
    )
    form(page).locator("button[type=submit]").first.click()
    expect(page.locator("#done")).to_contain_text("waits on this device", timeout=SOON)
    assert problem not in state_of(small.map)
    page.unroute(FORMS)
    expect(page.locator("#waits")).to_have_text("", timeout=SOON)
    expect(page.get_by_role("region", name="Forms not saved yet")).to_be_hidden()
    expect(page.locator("#done")).to_contain_text("Done:")
    assert kept(page) == []


def test_what_was_typed_about_a_step_that_is_gone_after_a_reload_stands_above_the_map(shaky, cast, small):
    page, _cut, _mended = shaky(cast.eddie, small.map)
    details(page, small.steps[1])
    place(page).fill("Room 4")
    page.keyboard.press("Escape")
    send(cast.freya, small.map, "step.remove", step=small.steps[1])
    page.reload()
    is_live(page)
    back = page.get_by_role("region", name="Forms not saved yet")
    expect(back).to_contain_text("You typed: “Room 4”")
    back.get_by_role("button", name="Let it go").click()
    assert kept(page) == []


def test_only_what_one_typed_is_on_the_device_and_nothing_that_others_wrote(shaky, cast, small):
    send(cast.freya, small.map, "step.rename", step=small.steps[1], title="Ring Xanadu")
    page, cut, _mended = shaky(cast.eddie, small.map)
    details(page, small.steps[1])
    place(page).fill("Room 4")
    page.keyboard.press("Escape")
    send_without_network(page, cut, small.steps[1], "Room 5")
    rename(page, small.steps[0], "Ring us")
    everything = page.evaluate("JSON.stringify([{ ...localStorage }, { ...sessionStorage }])")
    assert "Room 5" in everything and "Xanadu" not in everything


def test_something_else_sent_from_a_form_whose_answer_was_a_fault_is_no_repetition(shaky, cast, small):
    page, _cut, _mended = shaky(cast.eddie, small.map)
    details(page, small.steps[1])
    place(page).fill("Room 4")

    def done_but_a_fault(route):
        if route.request.method == "POST":
            route.fetch(max_redirects=0)
            return route.fulfill(status=500, body="")
        return route.continue_()

    page.route(FORMS, done_but_a_fault)
    form(page).get_by_role("button", name=SAVE).click()
    expect(form(page)).to_contain_text("It could not be sent. What you typed stays here", timeout=SOON)
    page.unroute(FORMS)
    place(page).fill("Room 5")
    form(page).get_by_role("button", name=SAVE).click()
    expect(form(page)).to_contain_text("Eddie changed the same thing", timeout=SOON)  # oneself: it was done, after all
    form(page).get_by_role("button", name="Keep mine").click()
    expect(form(page)).to_be_hidden(timeout=SOON)
    assert location(small.map, small.steps[1]) == "Room 5"
