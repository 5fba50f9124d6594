"""What makes the difference between two maps: the worked example, small maps by hand, and sums that are exact whatever the maps."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from journeys.domain.comparing.breakdowns import PAUSE, ROUND, WAIT, WORK
from journeys.domain.comparing.comparison import Comparison
from journeys.domain.comparing.matching import Lineage
from journeys.domain.figures.score import score
from journeys.domain.state import MapState
from tests.journeys.sketched_map import SketchedMap
from tests.journeys.two_maps import lineage, worked_example

ADD_UP = ("lead_time", "touch", "effort", "value", "hand_offs", "contacts", "decisions", "person_time", "carer_time", "gaps")
ONE_BY_ONE = ("hand_off_kinds", "agencies", "right_first_time")


def sketched(build, prefix: str = "") -> MapState:
    """A sketch whose elements have ids of their own, so that two of them can be held against each other."""
    sketch = SketchedMap(lanes={"one": "organisation", "two": "organisation", "me": "person"})
    start, end = build(sketch)
    state = sketch.state(start, end)
    new = {id: f"{prefix}{id}" for id in state.elements if id not in ("map", "one", "two", "me")}
    moved = [
        {name: new.get(value, value) if isinstance(value, str) else value for name, value in element.items()}
        for element in state.elements.values()
    ]
    return MapState.of("map", moved)


def against(before: MapState, after: MapState, origins: dict[str, list[str]]) -> Comparison:
    """Compared, where elements of the map after come from these of the map before."""
    own = {id: element["derived_from"] for id, element in after.elements.items() if id not in before.elements}
    return Comparison(before, after, Lineage({**own, **origins}, frozenset(before.elements)))


def changes(comparison: Comparison, figure: str, *kinds: str) -> dict[str, float]:
    """{title of the step, or "from > to" of the link: change} of what changes."""

    def named(state, id):
        element = state[id]
        if element["type"] == "step":
            return element["title"]
        return f"{state[element['source']]['title']} > {state[element['target']]['title']}"

    lines = [line for line in comparison.breakdowns[figure].lines if not kinds or line.kind in kinds]
    named_lines = {}
    for line in lines:
        state, found = (comparison.before, line.match.before) if line.match.before else (comparison.after, line.match.after)
        named_lines[named(state, found[-1])] = pytest.approx(line.change, abs=1e-9)
    return named_lines


# the worked example, by computation C11


def of_the_worked_example() -> Comparison:
    current, future = worked_example()
    return Comparison(current, future, lineage(current, future, common=current))


def test_the_worked_example_is_37_3_days_shorter_and_says_why():
    """−37.3 d = going round −10.22, referral in the room −1, triage −7, scan to assessment −7, needs −13, support +1, touch −0.08."""
    comparison = of_the_worked_example()
    days = comparison.breakdowns["lead_time"]
    assert comparison.unlike == ()
    assert days.change == pytest.approx(-37.3, abs=0.01)
    assert days.sum_of(ROUND) == pytest.approx(-0.46 / 0.54 * 12)
    assert days.sum_of(WORK) == pytest.approx((226 - 321 - 0.46 / 0.54 * 25) / 1440)
    waits = {comparison.before[line.match.before[-1]]["title"]: line.change for line in comparison.waiting if line.change}
    assert waits == pytest.approx(
        {
            "Write referral": -1,
            "Triage referral": -7,
            "Scan and bloods": -4,
            "Specialist assessment": -3,
            "Assess needs again": -13,
            "Support starts at home": 1,
        }
    )
    assert sum(waits.values()) == pytest.approx(days.sum_of(WAIT))
    assert comparison.figures["lead_time"].change == pytest.approx(days.change)
    assert comparison.figures["lead_time"].about


def test_the_worked_example_moves_work_from_general_practice_and_the_council_to_the_memory_service():
    """Effort, min: GP 68.8 to 36, memory service 108.5 to 145, acute 45 to 25, council 80 to 30, charity 60 and 60."""
    comparison = of_the_worked_example()
    lanes = {lane["id"]: lane["title"] for lane in comparison.before.lanes}
    moved = {lanes[agency]: (both.before, both.after) for agency, both in comparison.effort.items()}
    assert moved == {
        "GP cluster": pytest.approx((68.8, 36), abs=0.05),
        "Memory service": pytest.approx((108.5, 145), abs=0.05),
        "Acute hospital": pytest.approx((45, 25)),
        "Council": pytest.approx((80, 30)),
        "Home support charity": pytest.approx((60, 60)),
    }


def test_the_worked_example_hands_over_less_and_better():
    comparison = of_the_worked_example()
    lanes = {lane["id"]: lane["title"] for lane in comparison.before.lanes}
    pairs = {(lanes[a], lanes[b]): (both.before, both.after) for (a, b), both in comparison.hand_offs.items()}
    assert len([pair for pair, (before, _after) in pairs.items() if before]) == 9
    assert len([pair for pair, (_before, after) in pairs.items() if after]) == 6
    assert pairs["Memory service", "Home support charity"] == (0, 1)
    assert pairs["GP cluster", "Memory service"] == (pytest.approx(1 / 0.54), 1)
    kinds = comparison.breakdowns["hand_off_kinds"]
    assert (kinds.before, kinds.after) == (9, 6)
    assert kinds.together == -1  # memory service to GP: both the letters that come back and the report that is copied
    right = comparison.breakdowns["right_first_time"]
    assert (right.before, right.after) == (pytest.approx(31.02, abs=0.01), pytest.approx(74.20, abs=0.01))
    assert changes(comparison, "right_first_time")["Write referral > Triage referral"] == pytest.approx(
        100 * 0.9 * 0.92 * 0.83 * 0.95 * (0.93 - 0.54)
    )


def test_every_figure_of_the_worked_example_is_the_score_lines():
    comparison = of_the_worked_example()
    scores = score(comparison.before), score(comparison.after)
    for name, one in comparison.figures.items():
        assert (one.before, one.after) == (scores[0][name], scores[1][name])
        if one.change is not None:
            assert one.change == pytest.approx(one.after.value - one.before.value)
    assert comparison.figures["carer_time"].change is None
    assert comparison.figures["carer_time"].why_not == "not known on the second map"


# small maps by hand


def in_a_row(**step) -> MapState:
    def build(sketch):
        sketch.step("a", "one", pt=10).step("b", "two", pt=20, **step).step("c", "one", pt=30)
        sketch.link("a", "b", wait=2).link("b", "c", wait=1)
        return "a", "c"

    return sketched(build)


def test_a_wait_before_a_gateway_belongs_to_the_step_that_is_waited_for():
    """a -3-> [gateway] -1-> b: four days before b."""

    def build(sketch):
        sketch.step("a", pt=0).step("g", kind="gateway").step("b", pt=0)
        sketch.link("a", "g", wait=3).link("g", "b", wait=1)
        return "a", "b"

    before, after = (
        sketched(build),
        sketched(lambda s: (s.step("a", pt=0).step("b", pt=0).link("a", "b", wait=2) and "a", "b"), "n "),
    )
    comparison = against(before, after, {"n a": ["a"], "n b": ["b"]})
    assert [(line.match.before, line.before, line.after) for line in comparison.waiting] == [(("b",), 4, 2)]


def test_a_pause_is_a_line_of_its_own():
    before = in_a_row()
    comparison = Comparison(before, in_a_row(pause=(12, "h")), Lineage({}, frozenset(before.elements)))
    assert {(line.kind, line.match.before): line.change for line in comparison.breakdowns["lead_time"].lines if line.change} == {
        ("pause", ("b",)): pytest.approx(0.5)
    }


def test_of_work_side_by_side_the_lines_are_those_of_the_longest_branch():
    def build(sketch):
        sketch.step("s", pt=0, split="parallel").step("p", pt=0).step("q", pt=0).step("j", pt=0)
        sketch.link("s", "p", wait=5).link("s", "q", wait=2).link("p", "j", wait=0).link("q", "j", wait=1)
        return "s", "j"

    before = sketched(build)
    faster = MapState.of(
        "map", [{**e, "wait": {"used": None, "accounts": []}} if e["id"] == "s>p" else e for e in before.elements.values()]
    )
    comparison = Comparison(before, faster, Lineage({}, frozenset(before.elements)))
    found = {line.match.before: (line.before, line.after) for line in comparison.breakdowns["lead_time"].lines if line.kind == WAIT}
    assert found[("s>p",)] == (5, 0)
    assert found[("s>q",)] == (0, 2)  # now it is this one people wait for
    assert comparison.breakdowns["lead_time"].change == pytest.approx(-2)


def test_a_kind_of_hand_off_that_goes_only_with_two_changes_is_of_them_together():
    """one > two happens on two links; either alone changes nothing."""

    def build(sketch):
        sketch.step("a", "one").step("b", "two").step("c", "one").step("d", "two")
        sketch.link("a", "b").link("b", "c").link("c", "d")
        return "a", "d"

    def stays(sketch):
        sketch.step("a", "one").step("b", "one").step("c", "one").step("d", "one")
        sketch.link("a", "b").link("b", "c").link("c", "d")
        return "a", "d"

    before, after = sketched(build), sketched(stays)
    kinds = Comparison(before, after, Lineage({}, frozenset(before.elements))).breakdowns["hand_off_kinds"]
    assert (kinds.before, kinds.after, kinds.together) == (2, 0, -1)
    assert [(line.match.before, line.change) for line in kinds.lines] == [(("b>c",), -1)]


def test_right_first_time_made_better_one_hand_over_after_the_other():
    """0.5 x 0.8 = 40%. The first becomes 0.9: +32. The second 1.0: +18. Then a further hand-over of 0.7 comes: 90 to 63, -27."""

    def build(sketch):
        sketch.step("a").step("b").step("c").link("a", "b", caa=50).link("b", "c", caa=80)
        return "a", "c"

    def longer(sketch):
        sketch.step("a").step("b").step("c").step("d").link("a", "b", caa=90).link("b", "c", caa=100).link("c", "d", caa=70)
        return "a", "d"

    before, after = sketched(build), sketched(longer, "n ")
    comparison = against(before, after, {"n a": ["a"], "n b": ["b"], "n d": ["c"], "n a>b": ["a>b"], "n b>c": ["b>c"]})
    right = comparison.breakdowns["right_first_time"]
    assert [line.change for line in right.lines] == pytest.approx([32, 18, -27])
    assert right.together == pytest.approx(0)


def test_what_another_shape_of_the_map_does_to_right_first_time_is_together():
    """Half goes a way of 100%, half one of 50%: 75%. Afterwards 90% go the good way: 95%. No hand-over changed."""

    def build(share):
        def made(sketch):
            sketch.step("a", split="choice").step("b").step("c").step("e")
            sketch.link("a", "b", share=share, caa=100).link("a", "c", share=100 - share, caa=50).link("b", "e").link("c", "e")
            return "a", "e"

        return sketched(made)

    before, after = build(50), build(90)
    right = Comparison(before, after, Lineage({}, frozenset(before.elements))).breakdowns["right_first_time"]
    assert (right.before, right.after) == (pytest.approx(75), pytest.approx(95))
    assert (right.lines, right.together) == ((), pytest.approx(20))


# what cannot be compared


def with_map(state: MapState, **fields) -> MapState:
    return MapState.of("map", [{**e, **fields} if e["id"] == "map" else e for e in state.elements.values()])


def test_maps_of_another_boundary_or_unit_are_not_compared_and_it_is_said():
    before = with_map(in_a_row(), unit_of_flow="person referred")
    same = Lineage({}, frozenset(before.elements))
    later = Comparison(before, with_map(before, start="b"), same)
    assert later.unlike == ("They begin with different steps: “a” and “b”.",)
    assert {one.change for one in later.figures.values()} == {None}
    assert later.breakdowns == {}
    assert later.figures["lead_time"].why_not
    assert Comparison(before, with_map(before, end="b"), same).unlike == ("They end with different steps: “c” and “b”.",)
    other = Comparison(before, with_map(before, unit_of_flow="letter"), same)
    assert other.unlike == ("They count different things: “person referred” and “letter”.",)
    assert Comparison(before, with_map(before, unit_of_flow="Person referred "), same).unlike == ()


def test_another_working_week_leaves_out_what_rests_on_it_alone():
    before = in_a_row()
    comparison = Comparison(before, with_map(before, days_per_week=7), Lineage({}, frozenset(before.elements)))
    assert comparison.figures["flow_efficiency_working"].why_not == "the maps count working days differently"
    assert comparison.figures["flow_efficiency"].change == pytest.approx(0)


def test_an_unfinished_map_has_its_own_time_and_gaps_compared_and_nothing_else():
    def build(sketch):
        sketch.step("a", "one").step("mine", "me", pt=30).step("b", "two")
        return "a", "b"

    before = sketched(build)
    comparison = Comparison(before, before, Lineage({}, frozenset(before.elements)))
    assert set(comparison.breakdowns) == {"person_time", "gaps"}
    assert comparison.figures["lead_time"].why_not == "not known on either map"
    assert comparison.waiting == ()


# whatever the maps


@st.composite
def maps(draw, prefix: str):
    """A chain with skips, ways back and out, letters, parts side by side; of two agencies and the person."""

    def build(sketch):
        length = draw(st.integers(3, 7))
        for n in range(length):
            kind = draw(st.sampled_from(["task", "task", "decision", "gateway"]))
            lane = draw(st.sampled_from(["one", "two", "me"]))
            numbers = {"pt": st.integers(0, 90), "pause": st.integers(0, 600), "value": st.integers(0, 30), "staff": st.integers(1, 3)}
            given_ = {name: draw(numbers[name]) for name in numbers if draw(st.booleans())}
            sketch.step(f"s{n}", lane, kind=kind, split="choice", **given_)
        sketch.step("left", "two", kind="event").step("read", "one", pt=draw(st.integers(0, 9)))
        for n in range(length - 1):
            targets = {f"s{n + 1}": "flow"}
            if n + 2 < length and draw(st.booleans()):
                targets[f"s{n + 2}"] = "flow"
            together = len(targets) > 1 and draw(st.integers(0, 3)) == 0
            if not together and n and draw(st.booleans()):
                targets[f"s{draw(st.integers(0, n - 1))}"] = "rework"
            if not together and draw(st.integers(0, 3)) == 0:
                targets["left"] = "flow"
            if together:
                sketch.elements[f"s{n}"] = {**sketch.elements[f"s{n}"], "split": "parallel"}
            rest = 100
            for place, (target, kind) in enumerate(targets.items()):
                left = len(targets) - place - 1
                share = rest if not left else draw(st.integers(20, max(20, min(60, rest - 20 * left))))
                rest -= share
                caa = {"caa": draw(st.integers(1, 100))} if draw(st.booleans()) else {}
                sketch.link(f"s{n}", target, kind, wait=draw(st.integers(0, 20)), **caa, **({} if together else {"share": share}))
            if draw(st.booleans()):
                sketch.link(f"s{n}", "read", "information")
        return "s0", f"s{length - 1}"

    return sketched(build, prefix)


@st.composite
def pairs(draw):
    """Two maps that have nothing to do with each other but for what is said at random to come from what."""
    before, after = draw(maps("")), draw(maps("n "))
    origins = {}
    for kind in ("step", "link"):
        old = [element["id"] for element in before.of_type(kind)]
        for element in after.of_type(kind):
            origins[element["id"]] = draw(st.lists(st.sampled_from(old), max_size=2, unique=True))
    origins[after.map["start"]], origins[after.map["end"]] = [before.map["start"]], [before.map["end"]]
    return against(before, after, origins)


@given(pairs())
def test_the_lines_of_any_two_maps_add_up_exactly(comparison):
    figures = comparison.figures
    for name in (*ADD_UP, *ONE_BY_ONE):
        change = figures[name].change
        if change is None:
            continue
        if name == "right_first_time" and name not in comparison.breakdowns:
            continue
        found = comparison.breakdowns[name]
        assert sum(line.change for line in found.lines) + found.together == pytest.approx(change, abs=1e-9), name
        assert (found.before, found.after) == (
            pytest.approx(figures[name].before.value, abs=1e-9),
            pytest.approx(figures[name].after.value, abs=1e-9),
        ), name
        if name in ADD_UP:
            assert found.together == 0
    if "lead_time" in comparison.breakdowns:
        days = comparison.breakdowns["lead_time"]
        assert sum(line.change for line in comparison.waiting) == pytest.approx(days.sum_of(WAIT) + days.sum_of(PAUSE), abs=1e-9)
        for side, whole in zip(comparison.days, (days.before, days.after), strict=True):
            assert sum(side.waiting.values()) + side.again + side.work == pytest.approx(whole, abs=1e-9)


@given(pairs())
def test_every_element_stands_in_one_match(comparison):
    for matches, kind in ((comparison.steps, "step"), (comparison.links, "link")):
        for state, side in ((comparison.before, "before"), (comparison.after, "after")):
            found = [id for match in matches.all for id in getattr(match, side)]
            assert sorted(found) == sorted(element["id"] for element in state.of_type(kind))


@given(maps(""))
def test_a_map_against_itself_differs_in_nothing(state):
    comparison = Comparison(state, state, Lineage({}, frozenset(state.elements)))
    for name, one in comparison.figures.items():
        assert one.change in (None, 0), name
    for found in comparison.breakdowns.values():
        assert all(line.change == 0 for line in found.lines)
        assert found.together == pytest.approx(0, abs=1e-9)
