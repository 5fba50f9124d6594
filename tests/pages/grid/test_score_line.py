"""The score line as the page is given it: values, what stands beside them, tones."""

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
