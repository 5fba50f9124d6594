"""The rows of a comparison: what neither map tells is not told as nothing."""

from carejourneys.pages.comparing.figures import figure_rows
from tests.journeys.domain.comparing.test_comparison import against
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
