"""Two and three browsers on one map: what one does the others see without loading; their place, focus and typed words stay."""

import re

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from journeys.models import Map, MapCommandLog
from journeys.queries.states import state_of
from journeys.services.redactions import ask_for_redaction, confirm_redaction
from stakeholders.domain.permissions import Role
from stakeholders.services.memberships import end_membership
from tests.accessibility import violations
from tests.factories import REDACTIONS_PAGE, make_member, new_id, send
from tests.pages.maps import make_long_map
from tests.pages.web.test_map_in_the_browser import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SOON = 30_000  # ms; without its socket a page asks ten seconds later, on a machine that has nothing else to do


@pytest.fixture
def opened(browser, live_server):
    """opened(user, name of the page, map): that person's own browser, live on it. Nothing may have been thrown or refused in any."""
    wrong, contexts = [], []

    def open_page(user, name, of, **options):
        context = browser.new_context(**{"viewport": {"width": 1680, "height": 1000}, **options})
        contexts.append(context)
        sign_in(context, user, live_server)
        page = context.new_page()
        page.on("console", lambda message: wrong.append(message.text) if message.type in {"error", "warning"} else None)
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.goto(live_server.url + reverse(name, args=[of.pk]))
        page.evaluate("window.same = true")
        is_live(page)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert not wrong


def is_live(page) -> None:
    expect(page.locator("#live[data-state=live]")).to_be_attached(timeout=SOON)


def card(page, step: str):
    return page.locator(f"#step-{step} .step__card")


def row(page, step: str):
    return page.locator(f"tr[id='{step}']")


def rename_by_form(page, live_server, of, step: str, title: str) -> None:
    """As a person does it: the form of the outline."""
    page.goto(live_server.url + reverse("outline_do", args=[of.pk, "step.rename"]) + f"?step={step}")
    page.locator("main form[method=post] [name=title]").fill(title)
    page.locator("main form[method=post] button:not(.button--quiet)").first.click()
    expect(page.get_by_role("status").first).to_contain_text("Done: you")
    is_live(page)  # a page that is closed before complains


def test_what_one_does_by_a_form_the_other_sees_on_the_grid_and_keeps_what_they_typed(opened, live_server, cast, small):
    vic, freya = opened(cast.vic, "map", small.map), opened(cast.freya, "outline", small.map)
    found = vic.get_by_role("searchbox", name="Find steps")
    found.press_sequentially("List")
    rename_by_form(freya, live_server, small.map, small.steps[1], "Listen to the person")
    expect(card(vic, small.steps[1])).to_contain_text("Listen to the person", timeout=SOON)
    expect(vic.locator("#said")).to_have_text("Freya renamed a step: “Listen to the person”.")
    expect(vic.locator("#state")).to_have_text(f"Live · revision {small.map.revision + 1}")
    expect(found).to_be_focused()
    expect(found).to_have_value("List")
    assert vic.evaluate("window.same")


def test_focus_scroll_and_panel_stay_where_they_are_on_the_grid(opened, cast):
    of = make_long_map(cast, 40, columns=40)
    page = opened(cast.vic, "map", of, viewport={"width": 900, "height": 700})
    steps = [step["id"] for step in state_of(of).steps]
    card(page, steps[20]).focus()
    card(page, steps[20]).press("Enter")
    link = page.locator("#panel").get_by_role("link", name="Open in the outline")
    link.focus()
    before = page.evaluate("[document.getElementById('sheet').scrollLeft, scrollY]")
    assert before[0] > 0
    send(cast.freya, of, "step.set", step=steps[20], fields={"process_owner": "Ward manager"})
    expect(page.locator("#panel")).to_contain_text("Ward manager", timeout=SOON)
    expect(link).to_be_focused()
    column = state_of(of).columns[0]["id"]
    send(cast.freya, of, "step.add", step=new_id(), title="At the far left", lane=state_of(of).lanes[0]["id"], column=column)
    expect(page.get_by_role("button", name="At the far left")).to_be_attached(timeout=SOON)
    assert page.evaluate("[document.getElementById('sheet').scrollLeft, scrollY]") == before
    expect(link).to_be_focused()
    page.keyboard.press("Escape")
    expect(card(page, steps[20])).to_be_focused()
    send(cast.freya, of, "step.rename", step=steps[20], title="Under the reader's hand")
    expect(card(page, steps[20])).to_contain_text("Under the reader's hand", timeout=SOON)
    expect(card(page, steps[20])).to_be_focused()


