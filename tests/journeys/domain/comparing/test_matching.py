"""Which elements of two maps stand for the same: they are followed through copies, merges and parts, never by their words."""

from itertools import pairwise

from journeys.domain.comparing.matching import Lineage, matched
from tests.journeys.commanding import MapInMemory
from tests.journeys.two_maps import derived, lineage


def a_map():
    """Four steps in a row, a to d, in one lane."""
    made = MapInMemory()
    made.send("lane.add", lane=made.id(), title="GPs")
    lane = made.state.lanes[0]["id"]
    steps = []
    for title in "abcd":
        column, step = made.id(), made.id()
        made.send("column.add", column=column)
        made.send("step.add", step=step, title=title, lane=lane, column=column)
        steps.append(step)
    for source, target in pairwise(steps):
        made.send("link.add", link=made.id(), source=source, target=target)
    made.send("map.set", fields={"start": steps[0], "end": steps[-1]})
    return made


def by_titles(before, after, element_type="step", **known):
    found = matched(before, after, element_type, known.get("lineage") or lineage(before, after, common=before))
    return [("".join(before[id]["title"] for id in m.before), "".join(after[id]["title"] for id in m.after), m.kind) for m in found.all]


def ids(state):
    return {step["title"]: step["id"] for step in state.steps}


def test_a_copy_is_the_same_whatever_it_is_called():
    current = a_map()
    future = derived(current.state, 1000)
    future.send("step.rename", step=ids(future.state)["b"], title="B")
    assert by_titles(current.state, future.state) == [("a", "a", "kept"), ("b", "B", "kept"), ("c", "c", "kept"), ("d", "d", "kept")]


def test_the_same_words_alone_are_not_the_same():
    one, other = a_map(), a_map()
    other_again = derived(other.state, 1000)
    known = Lineage({id: element["derived_from"] for id, element in other_again.state.elements.items()})
    kinds = {kind for _before, _after, kind in by_titles(derived(one.state, 5000).state, other_again.state, lineage=known)}
    assert kinds == {"removed", "added"}


def test_a_merge_a_part_a_removal_and_a_new_step_are_told_apart():
    current = a_map()
    future = derived(current.state, 1000)
    its = ids(future.state)
    future.send("step.merge", steps=[its["a"], its["b"]], into=its["a"], title="ab")
    future.send("step.split", step=its["c"], parts=[{"step": future.id(), "title": "C", "link": future.id()}])
    future.send("step.remove", step=its["d"])
    new = future.id()
    future.send("step.add", step=new, title="n", lane=future.state.lanes[0]["id"], column=future.state.columns[-1]["id"])
    found = by_titles(current.state, future.state)
    assert ("ab", "ab", "merged") in found
    assert ("c", "cC", "divided") in found
    assert ("d", "", "removed") in found
    assert ("", "n", "added") in found
    assert len(found) == 4


def test_a_copy_made_before_deriving_stays_apart_from_its_original():
    current = a_map()
    original = ids(current.state)["b"]
    copy = {**current.state[original], "id": current.id(), "title": "b2", "derived_from": [original]}
    current.send("map.paste", elements=[copy])
    future = derived(current.state, 1000)
    everything = {id: element["derived_from"] for state in (current.state, future.state) for id, element in state.elements.items()}
    found = by_titles(current.state, future.state, lineage=Lineage(everything, frozenset(current.state.elements)))
    assert ("b", "b", "kept") in found
    assert ("b2", "b2", "kept") in found


def test_two_futures_of_one_map_meet_where_they_come_from():
    current = a_map()
    first, second = derived(current.state, 1000), derived(current.state, 5000)
    first.send("step.remove", step=ids(first.state)["c"])
    second.send("step.rename", step=ids(second.state)["b"], title="B")
    known = lineage(first.state, second.state, common=current.state)
    found = by_titles(first.state, second.state, lineage=known)
    assert found == [("a", "a", "kept"), ("b", "B", "kept"), ("", "c", "added"), ("d", "d", "kept")]


def test_a_future_of_a_future_is_followed_through_what_lies_between():
    current = a_map()
    between = derived(current.state, 1000)
    between.send("step.merge", steps=[ids(between.state)["a"], ids(between.state)["b"]], into=ids(between.state)["b"], title="ab")
    last = derived(between.state, 5000)
    parents = {id: e["derived_from"] for state in (between.state, last.state) for id, e in state.elements.items()}
    known = Lineage(parents, frozenset(current.state.elements))
    assert by_titles(current.state, last.state, lineage=known)[0] == ("ab", "ab", "merged")


def test_what_is_new_stands_behind_what_it_follows():
    current = a_map()
    future = derived(current.state, 1000)
    its = ids(future.state)
    column = future.id()
    future.send("column.add", column=column, before=future.state[its["c"]]["column"])
    future.send("step.add", step=future.id(), title="n", lane=future.state.lanes[0]["id"], column=column)
    assert [after for _before, after, _kind in by_titles(current.state, future.state)] == ["a", "b", "n", "c", "d"]


def test_the_other_way_round_it_is_the_same_told_backwards():
    current = a_map()
    future = derived(current.state, 1000)
    future.send("step.remove", step=ids(future.state)["b"])
    known = lineage(future.state, current.state, common=current.state)
    assert ("", "b", "added") in by_titles(future.state, current.state, lineage=known)
