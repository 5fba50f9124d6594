"""Kaplan-Meier and Aalen-Johansen against exact fractions, and by hand."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.duration.survfunc import CumIncidenceRight, SurvfuncRight

from analytics.engine.survival import aalen_johansen, kaplan_meier
from tests.oracles.map_times import curve, reached_by

PEOPLE = st.lists(st.tuples(st.integers(1, 12), st.sampled_from([0, 1, 2])), min_size=1, max_size=30)


def arrays(people):
    durations, causes = (np.array(column) for column in zip(*people, strict=True))
    return durations.astype(float), causes


@given(PEOPLE, st.sampled_from([1, 2]))
def test_random_curves_agree_with_fractions(people, cause):
    durations, causes = arrays(people)
    found = aalen_johansen(durations, causes, cause)
    points = curve([(float(d), int(c) or None) for d, c in zip(durations, causes, strict=True)], cause)
    assert list(found.times) == [time for time, _share in points]
    assert all(math.isclose(a, b, abs_tol=1e-12) for a, (_time, b) in zip(found.reached, points, strict=True))
    for share in (0.25, 0.5, 0.75):
        assert found.quantile(share).seconds == reached_by(points, share)


def test_a_textbook_example():
    """Weeks of remission, 6-MP arm (Freireich et al. 1963): the median is 23 weeks, S(10) = 0.753."""
    weeks = np.array([6, 6, 6, 6, 7, 9, 10, 10, 11, 13, 16, 17, 19, 20, 22, 23, 25, 32, 32, 34, 35], dtype=float)
    again = np.array([1, 1, 1, 0, 1, 0, 1, 0, 0, 1, 1, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0], dtype=bool)
    found = kaplan_meier(weeks, again)
    assert found.quantile(0.5).seconds == 23
    assert math.isclose(1 - found.reached[list(found.times).index(10)], 0.7529, abs_tol=1e-4)
    assert found.quantile(0.8).seconds is None and found.quantile(0.8).beyond == 35


def test_nobody_has_no_curve():
    nothing = kaplan_meier(np.zeros(0), np.zeros(0, dtype=bool))
    assert nothing.quantile(0.5).seconds is None and nothing.quantile(0.5).beyond is None


@pytest.mark.parametrize("seed", range(5))
def test_seeded_curves_are_those_of_statsmodels(seed):
    """2,000 people with many ties: three things can happen to them, or nothing yet."""
    random = np.random.default_rng(seed)
    durations, causes = np.round(random.gamma(2, 20, 2_000), 1), random.integers(0, 4, 2_000)
    whole = kaplan_meier(durations, causes > 0)
    theirs = SurvfuncRight(durations, (causes > 0).astype(int))
    assert np.array_equal(whole.times, theirs.surv_times)
    np.testing.assert_allclose(1 - whole.reached, theirs.surv_prob, rtol=0, atol=1e-9)
    for share in (0.1, 0.5, 0.8):
        assert whole.quantile(share).seconds == theirs.quantile(share)
    among = CumIncidenceRight(durations, causes)
    for cause in (1, 2, 3):
        mine = aalen_johansen(durations, causes, cause)
        np.testing.assert_allclose(mine.reached, among.cinc[cause - 1][np.isin(among.times, mine.times)], rtol=0, atol=1e-9)
