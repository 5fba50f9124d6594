"""What can be found out from what is told, by whoever knows how counts hang together."""

import math
import time
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.domain.audit.judging import not_understood
from analytics.domain.audit.knowledge import Data, Everything, Paths, Run, cases, few_in, hang_together, path_fits, path_name
from analytics.domain.audit.possibilities import Bounded, Found, Known, TooBig, all_bounded
from analytics.domain.audit.telling import fewest_with, learn_all, times_told_like
from analytics.domain.map_fit import fit_from_json
from carejourneys.common.small_numbers import rounded_inside, rounded_times
from tests.oracles.attacker import Attacker, kept
from tests.pages.grid.test_fit_side_by_side import fit_kept
from tests.walked_log import Group, kept_of

STEPS = ("a", "b", "d")
A, B, C = ("x", "a"), ("x", "b"), ("x", "c")
NONE = Found((), 0)


def known_of(truth: dict, *facts) -> Known:
    known = Known(truth)
    for of, low, high in facts:
        known.learn(of, low, high)
    return known


def test_a_part_of_a_rounded_whole_is_bounded_by_the_other_part():
    known = known_of({A: 3, B: 12}, ({A: 1, B: 1}, 8, 15), ({B: 1}, 11, 15))
    assert all_bounded(known, [({A: 1}, 8)]) == Found((Bounded({A: 1}, 0, 4),), 0)


def test_a_count_said_to_be_fewer_than_t_may_be_any_of_these():
    assert all_bounded(known_of({A: 3}, ({A: 1}, 1, 7)), [({A: 1}, 8)]) == NONE
    assert all_bounded(known_of({A: 3}, ({A: 1}, 2, 7)), [({A: 1}, 8)]).bounded == (Bounded({A: 1}, 2, 7),)


def test_some_that_stand_in_one_anothers_way_are_each_asked_alone_and_all_are_told():
    many = {("x", n): 1 for n in range(9)}
    few = [({name: 1}, 8) for name in many]
    assert all_bounded(known_of(many, (dict.fromkeys(many, 1), 9, 16)), few) == NONE  # all but one can be nobody, and the one 16
    one_at_least = [({name: 1}, 1, 9) for name in many]
    assert all_bounded(known_of(many, (dict.fromkeys(many, 1), 9, 15), *one_at_least), few) == NONE
    found = all_bounded(known_of(many, (dict.fromkeys(many, 1), 9, 14), *one_at_least), few)
    assert found.unknown == 0 and {one.most for one in found.bounded} == {6} and len(found.bounded) == 9


def test_what_is_found_stands_and_the_rest_is_still_asked():
    known = known_of({A: 3, B: 3, C: 3}, ({A: 1}, 2, 4), ({C: 1}, 3, 3))
    found = all_bounded(known, [({name: 1}, 8) for name in (A, B, C)])
    assert {(*one.of, one.least, one.most) for one in found.bounded} == {(A, 2, 4), (C, 3, 3)} and found.unknown == 0


def test_many_people_are_no_contradiction():
    known = known_of({A: 20_000_000, B: 3}, ({A: 1}, 19_999_996, 20_000_005))
    assert all_bounded(known, [({B: 1}, 8)]) == NONE


def test_that_time_does_not_suffice_is_no_fault_of_a_row():
    data = Data("data", "feed", 1, {"cases": 20, "activity_instances": 20}, {}, {}, row="row")
    assert not_understood(Everything([data], [], []), 8) == frozenset()
    with pytest.raises(TooBig):
        not_understood(Everything([data], [], []), 8, until=time.monotonic() - 1)


def test_how_large_data_are_makes_no_fact():
    """Done three million times each, by one person or by seven: that is no reason why it could not be seven."""
    assert all_bounded(known_of({A: 1, B: 3_000_000}, ({A: 3_000_000, B: -1}, 0, 0)), [({A: 1}, 8)]) == NONE


