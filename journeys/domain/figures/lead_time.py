"""The lead time of one step (Martin & Osterling's LT): it is derived, never kept (rule A2).

LT = mean wait on the ways in, each as often as people come by it, + pause + hands-on time. In days of the calendar.
"""

from dataclasses import dataclass

from carejourneys.common.wording import Words as _
from journeys.domain.accounts import is_known
from journeys.domain.elements import Element
from journeys.domain.figures.durations import reading
from journeys.domain.figures.flow import NOT_WORK, NotComputable, clock_of, stop_of
from journeys.domain.figures.walk import walk
from journeys.domain.state import MapState


@dataclass(frozen=True)
class StepLeadTime:
    """days = wait + own; None when `why_not` says why. own: hands-on time and pause. at_least: some of it nobody has said."""

    days: float | None
    wait: float | None
    own: float
    at_least: bool
    why_not: str = ""


def lead_time_of(state: MapState, step: Element) -> StepLeadTime:
    """The lead time of a step as the map stands. Never raises for an unfinished map."""
    own = stop_of(state, step).days
    unsaid = step["kind"] not in NOT_WORK and not is_known(step["pt"])
    ways = state.links_into(step["id"], "flow", "rework")
    if not ways:
        return StepLeadTime(own, 0.0, own, unsaid)
    try:
        times = _times(state, ways)
    except NotComputable as missing:
        return StepLeadTime(None, None, own, unsaid, missing.words)
    clock = clock_of(state, step)
    waits = {link["id"]: reading(link["wait"], clock.elapsed_days) or 0.0 for link in ways}
    mean = sum(waits[id] * n for id, n in times.items()) / sum(times.values())
    unsaid = unsaid or (step["kind"] != "wait" and any(not is_known(link["wait"]) for link in ways if times[link["id"]] > 0))
    return StepLeadTime(mean + own, mean, own, unsaid)


def _times(state: MapState, ways: tuple[Element, ...]) -> dict[str, float]:
    """How often people come each way; a single way needs no counting."""
    if len(ways) == 1:
        return {ways[0]["id"]: 1.0}
    taken = walk(state).taken
    times = {link["id"]: taken.get(link["id"], 0.0) for link in ways}
    if not sum(times.values()):
        raise NotComputable(_("a way leads here from the first step"))
    return times
