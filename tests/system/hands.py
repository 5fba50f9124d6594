"""Four hands that draw a map, each by its own means alone: a mouse, a keyboard, the tree that a screen reader reads, a finger on a phone.

They have the same verbs; test_a_map_is_built_in_four_ways.py tells them what to draw. Steps and lanes are named by their words, columns by
their number from 1. Where a hand cannot do something the product is at fault, not the hand.
"""

import re

from playwright.sync_api import Locator, Page, expect

from tests.accessibility import violations
from tests.journeys.web.test_outline_by_keyboard import CHOSEN, SAYS, SEEN

SOON = 30_000  # ms
NUMBER = r"\d+[A-Z]?"  # of a step
SIDEWAYS = "() => document.documentElement.scrollWidth > document.documentElement.clientWidth"
SMALL = """() => [...document.querySelectorAll('a, button, input:not([type=hidden]), select, textarea, summary')]
  .filter((e) => e.checkVisibility() && !e.closest('.skip-link, label') && !(e.closest('p') && e.matches('a')))
  .map((e) => [e.outerHTML.slice(0, 120), e.getBoundingClientRect()])
  .filter(([, r]) => r.width && (r.width < 24 || r.height < 24)).map(([html]) => html)"""

WHERE = """(title) => {
  const rank = (item) => [...item.parentElement.children].indexOf(item);
  const placeOf = (card) => card && [card.closest("tr").rowIndex, card.closest("td").cellIndex, rank(card.parentElement)];
  const cards = [...document.querySelectorAll(".step__card")];
  const said = (card) => card.querySelector(".step__title").textContent.replace(/^\\d+[A-Z]? /, "");
  return [placeOf(cards.find((one) => one === document.activeElement)) ?? null, placeOf(cards.find((one) => said(one) === title))];
}"""


class Hand:
    """What all of them have: a page, and eyes."""

    PAGE, SCREEN = "map", {"viewport": {"width": 1680, "height": 1000}}

    def __init__(self, page: Page):
        self.page, self.seen = page, set()
        self.linked: set[tuple[str, str]] = set()  # steps that were linked when they were added

    def look(self, state: str) -> None:
        """The first time the page is in a state: axe finds nothing, nothing goes sideways, and everything is large enough to hit."""
        if state not in self.seen:
            self.seen.add(state)
            found = violations(self.page) + self.page.evaluate(SMALL) + ["goes sideways"] * self.page.evaluate(SIDEWAYS)
            assert not found, f"{state}: {found}"


class OnTheGrid(Hand):
    """What mouse, keyboard and finger see of the grid."""

    @property
    def dialog(self) -> Locator:
        return self.page.get_by_role("dialog")  # there is one at a time

    @property
    def panel(self) -> Locator:
        return self.page.get_by_role("complementary")

    @property
    def box(self) -> Locator:
        return self.page.locator(".title-box")

    def card(self, title: str) -> Locator:
        words = self.page.locator(".step__title", has_text=re.compile(rf"^({NUMBER} )?{re.escape(title)}$"))
        return self.page.locator(".step__card", has=words)

    def cell(self, lane: str, column: int) -> Locator:
        row = self.page.locator("#lanes > tr").filter(has=self.page.get_by_role("rowheader", name=lane, exact=True))
        return row.locator("> td").nth(column - 1)

    def leads_to(self, lane: str, column: int, after: str | None) -> bool:
        """Whether that step stands last before a place: then what is added after it stands there, and is linked."""
        before = self.cell(lane, column - 1).locator(".step__title") if column > 1 and after else None
        return before is not None and bool(before.count()) and re.sub(rf"^{NUMBER} ", "", before.last.inner_text()) == after

    def stands(self, title: str, lane: str, column: int) -> None:
        expect(self.cell(lane, column).locator(self.card(title))).to_be_visible(timeout=SOON)

    def done(self, words: str) -> None:
        """It is said what was done."""
        expect(self.page.locator("#done")).to_contain_text(words, timeout=SOON)

    def moved(self, title: str, lane: str, column: int, before: str | None) -> None:
        self.done(f"Moved: “{title}” to {lane}, column {column}" + (f", in front of “{before}”." if before else "."))
        self.stands(title, lane, column)

    def are_linked(self, ways: list[tuple[str, str]]) -> None:
        expect(self.page.locator(".wire[data-link]")).to_have_count(len(ways))


