"""What goes with a step or a lane that is taken away, before it goes."""

from django.utils.translation import ngettext

from journeys.domain.state import MapState

from .desk import Desk
from .outline_rows import step_label

MOST_NAMED = 12


def what_goes(desk: Desk) -> list[str]:
    """Lines such as "2 links" or "4A Triage"; empty for every other kind of command."""
    if desk.subject is None:
        return []
    if desk.spec.name == "step.remove":
        return _with_step(desk.state, desk.subject["id"])
    if desk.spec.name == "lane.remove":
        return _with_lane(desk.state, desk.subject["id"])
    return []


def _with_step(state: MapState, step: str) -> list[str]:
    links = len(state.links_from(step)) + len(state.links_into(step))
    counts = (
        (links, ngettext("%(n)d link", "%(n)d links", links)),
        (len(state.problems_on(step)), ngettext("%(n)d problem", "%(n)d problems", len(state.problems_on(step)))),
        (len(state.ideas_on(step)), ngettext("%(n)d idea", "%(n)d ideas", len(state.ideas_on(step)))),
    )
    return [words % {"n": n} for n, words in counts if n]


def _with_lane(state: MapState, lane: str) -> list[str]:
    steps = [step_label(state, step) for step in state.steps_of_lane(lane)]
    more = len(steps) - MOST_NAMED
    return steps[:MOST_NAMED] + ([ngettext("%(n)d more step", "%(n)d more steps", more) % {"n": more}] if more > 0 else [])
