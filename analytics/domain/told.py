"""Figures as they are told to whoever may not open the data: made of rounded counts, so that they say no more about how many than these."""

from collections.abc import Mapping
from dataclasses import replace

from carejourneys.common.envelope import Number
from carejourneys.common.small_numbers import fewest_told, hide_count, rounded_inside, rounded_times

ROUNDED = "rounded"  # the method of a number that is
MINUTE, HOUR, DAY, TENTH = 60.0, 3_600.0, 86_400.0, 8_640.0


def told_count(n: int, t: int, people: int | None = None) -> int | None:
    """None: few, and hidden. people: to how many it happened n times; None: n are people, or nobody knows. t 0: for whoever may open the
    data, exact.
    """
    if hide_count(n if people is None else min(n, people), t):
        return None
    return rounded_times(n, n if people is None else people, t) if t else n


def told_change(change: Mapping[str, int], t: int) -> tuple[int | None, int | None]:
    """(rows, people) of a change between versions; None: hidden. Where few are heard of week after week, the counts of all before and after
    say how few: so 1 to 2t-1 people are hidden, and whether they are few is not said.
    """
    if hide_count(change["people"], few_changed(t)):
        return None, None
    return told_count(change["rows"], t, change["people"]), told_count(change["people"], t)


def few_changed(t: int) -> int:
    """Of fewer people than these a change is hidden."""
    return 2 * t


def told_ratio(part: int, whole: int, t: int, people: int | None = None) -> float:
    """How often a part stands in a whole, to a hundredth: a share, or how many times a person. part: 0, or t or more; whole: t or more.
    people: to how many the part happened, where it is times.
    """
    return round(rounded_times(part, people or max(part, 1), t) / rounded_inside(whole, t), 2)


def told_time(seconds: float | None) -> float | None:
    """In tenths of days, from an hour on in minutes, else in seconds: a mean to the last digit would say of how many people it is."""
    if seconds is None:
        return None
    step = TENTH if seconds >= DAY else MINUTE if seconds >= HOUR else 1.0
    return round(seconds / step) * step


def told_figure(number: Number, q: float | None, people: int, t: int) -> Number:
    """A time, the centile q of so many people or their mean (None), with n as they are told; hidden where it may be of too few."""
    asked = replace(number, value=told_time(number.value), n=fewest_told(people, t))
    judged = asked.for_average(t) if q is None else asked.for_centile(q, t)
    return judged if judged.suppressed else replace(judged, n=rounded_inside(people, t))
