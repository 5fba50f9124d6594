"""What the template of a comparison is given."""

from collections.abc import Mapping
from typing import Any

from journeys.domain.comparing.comparison import Comparison

from . import agencies, days
from .figures import figure_rows, tiles
from .parts import part_tables
from .steps import what_changes


def comparison_parts(comparison: Comparison, names: Mapping[str, str], labels: tuple[str, str]) -> dict[str, Any]:
    """The parts of pages/compare/whole.html. names: {agency: name}; labels: what either map is called for short."""
    sections = days.sections(comparison)
    more, less = agencies.moved(comparison, names)
    return {
        "comparison": comparison,
        "labels": labels,
        "tiles": tiles(comparison),
        "figure_rows": figure_rows(comparison),
        "sections": sections,
        "total": days.total(comparison),
        "most_of_it": days.most_of_it(sections),
        "doings": what_changes(comparison),
        "effort_rows": agencies.effort_rows(comparison, names),
        "more_work": more,
        "less_work": less,
        "hand_off_rows": agencies.hand_off_rows(comparison, names),
        "circles": agencies.circles(comparison, names, labels),
        "part_tables": part_tables(comparison),
    }
