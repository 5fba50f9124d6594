"""Which moves a map allows people of whom some steps are seen."""

from journeys.domain.moves import moves_of
from tests.journeys.sketched_map import SketchedMap


def sketched(*steps: str, **splits: str) -> SketchedMap:
    sketch = SketchedMap()
    for step in steps:
        sketch.step(step, split=splits.get(step))
    return sketch


def test_links_between_seen_steps_are_moves_and_letters_are_not():
    state = sketched("a", "b", "c").link("a", "b").link("b", "c").link("b", "a", "rework").link("c", "a", "information").state("a", "c")
    moves = moves_of(state, {"a", "b", "c"})
    assert moves.drawn == {("a", "b"): "a>b", ("b", "c"): "b>c", ("b", "a"): "b>a"}
    assert (moves.begins, moves.ends) == ({"a"}, {"c"})


def test_unseen_steps_are_passed_over_and_seen_ones_are_not():
    state = sketched("a", "x", "b", "c").link("a", "x").link("x", "b").link("b", "c").link("x", "x").state("a", "c")
    moves = moves_of(state, {"a", "b", "c"})
    assert moves.drawn == {("a", "b"): None, ("b", "c"): "b>c"}


def test_a_journey_may_begin_and_end_at_the_nearest_seen_step():
    state = (
        sketched("s", "a", "b", "left", "e").link("s", "a").link("s", "b").link("a", "b").link("b", "e").link("a", "left").state("s", "e")
    )
    moves = moves_of(state, {"a", "b"})
    assert (moves.begins, moves.ends) == ({"a", "b"}, {"a", "b"})
    assert moves_of(state, {"a", "b", "e"}).ends == {"a", "e"}, "whoever ends at b did not come to the end, which is seen"


def test_without_a_first_step_named_a_journey_begins_where_no_link_leads_to():
    state = sketched("a", "b", "c").link("a", "b").link("c", "b").state(None, None)
    assert moves_of(state, {"a", "b", "c"}).begins == {"a", "c"}
    assert moves_of(state, {"b"}).begins == {"b"}


def test_the_last_step_ends_a_journey_though_a_way_leads_on():
    state = sketched("a", "b").link("a", "b").link("b", "a", "rework").state("a", "b")
    assert moves_of(state, {"a", "b"}).ends == {"b"}


def test_what_is_done_side_by_side_may_come_in_any_order():
    sketch = sketched("s", "first", "two", "other", "join", "after", s="parallel")
    for pair in (("s", "first"), ("first", "two"), ("s", "other"), ("two", "join"), ("other", "join"), ("join", "after")):
        sketch.link(*pair)
    moves = moves_of(sketch.link("two", "s", "rework").state("s", "after"), {"s", "first", "two", "other", "join", "after"})
    assert moves.side_by_side == {("first", "other"), ("other", "first"), ("two", "other"), ("other", "two")}
    assert ("other", "join") in moves.pairs and ("join", "other") not in moves.pairs


def test_branches_that_meet_before_the_others_are_side_by_side_with_those():
    sketch = sketched("s", "a", "b", "c", "mid", "join", s="parallel")
    for pair in (("s", "a"), ("s", "b"), ("s", "c"), ("b", "mid"), ("c", "mid"), ("mid", "join"), ("a", "join")):
        sketch.link(*pair)
    pairs = moves_of(sketch.state("s", "join"), {"s", "a", "b", "c", "mid", "join"}).side_by_side
    assert {("a", "mid"), ("mid", "a"), ("b", "c"), ("c", "b")} <= pairs and ("b", "mid") not in pairs


def test_a_choice_is_not_side_by_side():
    sketch = sketched("s", "first", "other", s="choice").link("s", "first").link("s", "other")
    assert not moves_of(sketch.state("s", "first"), {"s", "first", "other"}).side_by_side
