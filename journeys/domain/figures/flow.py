"""The flow of people on a map: steps and ways, with their shares, times and %C&A (rules 1, 3, 4)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from carejourneys.common.wording import Words as _
from journeys.domain.elements import Element
from journeys.domain.figures.durations import MINUTES_A_DAY, Clock, Pick, reading, share
from journeys.domain.state import MapState

if TYPE_CHECKING:
    from journeys.domain.figures.blocks import Block

NOT_WORK = ("gateway", "event")  # kinds of step at which nobody works
TOLERANCE = 0.005  # shares sum to 100 ± 0.5


class NotComputable(Exception):
    """A figure that cannot be given yet. `words` say what is missing and where; they follow "once" or "until"."""

    def __init__(self, words: str):
        super().__init__(words)
        self.words = words


@dataclass(frozen=True)
class Way:
    """An edge of the flow. share: of those who leave the source, 0 to 1. days: elapsed, wait included.

    touch: minutes of work inside it, when it stands for a block.
    """

    source: str
    target: str
    share: float
    days: float = 0.0
    touch: float = 0.0
    caa: float | None = None
    rework: bool = False
    link: str | None = None
    block: "Block | None" = None


@dataclass(frozen=True)
class Stop:
    """A node of the flow. pt: minutes of work in one pass. pause: days inside it when nobody works."""

    id: str
    title: str
    pt: float = 0.0
    pause: float = 0.0

    @property
    def days(self) -> float:
        """Elapsed days of one pass."""
        return self.pt / MINUTES_A_DAY + self.pause


@dataclass(frozen=True)
class Flow:
    """Where people can go from the start. `parallel`: the steps whose ways out are all taken together."""

    start: str
    end: str
    stops: Mapping[str, Stop]
    ways: Mapping[str, tuple[Way, ...]]
    parallel: frozenset[str]

    def from_(self, step: str) -> tuple[Way, ...]:
        """The ways out of a step; the end has none."""
        return self.ways.get(step, ())

    def all_ways(self) -> Iterable[Way]:
        return (way for ways in self.ways.values() for way in ways)

    def name(self, step: str) -> str:
        """The step in quotation marks, for sentences."""
        return f"“{self.stops[step].title}”"

    def reaching(self, goals: Iterable[str]) -> frozenset[str]:
        """The steps from which one of the goals can be reached, the goals among them."""
        into: dict[str, list[str]] = {}
        for way in self.all_ways():
            into.setdefault(way.target, []).append(way.source)
        found = set(goals)
        open_ = list(found)
        while open_:
            for source in into.get(open_.pop(), ()):
                if source not in found:
                    found.add(source)
                    open_.append(source)
        return frozenset(found)

    def reachable(self, start: str, *, without: str | None = None) -> frozenset[str]:
        """The steps that can be reached from one, itself among them, never passing through `without`."""
        found, open_ = {start}, [start]
        while open_:
            for way in self.from_(open_.pop()):
                if way.target != without and way.target not in found:
                    found.add(way.target)
                    open_.append(way.target)
        return frozenset(found)

    def without_rework(self) -> "Flow":
        """The same flow if nobody were sent back: rework shares 0, the others rescaled. A step that only sends back keeps its ways."""
        ways = {}
        for step, out in self.ways.items():
            onward = tuple(way for way in out if not way.rework)
            total = sum(way.share for way in onward)
            if onward and total > 0 and step not in self.parallel:
                ways[step] = tuple(replace(way, share=way.share / total) for way in onward)
            else:
                ways[step] = onward or out
        return replace(self, ways=ways)


def quoted(step: Element) -> str:
    """What a step is called, within a sentence."""
    return f"“{step['title']}”"


def clock_of(state: MapState, step: Element) -> Clock:
    """The calendar of a step's lane, else of the map."""
    lane = state[step["lane"]]
    return Clock(lane["hours_per_day"] or state.map["hours_per_day"], state.map["days_per_week"])


def flow_of(state: MapState, pick: Pick = "used") -> Flow:
    """The flow of people from the map's start. Raises NotComputable when start, end, a share or a way between the two is missing.

    Unknown times count 0 here; whoever shows a figure says "at least".
    """
    start, end = state.map["start"], state.map["end"]
    if start is None or end is None:
        if start is None and end is None:
            raise NotComputable(_("the first and last steps are named"))
        raise NotComputable(_("the first step is named") if start is None else _("the last step is named"))
    ways: dict[str, tuple[Way, ...]] = {}
    parallel = set()
    stops: dict[str, Stop] = {}
    open_ = [start]
    while open_:
        id = open_.pop()
        if id in stops:
            continue
        stops[id] = stop_of(state, state[id], pick)
        links = () if id == end else state.links_from(id, "flow", "rework")
        out, together = _ways_out(state, state[id], links, pick)
        ways[id] = out
        if together:
            parallel.add(id)
        open_ += [way.target for way in out]
    if end not in stops:
        raise NotComputable(_("a way leads from %(start)s to %(end)s", start=quoted(state[start]), end=quoted(state[end])))
    return Flow(start, end, stops, ways, frozenset(parallel))


def stop_of(state: MapState, step: Element, pick: Pick = "used") -> Stop:
    """The step's own time: of a wait all of it is pause. Unknown times count 0."""
    clock = clock_of(state, step)
    if step["kind"] == "wait":
        own = reading(step["pt"], clock.elapsed_days, pick) or 0.0
        return Stop(step["id"], step["title"], 0.0, own + (reading(step["pause"], clock.elapsed_days, pick) or 0.0))
    pt = reading(step["pt"], clock.work_minutes, pick) or 0.0
    return Stop(step["id"], step["title"], pt, reading(step["pause"], clock.elapsed_days, pick) or 0.0)


def _ways_out(state: MapState, step: Element, links: tuple[Element, ...], pick: Pick) -> tuple[tuple[Way, ...], bool]:
    together = step["split"] == "parallel" and len(links) > 1
    if together and any(link["kind"] == "rework" for link in links):
        raise NotComputable(_("the ways out of %(step)s are not both taken together and sent back", step=quoted(step)))
    shares = [1.0] * len(links) if together else _shares(step, links)
    out = []
    for link, part in zip(links, shares, strict=True):
        clock = clock_of(state, state[link["target"]])
        wait = reading(link["wait"], clock.elapsed_days, pick) or 0.0
        out.append(
            Way(step["id"], link["target"], part, wait, 0.0, share(link["caa"]), link["kind"] == "rework", link["id"]),
        )
    return tuple(out), together


def _shares(step: Element, links: tuple[Element, ...]) -> list[float]:
    known = [share(link["share"]) for link in links]
    if len(links) == 1 and known[0] is None:
        return [1.0]
    if any(part is None for part in known):
        if step["split"] is None and all(part is None for part in known):
            words = _("somebody says whether the ways out of %(step)s are a choice or all taken together", step=quoted(step))
            raise NotComputable(words)
        raise NotComputable(_("the share of every way out of %(step)s is known", step=quoted(step)))
    parts = [part for part in known if part is not None]
    total = sum(parts)
    if links and abs(total - 1) > TOLERANCE + 1e-9:
        words = _("the shares of the ways out of %(step)s add up to 100%% (now %(now)s%%)", step=quoted(step), now=f"{100 * total:g}")
        raise NotComputable(words)
    return [part / total for part in parts]
