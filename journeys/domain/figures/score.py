"""The score line of a map: every headline figure with what is unknown about it, and why one cannot be given.

Estimated figures, from what people said; measured ones come from event data (analytics) and are compared with like only.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any
from weakref import WeakKeyDictionary

from carejourneys.common.wording import Words as _
from journeys.domain.accounts import is_known
from journeys.domain.elements import Element
from journeys.domain.figures.definitions import DEFINITIONS
from journeys.domain.figures.durations import MINUTES_A_DAY, Pick, in_working_days, share
from journeys.domain.figures.flow import NOT_WORK, TOLERANCE, NotComputable, quoted
from journeys.domain.figures.handoffs import HandOffs, hand_offs
from journeys.domain.figures.ladder import Rung, ladder
from journeys.domain.figures.parts import by_agency, decision_parts, effort_parts, own_steps, own_time_parts, value_parts
from journeys.domain.figures.sources import sources_by_figure
from journeys.domain.figures.walk import Walk, right_first_time, walk
from journeys.domain.state import MapState

AT_LEAST, AT_MOST = _("at least"), _("at most")


@dataclass(frozen=True)
class MapFigure:
    """One figure. value: in the definition's unit, None when why_not says why. qualifier: "", "at least" or "at most".

    low, high: totals when every account's least or greatest is taken, None when accounts do not differ. known of needed: how many of the
    numbers it rests on somebody has said. basis: the clock it runs on, in words.
    """

    name: str
    value: float | None
    qualifier: str = ""
    low: float | None = None
    high: float | None = None
    known: int = 0
    needed: int = 0
    basis: str = ""
    why_not: str = ""

    @property
    def unit(self) -> str:
        return DEFINITIONS[self.name].unit

    @property
    def tells_nothing(self) -> bool:
        """Whether nothing of it is known yet: no value, or at least, or about, nothing."""
        return self.value is None or (self.value == 0 and self.qualifier not in ("", AT_MOST))


@dataclass(frozen=True)
class Finding:
    """Something to look at: in words, at an element."""

    kind: str
    element: str
    words: str


@dataclass(frozen=True)
class Gap:
    """A step without a process owner (G1), without clinical responsibility (G2), or both."""

    step: str
    kinds: tuple[str, ...]


@dataclass(frozen=True)
class Score:
    """All figures of one map, by name, and what they are made of. Visits and traversals are per person who reaches the end.

    sources: {figure: those of the accounts it rests on}; none of a figure that rests on how the map is drawn alone.
    """

    figures: Mapping[str, MapFigure]
    sources: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    visits: Mapping[str, float] = field(default_factory=dict)
    taken: Mapping[str, float] = field(default_factory=dict)
    effort_by_agency: Mapping[str, float] = field(default_factory=dict)
    hand_offs: HandOffs | None = None
    gaps: tuple[Gap, ...] = ()
    findings: tuple[Finding, ...] = ()
    ladder: tuple[Rung, ...] = ()
    why_not: str = ""

    def __getitem__(self, name: str) -> MapFigure:
        return self.figures[name]

    def as_dict(self) -> dict[str, Any]:
        """JSON-ready: {figures, visits, taken, effort_by_agency, hand_offs, gaps, findings, ladder, why_not}."""
        pairs = self.hand_offs.all if self.hand_offs else {}
        return {
            "figures": {name: {**asdict(figure), "unit": figure.unit} for name, figure in self.figures.items()},
            "visits": dict(self.visits),
            "taken": dict(self.taken),
            "effort_by_agency": dict(self.effort_by_agency),
            "hand_offs": [{"from": a, "to": b, "times": times} for (a, b), times in pairs.items()],
            "gaps": [asdict(gap) for gap in self.gaps],
            "findings": [asdict(finding) for finding in self.findings],
            "ladder": [asdict(rung) for rung in self.ladder],
            "why_not": self.why_not,
        }


def score(state: MapState) -> Score:
    """The score line of a map. Never raises for an unfinished map: figures that cannot be given say why.

    Computed once for each state that somebody still holds: readers of the same revision share it.
    """
    found = _scores.get(state)
    if found is None:
        found = _scores[state] = _score(state)
    return found


_scores: WeakKeyDictionary[MapState, Score] = WeakKeyDictionary()


def _score(state: MapState) -> Score:
    figures = [*_own_time(state, "person"), *_own_time(state, "carer")]
    gaps = find_gaps(state)
    figures.append(MapFigure("gaps", len(gaps)))
    try:
        found = walk(state)
    except NotComputable as missing:
        why = missing.words
        waiting = [MapFigure(name, None, why_not=why) for name in DEFINITIONS if name not in {f.name for f in figures}]
        known = {f.name: f for f in (*figures, *waiting)}
        return Score(known, sources_by_figure(state, None), gaps=gaps, findings=tuple(_loops(state)), why_not=why)
    passed = hand_offs(state, found)
    effort = by_agency(state, effort_parts(state, found))
    figures += [*_times(state, found), *_value(state, found), *_passing(state, found, passed), _effort_figure(state, found, effort)]
    return Score(
        {name: next(f for f in figures if f.name == name) for name in DEFINITIONS},
        sources_by_figure(state, found),
        visits=found.visits,
        taken=found.taken,
        effort_by_agency=effort,
        hand_offs=passed,
        gaps=gaps,
        findings=(*_findings(state, found), *_loops(state)),
        ladder=ladder(state, found),
    )


# times


def _times(state: MapState, found: Walk) -> Iterable[MapFigure]:
    work = _count(state, found.visits, lambda step: step["kind"] not in NOT_WORK, "pt")
    waits = _count(state, _moving(state, found), lambda link: state[link["target"]]["kind"] != "wait", "wait")
    known, needed = work[0] + waits[0], work[1] + waits[1]
    unsure = AT_LEAST if known < needed or found.blocks else ""
    low, high = _both(state, lambda pick: walk(state, pick).days, found.days)
    basis = _basis(state, found)
    yield MapFigure("lead_time", found.days, unsure, low, high, known, needed, basis)
    yield MapFigure("going_round", _rework_days(state, found), basis=basis)
    low, high = _both(state, lambda pick: walk(state, pick).touch, found.touch)
    yield MapFigure("touch", found.touch, AT_LEAST if work[0] < work[1] else "", low, high, *work)
    lead_minutes = found.days * MINUTES_A_DAY
    missing = needed - known
    incomplete = "" if missing <= 0 else _("1 more time is known") if missing == 1 else _("%(n)s more times are known", n=missing)
    week, hours = state.map["days_per_week"], state.map["hours_per_day"]
    working = _("%(days)s days a week, %(hours)s hours a day", days=f"{week:g}", hours=f"{hours:g}")
    for name, part, whole, words in (
        ("flow_efficiency", found.touch, lead_minutes, _("elapsed")),
        ("flow_efficiency_working", found.touch, found.days * week / 7 * hours * 60, working),
        ("process_cycle_efficiency", sum(value_parts(state, found).values()), lead_minutes, _("elapsed")),
    ):
        if whole <= 0:
            yield MapFigure(name, None, why_not=incomplete or _("some time passes between the first step and the last"))
        else:
            yield MapFigure(name, 100 * part / whole, _("about") if incomplete else "", known=known, needed=needed, basis=words)


def _rework_days(state: MapState, found: Walk) -> float:
    """The lead time less what it would be if nobody were sent back."""
    if not any(way.rework for way in found.flow.all_ways()):
        return 0.0
    try:
        return found.days - walk(state, rework=False).days
    except NotComputable:
        return 0.0


def _basis(state: MapState, found: Walk) -> str:
    stated = any(in_working_days(state[id][name]) for id in found.critical for name in ("wait", "pause") if name in state[id])
    if not stated:
        return _("days of the calendar")
    return _("days of the calendar; a working day counts %(n)s of them", n=f"{7 / state.map['days_per_week']:.2g}")


def _both(state: MapState, compute: Callable[[Pick], float], used: float) -> tuple[float | None, float | None]:
    """The total with everybody's least and everybody's greatest, when they differ from the headline."""
    if not any(_differs(element[name]) for element in (*state.steps, *state.links) for name in ("pt", "pause", "wait") if name in element):
        return None, None
    low, high = compute("low"), compute("high")
    return (low, high) if (low, high) != (used, used) else (None, None)


def _differs(figure: Mapping[str, Any]) -> bool:
    accounts = figure["accounts"]
    return len(accounts) > 1 or any(a["low"] is not None or a["high"] is not None for a in accounts)


def _count(state: MapState, times: Mapping[str, float], asked: Callable[[Element], bool], name: str) -> tuple[int, int]:
    """(known, needed): of the elements met, how many have this figure."""
    met = [state[id] for id, n in times.items() if n > 0 and asked(state[id])]
    return sum(is_known(element[name]) for element in met), len(met)


def _moving(state: MapState, found: Walk) -> dict[str, float]:
    """Links that carry the person."""
    return {id: times for id, times in found.taken.items() if state[id]["kind"] != "information"}


# value and effort


def _value(state: MapState, found: Walk) -> Iterable[MapFigure]:
    minutes = sum(value_parts(state, found).values())
    worked = {s: n for s, n in found.visits.items() if not state.is_persons_side(state[s])}
    known, needed = _count(state, worked, lambda step: step["kind"] not in NOT_WORK, "value")
    yield MapFigure("value", minutes, AT_LEAST if known < needed else "", known=known, needed=needed)
    together = sum(found.flow.stops[s].pt * n for s, n in worked.items() if s in found.flow.stops)
    if together <= 0:
        yield MapFigure("value_share", None, why_not=_("the hands-on time of a step is known"))
    else:
        yield MapFigure("value_share", 100 * minutes / together, AT_LEAST if known < needed else "", known=known, needed=needed)


def _effort_figure(state: MapState, found: Walk, effort: Mapping[str, float]) -> MapFigure:
    services = {s: n for s, n in found.visits.items() if not state.is_persons_side(state[s])}
    known, needed = _count(state, services, lambda step: step["kind"] not in (*NOT_WORK, "wait"), "pt")
    return MapFigure("effort", sum(effort.values()), AT_LEAST if known < needed else "", known=known, needed=needed)


# passing on


def _passing(state: MapState, found: Walk, passed: HandOffs) -> Iterable[MapFigure]:
    yield MapFigure("hand_offs", passed.count)
    yield MapFigure("hand_off_kinds", passed.kinds)
    yield MapFigure("contacts", passed.contacts)
    yield MapFigure("decisions", sum(decision_parts(state, found).values()))
    yield MapFigure("agencies", len(passed.agencies))
    yield MapFigure("reach", 100 * found.reach)
    onward = {id: times for id, times in _moving(state, found).items() if state[id]["kind"] != "rework"}
    known, needed = _count(state, onward, lambda link: True, "caa")
    if not known:
        yield MapFigure(
            "right_first_time", None, needed=needed, why_not=_("a receiver says how much of what arrives is complete and accurate")
        )
        return
    try:
        right = right_first_time(found)
    except NotComputable as missing:
        yield MapFigure("right_first_time", None, known=known, needed=needed, why_not=missing.words)
    else:
        yield MapFigure("right_first_time", 100 * right, AT_MOST if known < needed else "", known=known, needed=needed)


def _own_time(state: MapState, kind: str) -> Iterable[MapFigure]:
    steps = own_steps(state, kind)
    known = [s for s in steps if is_known(s["pt"])]
    if not known:
        for name in (f"{kind}_time", f"{kind}_value_share"):
            yield MapFigure(name, None, needed=len(steps), why_not=_("somebody tells what it takes of their own time"))
        return

    def total(name: str, pick: Pick) -> float:
        return sum(own_time_parts(state, known, name, pick).values())

    unsure = AT_LEAST if len(known) < len(steps) else ""
    spent = total("pt", "used")
    low, high = (total("pt", "low"), total("pt", "high")) if any(_differs(s["pt"]) for s in known) else (None, None)
    yield MapFigure(f"{kind}_time", spent, unsure, low, high, len(known), len(steps))
    valued = sum(is_known(s["value"]) for s in known)
    if not valued or spent <= 0:
        yield MapFigure(f"{kind}_value_share", None, needed=len(known), why_not=_("somebody tells how much of that time was of value"))
    else:
        share_of_value = 100 * total("value", "used") / spent
        yield MapFigure(f"{kind}_value_share", share_of_value, AT_LEAST if valued < len(known) else "", known=valued, needed=len(known))


# what to look at


def find_gaps(state: MapState) -> tuple[Gap, ...]:
    """Steps of services without a process owner (G1) or without clinical responsibility (G2).

    What lies in a lane that no link leads to or from waits beside the journey (the parking list); as long as nothing is linked, all count.
    """
    gaps = []
    linked = {state[link[end]]["lane"] for link in state.links for end in ("source", "target")}
    for step in state.steps:
        if state.is_persons_side(step) or step["kind"] in NOT_WORK or (linked and step["lane"] not in linked):
            continue
        kinds = [] if step["process_owner"] else ["G1"]
        if not step["clinically_responsible"] and not state.is_information_step(step["id"]):
            kinds.append("G2")
        if kinds:
            gaps.append(Gap(step["id"], tuple(kinds)))
    return tuple(gaps)


def _findings(state: MapState, found: Walk) -> Iterable[Finding]:
    for step in state.steps:
        back = sum(share(link["share"]) or 0.0 for link in state.links_from(step["id"], "rework"))
        for link in state.links_into(step["id"], "flow") if back else ():
            caa = share(link["caa"])
            if caa is not None and caa > 1 - back + TOLERANCE:
                words = _(
                    "%(step)s sends back %(back)s%%, yet %(caa)s%% of what comes from %(source)s "
                    "is said to be complete and accurate. Both cannot be right.",
                    step=quoted(step),
                    back=f"{100 * back:g}",
                    caa=f"{100 * caa:g}",
                    source=quoted(state[link["source"]]),
                )
                yield Finding("caa_against_sent_back", link["id"], words)
    for step in state.steps:
        if (
            step["id"] not in found.flow.stops
            and not state.is_persons_side(step)
            and not state.is_information_step(step["id"])
            and step["id"] not in found.visits
        ):
            words = _("No way leads from the first step to %(step)s, so no figure counts it.", step=quoted(step))
            yield Finding("not_on_the_way", step["id"], words)


def _loops(state: MapState) -> Iterable[Finding]:
    """Links that close a cycle and are not marked as sent back: proposed, never decided here."""
    start = state.map["start"]
    if start is None:
        return
    seen: set[str] = set()
    on_path: set[str] = set()
    path = [(start, iter(state.links_from(start, "flow")))]
    seen.add(start)
    on_path.add(start)
    while path:
        step, links = path[-1]
        link = next(links, None)
        if link is None:
            path.pop()
            on_path.discard(step)
        elif link["target"] in on_path:
            words = _(
                "The link from %(step)s goes back to %(back)s. Is it “sent back, done again”?",
                step=quoted(state[step]),
                back=quoted(state[link["target"]]),
            )
            yield Finding("goes_back", link["id"], words)
        elif link["target"] not in seen:
            seen.add(link["target"])
            on_path.add(link["target"])
            path.append((link["target"], iter(state.links_from(link["target"], "flow"))))
