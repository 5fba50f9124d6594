"""The lead-time ladder: where one person's days go, step by step in journey order. The rungs add up to the lead time exactly."""

from dataclasses import dataclass

from journeys.domain.figures.walk import Walk
from journeys.domain.state import MapState


@dataclass(frozen=True)
class Rung:
    """kind: touch (work and pauses at a step), wait (on a link), round (everything that going round adds). days: expected, elapsed.

    element: the step or link; for round the first link that sends back. words: "at Triage", "before Triage". times: as often a person.
    """

    kind: str
    element: str
    days: float
    words: str
    times: float = 1.0
    minutes: float = 0.0


def ladder(state: MapState, found: Walk) -> tuple[Rung, ...]:
    """The rungs in journey order. Of work done side by side the longest branch stands; what going round adds is one rung of its own."""
    once = first_pass(found)
    place = {step["id"]: n for n, step in enumerate(state.steps)}
    rungs: list[tuple[float, Rung]] = []
    ways = {way.link: way for way in found.flow.all_ways() if way.link}
    for id in found.critical:
        times = once.get(id, 0.0)
        if id in ways:
            way = ways[id]
            if not way.rework and way.days * times > 0:
                title = state[way.target]["title"]
                rungs.append((place[way.target] - 0.5, Rung("wait", id, way.days * times, title, times)))
        elif times > 0 and (found.flow.stops[id].days > 0):
            stop = found.flow.stops[id]
            rungs.append((place[id], Rung("touch", id, stop.days * times, stop.title, times, stop.pt * times)))
    back = next((way for way in found.flow.all_ways() if way.rework and found.taken.get(way.link or "", 0) > 0), None)
    rest = found.days - sum(rung.days for _place, rung in rungs)
    if back is not None and back.link is not None and abs(rest) > 1e-9:
        title = state[back.target]["title"]
        rungs.append((place[back.source] + 0.25, Rung("round", back.link, rest, title, found.taken[back.link])))
    return tuple(rung for _place, rung in sorted(rungs, key=lambda pair: pair[0]))


def first_pass(found: Walk) -> dict[str, float]:
    """How often each step and link is met when nobody goes round: the chance of coming there, ways by their onward shares."""
    times: dict[str, float] = {}
    onward: dict[str, float] = {}
    for way in found.flow.all_ways():
        if way.link and way.link in found.critical and not way.rework:
            onward[way.source] = onward.get(way.source, 0.0) + found.critical[way.link]
    for id in found.critical:
        if id in found.flow.stops:
            times[id] = min(found.once.get(id, 0.0), found.critical[id])
    for way in found.flow.all_ways():
        if way.link and way.link in found.critical and not way.rework and onward.get(way.source):
            times[way.link] = times.get(way.source, 0.0) * found.critical[way.link] / onward[way.source]
    return times
