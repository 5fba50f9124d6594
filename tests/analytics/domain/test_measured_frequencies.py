"""Hand-offs and what came again leave the server exactly, or rounded and without few people."""

import pytest

from analytics.domain.measured_frequencies import Frequencies

PAIRS = [["GP", "Memory", 120, 100], ["Memory", "Acute", 98, 97], ["Acute", "GP", 9, 5]]


def told(kept, n: int = 100, going_round: int = 50, *, exact: bool = False):
    return Frequencies(n, going_round, t=8, exact=exact, period="/2026-03-01").frequencies("measured_pairs", kept)


def numbers(one) -> tuple:
    return (one.people.value, one.times.value, one.each.value)


def test_whoever_may_open_the_data_reads_every_pair_exactly():
    found = told(PAIRS, exact=True)
    assert [(one.of, *numbers(one)) for one in found.listed] == [
        (("GP", "Memory"), 100, 120, 1.2),
        (("Memory", "Acute"), 97, 98, 0.98),
        (("Acute", "GP"), 5, 9, 0.09),
    ]
    assert not found.few and {one.people.method for one in found.listed} == {""}


def test_others_read_them_rounded_and_none_of_few_people():
    found = told(PAIRS)
    assert [one.of for one in found.listed] == [("GP", "Memory"), ("Memory", "Acute")] and found.few
    assert numbers(found.listed[0]) == (100, 120, 1.2) and found.listed[0].people.method == "rounded"
    assert found.listed[1].times.value == 100 and found.listed[1].each.value == 1.0


def test_others_do_not_read_how_many_where_the_rest_would_be_few():
    """Three of a hundred were not handed on from Memory to Acute; three went round and did not come again to that."""
    assert told(PAIRS).listed[1].people.suppressed and not told(PAIRS).listed[0].people.suppressed
    assert told([["x", 60, 53]], going_round=50).listed[0].people.suppressed
    assert not told([["x", 70, 60]], going_round=50).listed[0].people.suppressed


def test_of_few_people_in_all_nothing_is_told():
    assert told([["GP", "Memory", 7, 7]], n=7).listed == () and told([["GP", "Memory", 7, 7]], n=7).few


def test_how_often_a_person_is_made_of_the_rounded_counts_and_rounded_once_to_a_hundredth():
    assert told([["x", 35, 35]], n=210).listed[0].each.value == 0.14, "30 of 210"
    assert told([["x", 35, 20]], n=210).listed[0].each.value == 0.19, "40 of 210"


@pytest.mark.parametrize(("n", "told_to_others"), [(85, False), (86, True)])
def test_times_a_person_need_people_enough(n, told_to_others):
    (one,) = told([["GP", "Memory", 20, 20]], n=n).listed
    assert one.each.suppressed is not told_to_others


def test_others_read_them_in_the_order_of_the_round_numbers_and_then_by_name():
    """Those of 104 and 96 times are told alike: which is the more frequent is not."""
    rows = [["x", 300, 100], ["z", 104, 104], ["b", 96, 96]]
    assert [one.of[0] for one in told(rows, n=400).listed] == ["x", "b", "z"]
    assert [one.of[0] for one in told(rows, n=400, exact=True).listed] == ["x", "z", "b"]
