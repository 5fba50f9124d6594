"""A journey week by week, as it is kept and as it leaves the server."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import asdict, replace
from datetime import date, datetime, timedelta
from typing import Any

from analytics.domain.events.weeks import Week, Weekly
from analytics.domain.measured import MeasuredWeek
from analytics.domain.shown_counts import Name
from analytics.domain.told import DAY, ROUNDED, told_figure
from carejourneys.common.envelope import Number
from carejourneys.common.small_numbers import rounded_inside


def weekly_as_json(weekly: Weekly) -> dict[str, Any]:
    """JSON-ready."""
    listed = {name: [_week_as_json(week) for week in weeks] for name, weeks in (("weeks", weekly.weeks), ("merged", weekly.merged))}
    return {**listed, "counted": weekly.counted, "few": weekly.few, "left_out": weekly.left_out}


def _week_as_json(week: Week) -> dict[str, Any]:
    return {**asdict(week), "first": week.first.isoformat()}


class Weeks:
    """Others read several weeks together where one alone would tell of few people, no counts that give the whole away, and rounded ones.

    shown: the counts of the whole that may stand side by side. What was merged for a lower threshold than today's is not told.
    """

    def __init__(self, kept: Mapping[str, Any], *, t: int, exact: bool, shown: Collection[Name]):
        self._kept, self._t, self._exact = kept["weekly"], t, exact
        self._as_of = datetime.fromisoformat(kept["as_of"]).date()
        self._p80 = kept["lead_time"]["p80"]["seconds"]
        self._finished = exact or ("closed",) in shown
        self._all = exact or (self._finished and ("open",) in shown and self._kept["counted"])

    def told(self) -> tuple[MeasuredWeek, ...]:
        if not self._exact and self._kept["few"] < self._t:
            return ()
        return tuple(self._weeks(self._kept["weeks" if self._exact else "merged"]))

    def _weeks(self, kept: Collection[Mapping[str, Any]]) -> Iterator[MeasuredWeek]:
        for week in kept:
            first = date.fromisoformat(week["first"])
            last = first + min(timedelta(days=7 * week["weeks"] - 1), date.max - first)
            period = f"{first.isoformat()}/{last.isoformat()}"
            n, started = week["finished"], week["started"]
            yield MeasuredWeek(
                first=first,
                last=last,
                begun=self._count(week["begun"], period, told=self._all),
                finished=self._count(n, period, told=self._finished),
                on_the_way=self._count(week["on_the_way"], period, told=self._all),
                median=self._time(week["median"], 0.5, n, period),
                p80=self._time(week["p80"], 0.8, n, period),
                started=self._time(started["seconds"], 0.5, week["started_finished"], period, "Kaplan–Meier"),
                beyond=self._beyond(started["beyond"]),
                ripe=self._p80 is not None and (self._as_of - last).days * DAY >= self._p80,
            )

    def _count(self, n: int, period: str, *, told: bool) -> Number:
        number = Number(n, "count", "weekly_people", period=period)
        if self._exact:
            return number
        return replace(number, value=rounded_inside(n, self._t), method=ROUNDED) if told else number.hidden(self._t)

    def _time(self, seconds: float | None, q: float, n: int, period: str, method: str = "closed cases alone") -> Number:
        """n: people who have finished, of those it is of."""
        number = Number(seconds, "s", "weekly_lead_time", calendar="elapsed", period=period, n=n, method=method)
        if not self._exact and n:
            number = told_figure(number, q, n, self._t)
        return number if self._finished and method != "Kaplan–Meier" else replace(number, n=None)

    def _beyond(self, seconds: float | None) -> float | None:
        """The longest seen is one person's: others read it in whole weeks."""
        return seconds if seconds is None or self._exact else seconds - seconds % (7 * DAY)
