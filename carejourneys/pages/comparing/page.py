"""What the template of a comparison is given."""

from collections.abc import Mapping
from typing import Any

from analytics.queries.measured import Measurements
from journeys.domain.comparing.comparison import Comparison

from . import agencies, days
from .figures import definitions_said, figure_rows, tiles
from .measured import measured_waits
from .parts import part_tables
from .steps import what_changes


def comparison_parts(
    comparison: Comparison, names: Mapping[str, str], labels: tuple[str, str], measured: tuple[Measurements, Measurements]
) -> dict[str, Any]:
    """The parts of pages/compare/whole.html. names: {agency: name}; labels: what either map is called for short; measured: what data say
    of either.
    """
    times = measured[0].times, measured[1].times
    waits = measured_waits(comparison, times[0])
    sections = days.sections(comparison, waits)
    more, less = agencies.moved(comparison, names)
    return {
        "comparison": comparison,
        "labels": labels,
        "measured": measured[0],
        "measured_after": measured[1],
        "waits": waits,
        "tiles": tiles(comparison, times),
        "definitions": definitions_said(),
        "figure_rows": figure_rows(comparison, times),
        "sections": sections,
        "total": days.total(comparison, waits),
        "most_of_it": days.most_of_it(sections),
        "doings": what_changes(comparison),
        "effort_rows": agencies.effort_rows(comparison, names),
        "more_work": more,
        "less_work": less,
        "hand_off_rows": agencies.hand_off_rows(comparison, names),
        "circles": agencies.circles(comparison, names, labels),
        "part_tables": part_tables(comparison),
    }
