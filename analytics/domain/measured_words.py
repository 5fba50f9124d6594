"""Measured times as people write them."""

from analytics.domain.measured import MeasuredTime
from carejourneys.common.envelope import Number
from journeys.domain.figures.words import days_text, minutes_text

SECONDS_A_DAY = 86_400


def days_of(number: Number, beyond: float | None = None) -> str:
    """A measured time in days; "> 61 d" when it is not reached; empty when unknown or hidden."""
    if number.value is not None:
        return days_text(number.value / SECONDS_A_DAY)
    return f"> {days_text(beyond / SECONDS_A_DAY)}" if beyond is not None and not number.suppressed else ""


def median_days(time: MeasuredTime) -> str:
    """The median of a wait or a lead time."""
    return days_of(time.median, time.beyond)


def median_minutes(time: MeasuredTime) -> str:
    """The median of a hands-on time."""
    return "" if time.median.value is None else minutes_text(time.median.value / 60)