def test_numbers_and_figures_follow_what_was_drawn_at_once(opened, cast, small):
    page = opened(cast.vic, "map", small.map)
    added = new_id()
    send(cast.freya, small.map, "step.add", step=added, title="Triage", lane=small.lanes[1], column=small.columns[0])
    expect(card(page, added)).to_contain_text("Triage", timeout=SOON)
    expect(card(page, added).locator(".step__gap").first).to_be_visible(timeout=SOON)
    expect(card(page, added).locator(".step__number")).not_to_be_empty(timeout=SOON)
    expect(page.locator("#look")).to_contain_text("Triage", timeout=SOON)
    assert page.evaluate("window.same")


def test_the_outline_follows_and_typed_words_focus_and_place_stay(opened, cast):
    of = make_long_map(cast, 40, columns=40)
    page = opened(cast.eddie, "outline", of)
    steps = [step["id"] for step in state_of(of).steps]
    words = page.locator("#q")
    words.press_sequentially("referr")
    send(cast.freya, of, "step.rename", step=steps[0], title="The first of all")
    expect(row(page, steps[0])).to_contain_text("The first of all", timeout=SOON)
    expect(words).to_be_focused()
    expect(words).to_have_value("referr")
    expect(page.locator("#said")).to_have_text("Freya renamed a step: “The first of all”.")
    move = row(page, steps[25]).get_by_role("link", name="Move")
    move.focus()
    move.scroll_into_view_if_needed()
    place = row(page, steps[25]).bounding_box()["y"]
    state = state_of(of)
    for n in range(3):
        send(cast.freya, of, "step.add", step=new_id(), title=f"Above {n}", lane=state.lanes[0]["id"], column=state.columns[0]["id"])
    expect(page.get_by_role("rowheader", name="Above 2")).to_be_attached(timeout=SOON)
    expect(move).to_be_focused()
    assert abs(row(page, steps[25]).bounding_box()["y"] - place) < 2
    send(cast.freya, of, "step.move", step=steps[25], column=state.columns[0]["id"])
    expect(row(page, steps[25])).to_contain_text("Column 1", timeout=SOON)
    expect(row(page, steps[25]).locator("a:focus")).to_have_count(1)
    send(cast.freya, of, "step.remove", step=steps[25])
    expect(row(page, steps[25])).to_have_count(0, timeout=SOON)
    assert page.evaluate("document.activeElement.id") == "main"
    page.locator("#lane").select_option(label="Agency 3")
    send(cast.freya, of, "lane.add", lane=new_id(), title="Agency 0", before=state.lanes[0]["id"])
    expect(page.get_by_role("rowheader", name="Agency 0")).to_be_attached(timeout=SOON)
    expect(page.locator("#lane option:checked")).to_have_text("Agency 3")
    expect(words).to_have_value("referr")
    assert page.evaluate("window.same")


def test_the_last_change_of_ones_own_comes_and_goes_without_taking_the_typed_words(opened, cast, small):
    page = opened(cast.eddie, "outline", small.map)
    expect(page.locator("#last-change")).to_contain_text("Write referral")
    page.locator("#q").fill("typed")
    for link in small.links:
        send(cast.freya, small.map, "link.remove", link=link)
    send(cast.freya, small.map, "step.remove", step=small.steps[2])
    expect(row(page, small.steps[2])).to_have_count(0, timeout=SOON)
    expect(page.locator("#q")).to_have_value("typed")


def test_two_who_edit_different_fields_of_one_step_both_see_both(opened, live_server, cast, small):
    freya, eddie, vic = opened(cast.freya, "map", small.map), opened(cast.eddie, "outline", small.map), opened(cast.vic, "map", small.map)
    send(cast.freya, small.map, "step.set", step=small.steps[1], fields={"process_owner": "Practice manager"})
    send(cast.eddie, small.map, "step.set", step=small.steps[1], base=small.map.revision - 1, fields={"location": "Surgery"})
    for page in (freya, vic):
        expect(card(page, small.steps[1]).locator(".step__owner")).to_have_text("Practice manager", timeout=SOON)
        expect(page.locator("#state")).to_contain_text(f"revision {small.map.revision}", timeout=SOON)
    expect(eddie.locator("#state")).to_contain_text(f"revision {small.map.revision}", timeout=SOON)
    expect(freya.locator("#said")).to_contain_text("Eddie changed a step")
    expect(eddie.locator("#said")).to_contain_text("Freya changed a step")
    send(cast.eddie, small.map, "undo", of=str(MapCommandLog.objects.filter(map=small.map, actor=cast.eddie).latest("revision").command_id))
    expect(vic.locator("#said")).to_contain_text("Eddie took a change back", timeout=SOON)


