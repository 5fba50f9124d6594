"""Rule S, with properties: no total gives a hidden cell away."""

from collections import Counter
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carejourneys.common.envelope import Number
from carejourneys.common.small_numbers import (
    Flow,
    fewest_told,
    hidden_cells,
    hidden_grid,
    hide_average,
    hide_centile,
    hide_count,
    hide_share,
    merged_bins,
    refused_cohort,
    rounded_inside,
    rounded_times,
    shown_flows,
)

ROWS = st.lists(st.integers(0, 30), min_size=1, max_size=8)


def test_one_to_seven_are_hidden_nothing_and_eight_are_shown():
    assert [n for n in range(10) if hide_count(n)] == [1, 2, 3, 4, 5, 6, 7]


def test_a_share_is_hidden_by_its_complement_too():
    assert hide_share(3, 100)
    assert hide_share(97, 100)
    assert not hide_share(50, 100)
    assert not hide_share(0, 100)


def test_averages_and_centiles_need_people_enough():
    assert hide_average(7)
    assert not hide_average(8)
    assert hide_centile(19, 0.8)  # 19 * 0.2 = 3.8 < 4
    assert not hide_centile(20, 0.8)
    assert hide_centile(7, 0.5)
    assert not hide_centile(8, 0.5)


@given(ROWS)
def test_a_total_gives_no_hidden_cell_away(counts):
    hidden = hidden_cells(counts)
    assert all(place in hidden for place, n in enumerate(counts) if hide_count(n))
    if hidden and len(hidden) < len(counts):
        assert len(hidden) >= 2
        assert sum(counts[place] for place in hidden) >= 8


@given(
    st.integers(1, 5).flatmap(lambda width: st.lists(st.lists(st.integers(0, 30), min_size=width, max_size=width), min_size=1, max_size=5))
)
def test_no_line_of_a_table_gives_a_hidden_cell_away(rows):
    hidden = hidden_grid(rows)
    lines = [[(i, j) for j in range(len(rows[0]))] for i in range(len(rows))]
    lines += [[(i, j) for i in range(len(rows))] for j in range(len(rows[0]))]
    for line in lines:
        out = [rows[i][j] for i, j in line if (i, j) in hidden]
        assert not any(hide_count(rows[i][j]) and (i, j) not in hidden for i, j in line)
        if out and len(out) < len(line):
            assert len(out) >= 2
            assert sum(out) >= 8


@given(ROWS)
def test_merged_bins_hold_nobody_or_enough_and_everybody(counts):
    bins = merged_bins(counts)
    assert [place for first, last in bins for place in range(first, last + 1)] == list(range(len(counts)))
    totals = [sum(counts[first : last + 1]) for first, last in bins]
    if sum(counts) >= 8:
        assert not any(hide_count(total) for total in totals)
    assert sum(totals) == sum(counts)


def test_a_cohort_that_differs_by_a_few_is_refused():
    everybody = set(range(100))
    assert refused_cohort(set(range(95)), [], everybody)
    assert not refused_cohort(set(range(50)), [], everybody)
    assert refused_cohort(set(range(50)), [set(range(52))], everybody)
    assert not refused_cohort(set(range(50)), [set(range(50))], everybody)


COUNT = st.one_of(st.just(0), st.integers(8, 500))


@given(st.lists(COUNT, min_size=1), st.integers(8, 60), st.data())
def test_inside_the_economy_rounded_counts_leave_no_few_whatever_is_added_and_subtracted(counts, t, data):
    rounded = [rounded_inside(n, t) for n in counts]
    assert not hide_count(abs(sum(data.draw(st.integers(-2, 2)) * n for n in rounded)), t)


@pytest.mark.parametrize("t", range(8, 60))
def test_each_rounded_count_stands_for_t_different_ones_at_least(t):
    told = Counter(rounded_inside(n, t) for n in range(t, 2_000))
    told.pop(max(told))  # cut off
    assert min(told.values()) >= t
    assert all(fewest_told(n, t) == min(m for m in range(t, n + 1) if rounded_inside(m, t) == rounded_inside(n, t)) for n in range(t, 200))
    assert [fewest_told(n, t) for n in (0, 3, t - 1)] == [0, 3, t - 1]


