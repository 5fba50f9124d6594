"""A map as readers from outside see it: steps, waits and figures. Its template shows no names, no notes, no quotes, and leads nowhere."""

from typing import Any

from analytics.queries.measured import Measurements
from journeys.domain.figures.score import score
from journeys.domain.state import MapState

from .rungs import bars
from .score_line import score_line
from .table import grid_of
from .waits import wait_lines, waits_in_words


def shared_map(state: MapState, measured: Measurements) -> dict[str, Any]:
    """The context of pages/shared/map.html."""
    scored = score(state)
    return {
        "state": state,
        "score": scored,
        "tiles": score_line(scored, measured.times),
        "bars": bars(scored.ladder),
        "grid": grid_of(state, scored.gaps, waits_in_words(measured.times)),
        "waits": wait_lines(state, measured.times),
        "measured": measured,
    }