class Pointing(OnTheGrid):
    """By mouse: clicks, a double click, and cards that are dragged."""

    def press(self, what: Locator) -> None:
        what.click()

    def lane(self, title: str, whose: str, organisation: str | None) -> None:
        self.ask(self.page.get_by_role("button", name="Add a lane"))
        self.dialog.get_by_label("Name of the lane").fill(title)
        self.dialog.get_by_label("Whose lane").select_option(label=whose)
        if organisation:
            self.dialog.get_by_label("Organisation").select_option(label=organisation)
        self.send("Add a lane")
        expect(self.page.get_by_role("rowheader", name=title, exact=True)).to_be_visible(timeout=SOON)

    def column(self) -> None:
        self.ask(self.page.get_by_role("button", name="Insert a column"))
        columns = self.page.locator(".grid__columns th").count()
        self.send("Add a column")
        expect(self.page.locator(".grid__columns th")).to_have_count(columns + 1, timeout=SOON)

    def step(self, title: str, lane: str, column: int, after: str | None) -> None:
        if self.leads_to(lane, column, after):
            self.open(self.card(after))
            self.press(self.panel.get_by_role("button", name="Add a step after it"))
            self.linked.add((after, title))
        else:
            if column > self.page.locator(".grid__columns th").count():
                self.column()
            self.point_at(self.cell(lane, column))
            self.press(self.page.get_by_role("button", name=re.compile(f"a new step in {lane}, column {column}")))
        self.look("a new step is written")
        self.box.get_by_role("textbox").fill(title)
        self.press(self.box.get_by_role("button", name="Save"))
        self.stands(title, lane, column)

    def point_at(self, cell: Locator) -> None:
        cell.scroll_into_view_if_needed()
        box = cell.bounding_box()
        self.page.mouse.move(box["x"] + 6, box["y"] + 6)  # beside whatever stands there

    def rename(self, title: str, new: str) -> None:
        self.begin_to_rename(title)
        self.look("a step is renamed")
        self.box.get_by_role("textbox").fill(new)
        self.press(self.box.get_by_role("button", name="Save"))
        expect(self.card(new)).to_be_visible()

    def begin_to_rename(self, title: str) -> None:
        self.card(title).dblclick()

    def move(self, title: str, lane: str, column: int, before: str | None) -> None:
        self.drag(self.card(title), self.card(before) if before else self.cell(lane, column))
        self.moved(title, lane, column, before)

    def drag(self, card: Locator, to: Locator) -> None:
        """Onto an empty cell, or onto the upper half of a card."""
        card.hover()
        self.page.mouse.down()
        to.scroll_into_view_if_needed()
        self.page.mouse.move(*upper_half(to), steps=4)
        self.look("a card is dragged")
        self.page.mouse.up()

    def link(self, source: str, target: str, kind: str | None) -> None:
        self.open(self.card(source))
        self.press(self.panel.get_by_role("button", name="Link to another step"))
        self.look("a link is asked for")
        if kind:
            self.dialog.get_by_label("Kind of link").select_option(label=kind)
        self.press(self.dialog.get_by_role("button", name="Choose on the map"))
        self.press(self.card(target))
        self.done(f"Linked: from “{source}” to “{target}”.")

    def wait(self, source: str, target: str, amount: str) -> None:
        self.open(self.card(target))
        self.ask(self.panel.get_by_role("button", name=f"Say what it is : Wait before, from “{source}”"))
        self.dialog.get_by_label("How much?").fill(amount)
        self.send("Save")
        expect(self.panel).to_contain_text(amount, timeout=SOON)

    def details(self, title: str, owner: str, split: str) -> None:
        self.open(self.card(title))
        self.ask(self.panel.get_by_role("button", name="Change details"))
        self.dialog.get_by_label("Who runs this part of the process").fill(owner)
        self.dialog.get_by_label("Where several ways lead on").select_option(label=split)
        self.send("Change the step")
        expect(self.card(title)).to_contain_text(owner, timeout=SOON)

    def ends(self, first: str, last: str) -> None:
        self.press(self.page.get_by_role("button", name="All changes"))
        self.press(self.dialog.get_by_role("link", name="Change the map itself"))
        expect(self.dialog.get_by_label("First step")).to_be_visible(timeout=SOON)
        self.look("the map as a whole is asked for")
        for label, title in (("First step", first), ("Last step", last)):
            asked = self.dialog.get_by_label(label)
            asked.select_option(asked.get_by_role("option", name=title).get_attribute("value"))
        self.send("Change the map itself")

    def undo(self) -> None:
        self.press(self.page.get_by_role("button", name="Undo"))
        self.done("Taken back.")

    def redo(self) -> None:
        self.press(self.page.get_by_role("button", name="Redo"))
        self.done("Done again.")

    def open(self, card: Locator) -> None:
        if card.get_attribute("aria-expanded") != "true":
            self.press(card)
        expect(self.panel).to_be_visible()
        self.look("the panel is open")

    def ask(self, button: Locator) -> None:
        self.press(button)
        expect(self.dialog.locator("form[method=post]")).to_be_visible(timeout=SOON)
        self.look(f"the form asks: {self.dialog.get_by_role('heading').first.inner_text()}")

    def send(self, button: str) -> None:
        self.press(self.dialog.get_by_role("button", name=button, exact=True))
        expect(self.dialog).to_have_count(0, timeout=SOON)
        self.done("Done: you")


