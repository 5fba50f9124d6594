"""The map in a real browser: arrows, keyboard, panel, search, another person's change, axe, narrow screens, and without scripts."""

import re
from itertools import pairwise

import pytest
from django.conf import settings
from django.urls import reverse
from playwright.sync_api import expect

from carejourneys.pages.demo.load import bring_log
from journeys.domain.templates import TEMPLATES
from journeys.queries.states import state_of
from tests.accessibility import violations
from tests.factories import make_map, make_small_map, new_id, send, signed_in
from tests.pages.maps import make_future, make_long_map, make_worked_example, with_waits

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def current(cast):
    return make_worked_example(cast)


def sign_in(context, user, live_server) -> None:
    name = settings.SESSION_COOKIE_NAME
    context.add_cookies([{"name": name, "value": signed_in(user).cookies[name].value, "url": live_server.url}])


@pytest.fixture
def opened(context, page, live_server, cast):
    """Opens a map as Eddie; at the end nothing may have been refused, thrown or asked of another host."""
    wrong: list[str] = []
    page.on("console", lambda message: wrong.append(message.text) if message.type in {"error", "warning"} else None)
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("request", lambda request: wrong.append(request.url) if not request.url.startswith((live_server.url, "data:")) else None)
    sign_in(context, cast.eddie, live_server)

    def open_map(of, width: int = 1680):
        page.set_viewport_size({"width": width, "height": 1000})
        page.goto(live_server.url + reverse("map", args=[of.pk]))
        expect(page.locator("html[data-drawn]")).to_be_attached()
        return page

    yield open_map
    assert not wrong


def card(page, title: str):
    return page.locator(".lane--organisation .step__card", has=page.locator(".step__title", has_text=title))


def step_of(of, title: str) -> str:
    state = state_of(of)
    return next(step["id"] for step in state.steps if step["title"] == title and not state.is_persons_side(step))


def test_a_wait_measured_from_data_does_not_wear_the_colour_of_an_estimate(opened, cast):
    small = make_small_map(cast)
    for link, source in zip(small.links, ("measured", "workshop"), strict=True):
        send(cast.eddie, small.map, "link.set", link=link, fields={"wait": {"value": 3, "unit": "d", "source": source, "n": 1490}})
    page = opened(small.map)
    drawn, estimated = (page.locator(f'.pills[data-link="{link}"] .pill') for link in small.links)
    expect(drawn).to_have_class("pill pill--measured")
    expect(estimated).to_have_class("pill")
    expect(drawn).to_have_text("3 d, n 1,490")
    expect(estimated).to_have_text("3 d")


def test_what_was_measured_says_of_how_many_on_the_card_in_the_panel_and_to_readers_without_scripts(opened, cast):
    small = make_small_map(cast)
    wait, work = ({"value": 3, "unit": unit, "source": "measured", "who": "Log", "n": n} for unit, n in (("d", 34), ("min", None)))
    send(cast.eddie, small.map, "link.set", link=small.links[1], fields={"wait": wait})
    send(cast.eddie, small.map, "step.set", step=small.steps[2], fields={"pt": work})
    page = opened(small.map)
    card = page.locator(f"#step-{small.steps[2]} .step__card")
    expect(card).to_contain_text("Work 3 min, n not said")
    expect(page.locator(f"#step-{small.steps[1]} .step__ways")).to_contain_text("wait 3 d, n 34")
    script = re.search(r'src="([^"]*/journeys/)grid.js"', page.content()).group(1)
    assert page.evaluate(DRAWN_BY_THE_SCRIPT, script) == []
    card.click()
    expect(page.locator("#panel").get_by_role("row").filter(has_text="3 min")).to_contain_text("Log, n not said")
    expect(page.locator("#panel")).to_contain_text("wait 3 d, n 34")


