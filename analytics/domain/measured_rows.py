"""What was measured of a map as a flat list, one number a row: the shape programs get it in."""

from collections.abc import Iterator
from dataclasses import dataclass

from analytics.domain.measured import MeasuredFrequency, MeasuredMap, MeasuredTime
from carejourneys.common.envelope import Number

ABOUT = ("journey", "last_step", "work", "link", "step", "pair", "hand_off", "activity", "week")
JOURNEY, LAST_STEP, WORK, LINK, STEP, PAIR, HAND_OFF, ACTIVITY, WEEK = ABOUT
OF_WEEKS = ("begun", "finished", "on_the_way", "median", "p80", "started")
STATISTICS = (
    "median",
    "p80",
    "mean",
    "closed_median",
    "closed_p80",
    "share",
    "total",
    "people",
    "times",
    "begun",
    "finished",
    "on_the_way",
    "started",
)


@dataclass(frozen=True)
class MeasuredRow:
    """about: the whole journey, the journey of those who reach the map's last step, the time in which anything runs, a link, a step, or
    what lies between a pair of steps, a hand-off from one organisation to another, an activity that came again, a week (or several told
    together). element: the link's or step's id, the pair's first, the organisation, the activity, the first Monday; to: the second of a
    pair, the other organisation, the last Sunday; "" for what belongs to no step.
    statistic: one of STATISTICS. beyond: the number is more than this, in its unit.
    """

    metric: str
    about: str
    element: str
    to: str
    statistic: str
    number: Number
    beyond: float | None = None


def measured_rows(measured: MeasuredMap) -> Iterator[MeasuredRow]:
    """All its numbers: of the journey first, then of links, steps and pairs."""
    if measured.lead_time is not None:
        yield from _times("measured_lead_time", JOURNEY, "", measured.lead_time)
    if measured.to_end is not None:
        yield from _times("measured_lead_time", LAST_STEP, "", measured.to_end)
    for statistic, number in (
        ("share", measured.reached_end),
        ("share", measured.going_round),
        ("mean", measured.hand_offs),
        ("share", measured.recorded_share),
        ("share", measured.missing_starts),
    ):
        if number is not None:
            yield MeasuredRow(number.definition, JOURNEY, "", "", statistic, number)
    for link, wait in sorted(measured.waits.items()):
        yield from _times("measured_wait", LINK, link, wait)
    for step, time in sorted(measured.service.items()):
        yield from _times("measured_service", STEP, step, time)
    for step, visits in sorted(measured.visits.items()):
        yield MeasuredRow(visits.definition, STEP, step, "", "mean", visits)
    yield from _days(measured)
    for about, found in ((HAND_OFF, measured.handed), (ACTIVITY, measured.again)):
        for one in found.listed if found is not None else ():
            yield from _frequency(about, one)
    for week in measured.weeks:
        for statistic in OF_WEEKS:
            number = getattr(week, statistic)
            beyond = week.beyond if statistic == "started" and number.value is None and not number.suppressed else None
            yield MeasuredRow(number.definition, WEEK, week.first.isoformat(), week.last.isoformat(), statistic, number, beyond)


def _times(metric: str, about: str, element: str, time: MeasuredTime) -> Iterator[MeasuredRow]:
    for statistic in ("median", "p80", "mean", "closed_median", "closed_p80"):
        number: Number = getattr(time, statistic)
        beyond = time.beyond if statistic in ("median", "p80") and number.value is None and not number.suppressed else None
        yield MeasuredRow(metric, about, element, "", statistic, number, beyond)


def _frequency(about: str, one: MeasuredFrequency) -> Iterator[MeasuredRow]:
    element, to = (*one.of, "")[:2]
    for statistic, number in (("people", one.people), ("times", one.times), ("mean", one.each)):
        yield MeasuredRow(number.definition, about, element, to, statistic, number)


def _days(measured: MeasuredMap) -> Iterator[MeasuredRow]:
    days = measured.days
    if days is None:
        return
    metric = days.lead.definition
    yield MeasuredRow(metric, JOURNEY, "", "", "mean", days.lead)
    yield MeasuredRow(metric, WORK, "", "", "mean", days.touch)
    for (source, target), number in sorted(days.between.items(), key=lambda one: (one[0][0] or "", one[0][1] or "")):
        yield MeasuredRow(metric, PAIR, source or "", target or "", "mean", number)
    if days.together is not None:
        yield MeasuredRow(metric, PAIR, "", "", "total", days.together)