class Finger(Pointing):
    """On a phone: taps, and a card that is dragged once the finger has rested on it."""

    SCREEN = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}

    def press(self, what: Locator) -> None:
        what.tap()

    def point_at(self, cell: Locator) -> None:
        cell.tap(position={"x": 12, "y": 12})  # where no button stands over it

    def begin_to_rename(self, title: str) -> None:
        self.open(self.card(title))
        self.press(self.panel.get_by_role("button", name="Rename"))

    def move(self, title: str, lane: str, column: int, before: str | None) -> None:
        """Up and down it is dragged; a column that is not in sight is asked for in the dialog."""
        if column == self.card(title).evaluate("(card) => card.closest('td').cellIndex"):
            return super().move(title, lane, column, before)
        self.open(self.card(title))
        self.press(self.panel.get_by_role("button", name="Move", exact=True))
        self.look("a place is asked for")
        self.dialog.get_by_label("Lane").select_option(label=lane)
        self.dialog.get_by_label("Column").select_option(label=str(column))
        if before:
            self.dialog.get_by_label("In front of").select_option(label=before)
        self.press(self.dialog.get_by_role("button", name="Move the step"))
        self.moved(title, lane, column, before)

    def drag(self, card: Locator, to: Locator) -> None:
        if self.panel.is_visible():  # it lies over the map
            self.press(self.panel.get_by_role("button", name="Close"))
        touch = self.page.context.new_cdp_session(self.page)

        def finger(kind: str, *points: tuple[float, float]) -> None:
            touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": y} for x, y in points]})

        card.evaluate("(card) => card.scrollIntoView({ block: 'center', inline: 'nearest' })")  # and so the lanes around it
        (x, y), (to_x, to_y) = upper_half(card), upper_half(to)
        finger("touchStart", (x, y))
        expect(self.page.locator(".step--ghost")).to_be_visible()
        for part in (0.3, 0.7, 1):
            finger("touchMove", (x + (to_x - x) * part, y + (to_y - y) * part))
        self.look("a card is dragged")
        finger("touchEnd")
        touch.detach()