OVERLAPS = """() => {
  const rects = (query, grow = 0) => [...document.querySelectorAll(query)].map((e) => [e.getBoundingClientRect(), e.textContent]);
  const both = (a, b, low, high) => Math.min(a[high], b[high]) - Math.max(a[low], b[low]) > 1;
  const cut = ([a], [b]) => both(a, b, 'left', 'right') && both(a, b, 'top', 'bottom');
  const svg = document.getElementById('wires').getBoundingClientRect();
  const heads = [...document.querySelectorAll('.wire[data-link]')].map((path) => {
    const long = path.getTotalLength(), a = path.getPointAtLength(long - 9), b = path.getPointAtLength(long);
    const wide = Math.abs(a.x - b.x) < 1 ? 4 : 0, high = Math.abs(a.y - b.y) < 1 ? 4 : 0;
    const left = svg.left + Math.min(a.x, b.x) - wide, right = svg.left + Math.max(a.x, b.x) + wide;
    const top = svg.top + Math.min(a.y, b.y) - high, bottom = svg.top + Math.max(a.y, b.y) + high;
    return [{ left, right, top, bottom }, 'an arrow head'];
  });
  const pills = rects('.pill rect'), solid = [...rects('.step__card'), ...rects('.step__burst'), ...rects('.mark[data-of]'), ...heads];
  const words = [...document.querySelectorAll('.pill')].map((e) => e.textContent);
  const found = [];
  pills.forEach((one, n) => {
    solid.forEach((other) => { if (cut(one, other)) found.push(words[n] + ' on ' + other[1]); });
    pills.slice(n + 1).forEach((other, m) => { if (cut(one, other)) found.push(words[n] + ' on ' + words[n + 1 + m]); });
  });
  return found;
}"""
CROSSED = """() => {
  const found = [];
  const cards = [...document.querySelectorAll('.step__card, .step__burst')].map((e) => [e.textContent, e.getBoundingClientRect()]);
  const svg = document.getElementById('wires').getBoundingClientRect();
  for (const path of document.querySelectorAll('.wire[data-link]')) {
    const long = path.getTotalLength();
    for (let at = 8; at < long - 8; at += 4) {
      const point = path.getPointAtLength(at), x = point.x + svg.left, y = point.y + svg.top;
      for (const [step, box] of cards) {
        if (x > box.left + 2 && x < box.right - 2 && y > box.top + 2 && y < box.bottom - 2) found.push(path.dataset.link + ' over ' + step);
      }
    }
  }
  return [...new Set(found)];
}"""


@pytest.mark.parametrize("width", [1680, 768])
def test_labels_keep_off_cards_arrow_heads_and_one_another_on_every_template(opened, cast, width):
    for template in TEMPLATES.values():
        for sketch in (template.current, with_waits(template.current)):
            page = opened(make_worked_example(cast, sketch), width)
            assert page.locator(".pill").count() >= len(sketch.links) / 4
            assert page.evaluate(OVERLAPS) == [], (template.slug, width)
            assert page.evaluate(CROSSED) == [], (template.slug, width)


def test_where_no_lane_lies_above_waits_stand_above_the_cards_too(opened, cast):
    of = make_map(cast)
    lane, columns, steps = new_id(), [new_id() for _n in range(3)], [new_id() for _n in range(3)]
    send(cast.freya, of, "lane.add", lane=lane, title="Services")
    for column in columns:
        send(cast.freya, of, "column.add", column=column)
    for n, step in enumerate(steps):
        send(cast.freya, of, "step.add", step=step, title=f"Step {n}", lane=lane, column=columns[n])
    for one, other in pairwise(steps):
        fields = {"wait": {"value": 9, "unit": "d", "source": "workshop"}, "share": {"value": 46, "unit": "%", "source": "workshop"}}
        send(cast.freya, of, "link.add", link=new_id(), source=one, target=other, fields=fields)
    page = opened(of)
    expect(page.locator(".pills")).to_have_count(2)
    expect(page.locator(".pills").first).to_have_text("46% · 9 d")


