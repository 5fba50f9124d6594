"""The score line as the page is given it: values, what stands beside them, tones."""

import pytest

from carejourneys.pages.grid.figure import figure_story
from carejourneys.pages.grid.score_line import Tile, score_line
from journeys.domain.figures.score import score
from tests.journeys.domain.figures.test_score import loop_and_leaving
from tests.journeys.sketched_map import SketchedMap


def tiles_of(state) -> dict[str, Tile]:
    return {tile.name: tile for tile in score_line(score(state))}


def test_hand_offs_say_how_many_kinds_and_between_how_many_agencies():
    """To and fro between two agencies: three hand-offs of two kinds."""
    sketch = SketchedMap().step("a", "one").step("b", "two").step("c", "one").step("d", "two")
    tile = tiles_of(sketch.link("a", "b").link("b", "c").link("c", "d").state("a", "d"))["hand_offs"]
    assert (tile.value, tile.note) == ("3", "2 kinds, 2 agencies")


def test_gaps_count_steps_and_name_what_is_missing():
    sketch = SketchedMap({"one": "organisation"})
    sketch.step("a", "one").step("b", "one", clinically_responsible="d").step("c", "one", process_owner="m", clinically_responsible="d")
    tile = tiles_of(sketch.state("a", "c"))["gaps"]
    assert (tile.value, tile.note, tile.tone) == ("2 steps", "2 no owner, 1 no clinical lead", "bad")


def test_without_a_gap_nothing_is_named():
    sketch = SketchedMap({"one": "organisation"})
    sketch.step("a", "one", process_owner="m", clinically_responsible="d")
    tile = tiles_of(sketch.state("a", "a"))["gaps"]
    assert (tile.value, tile.note, tile.tone) == ("0 steps", "", "good")


def test_a_figure_that_cannot_be_given_says_why_and_nothing_beside_it():
    sketch = SketchedMap({"one": "organisation"})
    tile = tiles_of(sketch.step("a", "one").state(None, None))["hand_offs"]
    assert (tile.value, tile.note) == ("", "") and tile.why_not


def test_unsure_figures_say_at_most_and_how_much_is_known():
    tile = tiles_of(loop_and_leaving())["right_first_time"]
    assert (tile.qualifier, tile.value, tile.note) == ("at most", "45%", "2 of 3 known")


@pytest.mark.parametrize(
    ("minutes", "said"),
    [(60, "56% of working time"), (107.4, "100% of working time"), (120, "more work than working hours: the times may not fit together")],
)
def test_a_share_of_more_than_all_the_working_time_is_told_in_words_and_not_as_a_figure(minutes, said):
    """A lead time of eight hours, which hold 107 working minutes: five days of seven, seven and a half hours of 24."""
    state = SketchedMap().step("a", pt=minutes).step("b", "two", pt=0).link("a", "b", wait=(480 - minutes) / 1440).state("a", "b")
    assert tiles_of(state)["flow_efficiency"].note == said
    assert score(state)["flow_efficiency_working"].value == pytest.approx(100 * minutes / (480 * 5 / 7 * 7.5 / 24))
    story = figure_story(state, score(state), "flow_efficiency")
    assert ("do not fit together" in story["overfull"]) == said.startswith("more")
    assert (figure_story(state, score(state), "flow_efficiency_working")["value"] == "over 100%") == said.startswith("more")
    assert figure_story(state, score(state), "lead_time")["overfull"] == ""


def test_where_nothing_is_known_it_says_so_and_not_at_least_nothing():
    unknown = tiles_of(SketchedMap().step("a").step("b", "two").link("a", "b", wait=3).state("a", "b"))
    assert (unknown["lead_time"].qualifier, unknown["lead_time"].value) == ("at least", "3 d")
    assert [(unknown[name].value, unknown[name].note) for name in ("touch", "flow_efficiency")] == [("", ""), ("", "")]
    none = tiles_of(SketchedMap().step("a", pt=0).step("b", "two", pt=0).link("a", "b", wait=3).state("a", "b"))
    assert [none[name].value for name in ("touch", "flow_efficiency")] == ["0 min", "0%"], "somebody said that it takes none"
