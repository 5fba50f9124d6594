"""How long the journey takes, with those counted who are still on the way."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from analytics.charts.chart import Steps
from analytics.domain.measured import MeasuredMap, MeasuredTime
from analytics.domain.measured_words import days_of
from carejourneys.pages.grid.measured_words import counted
from journeys.domain.state import MapState
from journeys.queries.outline_rows import step_label

from .section import Cell, Line, Section, days_said, in_days, time_cell

TABLED = 10  # per cent between two rows of the curve's table
SAID = (20, 50, 80, 90)  # per cent, in its sentence


def lead_time_section(state: MapState, measured: MeasuredMap) -> Section | None:
    """None where nobody has finished."""
    if measured.headline is None:
        return None
    return Section(
        name="lead-time",
        title=_("How long it takes"),
        sentence=_sentence(_end(state, measured), measured.headline),
        metric="measured_lead_time",
        heads=(
            _("From the first event"),
            _("Half within"),
            _("80 in 100 within"),
            _("Have finished"),
            _("Still on the way"),
            _("Half of the finished within"),
            _("80 in 100 of the finished within"),
        ),
        lines=list(_lines(state, measured)),
        note=_("Those who have finished, taken alone, look too quick: the slowest are still on the way."),
    )


def curve_section(state: MapState, measured: MeasuredMap) -> Section | None:
    """By when how many have come to the end; None where too few have."""
    time = measured.headline
    if time is None or not time.curve:
        return None
    end = _end(state, measured)
    table = {percent: number for percent, number in time.curve.items() if percent % TABLED == 0}
    return Section(
        name="curve",
        title=_("By when how many have come to the end"),
        sentence=_curve_sentence(end, time),
        metric="measured_lead_time",
        heads=(_("Of 100 people who come to %(end)s") % {"end": end}, _("Within")),
        lines=[Line(_("the first %(n)s") % {"n": percent}, (time_cell(number),)) for percent, number in table.items()],
        chart=_chart(end, time),
    )


def _curve_sentence(end: str, time: MeasuredTime) -> str:
    """Of a few points of the curve: those that may be told."""
    chosen = [percent for percent in SAID if percent in time.curve] or list(time.curve)[:1]
    points = [_("%(n)s within %(days)s") % {"n": percent, "days": days_of(time.curve[percent])} for percent in chosen]
    return _("Of 100 people who come to %(end)s: %(points)s.") % {"end": end, "points": ", ".join(points)}


def _chart(end: str, time: MeasuredTime) -> Steps:
    points = [(days, float(percent)) for percent, number in time.curve.items() if (days := in_days(number)) is not None]
    marks = [
        (days, share, _("%(n)s in 100 within %(days)s") % {"n": round(share), "days": days_of(number)})
        for share, number in ((50.0, time.median), (80.0, time.p80))
        if (days := in_days(number)) is not None
    ]
    title = _("How many of 100 people who come to %(end)s have done so, by days since the first event") % {"end": end}
    return Steps(title, _("days since the first event"), _("of 100 people"), points, marks)


def _end(state: MapState, measured: MeasuredMap) -> str:
    end = state.get(state.map["end"] or "")
    return f"“{step_label(state, end)}”" if measured.to_end is not None and end is not None else _("an end of the journey")


def _lines(state: MapState, measured: MeasuredMap) -> Iterator[Line]:
    for time, words in ((measured.to_end, _("to %(end)s") % {"end": _end(state, measured)}), (measured.lead_time, _("to any end"))):
        if time is not None:
            median, p80 = time_cell(time.median, time.beyond), time_cell(time.p80, time.beyond)
            counts = Cell(counted(time.n)), Cell(counted(time.n_open))
            yield Line(words, (median, p80, *counts, time_cell(time.closed_median), time_cell(time.closed_p80)))


def _sentence(end: str, time: MeasuredTime) -> str:
    if time.median.suppressed:
        return _("Too few people have finished to say how long it takes.")
    said = {"end": end, "median": days_of(time.median), "p80": days_of(time.p80), "beyond": days_said(time.beyond or 0.0)}
    if time.median.value is None:
        words = _("So many are still on the way that all one can say is: half of the people take longer than %(beyond)s to get to %(end)s.")
    elif said["p80"]:
        words = _("Half of the people get to %(end)s within %(median)s, and 80 in 100 within %(p80)s.")
    else:
        words = _("Half of the people get to %(end)s within %(median)s.")
    return " ".join(part for part in (words % said, _on_the_way(time)) if part)


def _on_the_way(time: MeasuredTime) -> str:
    if not time.n or not time.n_open:
        return ""
    return _("%(n)s have finished; %(open)s are still on the way, and are counted as such.") % {
        "n": counted(time.n),
        "open": counted(time.n_open),
    }
