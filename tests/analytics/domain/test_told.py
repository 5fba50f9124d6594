"""Figures as they are told to whoever may not open the data: by others' counts rounded, and to no more digits than these carry."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.domain.told import DAY, HOUR, few_changed, told_change, told_count, told_figure, told_ratio, told_time
from carejourneys.common.envelope import Number


@pytest.mark.parametrize(
    ("seconds", "told"),
    [(None, None), (6.4, 6), (1_234.6, 1_235), (HOUR + 31, HOUR + 60), (2.3456 * DAY, 2.3 * DAY), (61.06 * DAY, 61.1 * DAY)],
)
def test_a_time_is_told_in_tenths_of_days_in_minutes_or_in_seconds(seconds, told):
    assert told_time(seconds) == (told if told is None else pytest.approx(told))


@pytest.mark.parametrize(
    ("n", "people", "t", "told"),
    [(0, None, 8, 0), (7, None, 8, None), (8, None, 8, 10), (40, 5, 8, None), (129, 43, 8, 120), (43, None, 0, 43), (3, 3, 0, 3)],
)
def test_a_count_is_rounded_or_hidden_and_exact_for_whoever_may_open_the_data(n, people, t, told):
    assert told_count(n, t, people) == told


@given(st.integers(0, 60), st.integers(1, 4))
def test_a_change_of_few_people_is_told_as_one_of_twice_as_many_is(people, each):
    rows, whom = told_change({"rows": people * each, "people": people}, 8)
    assert (rows is None) == (whom is None) == (0 < people < few_changed(8) == 16)
    assert told_change({"rows": people * each, "people": people}, 0) == (people * each, people)


@given(st.integers(0, 200), st.integers(8, 200))
def test_a_share_says_nothing_that_the_rounded_counts_do_not(part, whole):
    if part >= 8:
        assert told_ratio(part, whole, 8) == round(told_count(part, 8) / told_count(whole, 8), 2)


@pytest.mark.parametrize(
    ("people", "q", "n"),
    [
        (7, None, None),
        (8, None, 10),
        (24, None, 20),
        (24, 0.5, 20),
        (24, 0.8, None),
        (25, 0.8, None),
        (26, 0.8, 30),
        (16, 0.5, 20),
        (7, 0.5, None),
    ],
)  # 16 to 25 are told as 20, and by 16 an eightieth is judged: that one is shown says no more than the 20
def test_a_time_is_judged_by_the_fewest_people_it_may_be_of_and_told_with_them_rounded(people, q, n):
    told = told_figure(Number(2.3456 * DAY, "s", "measured_lead_time"), q, people, 8)
    assert (told.n, told.suppressed, told.value) == (n, n is None, None if n is None else pytest.approx(2.3 * DAY))
