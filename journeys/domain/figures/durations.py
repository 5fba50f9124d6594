"""Clocks: how a time somebody stated becomes minutes of work or days of the calendar (rule 3 of the figures).

A working day is the owner's hours. Without a calendar a wait in working days counts 7/5 of it in days of the calendar, and says so.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from journeys.domain.accounts import used_account

Pick = Literal["used", "low", "high"]
MINUTES_A_DAY = 1440.0


@dataclass(frozen=True)
class Clock:
    """Hours in a working day and working days in a week, of a lane or a map."""

    hours_per_day: float
    days_per_week: float

    def work_minutes(self, value: float, unit: str) -> float:
        """Minutes of work. A day of work is a working day, whichever way it was written."""
        day = self.hours_per_day * 60
        return value * {"min": 1.0, "h": 60.0, "d": day, "wd": day, "wk": self.days_per_week * day}[unit]

    def elapsed_days(self, value: float, unit: str) -> float:
        """Days of the calendar."""
        return value * {"min": 1 / MINUTES_A_DAY, "h": 1 / 24, "d": 1.0, "wd": 7 / self.days_per_week, "wk": 7.0}[unit]


def reading(figure: Mapping[str, Any] | None, convert: Callable[[float, str], float], pick: Pick = "used") -> float | None:
    """One number out of a figure, converted; None when nobody has said.

    used: the account at its head. low, high: the least and the greatest that any account allows.
    """
    headline = used_account(figure)
    if figure is None or headline is None:
        return None
    if pick == "used":
        return convert(headline["value"], headline["unit"])
    bounds = [convert(a["value"] if a[pick] is None else a[pick], a["unit"]) for a in figure["accounts"]]
    return min(bounds) if pick == "low" else max(bounds)


def share(figure: Mapping[str, Any] | None) -> float | None:
    """A percentage as a fraction of 1."""
    return reading(figure, lambda value, _unit: value / 100)


def in_working_days(figure: Mapping[str, Any] | None) -> bool:
    """Whether the headline was stated in working days, so that 7/5 was assumed."""
    headline = used_account(figure)
    return headline is not None and headline["unit"] == "wd"
