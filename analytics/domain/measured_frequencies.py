"""How often people were handed on, and activities came again, as it leaves the server.

These counts overlap one another and those of the map in ways the data do not say: others read them rounded, and not of few people (rule S).
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from analytics.domain.measured import MeasuredFrequencies, MeasuredFrequency
from analytics.domain.told import ROUNDED, told_ratio
from carejourneys.common.envelope import Number
from carejourneys.common.small_numbers import fewest_told, hide_average, hide_count, rounded_times


class Frequencies:
    """n: people who have finished. going_round: of them, those who visit a step again."""

    def __init__(self, n: int, going_round: int, *, t: int, exact: bool, period: str):
        self._n, self._round, self._t, self._exact, self._period = n, going_round, t, exact, period

    def frequencies(self, definition: str, kept: Sequence[Sequence[Any]]) -> MeasuredFrequencies:
        """kept: [*names, times, people] each."""
        named = [row for row in kept if self._exact or not hide_average(row[-1], self._t)]
        told = [self._told(definition, *row) for row in named]
        return MeasuredFrequencies(tuple(told if self._exact else sorted(told, key=_in_order_told)), few=len(named) < len(kept))

    def _told(self, definition: str, *row: Any) -> MeasuredFrequency:
        *names, times, people = row
        return MeasuredFrequency(
            tuple(names),
            self._people(definition, people),
            self._count(definition, times, people),
            self._each(definition, times, people),
        )

    def _people(self, definition: str, people: int) -> Number:
        """Hidden where the rest of all, or the difference to those who go round, would be few."""
        number = self._count(definition, people, people)
        if not self._exact and any(hide_count(abs(other - people), self._t) for other in (self._n, self._round)):
            return number.hidden(self._t)
        return number

    def _count(self, definition: str, n: int, people: int) -> Number:
        told = n if self._exact else rounded_times(n, people, self._t)
        return Number(told, "count", definition, period=self._period, method="" if self._exact else ROUNDED)

    def _each(self, definition: str, times: int, people: int) -> Number:
        """Others read it made of rounded counts, where a tenth is of people enough."""
        number = Number(times / self._n if self._n else None, "times", definition, period=self._period)
        if self._exact or number.value is None:
            return number
        if fewest_told(self._n, self._t) < 10 * self._t:
            return number.hidden(self._t)
        return replace(number, value=told_ratio(times, self._n, self._t, people), method=ROUNDED)


def _in_order_told(one: MeasuredFrequency) -> tuple[float, tuple[str, ...]]:
    """The most frequent first, as far as the round number says which these are."""
    return -(one.times.value or 0), one.of