def test_who_is_there_and_at_which_card_is_shown_to_the_others(opened, cast, small):
    vic, eddie = opened(cast.vic, "map", small.map), opened(cast.eddie, "outline", small.map)
    expect(vic.locator("#people")).to_have_text("Here now: Eddie (Eastvale Hospital)", timeout=SOON)
    expect(eddie.locator("#people")).to_have_text("Here now: Vic (Eastvale Council)", timeout=SOON)
    row(eddie, small.steps[1]).get_by_role("link", name="Change").focus()
    expect(vic.locator(f"#step-{small.steps[1]} .held")).to_have_text("Eddie is here", timeout=SOON)
    card(vic, small.steps[2]).click()
    expect(row(eddie, small.steps[2]).locator(".held")).to_have_text("Vic is here", timeout=SOON)
    send(cast.freya, small.map, "step.rename", step=small.steps[1], title="Hear")
    expect(card(vic, small.steps[1])).to_contain_text("Hear", timeout=SOON)
    expect(vic.locator(f"#step-{small.steps[1]} .held")).to_have_text("Eddie is here")
    eddie.context.close()
    expect(vic.locator("#people")).to_have_text("", timeout=SOON)
    expect(vic.locator(".held")).to_have_count(0)


def test_what_is_read_out_can_be_silenced_and_stays_so(opened, cast, small):
    page = opened(cast.vic, "map", small.map)
    said, silence = page.locator("#said"), page.get_by_role("button", name="Do not read changes out")
    expect(said).to_have_attribute("aria-live", "polite")
    silence.click()
    expect(silence).to_have_attribute("aria-pressed", "true")
    expect(said).to_have_attribute("aria-live", "off")
    page.reload()
    is_live(page)
    expect(silence).to_have_attribute("aria-pressed", "true")
    expect(said).to_have_attribute("aria-live", "off")
    send(cast.freya, small.map, "step.rename", step=small.steps[1], title="Hear")
    expect(said).to_contain_text("Freya renamed a step", timeout=SOON)  # still to be read, if one looks


@pytest.mark.parametrize(("name", "place"), [("map", card), ("outline", row)])
def test_what_one_did_oneself_in_another_window_is_shown_and_not_read_out(opened, cast, small, name, place):
    page = opened(cast.freya, name, small.map)
    send(cast.freya, small.map, "step.rename", step=small.steps[1], title="Hear")
    expect(place(page, small.steps[1])).to_contain_text("Hear", timeout=SOON)
    expect(page.locator("#state")).to_have_text(f"Live · revision {small.map.revision}")
    expect(page.locator("#said")).to_have_text("")
    send(cast.eddie, small.map, "step.rename", step=small.steps[2], title="Refer")
    expect(page.locator("#said")).to_have_text("Eddie renamed a step: “Refer”.", timeout=SOON)


def test_the_page_says_the_revision_it_has_though_the_socket_tells_of_it_later(opened, cast, small):
    page, asked, late = opened(cast.vic, "map", small.map), [], []

    def through(socket):
        server = socket.connect_to_server()
        server.on_message(lambda frame: late.append(frame) if "Told late" in frame else socket.send(frame))

    page.route_web_socket(re.compile("/ws/maps/"), through)
    page.reload()
    is_live(page)
    page.route(re.compile("/since/"), lambda route: route.continue_() if asked else asked.append(route))
    send(cast.freya, small.map, "step.rename", step=small.steps[1], title="Hear")
    while not asked:
        page.wait_for_timeout(20)
    send(cast.freya, small.map, "step.rename", step=small.steps[2], title="Told late")
    asked[0].continue_()
    expect(card(page, small.steps[2])).to_contain_text("Told late", timeout=SOON)
    expect(page.locator("#state")).to_have_text(f"Live · revision {small.map.revision}")
    assert len(late) == 1