def upper_half(of: Locator) -> tuple[float, float]:
    box = of.bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 4


class Keys(OnTheGrid):
    """By keyboard alone: nothing is clicked, and where one is can always be seen."""

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def go_to(self, words: str, by: str = "Tab") -> None:
        """Tab until what has the focus says these words; the focus can be seen there."""
        for _ in range(80):
            self.press(by)
            said = self.page.evaluate(SAYS).removesuffix(" (optional)")
            if said == words or re.match(rf"{re.escape(words)} ?:", said):
                assert self.page.evaluate(SEEN), f"the focus on {words} cannot be seen"
                return
        raise AssertionError(f"{by} never reached {words}")

    def type(self, label: str, words: str) -> None:
        self.go_to(label)
        self.press("Control+a")
        self.page.keyboard.type(words)

    def choose(self, label: str, words: str) -> None:
        """From where the focus is, or after tabbing there: down a list until it says the words, with or without a number before them."""
        if not self.page.evaluate(SAYS).startswith(label):
            self.go_to(label)
        self.press("Home")
        for _ in range(30):
            if re.fullmatch(rf"({NUMBER} )?{re.escape(words)}", self.page.evaluate(CHOSEN)):
                return
            self.press("ArrowDown")
        raise AssertionError(f"{words} is not among {label}")

    def to_card(self, title: str) -> None:
        """Tab into the map, then arrows: up or down to the lane, left or right to the card."""
        expect(self.card(title)).to_be_visible()
        for _ in range(80):
            at, to = self.page.evaluate(WHERE, title)
            if at == to:
                assert self.page.evaluate(SEEN), f"the focus on {title} cannot be seen"
                return
            if at is None:
                self.press("Tab")
            elif at[0] != to[0]:
                self.press("ArrowDown" if at[0] < to[0] else "ArrowUp")
            else:
                self.press("ArrowRight" if at[1:] < to[1:] else "ArrowLeft")
        raise AssertionError(f"arrows never reached {title}")

    def ask(self, button: str) -> None:
        """A button of the bar above the map."""
        self.go_to(button, "Shift+Tab" if self.page.locator(".step__card:focus").count() else "Tab")
        self.asked_by("Enter")

    def asked_by(self, key: str) -> None:
        self.press(key)
        expect(self.dialog.locator("form[method=post]")).to_be_visible(timeout=SOON)
        self.look(f"the form asks: {self.dialog.get_by_role('heading').first.inner_text()}")

    def send(self, button: str) -> None:
        self.go_to(button)
        self.press("Enter")
        expect(self.dialog).to_have_count(0, timeout=SOON)
        self.done("Done: you")

    def lane(self, title: str, whose: str, organisation: str | None) -> None:
        self.ask("Add a lane")
        self.page.keyboard.type(title)  # the form begins there
        if organisation:
            self.choose("Organisation", organisation)
        self.choose("Whose lane", whose)
        self.send("Add a lane")
        expect(self.page.get_by_role("rowheader", name=title, exact=True)).to_be_visible(timeout=SOON)
        expect(self.page.locator(":focus")).to_have_text("Add a lane")

    def column(self) -> None:
        self.ask("Insert a column")
        self.send("Add a column")

    def step(self, title: str, lane: str, column: int, after: str | None) -> None:
        if self.leads_to(lane, column, after):
            self.to_card(after)
            self.linked.add((after, title))
            self.press("n")
            expect(self.box.get_by_role("textbox")).to_be_focused()
            self.look("a new step is written")
            self.page.keyboard.type(title)
            self.press("Enter")
            expect(self.card(title)).to_be_focused()
        else:
            if column > self.page.locator(".grid__columns th").count():
                self.column()
            self.ask("Add a step")
            self.page.keyboard.type(title)
            self.choose("Lane", lane)
            self.choose("Column", str(column))
            self.send("Add a step")
        self.stands(title, lane, column)

    def rename(self, title: str, new: str) -> None:
        self.to_card(title)
        self.press("F2")
        expect(self.box.get_by_role("textbox")).to_be_focused()
        self.look("a step is renamed")
        self.page.keyboard.type(new)
        self.press("Enter")
        expect(self.card(new)).to_be_focused()

    def move(self, title: str, lane: str, column: int, before: str | None) -> None:
        """Lifted and carried, by what is said of each place on the way."""
        self.to_card(title)
        self.press("Space")
        self.look("a card is lifted")
        wanted = f"{lane}, column {column}" + (f", in front of “{before}”" if before else "")
        said = self.page.locator("#done")
        for _ in range(40):
            place = said.inner_text().removeprefix(f"Lifted: “{title}”, ")
            if place.startswith(wanted):
                break
            here = int(re.search(r"column (\d+)", place)[1])
            if here != column:
                self.press("ArrowRight" if here < column else "ArrowLeft")
            else:
                self.press("ArrowUp" if before or self.is_below(title, lane) else "ArrowDown")
        self.press("Space")
        self.moved(title, lane, column, before)
        expect(self.card(title)).to_be_focused()

    def is_below(self, title: str, lane: str) -> bool:
        rows = [one.evaluate("(e) => e.closest('tr').rowIndex") for one in (self.card(title), self.cell(lane, 1))]
        return rows[0] > rows[1]

    def link(self, source: str, target: str, kind: str | None) -> None:
        self.to_card(source)
        self.press("l")
        self.look("a link is asked for")
        self.choose("Leads to", target)
        if kind:
            self.choose("Kind of link", kind)
        self.go_to("Link them")
        self.press("Enter")
        self.done(f"Linked: from “{source}” to “{target}”.")
        expect(self.card(source)).to_be_focused()

    def wait(self, source: str, target: str, amount: str) -> None:
        self.to_card(target)
        self.press("Enter")
        expect(self.panel).to_be_visible()
        self.look("the panel is open")
        self.go_to(f"Say what it is: Wait before, from “{source}”")
        self.asked_by("Enter")
        self.page.keyboard.type(amount)
        self.send("Save")
        expect(self.panel).to_contain_text(amount, timeout=SOON)
        self.press("Escape")
        expect(self.card(target)).to_be_focused()

    def details(self, title: str, owner: str, split: str) -> None:
        self.to_card(title)
        self.asked_by("e")
        self.choose("Where several ways lead on", split)
        self.type("Who runs this part of the process", owner)
        self.send("Change the step")
        expect(self.card(title)).to_be_focused()
        expect(self.card(title)).to_contain_text(owner, timeout=SOON)

    def ends(self, first: str, last: str) -> None:
        self.go_to("All changes", "Shift+Tab")
        self.press("Enter")
        expect(self.dialog.get_by_role("link", name="Add a step")).to_be_focused(timeout=SOON)
        self.look("all changes are listed")
        self.go_to("Change the map itself")
        self.asked_by("Enter")
        self.choose("First step", first)
        self.choose("Last step", last)
        self.send("Change the map itself")

    def undo(self) -> None:
        self.press("Control+z")
        self.done("Taken back.")

    def redo(self) -> None:
        self.press("Control+y")
        self.done("Done again.")