@pytest.mark.parametrize("width", [1680, 768])
def test_measured_waits_stand_beside_the_estimated_and_keep_off_everything(opened, cast, current, settings, tmp_path, width):
    settings.DATA_DIR = tmp_path
    bring_log(current, cast.ana)
    for of in (make_future(cast, current), current):
        page = opened(of, width)
        assert page.evaluate(OVERLAPS) == []
        assert page.evaluate(CROSSED) == []
    expect(page.locator(".pill--measured text")).to_have_count(8 + 1)  # 8 waits that carry people on or back, and the other end
    for words in ("measured 58.2 d median (80th 78.8 d), n 1,080, 150 on the way", "measured 80%", "measured 46% go round"):
        expect(page.locator("#score")).to_contain_text(words)
    page.get_by_role("link", name="Lead time").click()
    expect(page.get_by_role("region", name="Measured from data")).to_contain_text("Median, to the last step")
    days = page.get_by_role("region", name="Where the days go, measured")
    expect(days.get_by_role("row").filter(has_text="“2 Listen, first memory test” to “3 Write referral”")).to_be_visible()
    expect(days.get_by_role("row").last).to_contain_text("Mean lead time")


def test_the_mean_and_the_median_of_the_same_data_are_told_apart_and_are_no_two_opinions(opened, cast, current, settings, tmp_path):
    settings.DATA_DIR = tmp_path
    bring_log(current, cast.ana)
    state = state_of(current)
    one, other = step_of(current, "Contact surgery"), step_of(current, "Listen, first memory test")
    (link,) = [way for way in state.links if (way["source"], way["target"]) == (one, other)]
    ((was,),) = [link["wait"]["accounts"]]
    mean = {"value": 3.9, "unit": "d", "source": "measured", "who": "mean", "n": 1490}
    send(cast.freya, current, "link.set", link=link["id"], fields={"wait": mean})
    send(cast.freya, current, "link.set", link=link["id"], fields={"wait.used": "measured|mean"})
    page = opened(current)
    pills = page.locator(f'.pills[data-link="{link["id"]}"] .pill')
    expect(pills.nth(0)).to_have_text("mean 3.9 d, n 1,490")
    expect(pills.nth(1)).to_have_text(re.compile(r"^median 3\.4 d, n [\d,]+$"))
    page.locator(f"#step-{other} .step__card").click()
    differ = page.locator("#panel").get_by_text("The accounts differ")
    expect(differ).to_have_count(1)  # the group's estimate is another
    send(cast.freya, current, "link.set", link=link["id"], fields={"wait": {**was, "value": None}})
    row = page.locator("#panel").get_by_role("row").filter(has_text="3.9 d")
    expect(row).to_contain_text("mean, n 1,490")
    expect(page.locator("#panel").get_by_role("row").filter(has_text="3.4 d")).to_contain_text("median, n")
    expect(differ).to_have_count(0)


def test_arrows_and_pills_keep_off_a_cell_with_several_cards(opened, cast, current, settings, tmp_path):
    settings.DATA_DIR = tmp_path
    bring_log(current, cast.ana)
    state = state_of(current)
    for title in ("Specialist assessment", "Triage referral", "Support starts at home"):
        beside = state[step_of(current, title)]
        added, where = new_id(), {"lane": beside["lane"], "column": beside["column"]}
        send(cast.freya, current, "step.add", step=added, title="Ring the family back", **where)
        send(cast.freya, current, "link.add", link=new_id(), source=beside["id"], target=added, fields={"kind": "information"})
    page = opened(current)
    assert page.evaluate(OVERLAPS) == []
    assert page.evaluate(CROSSED) == []


@pytest.mark.parametrize("width", [1680, 1280, 768, 360])
def test_arrows_keep_off_cards_and_pills_off_everything(opened, cast, current, width):
    for of in (current, make_future(cast, current)):
        page = opened(of, width)
        assert page.locator(".wire[data-link]").count() == len(state_of(of).links)
        assert page.evaluate(OVERLAPS) == []
        assert page.evaluate(CROSSED) == []