def test_without_time_it_is_not_known():
    known = known_of({A: 3, B: 3}, ({A: 1}, 2, 4))
    known.until = 0.0
    assert all_bounded(known, [({A: 1}, 8), ({B: 1}, 8)]) == Found((), 2)


def test_size_and_time_are_looked_at_while_it_is_written_down():
    known = Known({A: 3, B: 3}, size=4)
    known.learn({A: 1, B: 1}, 0, 9)
    with pytest.raises(TooBig):
        known.learn({A: 1}, 0, 9)
    with pytest.raises(TooBig):
        Known({A: 3}, until=0.0).learn({A: 1}, 0, 9)


SUMS = st.dictionaries(st.sampled_from([A, B, C]), st.sampled_from([1, 1, 1, -1, 2]), min_size=1)


@given(
    st.tuples(st.integers(0, 9), st.integers(0, 9), st.integers(0, 9)),
    st.lists(st.tuples(SUMS, st.integers(0, 6), st.integers(0, 6)), max_size=6),
)
def test_it_finds_what_the_attacker_finds(counts, told):
    truth = dict(zip((A, B, C), counts, strict=True))
    known, attacker = Known(truth), Attacker()
    for name in truth:
        attacker.learn({name: 1})
    for of, below, above in told:
        low, high = known.worth(of) - below, known.worth(of) + above
        known.learn(of, low, high)
        attacker.learn(of, low, high)
    few = [{name: 1} for name, n in truth.items() if 0 < n < 8]
    bounded = [(of, *limits) for of in few if not kept(known.worth(of), *(limits := attacker.least_and_most(of)), 8)]
    found = all_bounded(known, [(of, 8) for of in few])
    assert sorted(bounded, key=str) == sorted(((one.of, one.least, one.most) for one in found.bounded), key=str) and not found.unknown


