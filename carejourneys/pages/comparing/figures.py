"""The score lines of two maps beside each other: the headline as tiles, every figure as a row."""

from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from analytics.domain.measured import MeasuredMap
from journeys.domain.comparing.comparison import Comparison, FigureChange
from journeys.domain.figures.definitions import DEFINITIONS, UNITS
from journeys.domain.figures.said import in_words
from journeys.domain.figures.score import MapFigure

from .amounts import changed_by, judged
from .measured import MeasuredWords, measured_words

HEADLINE = ("lead_time", "person_time", "carer_time", "hand_offs", "right_first_time", "gaps")
MAKING_UP_THE_LINE = (
    "lead_time",
    "going_round",
    "touch",
    "flow_efficiency",
    "flow_efficiency_working",
    "process_cycle_efficiency",
    "hand_offs",
    "hand_off_kinds",
    "agencies",
    "contacts",
    "decisions",
    "right_first_time",
    "effort",
    "value",
    "value_share",
    "person_time",
    "person_value_share",
    "carer_time",
    "carer_value_share",
    "gaps",
    "reach",
)


@dataclass(frozen=True)
class FigureRow:
    """One figure on both maps, in words. before_is, after_is: "at least", "at most", "about" or empty. change: empty where `why_not` says
    why the two are not compared. judged: good, bad or empty. measured: what data say of the map before, then of the map after.
    """

    name: str
    title: str
    before: str
    after: str
    before_is: str
    after_is: str
    change: str
    judged: str
    why_not: str
    measured: tuple[MeasuredWords | None, MeasuredWords | None]


Measured = tuple[MeasuredMap | None, MeasuredMap | None]  # of the map before, of the map after


def tiles(comparison: Comparison, measured: Measured) -> list[FigureRow]:
    """The figures a board asks for, as far as either map knows them."""
    rows = (_row(comparison.figures[name], measured) for name in HEADLINE)
    return [row for row in rows if row.before or row.after]


def figure_rows(comparison: Comparison, measured: Measured) -> list[FigureRow]:
    """Every figure, in the order people ask. Contacts are counted where the person's own steps are drawn: elsewhere 0 would be untrue."""
    rows = [_row(comparison.figures[name], measured) for name in MAKING_UP_THE_LINE]
    if any(state.is_persons_side(step) for state in (comparison.before, comparison.after) for step in state.steps):
        return rows
    why_not = _("no step of the person is drawn on either map")
    return [replace(row, before="", after="", change="", judged="", why_not=why_not) if row.name == "contacts" else row for row in rows]


def definitions_said() -> list[dict[str, str]]:
    """What each of them is and its unit, {title, unit, counts}, for readers who cannot open the page of a figure."""
    chosen = [DEFINITIONS[name] for name in MAKING_UP_THE_LINE]
    return [{"title": _(one.title), "unit": _(UNITS[one.unit]), "counts": _(one.counts)} for one in chosen]


def _row(one: FigureChange, measured: Measured) -> FigureRow:
    change, judgement, why_not = "", "", str(one.why_not)
    if one.change is not None and one.before.tells_nothing and one.after.tells_nothing:
        why_not = _("not known on either map")
    elif one.change is not None:
        change, judgement = changed_by(one.name, one.change), judged(one.name, one.change)
        if one.about and judgement:
            change = _("about %s") % change
    return FigureRow(
        name=one.name,
        title=_(DEFINITIONS[one.name].title),
        before=in_words(one.before),
        after=in_words(one.after),
        before_is=_unsure(one.before),
        after_is=_unsure(one.after),
        change=change,
        judged=judgement,
        why_not=why_not,
        measured=(measured_words(one.name, measured[0]), measured_words(one.name, measured[1])),
    )


def _unsure(figure: MapFigure) -> str:
    return "" if figure.tells_nothing else str(figure.qualifier)