def test_hand_offs_rework_and_letters_look_different_and_say_their_figures(opened, current):
    page = opened(current)
    assert page.locator(".wire--rework[data-link]").count() == 1
    assert page.locator(".wire--information[data-link]").count() == 4
    assert page.locator(".wire--handoff[data-link]").count() == 5
    for words in ("sent back 46% · 3 d", "accepted 54% · 11 d", "dementia 80% · 13 d", "9 d"):
        expect(page.locator(".pill text", has_text=words).first).to_be_visible()
    expect(card(page, "Triage referral").locator(".step__gap")).to_have_text(["no owner", "no clinical lead"])


def test_a_wide_map_says_that_it_goes_on_and_scrolls_by_keyboard(opened, cast, current):
    page = opened(make_long_map(cast, 40, columns=40))
    line, edge = page.get_by_text("The map goes on to the right"), page.locator("#frame")
    expect(line).to_be_visible()
    expect(edge).to_have_class(re.compile("map__frame--more"))
    expect(page.locator("#sheet")).to_have_attribute("tabindex", "0")
    page.locator("#sheet").focus()
    before = page.locator("#sheet").evaluate("(sheet) => sheet.scrollLeft")
    for _ in range(5):
        page.keyboard.press("ArrowRight")
    page.wait_for_function("(before) => document.getElementById('sheet').scrollLeft > before", arg=before)
    expect(line).to_be_visible()
    page.locator("#sheet").evaluate("(sheet) => { sheet.scrollLeft = sheet.scrollWidth; }")
    expect(line).to_be_hidden()
    expect(edge).not_to_have_class(re.compile("map__frame--more"))
    page = opened(current)
    expect(page.get_by_text("The map goes on to the right")).to_be_hidden()
    expect(page.locator("#frame")).not_to_have_class(re.compile("map__frame--more"))


BROKEN = """(query) => {
  const found = [];
  for (const element of document.querySelectorAll(query)) {
    const texts = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) {
      for (const word of texts.currentNode.data.matchAll(/[^\\s-]+/g)) {
        const range = document.createRange();
        range.setStart(texts.currentNode, word.index);
        range.setEnd(texts.currentNode, word.index + word[0].length);
        if (new Set([...range.getClientRects()].map((line) => Math.round(line.top))).size > 1) found.push(word[0]);
      }
    }
    if (element.scrollWidth > element.clientWidth) found.push(element.textContent + ' is cut off');
  }
  return found;
}"""


@pytest.mark.parametrize("width", [1680, 768, 360])
def test_names_of_lanes_and_owners_break_between_words_and_are_whole(opened, cast, current, width):
    step = step_of(current, "Scan and bloods")
    long = "Neighbourhood and community rehabilitation and reablement partnership of Eastvale and its surroundings"
    send(cast.freya, current, "lane.rename", lane=state_of(current)[step]["lane"], title=long)
    send(cast.freya, current, "step.set", step=step, fields={"process_owner": "Emergency department consultant in charge"})
    for of in (current, *(make_worked_example(cast, template.current) for template in TEMPLATES.values())):
        page = opened(of, width)
        assert page.evaluate(BROKEN, ".lane__name, .step__owner, .step__title") == []
    page = opened(current, width)
    expect(card(page, "Scan and bloods").locator(".step__owner")).to_have_css("text-overflow", "clip")
    fold = page.get_by_role("button", name="Find, zoom and data")
    if fold.is_visible():
        fold.click()
    label = page.locator(".find__lane span").bounding_box()
    assert label["height"] < 30 and label["width"] > 20


def test_the_panel_shows_every_account_and_gives_the_focus_back(opened, cast, current):
    wait = next(link for link in state_of(current).links if link["target"] == step_of(current, "Triage referral"))
    told = {"value": 14, "unit": "d", "source": "told", "who": "Carers", "n": 9}
    send(cast.freya, current, "link.set", link=wait["id"], fields={"wait": told})
    page = opened(current)
    card(page, "Triage referral").click()
    panel = page.locator("#panel")
    expect(panel.get_by_role("heading", name="Triage referral")).to_be_focused()
    for words in (
        "Step 4",
        "no one is clinically responsible here",
        "Carers, n 9",
        "14 d",
        "9 d",
        "The accounts differ. Keep all; talk about why.",
    ):
        expect(panel).to_contain_text(words)
    expect(panel).to_contain_text("Nobody could say where we were in the queue.")
    expect(panel.get_by_role("link", name="Correct this in the outline")).to_have_attribute("href", re.compile("/outline/"))
    page.keyboard.press("Escape")
    expect(panel).to_be_hidden()
    expect(card(page, "Triage referral")).to_be_focused()


