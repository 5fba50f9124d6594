"""Ticks begin at 0, reach the greatest value, and are round and few."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.charts.scale import named_places, tick_words, ticks


@given(st.floats(1e-6, 1e9), st.integers(3, 10))
def test_random_axes_reach_their_greatest_value_in_few_round_steps(highest, most):
    found = ticks(highest, most)
    step = found[1]
    assert found[0] == 0 and found[-1] >= highest * (1 - 1e-9) and found[-2] < highest
    assert len(found) <= most + 1
    assert round(step / 10 ** math.floor(math.log10(step) + 1e-9), 6) in (1, 2, 5)


@pytest.mark.parametrize(
    ("highest", "want"),
    [(0, [0, 1]), (19.5, [0, 5, 10, 15, 20]), (133.5, [0, 50, 100, 150]), (0.3, [0, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3])],
)
def test_some_axes(highest, want):
    assert ticks(highest) == want


def test_ticks_are_written_as_people_do():
    assert [tick_words(one) for one in (0.0, 0.25, 12.0, 1000.0)] == ["0", "0.25", "12", "1,000"]


@pytest.mark.parametrize(
    ("at", "most", "want"),
    [([], 3, []), ([5], 3, [0]), ([0, 7, 14], 3, [0, 1, 2]), ([0, 1, 2, 3, 4, 5], 3, [0, 3]), ([0, 1, 70, 77, 140], 3, [0, 2, 4])],
)
def test_places_are_named_where_there_is_room(at, most, want):
    assert named_places(at, most) == want
