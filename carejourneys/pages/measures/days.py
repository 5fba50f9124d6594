"""Where the days go: means of those who have finished, which add up to their mean lead time but for rounding."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from analytics.charts.chart import Bar, Bars
from analytics.domain.measured import MeasuredDays, MeasuredMap
from analytics.domain.measured_words import days_of
from carejourneys.common.envelope import Number
from carejourneys.pages.grid.measured_tables import MOST, between_words
from carejourneys.pages.grid.measured_words import counted
from journeys.domain.state import MapState

from .section import Cell, Line, Section, days_said, in_days, time_cell


def days_section(state: MapState, measured: MeasuredMap) -> Section | None:
    """None where nobody has finished."""
    days = measured.days
    if days is None:
        return None
    parts = parts_of(state, days)
    return Section(
        name="where-the-days-go",
        title=_("Where the days go"),
        sentence=_sentence(days, parts, measured.rounded),
        metric="where_the_days_go",
        heads=(_("What"), _("Mean time"), _("Share")),
        lines=[Line(name, _cells(number, days, measured.rounded)) for name, number in (*parts, (_("Mean lead time"), days.lead))],
        note=_of_whom(days.lead, measured.rounded),
        chart=_chart(parts),
    )


def _of_whom(lead: Number, rounded: bool) -> str:
    if rounded and lead.n is None:
        return _("Means of those who have finished, each rounded: together they come to about the mean lead time.")
    if rounded:
        words = _("Means of about %(n)s people who have finished, each rounded: together they come to about the mean lead time.")
        return words % {"n": counted(lead.n)}
    if lead.n is None:
        return _("Means of those who have finished: they add up, medians would not.")
    words = ngettext(
        "Means of %(n)s person who has finished: they add up, medians would not.",
        "Means of %(n)s people who have finished: they add up, medians would not.",
        lead.n,
    )
    return words % {"n": counted(lead.n)}


def parts_of(state: MapState, days: MeasuredDays) -> list[tuple[str, Number]]:
    """(what, mean) from the longest wait to the shortest, with what runs at their head; none where all is hidden."""
    if days.lead.value is None:
        return []
    pairs = sorted(days.between.items(), key=lambda one: -(one[1].value or 0.0))
    parts = [(_("Work"), days.touch)] + [(between_words(state, pair), number) for pair, number in pairs[:MOST]]
    if rest := [number for _pair, number in pairs[MOST:]]:
        words = ngettext("%(n)d further pair, together", "%(n)d further pairs, together", len(rest)) % {"n": len(rest)}
        parts.append((words, _together(rest)))
    if days.together is not None:
        parts.append((_("Pairs of few people, together"), days.together))
    return parts


def _chart(parts: list[tuple[str, Number]]) -> Bars | None:
    if not parts:
        return None
    bars = [Bar(name, in_days(number), days_of(number) or "–") for name, number in parts]
    return Bars(_("Where the days go, on average"), _("days, on average"), bars, bar=_("mean"), waiting=True)


def _together(numbers: list[Number]) -> Number:
    """Means over the same people add up."""
    return Number(**{**numbers[0].as_dict(), "value": sum(number.value or 0.0 for number in numbers)})


def _cells(number: Number, days: MeasuredDays, rounded: bool) -> tuple[Cell, ...]:
    """Whoever reads rounded counts reads two digits of a share."""
    if number.value is None or not days.lead.value:
        return time_cell(number), Cell("")
    share = 100 * number.value / days.lead.value
    return time_cell(number), Cell(f"{float(f'{share:.2g}'):g}%" if rounded else f"{share:.1f}%")


def _sentence(days: MeasuredDays, parts: list[tuple[str, Number]], rounded: bool) -> str:
    if days.lead.value is None:
        return _("Too few people have finished to say where their days went.")
    waits = parts[1:]
    about = _("about %(n)s") if rounded else "%(n)s"
    said = {"lead": about % {"n": days_of(days.lead)}, "touch": about % {"n": days_of(days.touch)} if days.touch.value else _("no time")}
    if not waits:
        return _("Those who have finished took %(lead)s on average; all of it was spent while something was being done.") % said
    name, longest = max(waits, key=lambda one: one[1].value or 0.0)
    return _("Of %(lead)s on average something was being done in %(touch)s; the most, %(longest)s, went by from %(link)s.") % {
        **said,
        "longest": about % {"n": days_said(longest.value or 0.0)},
        "link": name,
    }
