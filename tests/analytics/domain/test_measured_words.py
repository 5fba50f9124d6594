"""Measured times are said as those that people stated beside them."""

import pytest

from analytics.domain.measured import MeasuredTime
from analytics.domain.measured_words import median_minutes
from carejourneys.common.envelope import Number
from journeys.queries.words import said_amount


@pytest.mark.parametrize(("minutes", "words"), [(10, "10 min"), (786, "13 h 06"), (2880, "48 h")])
def test_work_is_said_as_the_measured_hands_on_time_beside_it(minutes, words):
    """Also from a day on: a day of work would be a working day."""
    measured = MeasuredTime(*[Number(minutes * 60, "s", "median")] * 5)
    assert (said_amount(minutes, "min"), median_minutes(measured)) == (words, words)
