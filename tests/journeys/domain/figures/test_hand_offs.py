"""Hand-offs where nobody has said which organisation a lane belongs to: never a firm number, and the lanes to fill in are named."""

import pytest

from journeys.domain.figures.said import in_words
from journeys.domain.figures.score import MapFigure, Score, score
from tests.journeys.sketched_map import SketchedMap

BETWEEN = ("hand_offs", "hand_off_kinds", "agencies")


def a_way(*steps: str, **organisations: str) -> SketchedMap:
    """One step after another in these lanes: s0, s1 and so on. organisations: {lane: organisation}; the lane "me" is the person's."""
    sketch = SketchedMap({lane: "person" if lane == "me" else "organisation" for lane in dict.fromkeys(steps)})
    for lane, organisation in organisations.items():
        sketch.elements[lane]["organisation"] = organisation
    for place, lane in enumerate(steps):
        sketch.step(f"s{place}", lane)
    for place in range(len(steps) - 1):
        sketch.link(f"s{place}", f"s{place + 1}")
    return sketch


def scored(*steps: str, **organisations: str) -> Score:
    return score(a_way(*steps, **organisations).state("s0", f"s{len(steps) - 1}"))


def of(line: Score, name: str) -> tuple[str, str]:
    return str(line[name].qualifier), in_words(line[name])


@pytest.mark.parametrize("name", BETWEEN)
def test_within_a_lane_of_nobody_hand_offs_are_not_known(name):
    figure = scored("one", "one", "one")[name]
    assert figure.tells_nothing and figure.told is None and in_words(figure) == ""
    assert figure.why_not == "somebody says which organisation the lane “one” belongs to"


def test_within_one_organisation_there_are_none():
    line = scored("one", "one", "two", one="hospital", two="hospital")
    assert [of(line, name) for name in BETWEEN] == [("", "0"), ("", "0"), ("", "1")]
    assert line["hand_offs"].told == 0 and line.who_holds == ""


def test_between_organisations_they_are_counted():
    line = scored("one", "two", "one", one="hospital", two="council")
    assert [of(line, name) for name in BETWEEN] == [("", "2"), ("", "2"), ("", "2")]


def test_those_from_or_to_a_lane_of_nobody_are_counted_as_it_is_drawn_and_said_to_be_about_so_many():
    line = scored("one", "two", "three", "four", one="hospital", two="council")
    assert [of(line, name) for name in BETWEEN] == [("about", "3"), ("about", "3"), ("about", "4")]
    assert line.who_holds == "somebody says which organisations the lanes “three”, “four” belong to"


def test_beside_a_lane_of_nobody_those_between_organisations_are_at_least_so_many():
    sketch = SketchedMap({"me": "person", "one": "organisation", "two": "organisation", "three": "organisation"})
    sketch.elements["one"]["organisation"], sketch.elements["two"]["organisation"] = "hospital", "council"
    sketch.step("s", "me", split="parallel").step("a", "one").step("e", "two").step("c", "three")
    line = score(sketch.link("s", "a").link("s", "c").link("a", "e").state("s", "e"))
    assert [of(line, name) for name in BETWEEN] == [("at least", "1"), ("at least", "1"), ("about", "3")]


def test_a_lane_of_nobody_beside_the_way_changes_nothing():
    sketch = a_way("one", "two", one="hospital", two="council")
    sketch.elements["parked"] = {**sketch.elements["one"], "id": "parked", "title": "parked", "organisation": None}
    line = score(sketch.step("later", "parked").state("s0", "s1"))
    assert of(line, "hand_offs") == ("", "1") and line.who_holds == ""


def test_a_figure_with_a_reason_why_it_cannot_be_given_tells_nothing():
    assert MapFigure("agencies", 1, why_not="somebody says").tells_nothing
    assert not MapFigure("agencies", 1).tells_nothing
