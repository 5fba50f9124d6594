"""The modules of the map that touch no page, run in a browser: changes laid over elements, words as the server writes them, routes."""

from itertools import combinations, pairwise
from random import Random

import pytest
from django.utils import translation
from django.utils.translation import ngettext

from carejourneys.pages.grid.script_words import words
from journeys.domain.accounts import make_account
from journeys.domain.figures.words import minutes_text
from journeys.queries.words import account_in_words
from tests.journeys.commanding import a_busy_map
from tests.other_language import CODE

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_changes_are_laid_over_the_elements_as_the_server_does_it(run):
    world = a_busy_map(7, 120)
    changes = [
        {"revision": n, "change": {"put": list(change["put"]), "remove": list(change["remove"])}}
        for n, (_e, change) in enumerate(world.entries, 1)
    ]
    start = list(world.start.elements.values())
    got = run(
        "apply-change",
        """const start = new Map(given.start.map((e) => [e.id, e])), before = start.size;
        const done = m.catchUp(start, 0, given.changes.toReversed());
        return { elements: [...done.elements.values()], revision: done.revision, gap: done.gap, kept: start.size === before };""",
        {"start": start, "changes": changes},
    )
    assert {e["id"]: e for e in got["elements"]} == {id: dict(e) for id, e in world.state.elements.items()}
    assert (got["revision"], got["gap"], got["kept"]) == (len(changes), False, True)


def test_a_missing_revision_is_told_and_known_ones_are_passed_over(run):
    code = """const one = (revision) => ({ revision, change: { put: [{ id: 'r' + revision }], remove: [] } });
    const done = m.catchUp(new Map(), 3, given.map(one));
    return [done.revision, done.gap, [...done.elements.keys()], done.applied.length];"""
    assert run("apply-change", code, [2, 3, 4]) == [4, False, ["r4"], 1]
    assert run("apply-change", code, [6, 4]) == [4, True, ["r4"], 1]
    assert run("apply-change", code, []) == [3, False, [], 0]


ACCOUNTS = [
    make_account(value=20, unit="min"),
    make_account(value=7.5, unit="d", low=2, high=9),
    make_account(value=1234.5, unit="h", low=1000),
    make_account(value=40, unit="%", high=60),
    make_account(value=2, unit="people"),
    make_account(value=0.1 + 0.2, unit="wd"),
]


@pytest.mark.parametrize("language", ["en-gb", CODE])
def test_accounts_are_written_as_the_server_writes_them(run, other_language, language):
    minutes = [0, 5, 59.6, 60, 342.3, 1150, 72_000]
    with translation.override(language):
        given = {"words": words(), "accounts": ACCOUNTS, "minutes": minutes}
        wanted = [[account_in_words(account) for account in ACCOUNTS], [minutes_text(one) for one in minutes]]
    code = """return [given.accounts.map((one) => m.accountWords(given.words, one)),
        given.minutes.map((one) => m.minutesWords(given.words, one))];"""
    assert run("words", code, given) == wanted


@pytest.mark.parametrize("language", ["en-gb", CODE])
def test_what_is_counted_stands_in_the_form_of_its_number(run, other_language, language):
    numbers = [0, 1, 2, 4, 5, 12, 22, 101, 102, 112, 199, 200, 201, 222, 1001, 1004, 1012]
    with translation.override(language):
        given = {"words": words(), "numbers": numbers}
        wanted = [ngettext("{n} problem", "{n} problems", n).replace("{n}", str(n)) for n in numbers]
    assert run("words", "return given.numbers.map((n) => m.plural(given.words.problems, n));", given) == wanted


def a_plan(chance: Random, rows: int, columns: int) -> tuple[dict, list[dict]]:
    """A grid of cells 150 by 140, half of them with a card, and links between any two cards."""
    width, height, half, band = 150, 140, 20, 31
    boxes, taken = {}, []
    for row in range(rows):
        for column in range(columns):
            if chance.random() < 0.5:
                left, top = 100 + column * width + half, 50 + row * height + band
                tall = chance.choice([44, 80, 98])
                where = {"row": row, "column": column, "first": True, "last": True}
                boxes[f"{row}.{column}"] = {"left": left, "right": left + width - 2 * half, "top": top, "bottom": top + tall, **where}
                taken.append(f"{row} {column}")
    bands = [{"top": 50 + row * height - (11 if row else 0), "bottom": 50 + row * height + 21} for row in range(rows)]
    bands.append({"top": 50 + rows * height - 11, "bottom": 50 + rows * height})
    gutters = [100 + column * width for column in range(columns + 1)]
    edges = {"left": 102, "right": gutters[-1] - 2, "top": 51, "bottom": 50 + rows * height}
    kinds = ["flow", "flow", "rework", "information"]
    links = []
    for n in range(len(boxes)):
        pill = {"width": chance.choice([34, 60, 130]), "height": 20} if n % 3 else None
        ends = {"source": chance.choice(list(boxes)), "target": chance.choice(list(boxes))}
        links.append({"id": f"l{n}", **ends, "kind": chance.choice(kinds), "pill": pill})
    return {"gutters": gutters, "bands": bands, "boxes": list(boxes.items()), "taken": taken, "solid": [], **edges}, links


def crosses(one, other, box) -> bool:
    low_x, high_x = sorted((one[0], other[0]))
    low_y, high_y = sorted((one[1], other[1]))
    return low_x < box["right"] - 1 and high_x > box["left"] + 1 and low_y < box["bottom"] - 1 and high_y > box["top"] + 1


