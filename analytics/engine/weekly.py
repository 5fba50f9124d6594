"""A journey week by week, out of when each case began and finished."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import numpy as np

from analytics.domain.events.reached import Reached
from analytics.domain.events.weeks import NO_WEEKS, Week, Weekly, merged_spans
from analytics.engine.survival import kaplan_meier
from carejourneys.common.small_numbers import hide_count

MOST = 260  # weeks that are listed, the newest: five years
_WEEK = timedelta(days=7)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def weekly(begun: np.ndarray, lead: np.ndarray, closed: np.ndarray, *, as_of: int, zone: str, few: int) -> Weekly:
    """begun: microseconds since 1970; lead: from there to the last event; closed: whether that was an end. as_of: microseconds."""
    if not len(begun):
        return NO_WEEKS
    first = max(_monday(int(begun.min()), zone), _monday(as_of, zone) - (MOST - 1) * _WEEK)
    mondays = _mondays(first, _monday(as_of, zone))
    edges = np.array([_micros(one, zone) for one in mondays], dtype=np.int64)
    begun_in = np.searchsorted(edges, begun, side="right") - 1  # -1: before the first
    finished_in = np.where(closed, np.searchsorted(edges, begun + lead, side="right") - 1, len(edges))  # past the last: not yet
    n_begun, n_finished = _counted(begun_in, len(edges)), _counted(finished_in, len(edges))
    begun_before, finished_before = int((begun_in < 0).sum()), int((finished_in < 0).sum())
    telling = _Telling(begun_in, finished_in, np.where(closed, lead, as_of - begun) / 1e6, closed, mondays)
    spans, counted = merged_spans(n_begun, n_finished, begun_before - finished_before, few)
    if hide_count(begun_before, few) or hide_count(finished_before, few):
        spans = []  # the rest of the whole would be few
    return Weekly(
        weeks=tuple(telling.of(place, place) for place in range(len(mondays))),
        merged=tuple(telling.of(*span) for span in spans),
        counted=counted,
        few=few,
        left_out=(first - _monday(int(begun.min()), zone)).days // 7,
    )


class _Telling:
    """What there is to tell of weeks, each with its people side by side in memory."""

    def __init__(self, begun_in: np.ndarray, finished_in: np.ndarray, took: np.ndarray, closed: np.ndarray, mondays: list[date]):
        self._mondays = mondays
        by_begin, by_end = np.argsort(begun_in, kind="stable"), np.argsort(finished_in, kind="stable")
        self._begun_in, self._begun_took, self._begun_closed = begun_in[by_begin], took[by_begin], closed[by_begin]
        self._finished_in, self._finished_took = finished_in[by_end], took[by_end]

    def of(self, one: int, two: int) -> Week:
        """From one week to another, both included."""
        came, ended = _between(self._begun_in, one, two), _between(self._finished_in, one, two)
        ended_before = _between(self._finished_in, -1, two)
        leads = self._finished_took[ended]
        median, p80 = np.quantile(leads, [0.5, 0.8]) if len(leads) else (None, None)
        of_these = self._begun_closed[came]
        curve = kaplan_meier(self._begun_took[came], of_these)
        return Week(
            first=self._mondays[one],
            weeks=two - one + 1,
            begun=came.stop - came.start,
            finished=ended.stop - ended.start,
            on_the_way=came.stop - ended_before.stop,
            median=None if median is None else float(median),
            p80=None if p80 is None else float(p80),
            started=curve.quantile(0.5) if len(of_these) else Reached(None),
            started_finished=int(of_these.sum()),
        )


def _between(places: np.ndarray, one: int, two: int) -> slice:
    """Where those of these weeks stand, in order; one -1: from before the first."""
    start = 0 if one < 0 else int(np.searchsorted(places, one, side="left"))
    return slice(start, int(np.searchsorted(places, two, side="right")))


def _counted(places: np.ndarray, n: int) -> list[int]:
    return np.bincount(places[(places >= 0) & (places < n)], minlength=n).tolist()


def _monday(micros: int, zone: str) -> date:
    there = (_EPOCH + timedelta(microseconds=micros)).astimezone(ZoneInfo(zone)).date()
    return there - timedelta(days=there.weekday())


def _mondays(first: date, last: date) -> list[date]:
    return [first + place * _WEEK for place in range((last - first).days // 7 + 1)]


def _micros(day: date, zone: str) -> int:
    """The instant at which a day begins there."""
    return (datetime.combine(day, time(), ZoneInfo(zone)).astimezone(UTC) - _EPOCH) // timedelta(microseconds=1)
