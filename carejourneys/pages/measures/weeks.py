"""The journey week by week: how long it took those who finished, who set out, who finished, who was on the way."""

from collections.abc import Sequence
from datetime import date
from math import ceil

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from analytics.charts.chart import Series, Track
from analytics.domain.measured import MeasuredMap, MeasuredTime, MeasuredWeek
from analytics.domain.measured_words import days_of
from carejourneys.common.envelope import Number
from journeys.domain.state import MapState

from .section import Cell, Line, Section, in_days, time_cell

DAYS_A_WEEK = 7
FEW = 10  # people who set out: a median of so few says little of how it goes; others are told 10 of 8 to 15


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
        sentence=_said(weeks, measured.lead_time),
        metric="weekly_lead_time",
        heads=(_("Week"), _("Half of those who finished"), _("80 in 100 of those who finished"), _("Half of those who set out")),
        lines=[Line(place, _times(week)) for place, week in zip(places, weeks, strict=True)],
        note=_note(measured),
        chart=Series(_("Median lead time, week by week"), _("week"), _("days, half within"), _short(weeks), (finished, begun), _at(weeks)),
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
        sentence=_people_said(measured),
        metric="weekly_people",
        heads=(_("Week"), _("Set out"), _("Finished"), _("On the way at its end")),
        lines=[Line(_span(week), tuple(_count(one) for one in (week.begun, week.finished, week.on_the_way))) for week in weeks],
        note=_note(measured),
        chart=Series(_("People a week"), _("week"), _("people a week"), _short(weeks), tracks, _at(weeks)),
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
    """People a week, where several are told together. The last week of the calendar has five days."""
    weeks = ceil(((week.last - week.first).days + 1) / DAYS_A_WEEK)
    return None if number.value is None else number.value / weeks


def _said(weeks: Sequence[MeasuredWeek], whole: MeasuredTime | None) -> str:
    """Of everybody, and of the latest who set out and could be followed: those who finished in the first weeks are the quick ones, and
    those in the last weeks not yet all there, so that two weeks beside one another would mislead.
    """
    said = []
    if whole is not None and whole.median.value is not None:
        words = _("Over the whole time half of the people get to an end of the journey within %(days)s.")
        said.append(words % {"days": days_of(whole.median)})
    followed = [week for week in weeks if week.ripe and week.started.value is not None and (week.begun.value or 0) > FEW]
    if followed:
        words = _("Of those who set out %(when)s, the latest who could be followed for long enough, half did within %(days)s.")
        said.append(words % {"when": _within(followed[-1]), "days": days_of(followed[-1].started)})
    if not said and any(week.ripe and week.begun.suppressed for week in weeks):
        return _(
            "How many people set out in these weeks is hidden, because it could tell of a few people: the table says how long it took."
        )
    return " ".join(said) or _("Too few people could be followed for long enough to say how long it takes them.")


def _people_said(measured: MeasuredMap) -> str:
    """Whether as many finish as set out, over the weeks listed. Rounded weeks are not added up, for their sum can be far from the whole:
    whoever reads these is told the whole, rounded once.
    """
    weeks = measured.weeks
    if measured.rounded:
        return _roughly_said(measured.lead_time, weeks[-1].on_the_way)
    begun = round(sum(week.begun.value or 0.0 for week in weeks))
    said = {
        "first": _day(weeks[0].first),
        "last": _day(weeks[-1].last),
        "begun": f"{begun:,}",
        "finished": f"{sum(week.finished.value or 0.0 for week in weeks):,.0f}",
        "open": f"{weeks[-1].on_the_way.value or 0.0:,.0f}",
    }
    words = ngettext(
        "From %(first)s to %(last)s %(begun)s person set out and %(finished)s finished; on the way at the end: %(open)s.",
        "From %(first)s to %(last)s %(begun)s people set out and %(finished)s finished; on the way at the end: %(open)s.",
        begun,
    )
    return words % said


def _roughly_said(whole: MeasuredTime | None, on_the_way: Number) -> str:
    said = {"finished": _roughly(whole.n if whole else 0), "open": _roughly(on_the_way.value)}
    if on_the_way.suppressed:
        return _("Over the whole time %(finished)s people finished.") % said
    return _("Over the whole time %(finished)s people finished; at the end %(open)s were on the way.") % said


def _roughly(n: float | None) -> str:
    return _("about %(n)s") % {"n": f"{n:,.0f}"} if n else "0"


def _note(measured: MeasuredMap) -> str:
    parts = [_("The last week may not be over.")]
    if measured.rounded:
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


def _within(week: MeasuredWeek) -> str:
    """The same, inside a sentence."""
    if (week.last - week.first).days < DAYS_A_WEEK:
        return _("in the week of %(day)s") % {"day": _day(week.first)}
    return _("from %(first)s to %(last)s") % {"first": _day(week.first), "last": _day(week.last)}


def _at(weeks: Sequence[MeasuredWeek]) -> list[float]:
    """The Monday of each in days: several weeks told together take up their time."""
    return [float(week.first.toordinal()) for week in weeks]


def _short(weeks: Sequence[MeasuredWeek]) -> list[str]:
    return [date_format(week.first, "j M y") for week in weeks]


def _day(day: date) -> str:
    return date_format(day, "j F Y")
