"""The rows of a comparison: what neither map tells is not told as nothing."""

from carejourneys.pages.comparing.agencies import circles, effort_rows, hand_off_rows, lanes_of_nobody, moved
from carejourneys.pages.comparing.answer import answer, difference_rows
from carejourneys.pages.comparing.figures import figure_rows
from carejourneys.pages.comparing.parts import part_tables
from journeys.domain.comparing.comparison import Comparison
from tests.journeys.domain.comparing.test_comparison import against
from tests.journeys.domain.figures.test_hand_offs import a_way
from tests.journeys.sketched_map import SketchedMap


def rows_of(build) -> dict:
    """A map against itself as a later one."""
    lanes = {"one": "organisation", "two": "organisation", "me": "person"}
    before, after = (build(SketchedMap(lanes)).state("a", "b") for _one in range(2))
    return {row.name: row for row in figure_rows(against(before, after, {}), (None, None))}


def test_contacts_are_told_where_the_persons_own_steps_are_drawn():
    without = rows_of(lambda sketch: sketch.step("a").step("b", "two").link("a", "b", wait=3))["contacts"]
    assert (without.before, without.after, without.change) == ("", "", "") and "no step of the person" in without.why_not
    drawn = rows_of(lambda sketch: sketch.step("a", "me").step("b", "two").link("a", "b", wait=3))["contacts"]
    assert (drawn.before, drawn.after, drawn.why_not) == ("1", "1", "")


def test_at_least_nothing_on_both_maps_is_not_known_and_no_change():
    touch = rows_of(lambda sketch: sketch.step("a").step("b", "two").link("a", "b", wait=3))["touch"]
    assert (touch.before, touch.before_is, touch.change, touch.why_not) == ("", "", "", "not known on either map")


def with_later(*steps: str, **organisations: str) -> Comparison:
    """A map from a hospital to a council, against the same people in other lanes."""
    before = a_way("one", "two", "two", one="hospital", two="council").state("s0", "s2")
    return against(before, a_way(*steps, **organisations).state("s0", "s2"), {})


def test_hand_offs_that_are_not_known_on_one_map_are_not_compared():
    comparison = with_later("one", "one", "one")
    rows = {row.name: row for row in figure_rows(comparison, (None, None))}
    for name in ("hand_offs", "hand_off_kinds", "agencies"):
        assert (rows[name].after, rows[name].after_is, rows[name].change, rows[name].judged) == ("", "", "", "")
        assert rows[name].why_not == "not known on the second map" and rows[name].before
    assert not {"hand_offs", "hand_off_kinds", "agencies"} & {table.name for table in part_tables(comparison)}
    assert "hand_offs" not in {row["figure"] for row in difference_rows(comparison)}


def test_nor_is_any_pair_of_agencies_and_the_lanes_to_fill_in_are_named():
    comparison = with_later("one", "one", "one")
    names = {"hospital": "Hospital", "council": "Council"}
    (row,) = hand_off_rows(comparison, names)
    assert (row.words, row.before, row.after, row.change, row.judged) == ("Hospital to Council", "1", "not known", "", "")
    assert [circle.says for circle in circles(comparison, names, ("Today", "Later"))] == ["1 a person, 1 kind", "not known"]
    assert lanes_of_nobody(comparison, ("Today", "Later")) == [
        "Later: nobody has said which organisation this lane belongs to, so hand-offs are not known: “one”."
    ]
    told = answer(comparison, names, (None, None))
    (pair,) = told["hand_offs"]
    assert (pair["before"]["value"], pair["after"]["value"], pair["difference"]["value"]) == (1, None, None)
    assert "the lane “one” belongs to" in pair["after"]["why"] and pair["difference"]["why"] == "not known on the second map"
    (after,) = (one["after"] for one in told["figures"] if one["figure"] == "hand_offs")
    assert after["value"] is None and "the lane “one” belongs to" in after["why"]


def test_hand_offs_as_lanes_of_nobody_are_drawn_are_compared_and_said_not_to_be_exact():
    comparison = with_later("one", "two", "one", one="hospital")
    row = next(row for row in figure_rows(comparison, (None, None)) if row.name == "hand_offs")
    assert (row.before, row.after_is, row.after, row.change) == ("1", "about", "2", "about +1")
    assert lanes_of_nobody(comparison, ("Today", "Later")) == [
        "Later: nobody has said which organisation this lane belongs to, so hand-offs are not exact: “two”."
    ]


def test_of_a_map_that_cannot_be_walked_work_and_hand_offs_are_not_known():
    before = a_way("one", "two", one="hospital", two="council").state("s0", "s1")
    comparison = against(before, a_way("one", "two", one="hospital", two="council").state(None, None), {})
    assert {(row.before != "not known", row.after, row.change) for row in effort_rows(comparison, {})} == {(True, "not known", "")}
    assert [(row.before, row.after, row.change) for row in hand_off_rows(comparison, {})] == [("1", "not known", "")]
    assert moved(comparison, {}) == ([], []) and lanes_of_nobody(comparison, ("Today", "Later")) == []