@given(st.integers(8, 400), st.integers(1, 5), st.sampled_from([8, 12, 25]))
def test_times_told_alike_are_those_between_the_fewest_and_the_most(n, each, t):
    if n < t:
        return
    times = n * each - each // 2
    low, high = times_told_like(times, n, t)

    def told(one: int) -> int:
        """As often as they did it at most, they may have done it each."""
        most = -(-times // n)
        return most * rounded_inside((one + most // 2) // most, t)

    assert low <= times <= high and told(high) == told(times) == rounded_times(times, n, t) != told(high + 1)
    assert low == t or told(low) == told(times) != told(low - 1)
    fewest = fewest_with(n, t)
    assert fewest >= n and rounded_inside(fewest, t) != rounded_inside(fewest - 1, t) if fewest > t else n == t


def world(*groups: Group) -> tuple[Data, Run]:
    """What is kept of people over three steps, each of one activity of its name; `d` ends a journey."""
    measured = kept_of(groups, steps=STEPS, links=(("a", "b"), ("a", "d"), ("b", "d")))
    for step, its in measured["steps"].items():
        visits = sum(one.people * one.way.count(step) for one in groups if one.closed)
        its["visits_per_case"] = visits / measured["n_closed"] if measured["n_closed"] else None
    people = {step: sum(one.people for one in groups if step in one.way) for step in STEPS}
    activities = {step: (measured["steps"][step]["n_instances"], people[step]) for step in STEPS}
    counts = {"cases": sum(one.people for one in groups), "activity_instances": sum(n for n, _people in activities.values())}
    data = Data("data", "feed", 1, counts, activities, {})
    return data, Run("run", "data", {step: [step] for step in STEPS}, ["d"], measured)


NONE_CHANGED = {"rows": 0, "people": 0}


def grown(data: Data, run: Run, *groups: Group) -> tuple[Data, Run]:
    """The next version, of these people, to which nobody was lost."""
    later, again = world(*groups)
    people = later.counts["cases"] - data.counts["cases"]
    changes = {"against": 1, "added": {"rows": people, "people": people}, "changed": NONE_CHANGED, "gone": NONE_CHANGED}
    return replace(later, id="later", version=2, changes=changes), replace(again, id="again", data="later")


def listened(every: Everything) -> Known:
    """What is known after all of it was told."""
    known = Known()
    hang_together(known, every)
    learn_all(known, every, 8)
    assert known.untrue() == []
    return known


def asked(every: Everything) -> list:
    known = Known()
    hang_together(known, every)
    return [of for of, _t in few_in(known, every, learn_all(known, every, 8), 8)]


def bounded(every: Everything) -> list[Bounded]:
    known = Known()
    hang_together(known, every)
    return list(all_bounded(known, few_in(known, every, learn_all(known, every, 8), 8)).bounded)


def test_of_few_people_after_few_people_it_is_known_how_far_they_can_be_apart():
    """3 and then 5 took a link. Where both are known to be 1 to 7, as their times are hidden, 2 are known to be 0 to 6."""
    data, run = world(Group(41, STEPS), Group(3, ("a", "d")))
    later, again = grown(data, run, Group(41, STEPS), Group(5, ("a", "d")))
    assert bounded(Everything([data], [run], [])) == []
    found = bounded(Everything([data, later], [run, again], []))
    took = {again.way("took", "a", "d"): 1, run.way("took", "a", "d"): -1}
    assert Bounded(took, 0, 6) in found


def test_versions_are_held_against_the_one_their_changes_are_told_since():
    data, run = world(Group(40, STEPS))
    two, three = (replace(grown(data, run, Group(n, STEPS))[0], id=f"{n}", version=version) for n, version in ((44, 2), (50, 3)))
    assert [(one.id, other.id) for one, other in Everything([three, data, two], [], []).pairs_of_versions()] == [
        ("data", "50"),
        ("data", "44"),
    ]
    assert list(Everything([two], [], []).pairs_of_versions()) == []


def test_the_same_data_twice_are_of_the_same_people():
    """In another feed, or brought again as the next version: no difference is asked, and what came with each is known apart."""
    data, run = world(Group(41, STEPS), Group(3, ("a", "d")))
    again = replace(grown(data, run, Group(41, STEPS), Group(3, ("a", "d")))[0], id="data", row="again")
    elsewhere = replace(data, feed="other", row="elsewhere", changes={**again.changes, "added": {"rows": 9, "people": 9}})
    every = Everything([data, again, elsewhere], [run], [])
    known = listened(every)
    assert list(every.pairs_of_versions()) == [] and [name for name in known.truth if name[1] == "cases"] == [cases("data")]
    assert (known.truth[again.changed("added")], known.truth[elsewhere.changed("added")]) == (0, 9)
    assert not [of for of in asked(every) if len({name[0] for name in of}) > 1]


def test_names_treated_as_one_in_one_of_two_that_are_the_same_are_known_apart():
    data, run = world(Group(40, STEPS))
    as_one = replace(data, activities={"b": (80, 40), "d": (40, 40)}, merged={"a": "b"}, row="as one")
    known = listened(Everything([data, as_one], [run], []))
    assert known.truth[data.done("b")] == 40 and known.truth[as_one.done("b")] == 80
    assert data.done("d") == as_one.done("d")


def test_visits_to_a_step_without_starts_are_told_too():
    data, run = world(Group(40, ("a", "d"), timed=False))
    facts = listened(Everything([data], [run], [])).facts
    assert ({run.ended("visited", "a"): 1}, 36, 45) in facts and ({run.ended("visited", "b"): 1}, 0, 0) in facts


def test_how_many_have_not_finished_is_told_beside_the_data_too():
    data, run = world(Group(40, ("a", "b"), closed=False))
    assert ({run.end("open"): 1}, 36, 45) in listened(Everything([data], [run], [])).facts
    data, run = world(Group(40, ("a", "b"), closed=False), Group(3, STEPS))
    assert ({run.end("open"): 1}, 36, 45) not in listened(Everything([data], [run], [])).facts


def test_where_a_link_or_a_step_stands_without_a_time_nobody_was():
    data, run = world(Group(40, ("a", "d")), Group(9, ("a", "d"), timed=False))
    known = listened(Everything([data], [replace(run, links={"x": ("b", "a")})], []))
    for name in (run.way("link", "a", "b"), run.way("took", "b", "a"), run.of_data("measured", "b"), run.of_data("was measured", "b")):
        assert ({name: 1}, 0, 0) in known.facts


def test_where_no_further_moves_are_lacking_nobody_made_one():
    groups = [Group(40, ("a", "b", "d")), Group(12, ("b", "d"))]
    data, run = world(*groups)
    paths = Paths("paths", run, fit_kept(groups))
    facts = listened(Everything([data], [run], [paths])).facts
    assert all(({name: 1}, 0, 0) in facts for name in (run.way("link", "d", "a"), run.way("begun", "d")))
    few = [*groups, Group(2, ("d", "b"))]
    data, run = world(*few)
    facts = listened(Everything([data], [run], [Paths("paths", run, fit_kept(few))])).facts
    assert ({run.way("link", "d", "a"): 1}, 0, 0) not in facts


def test_whether_a_path_has_a_time_and_fits_says_of_how_many_it_is():
    groups = [Group(40, ("a", "b", "d")), Group(12, ("b", "d"))]
    data, run = world(*groups)
    paths = Paths("paths", run, fit_kept(groups))
    facts = listened(Everything([data], [run], [paths])).facts
    taken = {way: path_name(run, {"steps": way}) for way in (STEPS, ("b", "d"))}
    assert all(({name: 1}, 8, math.inf) in facts for name in taken.values())
    assert ({path_fits(paths): 1, taken[STEPS]: -1}, 0, math.inf) in facts
    assert ({run.end("closed"): 1, path_fits(paths): -1, taken["b", "d"]: -1}, 0, math.inf) in facts


def told_paths(paths: Paths) -> list[tuple[str, ...]]:
    return [path.steps for path in fit_from_json(paths.fit, paths.run.kept, t=8, exact=False).paths]


def test_who_fits_who_does_not_and_who_took_no_path_that_is_told_is_asked():
    groups = [Group(40, ("a", "b", "d")), Group(3, ("b", "d"))]
    data, run = world(*groups)
    paths = Paths("paths", run, fit_kept(groups))
    every = Everything([data], [run], [paths])
    assert {run.end("closed"): 1, path_fits(paths): -1} in asked(every)
    (others,) = learn_all(listened(every), every, 8)
    assert others == {run.end("closed"): 1, **{path_name(run, {"steps": way}): -1 for way in told_paths(paths)}}
    few = [Group(3, ("a", "b", "d")), Group(40, ("b", "d"))]
    data, run = world(*few)
    paths = Paths("paths", run, fit_kept(few))
    sums = asked(Everything([data], [run], [paths]))
    assert {path_fits(paths): 1} in sums


def test_names_that_are_treated_as_one_since_are_the_step_they_were():
    """What was measured before and after asks for the same: of two names, or of one that both go under."""
    _data, run = world(Group(40, STEPS))
    apart = replace(run, steps={**run.steps, "a": ["a", "A "], "d": ["d", "D"]}, ends=["d", "D"])
    as_one = replace(run, merged={"A ": "a", "D": "d"})
    assert (apart.called, apart.over, apart.until) == (as_one.called, as_one.over, as_one.until) != (run.called, run.over, run.until)


def test_what_is_not_as_it_is_thought_to_be_is_untrue():
    data, run = world(Group(40, STEPS))
    broken = replace(run, kept={**run.kept, "moved": [["a", "b", -1, 40], *run.kept["moved"][1:]]})
    known = Known()
    hang_together(known, Everything([data], [broken], []))
    assert known.untrue() and Known({A: -1, B: 1}).untrue() == [({A: 1}, 0, math.inf)]