COVERED = """(id) => {
  const card = document.querySelector('#step-' + id + ' .step__card').getBoundingClientRect();
  const panel = document.getElementById('panel').getBoundingClientRect();
  const names = document.querySelector('.lane__name').getBoundingClientRect();
  const both = (low, high) => Math.min(card[high], panel[high]) - Math.max(card[low], panel[low]) > 1;
  const inside = card.top >= 0 && card.bottom <= innerHeight && card.left >= 0 && card.right <= innerWidth;
  return { panel: both('left', 'right') && both('top', 'bottom'), names: card.left < names.right - 1, outside: !inside };
}"""


@pytest.mark.parametrize("width", [1680, 1100, 768, 360])
def test_the_panel_never_covers_the_card_it_is_about(opened, current, width):
    page = opened(current, width)
    for title in ("Contact surgery", "Scan and bloods", "Specialist assessment", "Read and file start notice", "Support starts at home"):
        step = step_of(current, title)
        page.locator("#sheet").evaluate("(sheet) => { sheet.scrollLeft = sheet.scrollWidth; }")
        page.locator(f"#step-{step} .step__card").evaluate("(card) => card.click()")
        expect(page.locator("#panel").get_by_role("heading", name=title)).to_be_visible()
        assert page.evaluate(COVERED, step) == {"panel": False, "names": False, "outside": False}, title


def test_arrow_keys_walk_from_card_to_card_and_enter_opens(opened, current):
    page = opened(current)
    assert page.locator(".step__card[tabindex='0']").count() == 1
    card(page, "Contact surgery").focus()
    for key, title in (
        ("ArrowRight", "Listen, first"),
        ("End", "Read and file letters"),
        ("ArrowDown", "Scan and bloods"),
        ("ArrowDown", "Triage"),
    ):
        page.keyboard.press(key)
        if title != "Triage":
            expect(card(page, title)).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#panel")).to_be_visible()
    page.keyboard.press("Escape")
    assert page.locator(".step__card[tabindex='0']").count() == 1


def test_search_dims_the_others_and_says_how_many(opened, current):
    page = opened(current)
    page.get_by_role("searchbox", name="Find steps").fill("referral")
    expect(page.locator("#found")).to_have_text("2 of 25 steps")
    expect(page.locator(".step--found")).to_have_count(2)
    expect(page.locator("#wires .mark:not(.mark--faint)")).to_have_count(1)  # at “Triage referral”, of two on the map
    page.get_by_role("searchbox", name="Find steps").fill("")
    page.get_by_label("Only where no one is responsible").check()
    expect(page.locator("#found")).to_have_text("3 of 25 steps")
    page.locator("#find").get_by_label("Lane").select_option(label="Council")
    expect(page.locator("#found")).to_have_text("1 of 25 steps")


def test_what_another_person_changes_appears_by_itself(opened, cast, current):
    page = opened(current)
    page.evaluate("window.same = true")
    step = step_of(current, "Triage referral")
    send(
        cast.freya,
        current,
        "step.set",
        step=step,
        fields={"process_owner": "Memory service manager", "clinically_responsible": "Named nurse"},
    )
    expect(card(page, "Triage referral").locator(".step__owner")).to_have_text("Memory service manager")
    expect(card(page, "Triage referral").locator(".step__gap")).to_have_count(0)
    expect(page.locator("#score")).to_contain_text("2 steps")
    expect(page.locator("#said")).to_contain_text("Freya changed a step")
    added, state = new_id(), state_of(current)
    lane, column = state[step]["lane"], state.columns[4]["id"]
    send(cast.freya, current, "step.add", step=added, title="Ring the family", lane=lane, column=column)
    send(cast.freya, current, "link.add", link=new_id(), source=step, target=added, fields={"kind": "information"})
    expect(card(page, "Ring the family")).to_be_visible(timeout=10_000)
    expect(page.locator(".wire--information[data-link]")).to_have_count(5)
    assert page.evaluate("window.same")


