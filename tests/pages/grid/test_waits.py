"""The waits as a table: estimates with who gave them, measured ones beside, and neither made out of the other."""

from carejourneys.pages.grid.waits import wait_lines
from tests.analytics.domain.test_map_measures import DAY, kept, told
from tests.journeys.sketched_map import SketchedMap


def state():
    """a –link→ b, measured and estimated in weeks; b sent back to a, estimated; a letter; and c, of which nobody knows."""
    sketch = SketchedMap().step("a").step("b", split="choice").step("c")
    sketch.link("a", "b", wait=(2, "wk")).link("b", "a", "rework", wait=3, share=40).link("b", "c", share=60).link("a", "c", "information")
    sketch.elements["link"] = {**sketch.elements.pop("a>b"), "id": "link"}  # as the measures call it
    return sketch.state("a", "c")


def test_estimates_stand_alone_where_nothing_was_measured():
    lines = wait_lines(state(), None)
    assert [(line.source, line.target, line.sent_back, line.estimated, line.by) for line in lines] == [
        ("a", "b", False, "14 d", "workshop"),
        ("b", "a", True, "3 d", "workshop"),
    ]
    assert {(line.median, line.n, line.hidden) for line in lines} == {("", "", False)}


def test_what_was_measured_stands_beside_with_n_and_who_still_waits():
    line = next(line for line in wait_lines(state(), told(kept(40))) if line.target == "b")
    assert (line.median, line.p80, line.closed_median, line.n, line.n_open) == ("2.5 d", "5 d", "2 d", "40", "20")


def test_a_median_that_is_not_reached_is_more_than_what_was_seen():
    line = next(line for line in wait_lines(state(), told(kept(40, beyond=60 * DAY))) if line.target == "b")
    assert line.median == "> 56 d"


def test_few_people_are_hidden_and_said_to_be():
    line = next(line for line in wait_lines(state(), told(kept(7))) if line.target == "b")
    assert (line.hidden, line.median, line.p80, line.n, line.n_open, line.estimated) == (True, "", "", "hidden", "hidden", "14 d")
