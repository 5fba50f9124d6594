"""The outline from start to end with the keyboard alone: nothing is clicked, and where one is can always be seen."""

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from journeys.models import MapCommandLog
from journeys.queries.states import state_of
from tests.factories import make_cast, make_small_map
from tests.journeys.web.test_outline_in_the_browser import signed_in_context

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SAYS = "() => (document.activeElement.labels?.[0] ?? document.activeElement).textContent.replace(/\\s+/g, ' ').trim()"
SEEN = """() => {
  const one = document.activeElement, style = getComputedStyle(one), box = one.getClientRects()[0];
  const ring = style.boxShadow !== 'none' || (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0);
  const above = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
  return one.matches(':focus-visible') && ring && (one.contains(above) || above.contains(one));
}"""
CHOSEN = "() => document.activeElement.selectedOptions[0].text"


class Keyboard:
    """A person without a mouse, at a page."""

    def __init__(self, page: Page):
        self.page = page

    def go_to(self, words: str) -> None:
        """Tab until what has the focus says these words, by its text or its label; the focus can be seen there."""
        for _ in range(150):
            self.page.keyboard.press("Tab")
            said = self.page.evaluate(SAYS).removesuffix(" (optional)")
            if said == words or said.startswith(f"{words}:"):
                assert self.page.evaluate(SEEN), f"the focus on {words} cannot be seen"
                return
        raise AssertionError(f"Tab never reached {words}")

    def follow(self, words: str) -> None:
        """A link or a button that leads to another page."""
        self.go_to(words)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")

    def unfold(self, words: str) -> None:
        self.go_to(words)
        self.page.keyboard.press("Enter")

    def type(self, label: str, words: str) -> None:
        self.go_to(label)
        self.page.keyboard.press("Control+a")
        self.page.keyboard.type(words)

    def choose(self, label: str, words: str) -> None:
        """By arrow keys, down from where it stands, then up."""
        self.go_to(label)
        for key in ["ArrowDown"] * 6 + ["ArrowUp"] * 12:
            if self.page.evaluate(CHOSEN) == words:
                return
            self.page.keyboard.press(key)
        raise AssertionError(f"{words} is not among {label}")

    def send(self, button: str) -> None:
        """The form is sent, and the next page says that it was done."""
        self.follow(button)
        expect(self.page.get_by_role("status").first).to_contain_text("Done: you")


def test_a_step_is_drawn_linked_timed_moved_and_taken_back_by_keyboard(browser, live_server, db):
    cast = make_cast()
    small = make_small_map(cast)
    before = small.map.revision
    context = signed_in_context(browser, live_server, cast.eddie, viewport={"width": 1280, "height": 800})
    page = context.new_page()
    keys = Keyboard(page)
    page.goto(live_server.url + reverse("outline", args=[small.map.pk]))

    keys.follow("Add a lane")
    keys.type("Name of the lane", "Council")
    keys.send("Add a lane")
    keys.follow("Add a column")
    keys.type("Heading", "Assess")
    keys.send("Add a column")
    keys.follow("Add a step")
    keys.type("What is done", "Assess needs")
    keys.choose("Lane", "Council")
    keys.choose("Column", "4 Assess")
    keys.send("Add a step")
    keys.follow("Link on Write referral")
    keys.choose("To", "3 Assess needs")
    keys.unfold("More")
    keys.type("Wait (days)", "9")
    keys.send("Add a link")
    keys.follow("Say how long: Assess needs")
    keys.type("How much?", "2 h")
    keys.choose("Where does it come from?", "Planned")
    keys.send("Save")
    keys.follow("Assess needs")
    keys.follow("Correct Hands-on time")
    keys.type("How much?", "1 h 30")
    keys.send("Save")
    keys.follow("Back to its row")
    keys.follow("Move Assess needs")
    keys.choose("Column", "3")
    keys.send("Move the step")
    assert where(small, "Assess needs") == 3
    keys.follow("Undo")
    expect(page.get_by_role("status").first).to_contain_text("Done: you")

    log = MapCommandLog.objects.filter(map=small.map, revision__gt=before).order_by("revision")
    assert [entry.kind for entry in log] == ["lane.add", "column.add", "step.add", "link.add", "step.set", "step.set", "step.move", "undo"]
    assert {entry.actor for entry in log} == {cast.eddie}
    assert where(small, "Assess needs") == 4
    state = state_of(small.map)
    step = next(step for step in state.steps if step["title"] == "Assess needs")
    (link,) = state.links_into(step["id"])
    ((time,), (wait,)) = step["pt"]["accounts"], link["wait"]["accounts"]
    assert (time["value"], time["unit"], time["source"], wait["value"]) == (90, "min", "planned", 9)
    context.close()


def where(small, title: str) -> int:
    """The place of the step's column."""
    small.map.refresh_from_db()
    state = state_of(small.map)
    step = next(step for step in state.steps if step["title"] == title)
    return [column["id"] for column in state.columns].index(step["column"]) + 1
