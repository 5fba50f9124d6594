"""A map as readers from outside see it: steps, waits and figures; no names, no notes, no quotes, and nowhere to go."""

from dataclasses import replace
from typing import Any

from analytics.queries.measured import Measurements
from journeys.domain.figures.score import score
from journeys.domain.state import MapState

from .rungs import bars
from .score_line import score_line
from .table import Grid, grid_of
from .waits import wait_lines, waits_in_words


def shared_map(state: MapState, measured: Measurements) -> dict[str, Any]:
    """The context of pages/shared/map.html."""
    scored = score(state)
    return {
        "state": state,
        "score": scored,
        "tiles": score_line(scored, measured.times),
        "bars": bars(scored.ladder),
        "grid": _without_words_of_people(grid_of(state, scored.gaps, waits_in_words(measured.times))),
        "waits": wait_lines(state, measured.times),
        "measured": measured,
    }


def _without_words_of_people(grid: Grid) -> Grid:
    """A card keeps what is done and how long it takes; who runs it may be a name, a quote is somebody's."""
    rows = tuple(
        replace(row, cells=tuple(tuple(replace(card, owner="", quote="") for card in cell) for cell in row.cells)) for row in grid.rows
    )
    return replace(grid, rows=rows)