@pytest.mark.parametrize(("name", "place"), [("map", card), ("outline", row)])
def test_while_the_socket_is_broken_the_page_says_so_and_asks_by_http(opened, cast, small, browser, live_server, name, place):
    context = browser.new_context()
    sign_in(context, cast.vic, live_server)
    page, sockets, shut = context.new_page(), [], []

    def through(socket):
        if shut:
            return socket.close(code=1013)
        socket.connect_to_server()
        return sockets.append(socket)

    page.route_web_socket(re.compile("/ws/maps/"), through)
    page.goto(live_server.url + reverse(name, args=[small.map.pk]))
    page.evaluate("window.same = true")
    is_live(page)
    shut.append(True)
    sockets[0].close(code=1012)
    expect(page.locator("#state")).to_contain_text("Reconnecting", timeout=SOON)
    send(cast.freya, small.map, "step.rename", step=small.steps[1], title="Hear")
    expect(place(page, small.steps[1])).to_contain_text("Hear", timeout=SOON)
    expect(page.locator("#said")).to_have_text("Freya renamed a step: “Hear”.")
    expect(page.locator("#state")).to_contain_text("Reconnecting")
    asked = re.compile("/since/|/changes/")
    page.route(asked, lambda route: route.abort())
    expect(page.locator("#state")).to_contain_text("Not connected", timeout=SOON)
    send(cast.freya, small.map, "step.rename", step=small.steps[2], title="Refer")
    page.unroute(asked)
    shut.clear()
    page.evaluate("dispatchEvent(new Event('online'))")
    is_live(page)
    expect(place(page, small.steps[2])).to_contain_text("Refer", timeout=SOON)
    assert page.evaluate("window.same")
    context.close()


def test_whoever_signs_out_elsewhere_or_is_withdrawn_sees_the_map_no_more(opened, cast, small):
    make_member(cast.economy, Role.OBSERVER, name="Pat")
    page, outline = opened(cast.vic, "map", small.map), opened(cast.eddie, "outline", small.map)
    page.context.request.get(page.url)
    end_membership(actor=cast.adi, membership=cast.eddie.memberships.get())
    expect(outline).to_have_url(re.compile("/accounts/login/"), timeout=SOON)
    page.context.new_page().goto(page.url)
    second = page.context.pages[1]
    second.locator("summary", has_text="Vic").click()
    second.get_by_role("button", name="Sign out").click()
    expect(page).to_have_url(re.compile("/accounts/login/"), timeout=SOON)


@pytest.mark.parametrize(("name", "place"), [("map", card), ("outline", row)])
def test_words_taken_out_vanish_from_a_page_that_is_open(opened, cast, small, name, place):
    send(cast.eddie, small.map, "step.rename", step=small.steps[0], title="Ring Xanadu")
    page = opened(cast.vic, name, small.map)
    expect(place(page, small.steps[0])).to_contain_text("Xanadu")
    asked = ask_for_redaction(actor=cast.freya, page=REDACTIONS_PAGE, of=small.map, text="Xanadu", reason="A name")
    confirm_redaction(actor=make_member(cast.economy, Role.MODERATOR, name="Mo"), redaction=asked, page=REDACTIONS_PAGE)
    expect(place(page, small.steps[0])).not_to_contain_text("Xanadu", timeout=SOON)
    is_live(page)
    assert "Xanadu" not in page.content()


@pytest.mark.parametrize("width", [1680, 390])
@pytest.mark.parametrize("name", ["map", "outline"])
def test_axe_finds_nothing_while_others_are_there(opened, cast, small, name, width):
    eddie = opened(cast.eddie, "outline", small.map)
    page = opened(cast.vic, name, small.map, viewport={"width": width, "height": 900}, bypass_csp=True)
    row(eddie, small.steps[1]).get_by_role("link", name="Change").focus()
    expect(page.locator(".held")).to_have_text("Eddie is here", timeout=SOON)
    send(cast.freya, small.map, "step.rename", step=small.steps[2], title="Refer")
    expect(page.locator("#said")).to_contain_text("Freya renamed", timeout=SOON)
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_without_scripts_the_page_says_its_revision_and_promises_nothing(browser, live_server, cast, small):
    context = browser.new_context(java_script_enabled=False)
    sign_in(context, cast.vic, live_server)
    page = context.new_page()
    for name in ("map", "outline"):
        page.goto(live_server.url + reverse(name, args=[small.map.pk]))
        expect(page.locator("#state")).to_have_text(f"Revision {Map.objects.get(pk=small.map.pk).revision}")
        expect(page.get_by_role("button", name="Do not read changes out")).to_be_hidden()
    context.close()
