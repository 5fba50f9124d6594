"""What the data say a figure is made of, as tables on its page: where the days go, how often each step is visited."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from analytics.domain.measured import MeasuredDays, MeasuredMap, Pair
from analytics.domain.measured_words import SECONDS_A_DAY, days_of
from analytics.domain.metrics import METRICS
from journeys.domain.figures.words import days_text, percent_text, times_text
from journeys.domain.state import MapState
from journeys.queries.outline_rows import step_label

from .figure import Table
from .measured_words import counted

MOST = 12  # pairs by name; a log that leaps about has hundreds


def measured_tables(state: MapState, name: str, measured: MeasuredMap | None) -> list[Table]:
    """The tables of figure `name`; none where nothing was measured of it."""
    if measured is not None and name == "lead_time" and measured.days is not None:
        return [_days(state, measured.days)]
    if measured is not None and name == "going_round" and measured.visits:
        return [_visits(state, measured)]
    return []


def _days(state: MapState, days: MeasuredDays) -> Table:
    """The parts from the longest to the shortest, their sum last. With few people the sum alone, which says so."""
    caption, heads = _("Where the days go, measured"), (_("What"), _("Mean time"), _("Share"))
    whole = days.lead.value
    if not whole:
        return Table(caption, heads, [(_("Mean lead time"), days_of(days.lead) or _("too few to show"), "")])
    pairs = sorted(((number.value or 0.0, pair) for pair, number in days.between.items()), key=lambda one: -one[0])
    parts = [(_("Work"), days.touch.value or 0.0)]
    parts += [(between_words(state, pair), seconds) for seconds, pair in pairs[:MOST]]
    if rest := pairs[MOST:]:
        words = ngettext("%(n)d further pair, together", "%(n)d further pairs, together", len(rest)) % {"n": len(rest)}
        parts.append((words, sum(seconds for seconds, _pair in rest)))
    if days.together is not None:
        parts.append((_("Pairs of few people, together"), days.together.value or 0.0))
    parts.append((_("Mean lead time"), whole))
    rows = [(words, days_text(seconds / SECONDS_A_DAY), percent_text(100 * seconds / whole)) for words, seconds in parts]
    note = _("Of %(n)s people who have finished.") % {"n": counted(days.lead.n)}
    return Table(caption, heads, rows, note=f"{note} {_(METRICS['where_the_days_go'].definition)}")


def between_words(state: MapState, pair: Pair) -> str:
    """“4 Triage” to “5 Scan”; what belongs to no step, or to one that has gone, by those words."""
    source, target = (_step(state, step) for step in pair)
    return _("%(source)s to %(target)s") % {"source": source, "target": target}


def _step(state: MapState, id: str | None) -> str:
    """A step by its words; what was measured may be older than the map."""
    if id is None:
        return _("what belongs to no step")
    step = state.get(id)
    return f"“{step_label(state, step)}”" if step is not None else _("a step no longer on the map")


def _visits(state: MapState, measured: MeasuredMap) -> Table:
    rows = [
        (step_label(state, step), times_text(number.value) if number.value is not None else _("too few to show"), counted(number.n))
        for step in state.steps
        if (number := measured.visits.get(step["id"])) is not None
    ]
    metric = METRICS["measured_visits"]
    return Table(_("Visits to each step, measured"), (_("Step"), _("Times a person"), _("n")), rows, note=_(metric.definition))
