"""A map as readers from outside see it: steps, waits and figures. Its template shows no names, no notes, no quotes, and leads nowhere."""

from dataclasses import dataclass
from typing import Any

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from analytics.queries.measured import Measurements
from journeys.domain.figures.score import score
from journeys.domain.state import MapState
from journeys.queries.drawn_map import drawing_for_outside

from .links import LinkRow, link_rows
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


@dataclass(frozen=True)
class DrawnMap:
    """A map as a drawing with its arrows, and the same as a table of its links."""

    title: str
    drawing: SafeString
    links: list[LinkRow]


def drawn_map(state: MapState, measured: Measurements) -> DrawnMap:
    """For readers from outside, of whom some have no scripts, some a small screen and some the paper alone."""
    title = state.map["title"]
    drawing = drawing_for_outside(state, _("The map “%(title)s” as a drawing. Its links stand in a table below.") % {"title": title})
    return DrawnMap(title, mark_safe(drawing), link_rows(state, measured.times))  # noqa: S308  (made and escaped by us)