ROUTED = """const plan = { ...given.plan, boxes: new Map(given.plan.boxes), taken: new Set(given.plan.taken) };
return [...m.route(plan, given.links)].map(([id, one]) => [id, one.points, one.pill && one.pill.rect]);"""


@pytest.mark.parametrize("seed", range(8))
def test_no_way_runs_across_a_card(run, seed):
    plan, links = a_plan(Random(seed), 6, 9)
    routes = run("layout", ROUTED, {"plan": plan, "links": links})
    assert len(routes) == len(links)
    for id, points, _pill in routes:
        for one, other in pairwise(points):
            assert one[0] == other[0] or one[1] == other[1], (id, points)
            assert not [name for name, box in plan["boxes"] if crosses(one, other, box)], (id, points)


def shared(routes: list, links: list[dict]) -> list[tuple[str, str]]:
    """Pairs of ways that have no end in common and yet lie over each other for a stretch, or follow one another without a gap."""
    by_id = {link["id"]: link for link in links}
    found = []
    for (one, mine, _p), (other, theirs, _q) in combinations(routes, 2):
        ends = [{by_id[id]["source"], by_id[id]["target"]} for id in (one, other)]
        if ends[0].isdisjoint(ends[1]) and any(on_one_line(a, b) for a in pairwise(mine) for b in pairwise(theirs)):
            found.append((one, other))
    return found


def on_one_line(one, other) -> bool:
    for across in (0, 1):
        at, at_other = one[0][across], other[0][across]
        if one[1][across] == at and other[1][across] == at_other and abs(at - at_other) < 3:
            spans = [sorted(point[1 - across] for point in line) for line in (one, other)]
            return spans[0][0] < spans[1][1] + 3 and spans[1][0] < spans[0][1] + 3
    return False


@pytest.mark.parametrize("seed", range(16))
def test_links_that_share_no_end_share_no_stretch(run, seed):
    plan, links = a_plan(Random(seed), 6, 9)
    assert shared(run("layout", ROUTED, {"plan": plan, "links": links}), links) == []


def a_row(names: str) -> dict:
    """Cards in one lane, in columns that follow one another."""
    edges = {"left": 102, "right": 100 + 150 * len(names), "top": 51, "bottom": 190}
    boxes = {
        name: {"left": 120 + 150 * n, "right": 230 + 150 * n, "top": 81, "bottom": 161, "row": 0, "column": n, "first": True, "last": True}
        for n, name in enumerate(names)
    }
    bands = [{"top": 40, "bottom": 71}, {"top": 179, "bottom": 190}]
    gutters = [100 + 150 * n for n in range(len(names) + 1)]
    taken = [f"0 {n}" for n in range(len(names))]
    return {"gutters": gutters, "bands": bands, "boxes": list(boxes.items()), "taken": taken, "solid": [], **edges}


def test_side_by_side_cards_that_no_link_joins_are_not_drawn_as_joined(run):
    """Triage leads to Bloods and to X-ray, both lead to Assess: nothing leads from Bloods to X-ray, its neighbour."""
    plan = a_row("TBXA")
    links = [{"id": one + other, "source": one, "target": other, "kind": "flow", "pill": None} for one, other in ("TB", "TX", "BA", "XA")]
    assert shared(run("layout", ROUTED, {"plan": plan, "links": links}), links) == []


@pytest.mark.parametrize("seed", range(16))
def test_no_pill_covers_a_card_an_arrow_head_or_another_pill(run, seed):
    plan, links = a_plan(Random(seed), 6, 9)
    routes = run("layout", ROUTED, {"plan": plan, "links": links})
    pills = {id: pill for id, _points, pill in routes if pill}
    assert set(pills) == {link["id"] for link in links if link["pill"]}
    solid = [(name, box) for name, box in plan["boxes"]] + [(f"head of {id}", head(points)) for id, points, _pill in routes]
    assert [(id, name) for id, pill in pills.items() for name, box in solid if cut(pill, box)] == []
    assert [pair for pair in combinations(pills, 2) if cut(pills[pair[0]], pills[pair[1]])] == []


def head(points) -> dict:
    """The last 11 px of a way, 9 px wide."""
    (from_x, from_y), (x, y) = points[-2:]
    back = [11 * ((a > b) - (a < b)) for a, b in ((from_x, x), (from_y, y))]
    xs, ys = ([x, x + back[0]] if back[0] else [x - 4.5, x + 4.5]), ([y, y + back[1]] if back[1] else [y - 4.5, y + 4.5])
    return {"left": min(xs), "right": max(xs), "top": min(ys), "bottom": max(ys)}


def cut(one: dict, other: dict) -> bool:
    return one["left"] < other["right"] and other["left"] < one["right"] and one["top"] < other["bottom"] and other["top"] < one["bottom"]


COUNTED = """const words = { with_n: '{words}, n {n}', with_open: '{words}, n {n}, {open} to come' };
Object.assign(words, { measured_median: 'median', hidden: 'hidden', too_few: 'too few' });
return given.map((time) => [m.measuredWait(words, time), m.measuredWords(words, time)]);"""


def test_a_measured_time_always_says_of_how_many_or_that_this_is_hidden(run):
    times = [{"words": "2 d", "n": n, "open": left, "hidden": hidden} for n, left, hidden in
             ((1490, 0, False), (1490, 12, False), (None, None, False), (30, None, False), (None, None, True))]  # fmt: skip
    assert run("words", COUNTED, times) == [
        ["2 d, n 1,490", "median, n 1,490"],
        ["2 d, n 1,490", "median, n 1,490, 12 to come"],
        ["2 d, n hidden", "median, n hidden, hidden to come"],
        ["2 d, n 30", "median, n 30, hidden to come"],
        ["too few", "median"],
    ]
