"""Hand-offs between organisations, and what came again: how often it happened to those who have finished."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from analytics.charts.chart import Bar, Bars
from analytics.domain.measured import MeasuredFrequencies, MeasuredFrequency, MeasuredMap
from carejourneys.common.envelope import Number
from journeys.domain.figures.words import percent_text, times_text
from journeys.domain.state import MapState

from .section import Cell, Line, Section, too_few

LISTED, DRAWN = 20, 12
ONCE = 1  # a person: what is less has two digits


def hand_offs_section(state: MapState, measured: MeasuredMap) -> Section | None:
    """None where nobody has finished; without organisations it says what is missing."""
    if measured.lead_time is None or (measured.part and measured.handed is None):
        return None
    title = _("Who hands on to whom")
    if measured.handed is None:
        words = _("These data do not say which organisation did what. With a column of organisations, hand-offs between them are counted.")
        return Section("hand-offs", title, words, "measured_pairs", (_("From, to"),))
    listed = measured.handed.listed[:LISTED]
    return Section(
        name="hand-offs",
        title=title,
        sentence=_hand_offs_said(measured, listed),
        metric="measured_pairs",
        heads=(_("From, to"), _("Times a person"), _("People"), _("Times in all")),
        lines=_lines(listed),
        note=_note(measured.handed),
        chart=_chart(_("Hand-offs between organisations, the most frequent first"), listed),
    )


def again_section(state: MapState, measured: MeasuredMap) -> Section | None:
    """None where nobody has finished."""
    if measured.again is None or measured.lead_time is None:
        return None
    listed = measured.again.listed[:LISTED]
    return Section(
        name="again",
        title=_("What is done again"),
        sentence=_again_said(measured, listed),
        metric="measured_again",
        heads=(_("Activity"), _("Further times a person"), _("People"), _("Further times in all")),
        lines=_lines(listed),
        note=_note(measured.again),
        chart=_chart(_("Activities that came again, the most frequent first"), listed),
    )


def _hand_offs_said(measured: MeasuredMap, listed: Sequence[MeasuredFrequency]) -> str:
    """How many a person, and the most frequent."""
    mean = measured.hand_offs
    if mean is None or mean.value is None:
        return _("Too few people have finished to say how often they are handed on.")
    said = {"times": times_text(mean.value), "pair": _name(listed[0]) if listed else ""}
    if not listed:
        return _("A person who has finished was handed on between organisations %(times)s times.") % said
    return _("A person who has finished was handed on between organisations %(times)s times, most often from %(pair)s.") % said


def _again_said(measured: MeasuredMap, listed: Sequence[MeasuredFrequency]) -> str:
    """How many people go round, and what comes again most."""
    share = measured.going_round
    if not listed:
        few = measured.again is not None and measured.again.few
        return _("Too few people did anything again to say what.") if few else _("Nobody who has finished did anything again.")
    if share is None or share.value is None:
        return _("What comes again most often is “%(activity)s”.") % {"activity": listed[0].of[0]}
    said = {"share": percent_text(share.value), "activity": listed[0].of[0]}
    return _("%(share)s of those who have finished came to a step again; what comes again most often is “%(activity)s”.") % said


def _name(one: MeasuredFrequency) -> str:
    if len(one.of) == 1:
        return one.of[0]
    return _("%(source)s to %(target)s") % {"source": one.of[0], "target": one.of[1]}


def _lines(listed: Sequence[MeasuredFrequency]) -> list[Line]:
    return [Line(_name(one), (_each(one.each), _count(one.people), _count(one.times))) for one in listed]


def _each(number: Number) -> Cell:
    if number.value is None:
        return Cell(too_few(), number)
    return Cell(f"{number.value:.2g}" if 0 < number.value < ONCE else times_text(number.value), number)


def _count(number: Number) -> Cell:
    if number.value is None:
        return Cell(_("hidden"), number)
    words = f"{number.value:,.0f}"
    return Cell(_("about %(n)s") % {"n": words} if number.method else words, number)


def _note(told: MeasuredFrequencies) -> str:
    parts = [_("The %(n)s most frequent.") % {"n": LISTED}] if len(told.listed) > LISTED else []
    parts += [_("Others happened to very few people each, and are not named.")] if told.few else []
    return " ".join(parts)


def _chart(title: str, listed: Sequence[MeasuredFrequency]) -> Bars | None:
    bars = [Bar(_name(one), one.times.value, _count(one.times).words) for one in listed[:DRAWN] if one.times.value]
    return Bars(title, _("times in all"), bars, bar=_("times")) if bars else None