class Reader(Hand):
    """Through the accessibility tree of the outline alone: everything is found by its role and its name."""

    PAGE = "outline"

    def follow(self, name: str | re.Pattern) -> None:
        """A link to a form."""
        self.page.get_by_role("link", name=name, exact=isinstance(name, str)).first.click()
        expect(self.page.get_by_role("heading", level=1)).not_to_contain_text("as an outline")
        self.page.wait_for_load_state()  # all of it is there to be read
        self.look(f"the form asks: {self.heading}")

    @property
    def heading(self) -> str:
        return self.page.get_by_role("heading", level=1).inner_text()

    def choose(self, label: str, words: str) -> None:
        """An option, with or without a number before its words."""
        asked = self.page.get_by_role("main").get_by_role("combobox", name=re.compile(rf"^{label}( \(optional\))?"))
        options = asked.get_by_role("option").all_inner_texts()
        (option,) = [one for one in options if re.fullmatch(rf"({NUMBER} )?{re.escape(words)}( \(.*\))?", one)]
        asked.select_option(label=option)

    def type(self, label: str, words: str) -> None:
        self.page.get_by_role("textbox", name=label).fill(words)

    def send(self, button: str) -> None:
        self.page.get_by_role("main").get_by_role("button", name=button, exact=True).click()
        self.done()

    def done(self) -> None:
        expect(self.page.get_by_role("heading", level=1)).to_contain_text("as an outline", timeout=SOON)
        expect(self.page.get_by_role("status").filter(has_text="Done: you")).to_be_visible()
        self.page.wait_for_load_state()

    def row(self, title: str) -> Locator:
        return self.page.get_by_role("row").filter(has=self.page.get_by_role("rowheader", name=title))

    def lane(self, title: str, whose: str, organisation: str | None) -> None:
        self.follow("Add a lane")
        self.type("Name of the lane", title)
        if organisation:
            self.choose("Organisation", organisation)
        self.choose("Whose lane", whose)
        self.send("Add a lane")

    def column(self) -> None:
        self.follow("Add a column")
        self.send("Add a column")

    def step(self, title: str, lane: str, column: int, after: str | None) -> None:
        if not self.page.get_by_role("rowheader", name=re.compile(rf"^{column} ?\(column\)")).count():
            self.column()
        self.follow(re.compile("^Add (a|the first) step$"))
        self.type("What is done", title)
        self.choose("Lane", lane)
        self.choose("Column", str(column))
        self.send("Add a step")

    def rename(self, title: str, new: str) -> None:
        self.follow(f"Change {title}")
        self.type("What is done", new)
        self.send("Change the step")

    def move(self, title: str, lane: str, column: int, before: str | None) -> None:
        self.follow(f"Move {title}")
        self.choose("Lane", lane)
        self.choose("Column", str(column))
        if before:
            self.choose("In front of", before)
        self.send("Move the step")

    def stands(self, title: str, lane: str, column: int) -> None:
        expect(self.row(title).get_by_role("cell").first).to_have_text(re.compile(rf"{lane}\s*Column {column}"))

    def are_linked(self, ways: list[tuple[str, str]]) -> None:
        for source, target in ways:
            way = self.row(source).get_by_role("cell").nth(2).get_by_role("listitem").filter(has_text=target)
            expect(way.get_by_role("link", name=re.compile(rf"^({NUMBER} )?{target}$"))).to_be_visible()

    def link(self, source: str, target: str, kind: str | None) -> None:
        self.follow(f"Link on {source}")
        self.choose("To", target)
        if kind:
            self.choose("Kind of link", kind)
        self.send("Add a link")

    def wait(self, source: str, target: str, amount: str) -> None:
        self.row(source).get_by_role("link", name=re.compile(f"^Say the wait until ({NUMBER} )?{target}$")).click()
        self.type("How much?", amount)
        self.look(f"the form asks: {self.heading}")
        self.send("Save")

    def details(self, title: str, owner: str, split: str) -> None:
        self.follow(f"Change {title}")
        self.choose("Where several ways lead on", split)
        self.type("Who runs this part of the process", owner)
        self.send("Change the step")

    def ends(self, first: str, last: str) -> None:
        self.follow("Change it")
        self.choose("First step", first)
        self.choose("Last step", last)
        self.send("Change the map itself")

    def undo(self) -> None:
        self.page.get_by_role("button", name=re.compile("^Undo")).click()
        self.done()

    def redo(self) -> None:
        self.page.get_by_role("button", name=re.compile("^Redo")).click()
        self.done()
