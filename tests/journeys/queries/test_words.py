"""What people said, in words: a duration is said as the figures beside it are."""

import pytest

from journeys.domain.figures.words import minutes_text
from journeys.queries.words import said_amount


@pytest.mark.parametrize(
    ("value", "unit", "words"),
    [
        (0.167, "h", "10 min"),
        (0.125, "h", "7.5 min"),
        (0.9999, "h", "1 h"),
        (7.5, "min", "7.5 min"),
        (1.375, "h", "1 h 23"),
        (36, "h", "36 h"),
        (1.25, "d", "1.25 d"),
    ],
)
def test_hours_under_an_hour_are_said_in_minutes_and_all_else_as_it_was_typed(value, unit, words):
    assert said_amount(value, unit) == words


@pytest.mark.parametrize(("minutes", "words"), [(0.5, "1 min"), (62.5, "1 h 03"), (63.5, "1 h 04"), (64.49, "1 h 04")])
def test_half_a_minute_is_one_more_as_in_the_script(minutes, words):
    assert minutes_text(minutes) == words