@pytest.mark.parametrize(("low", "high"), [(8, 9), (8, 12), (9, 30), (12, 24)])
def test_what_is_told_under_a_raised_threshold_says_nothing_more_than_what_was_told_before(low, high):
    told = {(rounded_inside(n, low), rounded_inside(n, high)) for n in range(high, 2_000)}
    assert len(told) == len({one for one, _two in told}), "who knows the first knows the second"


@pytest.mark.parametrize(("times", "people", "told"), [(129, 43, 120), (135, 45, 120), (136, 45, 120), (50, 50, 50), (9, 8, 20), (0, 0, 0)])
def test_how_often_is_rounded_by_as_much_more_as_it_happened_to_one(times, people, told):
    assert rounded_times(times, people) == told


@given(st.integers(8, 400), st.integers(1, 6))
def test_times_tell_of_no_fewer_different_counts_of_people_than_people_do(people, each):
    alike = [n for n in range(8, 500) if rounded_times(n * each, n) == rounded_times(people * each, people)]
    assert len(alike) >= 8


@pytest.mark.parametrize(("n", "rounded"), [(0, 0), (8, 10), (15, 10), (16, 20), (1081, 1080)])
def test_with_the_usual_threshold_they_are_rounded_to_ten(n, rounded):
    assert rounded_inside(n) == rounded


ROUNDS = st.lists(st.tuples(st.lists(st.integers(0, 5), min_size=1, max_size=5, unique=True), st.integers(1, 20)), min_size=1, max_size=7)


@given(ROUNDS, st.randoms(use_true_random=False))
def test_no_border_between_places_gives_away_a_few_who_cross_it(rounds, dice):
    """Asked of every set of places there is, which the rule itself never does."""
    people = Counter()
    for places, number in rounds:
        for pair in pairwise([*places, places[0]]):
            people[pair] += number
    flows = [Flow(*pair, n) for pair, n in people.items()]
    wanted = dice.sample(range(len(flows)), len(flows))
    shown = shown_flows(flows, wanted)
    hidden = [flow for place, flow in enumerate(flows) if place not in shown]
    assert all(flows[place].people >= 8 for place in shown)
    for chosen in range(2**6):
        inside = {place for place in range(6) if chosen >> place & 1}
        leave = sum(flow.people for flow in hidden if flow.source in inside and flow.target not in inside)
        enter = sum(flow.people for flow in hidden if flow.source not in inside and flow.target in inside)
        assert leave >= 8 or enter or leave == 0


def test_where_nobody_is_few_everything_is_shown():
    assert shown_flows([Flow("in", "out", 30), Flow("out", "in", 30), Flow("out", "out", 0)], [0, 1, 2]) == {0, 1, 2}


def test_a_few_are_not_found_by_following_the_others_one_place_further():
    """Of 100, 60 go one way and 36 another, both on to one place: 36 there would say that 4 went astray."""
    there = [("in", "fork", 100), ("fork", "a", 60), ("fork", "b", 36), ("fork", "astray", 4), ("a", "on", 60), ("b", "on", 36)]
    back = [("on", "in", 96), ("astray", "in", 4)]
    flows = [Flow(*one) for one in (*there, *back)]
    assert shown_flows(flows, [0, 1, 4, 2, 5]) == {0, 1, 4}


def test_a_hidden_number_keeps_its_meaning_and_loses_its_counts():
    number = Number(12.5, "d", "lead_time", n=7, n_open=3).for_average()
    assert (number.value, number.n, number.n_open, number.suppressed) == (None, None, None, True)
    assert number.definition == "lead_time"
    assert "fewer than 8" in number.why
    shown = Number(12.5, "d", "lead_time", n=20, n_open=3).for_centile(0.5)
    assert (shown.value, shown.n, shown.n_open) == (12.5, 20, None)
    assert set(shown.as_dict()) >= {
        "value",
        "unit",
        "definition",
        "calendar",
        "period",
        "n",
        "n_open",
        "source",
        "method",
        "suppressed",
        "why",
    }
