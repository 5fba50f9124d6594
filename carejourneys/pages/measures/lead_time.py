"""How long the journey takes, with those counted who are still on the way."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from analytics.domain.measured import MeasuredMap, MeasuredTime
from analytics.domain.measured_words import days_of
from carejourneys.pages.grid.measured_words import counted
from journeys.domain.state import MapState
from journeys.queries.outline_rows import step_label

from .section import Cell, Line, Section, days_said, time_cell


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
