"""The journey week by week: how long it took those who finished, who set out, who finished, who was on the way."""

from collections.abc import Sequence
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from analytics.charts.chart import Series, Track
from analytics.domain.measured import MeasuredMap, MeasuredWeek
from analytics.domain.measured_words import days_of
from carejourneys.common.envelope import Number
from journeys.domain.state import MapState

from .section import Cell, Line, Section, in_days, time_cell

DAYS_A_WEEK = 7


def weeks_section(state: MapState, measured: MeasuredMap) -> Section | None:
    """How long it took, by week of finishing and by week of setting out. None where nothing may be told of weeks."""
    weeks = measured.weeks
    if not weeks:
        return None
    places = [_span(week) for week in weeks]
    finished = Track(_("of those who finished then"), [in_days(week.median) for week in weeks])
    begun = Track(_("of those who set out then"), [in_days(week.started) for week in weeks], [not week.ripe for week in weeks])
    return Section(
        name="weeks",
        title=_("How long it takes, week by week"),
        sentence=_said(weeks),
        metric="weekly_lead_time",
        heads=(_("Week"), _("Half of those who finished"), _("80 in 100 of those who finished"), _("Half of those who set out")),
        lines=[Line(place, _times(week)) for place, week in zip(places, weeks, strict=True)],
        note=_note(measured),
        chart=Series(_("Median lead time, week by week"), _("week"), _("days, half within"), _short(weeks), (finished, begun)),
    )


def people_section(state: MapState, measured: MeasuredMap) -> Section | None:
    """Who set out and who finished."""
    weeks = measured.weeks
    if not weeks or measured.weeks[0].finished.suppressed:
        return None
    tracks = [Track(_("finished"), [_a_week(week, week.finished) for week in weeks])]
    if not weeks[0].begun.suppressed:
        tracks.append(Track(_("set out"), [_a_week(week, week.begun) for week in weeks]))
    return Section(
        name="people",
        title=_("How many set out and finish"),
        sentence=_people_said(weeks),
        metric="weekly_people",
        heads=(_("Week"), _("Set out"), _("Finished"), _("On the way at its end")),
        lines=[Line(_span(week), tuple(_count(one) for one in (week.begun, week.finished, week.on_the_way))) for week in weeks],
        note=_note(measured),
        chart=Series(_("People a week"), _("week"), _("people a week"), _short(weeks), tracks),
    )


def _times(week: MeasuredWeek) -> tuple[Cell, ...]:
    started = time_cell(week.started, week.beyond)
    if not week.ripe and started.words and not week.started.suppressed:
        started = Cell(_("%(days)s, not ripe") % {"days": started.words}, started.number, started.beyond)
    return _of_finished(week.median), _of_finished(week.p80), started


def _of_finished(number: Number) -> Cell:
    return Cell(_("nobody"), number) if number.value is None and not number.suppressed else time_cell(number)


def _count(number: Number) -> Cell:
    return Cell(_("hidden") if number.value is None else f"{number.value:,.0f}", number)


def _a_week(week: MeasuredWeek, number: Number) -> float | None:
    """People a week, where several are told together."""
    weeks = ((week.last - week.first).days + 1) // DAYS_A_WEEK
    return None if number.value is None else number.value / weeks


def _said(weeks: Sequence[MeasuredWeek]) -> str:
    """The first and the last week of which there is something to say."""
    told = [week for week in weeks if week.median.value is not None]
    if not told:
        return _("In no week did people enough finish to say how long it took them.")
    first, last = told[0], told[-1]
    if first is last:
        return _("Half of those who finished in %(week)s took up to %(days)s.") % {"week": _span(last), "days": days_of(last.median)}
    return _("Half of those who finished in %(first)s took up to %(before)s; in %(last)s it was %(after)s.") % {
        "first": _span(first),
        "before": days_of(first.median),
        "last": _span(last),
        "after": days_of(last.median),
    }


def _people_said(weeks: Sequence[MeasuredWeek]) -> str:
    """Whether as many finish as set out, over the weeks listed."""
    finished = sum(week.finished.value or 0.0 for week in weeks)
    if weeks[0].begun.suppressed:
        return _("From %(first)s to %(last)s %(finished)s people finished.") % {**_ends(weeks), "finished": f"{finished:,.0f}"}
    begun = sum(week.begun.value or 0.0 for week in weeks)
    said = {**_ends(weeks), "begun": f"{begun:,.0f}", "finished": f"{finished:,.0f}", "open": f"{weeks[-1].on_the_way.value or 0:,.0f}"}
    return _("From %(first)s to %(last)s %(begun)s people set out and %(finished)s finished; at the end %(open)s were on the way.") % said


def _ends(weeks: Sequence[MeasuredWeek]) -> dict[str, str]:
    return {"first": _day(weeks[0].first), "last": _day(weeks[-1].last)}


def _note(measured: MeasuredMap) -> str:
    parts = [_("The last week may not be over.")]
    if measured.merged:
        parts.append(_("Weeks in which very few people set out, finish or are on the way are told together with others."))
    if measured.left_out:
        words = ngettext("%(n)s earlier week is not listed.", "%(n)s earlier weeks are not listed.", measured.left_out)
        parts.append(words % {"n": measured.left_out})
    return " ".join(parts)


def _span(week: MeasuredWeek) -> str:
    """The Monday of a week, or both ends where several are told together."""
    if (week.last - week.first).days < DAYS_A_WEEK:
        return _("the week of %(day)s") % {"day": _day(week.first)}
    return _("%(first)s to %(last)s") % {"first": _day(week.first), "last": _day(week.last)}


def _short(weeks: Sequence[MeasuredWeek]) -> list[str]:
    return [date_format(week.first, "j M y") for week in weeks]


def _day(day: date) -> str:
    return date_format(day, "j F Y")
