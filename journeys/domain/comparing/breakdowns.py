"""What makes the difference of a figure between two maps, element by element: the lines add up to it exactly (rule C11)."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from journeys.domain.comparing.matching import Match, Matches
from journeys.domain.figures.durations import MINUTES_A_DAY
from journeys.domain.figures.handoffs import HandOffs, hand_offs
from journeys.domain.figures.ladder import first_pass
from journeys.domain.figures.parts import Parts, decision_parts, effort_parts, own_steps, own_time_parts, touch_parts, value_parts
from journeys.domain.figures.score import find_gaps
from journeys.domain.figures.walk import Walk
from journeys.domain.state import MapState

# kinds of line: the wait and the pause of the first time, both again when going round, work; what stands at a step or a link
WAIT, PAUSE, ROUND, WORK, STEP, LINK = "wait", "pause", "round", "work", "step", "link"


@dataclass(frozen=True)
class Line:
    """What one match has to do with a figure. before, after: its part on either map, in the figure's unit."""

    kind: str
    match: Match
    before: float
    after: float

    @property
    def change(self) -> float:
        return self.after - self.before


@dataclass(frozen=True)
class Breakdown:
    """The difference of a figure. lines in journey order; together: what arises only when several changes come together."""

    figure: str
    before: float
    after: float
    lines: tuple[Line, ...]
    together: float = 0.0

    @property
    def change(self) -> float:
        return self.after - self.before

    def sum_of(self, kind: str) -> float:
        """The change of all lines of a kind."""
        return sum(line.change for line in self.lines if line.kind == kind)


@dataclass(frozen=True)
class Side:
    """One of the two maps with what is walked on it once."""

    state: MapState
    walk: Walk
    hand_offs: HandOffs

    @classmethod
    def of(cls, state: MapState, found: Walk) -> "Side":
        return cls(state, found, hand_offs(state, found))


def added_up(before: Side, after: Side, steps: Matches, links: Matches) -> Iterator[Breakdown]:
    """The figures whose parts add up: days, minutes, hand-offs, contacts, decisions, gaps."""
    days = [_days(side) for side in (before, after)]
    kinds = ((WAIT, links), (ROUND, links), (PAUSE, steps), (ROUND, steps), (WORK, steps))
    lines = [line for place, (kind, matches) in enumerate(kinds) for line in _lines(kind, days[0][place], days[1][place], matches)]
    yield _breakdown("lead_time", lines)
    at_steps, at_links = [_at_steps(side) for side in (before, after)], [_at_links(side) for side in (before, after)]
    for name in at_steps[0]:
        yield _breakdown(name, _lines(STEP, at_steps[0][name], at_steps[1][name], steps))
    for name in at_links[0]:
        yield _breakdown(name, _lines(LINK, at_links[0][name], at_links[1][name], links))


def told_alone(before: MapState, after: MapState, steps: Matches) -> Iterator[Breakdown]:
    """Those of them that need no way from start to end: people's own time and who is responsible."""
    parts = [_told(state) for state in (before, after)]
    for name in parts[0]:
        yield _breakdown(name, _lines(STEP, parts[0][name], parts[1][name], steps))


@dataclass(frozen=True)
class Days:
    """Where the days of the lead time go on one map; they add up to it. waiting: {step: days before it and paused inside it}, the first
    time, past gateways, at which nobody does anything. again: both once more, when people are sent back. work: what is touch time.
    """

    waiting: Mapping[str, float]
    again: float
    work: float


def days_of(side: Side) -> Days:
    """The lead time of one map by the step that is waited for."""
    waits, waits_again, pauses, pauses_again, work = _days(side)
    waiting: dict[str, float] = defaultdict(float)
    for link, days in waits.items():
        waiting[_waited_for(side, side.state[link]["target"])] += days
    for step, days in pauses.items():
        waiting[step] += days
    return Days(dict(waiting), sum(waits_again.values()) + sum(pauses_again.values()), sum(work.values()))


def waiting_lines(before: Days, after: Days, steps: Matches) -> tuple[Line, ...]:
    """The waiting of the first time by the step that is waited for, in journey order."""
    return tuple(_lines(WAIT, before.waiting, after.waiting, steps))


def _waited_for(side: Side, step: str) -> str:
    """The first step ahead that is no gateway, on the way most people take; the step itself when it is none."""
    seen: set[str] = set()
    while side.state[step]["kind"] == "gateway" and step not in seen:
        seen.add(step)
        ahead = [link for link in side.state.links_from(step, "flow") if side.walk.critical.get(link["id"])]
        if not ahead:
            break
        step = max(ahead, key=lambda link: side.walk.critical[link["id"]])["target"]
    return step


def _breakdown(figure: str, lines: Iterable[Line]) -> Breakdown:
    kept = tuple(lines)
    return Breakdown(figure, sum(line.before for line in kept), sum(line.after for line in kept), kept)


def _lines(kind: str, before: Parts, after: Parts, matches: Matches) -> Iterator[Line]:
    for match in matches.all:
        if any(before.get(id) for id in match.before) or any(after.get(id) for id in match.after):
            yield Line(kind, match, _sum(before, match.before), _sum(after, match.after))


def _sum(parts: Parts, ids: Iterable[str]) -> float:
    return sum(parts.get(id, 0.0) for id in ids)


def _days(side: Side) -> tuple[Parts, Parts, Parts, Parts, Parts]:
    """What the lead time is made of, in days: waits the first time, waits again, pauses the first time, pauses again, work."""
    found, once = side.walk, first_pass(side.walk)
    waits: dict[str, float] = defaultdict(float)
    again: dict[str, float] = defaultdict(float)
    for way in found.flow.all_ways():
        if way.link is not None and way.link in found.critical:
            first = once.get(way.link, 0.0)
            waits[way.link] = way.days * first
            again[way.link] = way.days * (found.critical[way.link] - first)
    stops = {id: (found.flow.stops[id], times) for id, times in found.critical.items() if id in found.flow.stops}
    pauses = {id: stop.pause * once.get(id, 0.0) for id, (stop, _times) in stops.items()}
    pauses_again = {id: stop.pause * (times - once.get(id, 0.0)) for id, (stop, times) in stops.items()}
    work = {id: minutes / MINUTES_A_DAY for id, minutes in touch_parts(found).items()}
    return waits, again, pauses, pauses_again, work


def _at_steps(side: Side) -> Mapping[str, Parts]:
    return {
        "touch": touch_parts(side.walk),
        "effort": effort_parts(side.state, side.walk),
        "value": value_parts(side.state, side.walk),
        "decisions": decision_parts(side.state, side.walk),
    }


def _at_links(side: Side) -> Mapping[str, Parts]:
    passed = {link: sum(pairs.values()) for link, pairs in side.hand_offs.by_link.items()}
    return {"hand_offs": passed, "contacts": side.hand_offs.contacts_by_link}


def _told(state: MapState) -> Mapping[str, Parts]:
    return {
        "person_time": own_time_parts(state, own_steps(state, "person")),
        "carer_time": own_time_parts(state, own_steps(state, "carer")),
        "gaps": {gap.step: 1.0 for gap in find_gaps(state)},
    }