def test_lanes_of_people_say_that_nobody_has_told_their_part_until_somebody_does(opened, cast):
    of = make_worked_example(cast, TEMPLATES["urgent-care-to-home"].current)
    page = opened(of)
    untold = page.get_by_role("cell", name="Nobody has told their part yet.")
    expect(untold).to_have_count(2)
    assert untold.first.bounding_box()["height"] < 60
    state = state_of(of)
    lane = next(lane["id"] for lane in state.lanes if lane["kind"] == "person")
    send(cast.freya, of, "step.add", step=new_id(), title="Ring for help", lane=lane, column=state.columns[0]["id"])
    expect(page.locator(".lane--person").get_by_text("Ring for help")).to_be_visible(timeout=10_000)
    expect(untold).to_have_count(1)
    assert page.evaluate(CROSSED) == []


DRAWN_BY_THE_SCRIPT = """async (folder) => {
  const { Cards } = await import(folder + 'cards.js'), { elementsOf, viewOf } = await import(folder + 'elements.js');
  const read = (id) => JSON.parse(document.getElementById(id).textContent);
  const view = viewOf(elementsOf(read('map-snapshot')));
  const page = { ...read('map-data'), view, root: document.getElementById('map') };
  const own = ['style', 'tabindex'];  // set by scripts alone, on both
  const attributes = (node) => [...node.attributes].filter((a) => !own.includes(a.name)).map((a) => a.name + '=' + a.value).sort();
  const told = (node) => {
    if (node.nodeType !== 1) return node.nodeType === 3 ? node.data.trim() : '';
    return [node.localName, ...attributes(node), ...[...node.childNodes].map(told).filter(Boolean)].join('|');
  };
  const table = document.getElementById('grid'), copy = table.cloneNode(true);
  new Cards(page, copy).drawAll();
  const parts = (where) => [...where.querySelectorAll('thead tr, #lanes > tr > th, .lane__untold, .step')].map(told);
  const served = parts(table), drawn = parts(copy);
  return served.flatMap((one, n) => (one === drawn[n] ? [] : [[one, drawn[n]]])).slice(0, 2);
}"""


def test_cards_drawn_by_the_script_are_those_of_the_server(opened, cast, current):
    for of in (current, make_future(cast, current), make_worked_example(cast, TEMPLATES["urgent-care-to-home"].current)):
        page = opened(of)
        script = re.search(r'src="([^"]*/journeys/)grid.js"', page.content()).group(1)
        assert page.evaluate(DRAWN_BY_THE_SCRIPT, script) == []


@pytest.mark.parametrize("width", [1680, 768, 360, 320])
def test_axe_finds_nothing_and_nothing_scrolls_sideways(browser, live_server, cast, current, width):
    context = browser.new_context(viewport={"width": width, "height": 900}, bypass_csp=True)  # axe itself is injected
    sign_in(context, cast.eddie, live_server)
    page = context.new_page()
    for address in (
        reverse("map", args=[current.pk]),
        reverse("map_figure", args=[current.pk, "lead_time"]),
        reverse("map", args=[make_map(cast).pk]),
    ):
        page.goto(live_server.url + address)
        expect(page.locator("body.js-enabled")).to_be_attached()
        assert page.evaluate("document.documentElement.scrollWidth") <= width, address
        if page.locator(".step__card").count():
            expect(page.locator("html[data-drawn]")).to_be_attached()
            card(page, "Triage referral").click()
            expect(page.locator("#panel")).to_be_visible()
        assert violations(page) == [], address
    context.close()


