"""The score line: the headline figures of a map as tiles, each leading to its definition, measured ones beside the estimated."""

from collections import Counter
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from analytics.domain.measured import MeasuredMap
from journeys.domain.figures.definitions import DEFINITIONS
from journeys.domain.figures.said import in_words, is_overfull
from journeys.domain.figures.score import Gap, MapFigure, Score

from .cards import GAPS_ON_CARDS
from .measured_words import beside


@dataclass(frozen=True)
class Tile:
    """One figure. qualifier stands before the value ("at least"); measured: the same from data, in words; why_not: instead of a value."""

    name: str
    label: str
    value: str
    qualifier: str = ""
    note: str = ""
    measured: str = ""
    why_not: str = ""
    tone: str = ""


def score_line(score: Score, measured: MeasuredMap | None = None) -> list[Tile]:
    """In the order people ask: how long, how much of it is work, how often handed on, how it is for the person, who is missing."""
    figures = score.figures
    return [
        _tile(figures["lead_time"], measured=beside("lead_time", measured)),
        _tile(figures["going_round"], _("of the lead time"), beside("going_round", measured)),
        _tile(figures["touch"]),
        _tile(
            figures["flow_efficiency"],
            _of_working_time(figures["flow_efficiency_working"]),
            beside("flow_efficiency", measured),
        ),
        _tile(figures["hand_offs"], _kinds(figures), beside("hand_offs", measured)),
        _tile(figures["right_first_time"], _known(figures["right_first_time"])),
        _tile(figures["reach"], measured=beside("reach", measured)),
        _tile(figures["person_time"], _beside(figures["carer_time"], _("+ %s carer")), tone="person"),
        _tile(figures["person_value_share"], _beside(figures["carer_value_share"], _("carer %s")), tone="person"),
        _gaps(score.gaps),
    ]


def _tile(figure: MapFigure, note: str = "", measured: str = "", tone: str = "") -> Tile:
    definition = DEFINITIONS[figure.name]
    return Tile(
        name=figure.name,
        label=_(definition.title),
        value=in_words(figure),
        qualifier=str(figure.qualifier),
        note="" if figure.tells_nothing else note,
        measured=measured,
        why_not=str(figure.why_not) if figure.value is None else "",
        tone=tone,
    )


def _gaps(gaps: tuple[Gap, ...]) -> Tile:
    """Steps with any gap; beside it how often each kind, in the words of the cards. A step may lack both."""
    words = ngettext("%(n)d step", "%(n)d steps", len(gaps)) % {"n": len(gaps)}
    kinds = Counter(kind for gap in gaps for kind in gap.kinds)
    note = ", ".join(f"{kinds[kind]} {GAPS_ON_CARDS[kind]}" for kind in sorted(kinds))
    return Tile("gaps", _(DEFINITIONS["gaps"].title), words, note=note, tone="bad" if gaps else "good")


def _beside(figure: MapFigure, words: str) -> str:
    text = in_words(figure)
    if not text:
        return ""
    return words % (f"{figure.qualifier} {text}" if figure.qualifier == "at least" else text)


def _of_working_time(figure: MapFigure) -> str:
    if is_overfull(figure):
        return _("more work than working hours: the times may not fit together")
    return _beside(figure, _("%s of working time"))


def _kinds(figures) -> str:
    if figures["hand_off_kinds"].value is None:
        return ""
    kinds, agencies = int(figures["hand_off_kinds"].value), int(figures["agencies"].value)
    kinds_words = ngettext("%(n)d kind", "%(n)d kinds", kinds) % {"n": kinds}
    return f"{kinds_words}, " + ngettext("%(n)d agency", "%(n)d agencies", agencies) % {"n": agencies}


def _known(figure: MapFigure) -> str:
    return _("%(known)d of %(needed)d known") % {"known": figure.known, "needed": figure.needed} if figure.known < figure.needed else ""
