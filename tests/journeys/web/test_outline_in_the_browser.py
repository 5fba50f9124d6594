"""Every kind of command has a plain form that works in a real browser without scripts; and the outline holds for axe, keys and phones."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from journeys.domain.commands import KINDS
from journeys.models import MapCommandLog
from tests.accessibility import violations
from tests.factories import SmallMap, make_cast, make_small_map, new_id, send, signed_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

CHOSEN = {  # the subject of each kind, by what the chooser calls it; the others take the first there is
    "step.split": "2 Write referral",
    "step.remove": "2 Write referral",
    "column.remove": "1",
}
FILLED = {  # where "fill in what is asked for" would not do
    "column.remove": {"to": "2"},
    "column.move": {"before": "none: at the end"},  # sent as it stands, a form changes nothing
    "lane.move": {"before": "none: at the end"},
    "step.move": {"lane": "GPs"},
    "link.add": {"source": "Contact surgery", "target": "2 Write referral"},
    "link.reroute": {"target": "2 Write referral"},
    "restore": {"element": "1 Listen well (GPs)", "revision": "9"},
}


@pytest.fixture
def world(db):
    return make_world()


def make_world() -> tuple:
    """A small map on which every kind has something to do, and on which Freya has done and taken back something herself."""
    cast = make_cast()
    small = make_small_map(cast)
    send(cast.eddie, small.map, "phase.add", phase=new_id(), title="Refer")
    send(cast.eddie, small.map, "phase.add", phase=new_id(), title="Assess")
    send(cast.eddie, small.map, "column.add", column=new_id())
    send(cast.eddie, small.map, "problem.add", problem=new_id(), on=small.steps[2], text="Letters come back")
    send(cast.eddie, small.map, "idea.add", idea=new_id(), on=small.steps[2], text="One page")
    send(cast.eddie, small.map, "step.rename", step=small.steps[1], title="Listen well")
    send(cast.freya, small.map, "step.set", step=small.steps[2], fields={"note": "By post"})
    send(cast.freya, small.map, "step.set", step=small.steps[2], fields={"pt": 15})
    return cast, small


def signed_in_context(browser, live_server, user, **options):
    context = browser.new_context(**options)
    context.add_cookies([{"name": name, "value": one.value, "url": live_server.url} for name, one in signed_in(user).cookies.items()])
    return context


def newest(small: SmallMap) -> MapCommandLog:
    return MapCommandLog.objects.filter(map=small.map).latest("revision")


def fill_in(page, wanted: dict[str, str]) -> None:
    """Fills in whatever a form asks for: what is wanted by name, else something in each empty required field."""
    form = page.locator("main form[method=post]")
    for summary in form.locator("details:not([open]) > summary").all():
        summary.click()
    for name, value in wanted.items():
        field = form.locator(f"[name={name}]")
        if field.evaluate("e => e.tagName") == "SELECT":
            field.select_option(label=value)
        else:
            field.fill(value)
    for field in form.locator("input[type=text], textarea").all():
        if not field.input_value() and field.get_attribute("name") in ("title", "text", "parts"):
            field.fill("Something new")
        elif field.get_attribute("name") in ("title", "text", "note") and field.get_attribute("name") not in wanted:
            field.fill("Something else")
    for field in form.locator("select").all():
        if not field.input_value() and field.get_attribute("name") in ("lane", "column", "source", "target", "on", "of"):
            field.select_option(index=1)
    boxes = form.locator("input[type=checkbox]")
    if boxes.count():
        boxes.first.check()


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_kind_of_command_can_be_done_with_a_plain_form(browser, live_server, world, kind):
    cast, small = world
    if kind == "redo":
        send(cast.freya, small.map, "undo", of=str(newest(small).command_id))
    before = newest(small).revision
    context = signed_in_context(browser, live_server, cast.freya, java_script_enabled=False)
    page = context.new_page()
    page.goto(live_server.url + reverse("outline", args=[small.map.pk]))
    page.get_by_role("link", name="All you can do").click()
    page.locator(f"main a[href$='/do/{kind}/']").click()
    page.wait_for_url(f"**/do/{kind}/")
    if page.get_by_role("button", name="Go on").count():
        subject = {"label": CHOSEN[kind]} if kind in CHOSEN else {"index": 1}
        page.locator("main select").select_option(**subject)
        page.get_by_role("button", name="Go on").click()
        page.wait_for_url(f"**/do/{kind}/?*")
    fill_in(page, FILLED.get(kind, {}))
    page.locator("main form[method=post] button:not(.button--quiet)").first.click()
    expect(page.get_by_role("status").first).to_contain_text("Done: you")
    made = newest(small)
    assert (made.kind, made.actor, made.revision) == (kind, cast.freya, before + 1)
    context.close()


def test_a_typed_time_becomes_an_account_and_undo_takes_it_back(browser, live_server, world):
    cast, small = world
    context = signed_in_context(browser, live_server, cast.eddie, java_script_enabled=False)
    page = context.new_page()
    page.goto(live_server.url + reverse("outline_element", args=[small.map.pk, small.steps[1]]))
    page.locator("#pt").get_by_role("link", name="Say what it is").click()
    page.get_by_label("How much?").fill("soon")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("#id_said_value_error")).to_contain_text("Type a number and a unit")
    assert page.get_by_label("How much?").input_value() == "soon"
    page.get_by_label("How much?").fill("1 h 30")
    page.get_by_label("Where does it come from?").select_option(label="Seen by us (timed or counted)")
    page.get_by_label("Who says so?").fill("Council")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("#pt .account")).to_contain_text("90 min")
    page.get_by_role("link", name="Back to its row").click()
    expect(page.locator("tr:target")).to_contain_text("90 min")
    page.get_by_role("button", name="Undo").click()
    expect(page.locator("tr:target")).to_contain_text("Say how long")
    page.get_by_role("button", name="Redo").click()
    expect(page.locator("tr:target")).to_contain_text("90 min")
    context.close()


PAGES = ["outline", "outline_all", "map_history", "journey", "new_map", "element", "step.add", "step.set", "pt", "step.merge", "choose"]
PAGES += ["map_moments", "map_moment", "downloads", "park_cards", "bring_map"]


def address(small: SmallMap, name: str) -> str:
    step, id = small.steps[2], small.map.pk
    match name:
        case "map_moment":
            return reverse(name, args=[id, small.map.revision - 1])
        case "journey" | "new_map" | "bring_map":
            return reverse(name, args=[small.map.journey_id])
        case "element":
            return reverse("outline_element", args=[id, step])
        case "pt":
            return reverse("outline_do", args=[id, "step.set"]) + f"?step={step}&field=pt"
        case "choose":
            return reverse("outline_do", args=[id, "step.set"])
        case "step.add" | "step.set" | "step.merge":
            return reverse("outline_do", args=[id, name]) + f"?step={step}&into={step}"
    return reverse(name, args=[id])


@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing_and_no_page_scrolls_sideways(browser, live_server, world, name):
    cast, small = world
    for width in (1280, 360):
        context = signed_in_context(browser, live_server, cast.freya, viewport={"width": width, "height": 900}, bypass_csp=True)
        page = context.new_page()
        page.goto(live_server.url + address(small, name))
        expect(page.locator("body.js-enabled")).to_be_attached()
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert violations(page) == []
        context.close()


def test_axe_finds_nothing_on_the_page_of_a_clash(browser, live_server, world):
    cast, small = world
    context = signed_in_context(browser, live_server, cast.eddie, viewport={"width": 360, "height": 900}, bypass_csp=True)
    page = context.new_page()
    page.goto(live_server.url + reverse("outline_do", args=[small.map.pk, "step.rename"]) + f"?step={small.steps[2]}")
    page.get_by_label("What is done").fill("Send the letter")
    send(cast.freya, small.map, "step.rename", step=small.steps[2], title="Phone the clinic")
    page.get_by_role("button", name="Rename the step").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Somebody changed this first")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert violations(page) == []
    page.get_by_role("button", name="Keep mine").click()
    expect(page.locator("tr:target")).to_contain_text("Send the letter")
    context.close()


def test_a_step_is_renamed_with_the_keyboard_alone(browser, live_server, world):
    cast, small = world
    context = signed_in_context(browser, live_server, cast.eddie, viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.goto(live_server.url + reverse("outline", args=[small.map.pk]))
    tab_to(page, "Write referral")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1, name="2 Write referral")).to_be_visible()
    tab_to(page, "Rename the step")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1, name="Rename the step")).to_be_visible()
    tab_to(page, "What is done")
    page.keyboard.press("Control+a")
    page.keyboard.type("Write the referral")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1, name="2 Write the referral")).to_be_visible()
    assert newest(small).kind == "step.rename"
    context.close()


def tab_to(page, words: str) -> None:
    """Presses Tab until what has the focus says these words, by its text or its label."""
    says = "(document.activeElement.labels?.[0] ?? document.activeElement).innerText.trim()"
    for _ in range(80):
        page.keyboard.press("Tab")
        if page.evaluate(says).startswith(words):
            return
    raise AssertionError(f"Tab never reached {words}")