@pytest.mark.parametrize("width", [1680, 768, 320])
def test_very_long_words_stay_inside_the_page(opened, live_server, cast, current, width):
    step = step_of(current, "Scan and bloods")
    lane = state_of(current)[step]["lane"]
    send(cast.freya, current, "step.rename", step=step, title="X" * 200)
    send(cast.freya, current, "step.set", step=step, fields={"process_owner": "Y" * 200, "location": "Z" * 200})
    send(cast.freya, current, "lane.rename", lane=lane, title="W" * 200)
    page = opened(current, width)
    page.locator(f"#step-{step} .step__card").click()
    for address in ("", reverse("outline", args=[current.pk]), reverse("outline_element", args=[current.pk, step])):
        if address:
            page.goto(live_server.url + address)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, address


def test_every_control_is_big_enough_to_hit(opened, current):
    page = opened(current, 360)
    small = page.evaluate(
        """() => [...document.querySelectorAll('a, button, input:not([type=hidden]), select, summary')]
        .filter(e => e.checkVisibility() && !e.closest('p, td p, .skip-link, label'))
        .map(e => [e.outerHTML.slice(0, 90), e.getBoundingClientRect()])
        .filter(([, r]) => r.width && (r.width < 24 || r.height < 24)).map(([html]) => html)"""
    )
    assert not small


def test_without_scripts_the_map_reads_and_each_card_leads_to_the_outline(browser, live_server, cast, current):
    context = browser.new_context(java_script_enabled=False, viewport={"width": 1680, "height": 1000})
    sign_in(context, cast.vic, live_server)
    page = context.new_page()
    page.goto(live_server.url + reverse("map", args=[current.pk]))
    expect(card(page, "Triage referral")).to_contain_text("no owner")
    expect(page.locator(f"#step-{step_of(current, 'Triage referral')} .step__ways")).to_contain_text("sent back")
    expect(page.locator(f"#step-{step_of(current, 'Triage referral')} .step__ways").get_by_text("accepted, 54%, wait 11 d")).to_be_visible()
    expect(page.locator("#find")).to_be_hidden()
    card(page, "Triage referral").click()
    expect(page).to_have_url(re.compile("/outline/"))
    expect(page.get_by_role("heading", level=1)).to_contain_text("Triage referral")
    context.close()


def test_a_printed_map_keeps_its_arrows_on_their_cards_and_fits_one_sheet(opened, current):
    page = opened(current, 1280)
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    page.set_viewport_size({"width": 1512, "height": 1047})
    page.emulate_media(media="print")
    assert page.evaluate(CROSSED_ON_PAPER) == []
    sheet = page.locator("#paper").bounding_box()
    assert 1400 < sheet["width"] <= 1512 and sheet["height"] <= 780
    page.emulate_media(media="screen")
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert page.evaluate(CROSSED_ON_PAPER) == []


def test_a_printed_map_of_many_columns_loses_none_of_them(opened, cast):
    page = opened(make_long_map(cast, 40, columns=40), 1280)
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    page.set_viewport_size({"width": 1512, "height": 1047})
    page.emulate_media(media="print")
    right = page.evaluate("Math.max(...[...document.querySelectorAll('.step__card')].map((card) => card.getBoundingClientRect().right))")
    assert right <= 1512


CROSSED_ON_PAPER = """() => {
  const cards = [...document.querySelectorAll('.step__card')].map((e) => [e.textContent, e.getBoundingClientRect()]);
  const found = [];
  for (const path of document.querySelectorAll('.wire[data-link]')) {
    const matrix = path.getScreenCTM(), long = path.getTotalLength();
    for (let at = 10; at < long - 10; at += 5) {
      const { x, y } = path.getPointAtLength(at).matrixTransform(matrix);
      for (const [step, box] of cards) if (x > box.left + 4 && x < box.right - 4 && y > box.top + 4 && y < box.bottom - 4) found.push(step);
    }
  }
  return [...new Set(found)];
}"""
