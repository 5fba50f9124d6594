"""Groups of people that were declared beforehand: by what the data kept of them, and by when they set out (rule S, 20)."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from carejourneys.common.errors import RuleBroken
from carejourneys.common.small_numbers import hide_count
from carejourneys.common.wording import Words as _

MOST_VALUES, MOST_GROUPS = 20, 20  # values of a column; groups of one dataset


class Kept(StrEnum):
    """What is kept of a person that can tell groups apart. Of each there is one value a person."""

    FIRST_ACTIVITY = "first_activity"
    FIRST_ORGANISATION = "first_organisation"


@dataclass(frozen=True)
class Cohort:
    """values: {column: those that belong to it}; a column that is not named tells nothing apart. begun_from, begun_before: days, between
    which they set out; None: at any time.
    """

    values: Mapping[Kept, tuple[str, ...]]
    begun_from: date | None = None
    begun_before: date | None = None

    def as_json(self) -> dict[str, Any]:
        """JSON-ready, the same for the same group."""
        period = [day.isoformat() if day else None for day in (self.begun_from, self.begun_before)]
        return {"values": {column.value: sorted(values) for column, values in sorted(self.values.items())}, "period": period}

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> "Cohort":
        """As it was kept."""
        period = [date.fromisoformat(day) if day else None for day in kept["period"]]
        return cls({Kept(column): tuple(values) for column, values in kept["values"].items()}, *period)


def check_cohort(cohort: Cohort, known: Mapping[Kept, Collection[str]]) -> None:
    """RuleBroken naming the field that will not do. known: the values there are."""
    for column, values in cohort.values.items():
        if not values or not set(values) <= set(known.get(column, ())):
            raise RuleBroken(_("Choose from what the data hold."), field=column.value)
        if len(values) > MOST_VALUES:
            raise RuleBroken(_("Choose %(most)s at most.", most=MOST_VALUES), field=column.value)
    period = [day for day in (cohort.begun_from, cohort.begun_before) if day is not None]
    if not cohort.values and not period:
        raise RuleBroken(_("Say what tells this group apart from everybody."))
    if not (all(day.weekday() == 0 for day in period) or all(day.day == 1 for day in period)):
        raise RuleBroken(_("Begin and end with whole weeks (Mondays) or whole months (the first)."), field="begun_from")
    if len(period) > 1 and period[0] >= period[1]:
        raise RuleBroken(_("The end comes before the beginning."), field="begun_before")


def smallest_part(parts: Iterable[int]) -> int:
    """Of the parts into which all declared groups cut everybody. Any sum and any difference of groups is made of such parts."""
    return min((n for n in parts if n), default=0)


def refuse_small_parts(parts: Sequence[int], t: int) -> None:
    """RuleBroken when the groups, told side by side, would leave fewer than t people over by subtraction."""
    if hide_count(smallest_part(parts), t):
        words = _(
            "Told beside everybody and the other groups, this one would leave fewer than %(t)s people over by subtraction. Make it wider "
            "or narrower.",
            t=t,
        )
        raise RuleBroken(words)
