"""One person's expected way over the whole map: every step, every link, parallel parts opened up again, letters and notices with it."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from carejourneys.common.wording import Words as _
from journeys.domain.figures.blocks import Block, Branch, Reduced, reduce_blocks
from journeys.domain.figures.chain import Passage, passage
from journeys.domain.figures.durations import Pick
from journeys.domain.figures.flow import Flow, NotComputable, Way, flow_of
from journeys.domain.state import MapState


@dataclass(frozen=True)
class Walk:
    """What one person who reaches the end does on average.

    visits, once: {step: times passed, chance of coming there}; information steps count as often as their letters come.
    taken: {link: times}. days: lead time. touch: minutes of work, of parallel parts the longest branch's.
    critical: {step or link: times} of what the lead time is made of: the same, but of parallel parts the longest branch only.
    """

    flow: Flow
    reduced: Reduced
    main: Passage
    visits: Mapping[str, float]
    once: Mapping[str, float]
    taken: Mapping[str, float]
    critical: Mapping[str, float]
    days: float
    touch: float

    @property
    def reach(self) -> float:
        """The share of all who start that reaches the end."""
        return self.main.reach

    @cached_property
    def blocks(self) -> tuple[Block, ...]:
        """The parallel parts met on the way, outermost first."""
        found: list[Block] = []

        def look(passage: Passage) -> None:
            for way, _times in passage.taken:
                if way.block is not None:
                    found.append(way.block)
                    for branch in way.block.branches:
                        look(branch.passage)

        look(self.main)
        return tuple(found)


def walk(state: MapState, pick: Pick = "used", *, rework: bool = True) -> Walk:
    """The walk over a map; rework=False: as if nobody were sent back. Raises NotComputable saying what is missing."""
    flow = flow_of(state, pick)
    if not rework:
        flow = flow.without_rework()
    reduced = reduce_blocks(flow)
    main = passage(reduced.flow, flow.start, flow.end)
    count = _Count(reduced)
    count.passage(main, 1.0, True)
    end = flow.stops[flow.end]
    count.visit(end.id, 1.0, 1.0, True)
    count.letters(state)
    days = sum(flow.stops[step].days * times for step, times in count.critical_steps.items())
    days += sum(way.days * times for way, times in count.critical_ways)
    touch = sum(flow.stops[step].pt * times for step, times in count.critical_steps.items())
    critical = dict(count.critical_steps)
    for way, times in count.critical_ways:
        if way.link is not None:
            critical[way.link] = critical.get(way.link, 0.0) + times
    return Walk(flow, reduced, main, dict(count.visits), dict(count.once), dict(count.taken), critical, days, touch)


class _Count:
    """Adds up passages, blocks opened, over the whole map."""

    def __init__(self, reduced: Reduced):
        self.reduced = reduced
        self.visits: dict[str, float] = defaultdict(float)
        self.once: dict[str, float] = defaultdict(float)
        self.taken: dict[str, float] = defaultdict(float)
        self.critical_steps: dict[str, float] = defaultdict(float)
        self.critical_ways: list[tuple[Way, float]] = []

    def visit(self, step: str, times: float, once: float, critical: bool) -> None:
        self.visits[step] += times
        self.once[step] = min(1.0, self.once[step] + once)
        if critical:
            self.critical_steps[step] += times

    def passage(self, inner: Passage, times: float, critical: bool, once: float = 1.0) -> None:
        for step, visits in inner.visits.items():
            self.visit(step, visits * times, inner.once[step] * once, critical)
            for block in self.reduced.aside.get(step, ()):
                self._branch(block.branches[0], visits * times, inner.once[step] * once, False)
        for way, traversals in inner.taken:
            self.way(way, traversals * times, critical, inner.once.get(way.source, 1.0) * once)

    def way(self, way: Way, times: float, critical: bool, once: float) -> None:
        if way.block is None:
            if way.link is not None:
                self.taken[way.link] += times
            if critical:
                self.critical_ways.append((way, times))
            return
        for place, branch in enumerate(way.block.branches):
            self._branch(branch, times, once, critical and place == 0)

    def _branch(self, branch: Branch, times: float, once: float, critical: bool) -> None:
        self.way(branch.entry, times, critical, once)
        self.passage(branch.passage, times, critical, once)

    def letters(self, state: MapState) -> None:
        """Information links are sent as often as their source is passed; information steps are done as often as letters come."""
        waiting = [link for link in state.links if link["kind"] == "information"]
        while waiting:
            ready = [link for link in waiting if not any(other["target"] == link["source"] for other in waiting)]
            for link in ready or waiting:
                times = self.visits.get(link["source"], 0.0)
                self.taken[link["id"]] += times
                if times and state.is_information_step(link["target"]):
                    self.visits[link["target"]] += times
                    self.once[link["target"]] = min(1.0, self.once[link["target"]] + self.once[link["source"]])
            if not ready:
                return
            waiting = [link for link in waiting if link not in ready]


def right_first_time(found: Walk, caa: Mapping[str, float] | None = None) -> float:
    """The chance that everything handed over on the way is complete and accurate (rule 8); an unknown %C&A counts as 1.

    caa: {link: share} to take instead of what is said on the map. Raises NotComputable when a loop is left that nobody marked as sent
    back.
    """
    return _right(found.flow, found.main, found.flow.start, found.flow.end, caa or {})


def _right(flow: Flow, inner: Passage, start: str, goal: str, caa: Mapping[str, float]) -> float:
    out: dict[str, list[Way]] = defaultdict(list)
    for way, _times in inner.taken:
        if not way.rework:
            out[way.source].append(way)
    known: dict[str, float] = {goal: 1.0}
    path: list[str] = [start]
    on_path = {start}
    while path:
        step = path[-1]
        nexts = [way.target for way in out[step] if way.target not in known]
        if step in known or not nexts:
            if step not in known:
                total = sum(way.share for way in out[step])
                if not total:
                    raise NotComputable(_("a way leads on from %(step)s that is not marked as sent back", step=flow.name(step)))
                known[step] = sum(way.share / total * _quality(flow, way, caa) * known[way.target] for way in out[step])
            on_path.discard(path.pop())
            continue
        if nexts[0] in on_path:
            ends = {"step": flow.name(step), "back": flow.name(nexts[0])}
            raise NotComputable(_("the way from %(step)s back to %(back)s is marked as sent back", **ends))
        path.append(nexts[0])
        on_path.add(nexts[0])
    return known[start]


def _quality(flow: Flow, way: Way, caa: Mapping[str, float]) -> float:
    if way.block is None:
        said = way.caa if way.link is None else caa.get(way.link, way.caa)
        return 1.0 if said is None else said
    product = 1.0
    for branch in way.block.branches:
        product *= _quality(flow, branch.entry, caa)
        if branch.passage.visits:
            product *= _right(flow, branch.passage, branch.entry.target, way.block.join or "", caa)
    return product
