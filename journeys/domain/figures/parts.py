"""What the figures that add up are made of: how much of each stands at which step or link. The parts add up to the figure exactly."""

from collections.abc import Iterable, Mapping

from journeys.domain.accounts import is_known
from journeys.domain.elements import Element
from journeys.domain.figures.durations import Pick, reading
from journeys.domain.figures.flow import clock_of
from journeys.domain.figures.walk import Walk
from journeys.domain.state import MapState

Parts = Mapping[str, float]  # {id of a step or link: its part}


def effort_parts(state: MapState, found: Walk) -> Parts:
    """Minutes of work for one person, by the step of a service where they are spent: every branch, every letter, times the staff."""
    parts: dict[str, float] = {}
    for id, times in found.visits.items():
        step = state[id]
        if state.is_persons_side(step) or step["kind"] == "wait":
            continue
        minutes = reading(step["pt"], clock_of(state, step).work_minutes) or 0.0
        staff = reading(step["staff"], lambda value, _unit: value)
        parts[id] = times * minutes * (1.0 if staff is None else staff)
    return parts


def by_agency(state: MapState, parts: Parts) -> dict[str, float]:
    """The parts of steps, added up by agency."""
    added: dict[str, float] = {}
    for id, part in parts.items():
        agency = state.agency_of(state[id])
        added[agency] = added.get(agency, 0.0) + part
    return added


def value_parts(state: MapState, found: Walk) -> Parts:
    """Minutes of value to the person by step of a service; a second pass has none."""
    return {
        step: once * (reading(state[step]["value"], clock_of(state, state[step]).work_minutes) or 0.0)
        for step, once in found.once.items()
        if not state.is_persons_side(state[step])
    }


def touch_parts(found: Walk) -> Parts:
    """Minutes of work on one person's way by step; of work side by side the longest branch's."""
    return {id: found.flow.stops[id].pt * times for id, times in found.critical.items() if id in found.flow.stops}


def decision_parts(state: MapState, found: Walk) -> Parts:
    """How often a decision is made, by the step where it is."""
    return {id: times for id, times in found.visits.items() if state[id]["kind"] == "decision"}


def own_steps(state: MapState, kind: str) -> list[Element]:
    """The boxes of the person's or the carers' lanes."""
    return [step for lane in state.lanes if lane["kind"] == kind for step in state.steps_of_lane(lane["id"])]


def own_time_parts(state: MapState, steps: Iterable[Element], name: str = "pt", pick: Pick = "used") -> Parts:
    """Minutes of somebody's own time by box; those that somebody told."""
    return {s["id"]: reading(s[name], clock_of(state, s).work_minutes, pick) or 0.0 for s in steps if is_known(s["pt"])}
