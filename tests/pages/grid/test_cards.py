"""A step's card: what stands on it, in words, and what is left out because it is usual."""

from carejourneys.pages.grid.cards import SMALLEST_BOX, Card, around, card_of, usual_sources
from journeys.domain.accounts import make_account
from journeys.domain.elements import new_element
from journeys.domain.figures.score import find_gaps
from journeys.domain.state import MapState
from tests.journeys.sketched_map import SketchedMap


def cards(state: MapState) -> dict[str, Card]:
    seen = around(state, find_gaps(state), {})
    return {step["id"]: card_of(state, step, seen) for step in state.steps}


def account(value: float, source: str, unit: str = "min") -> list[dict]:
    return [make_account(value=value, unit=unit, source=source)]


def test_a_card_says_its_time_its_gaps_and_what_comes_back():
    sketch = (
        SketchedMap().step("a", pt=90, process_owner="Manager").step("b", "two", clinically_responsible="Nurse", split="choice").step("e")
    )
    sketch.link("a", "b", wait=3, caa=88).link("b", "a", "rework", share=46).link("b", "e", share=54)
    found = cards(sketch.state("a", "e"))
    a, b = found["a"], found["b"]
    assert (a.number, a.time.words, a.caa, a.gaps, a.owner) == ("1", "90 min", "88%", ("no clinical lead",), "Manager")
    assert (b.time, b.sent_back, b.gaps) == (None, "46%", ("no owner",))
    assert (a.is_start, a.is_end, found["e"].is_end) == (True, False, True)


def test_ways_out_are_told_to_readers_without_scripts():
    sketch = SketchedMap().step("a", split="choice").step("b").step("c")
    sketch.link("a", "b", wait=(2, "wk"), share=80).link("a", "c", "information")
    ways = cards(sketch.state("a", "b"))["a"].ways
    assert [(way.title, way.kind) for way in ways] == [("b", "flow"), ("c", "information")]
    assert ways[0].figures.endswith("80%, wait 2 wk")


def test_the_usual_source_goes_without_saying_and_another_is_said():
    sketch = (
        SketchedMap({"one": "organisation", "person": "person"}).step("a", pt=account(5, "observed")).step("b", pt=account(6, "observed"))
    )
    sketch.step("c", pt=account(7, "planned")).step("p", "person", pt=account(8, "told"))
    state = sketch.state("a", "c")
    assert usual_sources(state) == {False: "observed", True: "told"}
    assert {id: card.tagged for id, card in cards(state).items()} == {"a": False, "b": False, "c": True, "p": False}


def test_boxes_of_the_persons_lane_are_as_wide_as_their_time_but_wide_enough_to_read():
    sketch = (
        SketchedMap({"person": "person"})
        .step("long", "person", pt=200, value=50)
        .step("half", "person", pt=150)
        .step("short", "person", pt=5)
    )
    found = cards(sketch.state(None, None))
    assert {id: card.wide for id, card in found.items()} == {"long": 100, "half": 75, "short": SMALLEST_BOX}
    assert (found["long"].of_value, found["half"].of_value) == (25, None)  # nobody said of the other: not nothing
    assert found["long"].time.words == "3 h 20" and found["long"].own


def test_problems_and_ideas_are_counted_and_failure_demand_is_told_apart():
    sketch = SketchedMap().step("a").step("b")
    sketch.elements["p"] = new_element("problem", "p", on="a", text="Chasing", kind="failure_demand", order="a0")
    sketch.elements["q"] = new_element("problem", "q", on="b", text="Letters", order="a0")
    sketch.elements["i"] = new_element("idea", "i", on="b", text="One page", order="a1")
    found = cards(sketch.state("a", "b"))
    assert (found["a"].problems, found["a"].failure_demand, found["a"].ideas) == (1, True, 0)
    assert (found["b"].problems, found["b"].failure_demand, found["b"].ideas) == (1, False, 1)
