"""What the templates of the map's pages are given."""

from typing import Any

from django.utils.translation import gettext as _

from analytics.queries.measured import Measurements
from journeys.domain.accounts import SOURCES
from journeys.domain.figures.definitions import DEFINITIONS
from journeys.domain.figures.said import in_words
from journeys.domain.figures.score import score
from journeys.domain.state import MapState
from journeys.queries.words import GAP_WORDS

from .cards import usual_sources
from .editing_words import blanks, keys, link_kinds
from .figure import figure_story
from .measured_tables import measured_tables
from .measured_words import measured_story
from .rungs import bars
from .score_line import score_line
from .script_words import derived, in_a_page, measured_for_scripts, words
from .table import grid_of
from .waits import wait_lines, waits_in_words


def map_parts(state: MapState, measured: Measurements | None = None) -> dict[str, Any]:
    """What rules make of the elements: the score line, the ladder, what to look at, numbers and gaps."""
    scored, shown = score(state), measured or Measurements()
    return {
        "state": state,
        "score": scored,
        "tiles": score_line(scored, shown.times),
        "measured": shown,
        "bars": bars(scored.ladder),
        "gaps": [(state[gap.step], [str(GAP_WORDS[kind]) for kind in gap.kinds]) for gap in scored.gaps],
        "findings": [(finding, state.get(finding.element)) for finding in scored.findings],
        "derived": derived(state, scored.gaps),
    }


def map_page(state: MapState, snapshot: tuple[int, bytes], measured: Measurements | None = None) -> dict[str, Any]:
    """The context of pages/map/page.html."""
    parts = map_parts(state, measured)
    times = parts["measured"].times
    return {
        **parts,
        "grid": grid_of(state, parts["score"].gaps, waits_in_words(times)),
        "usual": usual_words(state),
        "keys": keys(),
        "link_kinds": link_kinds(),
        "revision": snapshot[0],
        "snapshot": in_a_page(snapshot[1]),
        "waits": wait_lines(state, times),
        "page_data": {"measured": measured_for_scripts(times), "words": words(), "derived": parts["derived"], "blank": blanks()},
    }


def usual_words(state: MapState) -> dict[str, str]:
    """Where times without a word beside them come from: in lanes of services, in the people's own."""
    usual = usual_sources(state)
    return {"service": _(SOURCES[usual[False]]), "own": _(SOURCES[usual[True]])}


def figure_page(state: MapState, name: str, measured: Measurements | None = None) -> dict[str, Any]:
    """The context of pages/map/figure.html."""
    scored, shown = score(state), measured or Measurements()
    story = figure_story(state, scored, name)
    return {
        "tile": next((tile for tile in score_line(scored, shown.times) if tile.name == name), None),
        "others": [(other, definition.title, in_words(scored[other])) for other, definition in DEFINITIONS.items()],
        "measured": shown,
        "measured_story": measured_story(name, shown.times),
        **story,
        "tables": [*story["tables"], *measured_tables(state, name, shown.times)],
    }
