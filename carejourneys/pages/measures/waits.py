"""The waits of the map's links, the longest first."""

import math

from django.utils.translation import gettext as _

from analytics.charts.chart import Bar, Bars
from analytics.domain.measured import MeasuredMap, MeasuredTime
from analytics.domain.measured_words import days_of
from carejourneys.pages.grid.measured_tables import between_words
from carejourneys.pages.grid.measured_words import counted
from journeys.domain.state import MapState

from .section import Cell, Line, Section, days_said, in_days, time_cell

MOST = 20  # bars


def waits_section(state: MapState, measured: MeasuredMap) -> Section | None:
    """None where nobody was seen to go from step to step."""
    ranked = ranked_waits(state, measured)
    if not ranked:
        return None
    return Section(
        name="waits",
        title=_("Where people wait"),
        sentence=_sentence(ranked),
        metric="measured_wait",
        heads=(
            _("From the end of one step to the begin of the next"),
            _("Half within"),
            _("80 in 100 within"),
            _("Times"),
            _("Still waiting after the first"),
            _("Half of the waits that are over"),
        ),
        lines=[Line(name, _cells(time)) for name, time in ranked],
        chart=_chart(ranked),
    )


def ranked_waits(state: MapState, measured: MeasuredMap) -> list[tuple[str, MeasuredTime]]:
    """(between which steps, wait): the longest median first, those that are not reached before it, hidden ones last."""
    ordered = sorted(measured.waits.items(), key=lambda one: _rank(one[1]))
    return [(between_words(state, (state[link]["source"], state[link]["target"])), time) for link, time in ordered if link in state]


def _rank(time: MeasuredTime) -> tuple[bool, float]:
    if time.median.value is not None:
        return time.median.suppressed, -time.median.value
    return time.median.suppressed, -math.inf


def _cells(time: MeasuredTime) -> tuple[Cell, ...]:
    counts = Cell(counted(time.n)), Cell(counted(time.n_open))
    return time_cell(time.median, time.beyond), time_cell(time.p80, time.beyond), *counts, time_cell(time.closed_median)


def _chart(ranked: list[tuple[str, MeasuredTime]]) -> Bars | None:
    bars = [
        Bar(name, in_days(time.median), " – ".join(part for part in (days_of(time.median), days_of(time.p80)) if part), in_days(time.p80))
        for name, time in ranked
        if time.median.value is not None
    ][:MOST]
    if not bars:
        return None
    title = _("Waits between steps, the longest first")
    return Bars(title, _("days"), bars, bar=_("half wait up to"), mark=_("80 in 100 up to"), waiting=True)


def _sentence(ranked: list[tuple[str, MeasuredTime]]) -> str:
    """Of the longest wait that may be told."""
    name, time = ranked[0]
    said = {"link": name, "median": days_of(time.median), "p80": days_of(time.p80)}
    if time.median.suppressed:
        return _("Too few people were seen on each link to tell how long they wait.")
    if time.median.value is None:
        said["beyond"] = days_said(time.beyond or 0.0)
        return _("The longest wait is from %(link)s: half of the people wait longer than %(beyond)s.") % said
    if not said["p80"]:
        return _("The longest wait is from %(link)s: half of the people wait %(median)s or more.") % said
    return (
        _("The longest wait is from %(link)s: half of the people wait %(median)s or more, and 20 in 100 wait longer than %(p80)s.") % said
    )
