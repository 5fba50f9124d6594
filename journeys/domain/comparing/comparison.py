"""One map held against another of the same journey: like with like, and what cannot be compared is said."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from carejourneys.common.wording import Words as _
from journeys.domain.comparing.breakdowns import Breakdown, Days, Line, Side, added_up, days_of, told_alone, waiting_lines
from journeys.domain.comparing.matching import Lineage, Matches, matched
from journeys.domain.comparing.one_by_one import counted, right_first
from journeys.domain.figures.definitions import DEFINITIONS
from journeys.domain.figures.flow import NotComputable, quoted
from journeys.domain.figures.handoffs import Pair
from journeys.domain.figures.score import MapFigure, Score, score
from journeys.domain.figures.walk import walk
from journeys.domain.state import MapState

ON_WORKING_TIME = "flow_efficiency_working"


@dataclass(frozen=True)
class FigureChange:
    """A figure on both maps. change: after less before, None when `why_not` says why they are not compared. about: one of them is not
    exact ("at least", "at most")."""

    name: str
    before: MapFigure
    after: MapFigure
    change: float | None = None
    about: bool = False
    why_not: str = ""


@dataclass(frozen=True)
class BothTimes:
    """Something that happens or takes so much on either map, by agency or pair of agencies."""

    before: float
    after: float

    @property
    def change(self) -> float:
        return self.after - self.before


@dataclass(frozen=True)
class Comparison:
    """What two maps say of the same journey. unlike: why no figure of theirs may be compared, in sentences; none where they may.

    Agencies of the map after go by the ids they have on the map before, where they stand for the same.
    """

    before: MapState
    after: MapState
    lineage: Lineage

    @cached_property
    def scores(self) -> tuple[Score, Score]:
        return score(self.before), score(self.after)

    @cached_property
    def steps(self) -> Matches:
        return matched(self.before, self.after, "step", self.lineage)

    @cached_property
    def links(self) -> Matches:
        return matched(self.before, self.after, "link", self.lineage)

    @cached_property
    def lanes(self) -> Matches:
        return matched(self.before, self.after, "lane", self.lineage)

    @cached_property
    def phases(self) -> Matches:
        return matched(self.before, self.after, "phase", self.lineage)

    @cached_property
    def unlike(self) -> tuple[str, ...]:
        return tuple(self._unlike())

    def _unlike(self) -> Iterator[str]:
        for end, words in (
            ("start", _("They begin with different steps: %(before)s and %(after)s.")),
            ("end", _("They end with different steps: %(before)s and %(after)s.")),
        ):
            ids = self.before.map[end], self.after.map[end]
            if None not in ids and not self._same_step(*ids):
                yield _(words, before=quoted(self.before[ids[0]]), after=quoted(self.after[ids[1]]))
        units = [state.map["unit_of_flow"].strip() for state in (self.before, self.after)]
        if all(units) and units[0].casefold() != units[1].casefold():
            yield _("They count different things: “%(before)s” and “%(after)s”.", before=units[0], after=units[1])

    def _same_step(self, before: str, after: str) -> bool:
        titles = [state[id]["title"].strip().casefold() for state, id in ((self.before, before), (self.after, after))]
        return before in self.steps.of_after(after).before or titles[0] == titles[1]

    @cached_property
    def figures(self) -> Mapping[str, FigureChange]:
        """Every figure, in the order of the catalogue."""
        return {name: self._figure(name) for name in DEFINITIONS}

    def _figure(self, name: str) -> FigureChange:
        before, after = (one[name] for one in self.scores)
        why = self._why_not(name, before, after)
        if why or before.value is None or after.value is None:
            return FigureChange(name, before, after, why_not=why)
        about = bool(before.qualifier or after.qualifier)
        return FigureChange(name, before, after, after.value - before.value, about)

    def _why_not(self, name: str, before: MapFigure, after: MapFigure) -> str:
        if self.unlike:
            return _("the maps do not go from the same step to the same step, or count different things")
        missing = [one.value is None for one in (before, after)]
        if all(missing):
            return _("not known on either map")
        if any(missing):
            return _("not known on the first map") if missing[0] else _("not known on the second map")
        clocks = [(state.map["hours_per_day"], state.map["days_per_week"]) for state in (self.before, self.after)]
        if name == ON_WORKING_TIME and clocks[0] != clocks[1]:
            return _("the maps count working days differently")
        return ""

    @cached_property
    def breakdowns(self) -> Mapping[str, Breakdown]:
        """What makes the difference, by figure: of every one that is compared and is made of parts."""
        found = {one.figure: one for one in self._breakdowns()} if not self.unlike else {}
        return {name: found[name] for name in DEFINITIONS if name in found and self.figures[name].change is not None}

    def _breakdowns(self) -> Iterator[Breakdown]:
        yield from told_alone(self.before, self.after, self.steps)
        sides = self._sides
        if sides is None:
            return
        yield from added_up(*sides, self.steps, self.links)
        yield from counted(*sides, self.steps, self.links, self.agency)
        try:
            yield right_first(*sides, self.links)
        except NotComputable:
            return

    @cached_property
    def days(self) -> tuple[Days, Days] | None:
        """Where the days go on either map; None where one of them cannot be walked from start to end."""
        return None if self._sides is None else (days_of(self._sides[0]), days_of(self._sides[1]))

    @cached_property
    def waiting(self) -> tuple[Line, ...]:
        """The waiting of the first time by the step that is waited for, in journey order; none where lead times are not compared."""
        return () if self.days is None or "lead_time" not in self.breakdowns else waiting_lines(*self.days, self.steps)

    @cached_property
    def _sides(self) -> tuple[Side, Side] | None:
        """Both maps walked; None where one cannot be."""
        try:
            return Side.of(self.before, walk(self.before)), Side.of(self.after, walk(self.after))
        except NotComputable:
            return None

    # who does it

    @cached_property
    def effort(self) -> Mapping[str, BothTimes]:
        """Minutes of work for one person by agency, those of the map before first."""
        first, second = self.scores[0].effort_by_agency, self._translated(self.scores[1].effort_by_agency)
        return {agency: BothTimes(first.get(agency, 0.0), second.get(agency, 0.0)) for agency in dict.fromkeys([*first, *second])}

    @cached_property
    def hand_offs(self) -> Mapping[Pair, BothTimes]:
        """Times a person from one agency to another, the most frequent before first."""
        passed = [line.hand_offs.all if line.hand_offs else {} for line in self.scores]
        second: dict[Pair, float] = {}
        for (a, b), times in passed[1].items():
            pair = self.agency(a), self.agency(b)
            second[pair] = second.get(pair, 0.0) + times
        both = {pair: BothTimes(passed[0].get(pair, 0.0), second.get(pair, 0.0)) for pair in [*passed[0], *second]}
        return dict(sorted(both.items(), key=lambda one: (-one[1].before, -one[1].after, one[0])))

    def _translated(self, by_agency: Mapping[str, float]) -> dict[str, float]:
        added: dict[str, float] = {}
        for agency, n in by_agency.items():
            added[self.agency(agency)] = added.get(self.agency(agency), 0.0) + n
        return added

    def agency(self, after: str) -> str:
        """What an agency of the map after is called on the map before; of one that is new, its own id."""
        return self._agencies.get(after, after)

    @cached_property
    def _agencies(self) -> Mapping[str, str]:
        """{agency of the map after: the same on the map before}: organisations go by their own id, lanes without one by what they come
        from."""
        own = {lane["organisation"] or lane["id"] for lane in self.before.lanes}
        found: dict[str, str] = {}
        for lane in self.after.lanes:
            agency, origin = lane["organisation"] or lane["id"], self.lanes.of_after(lane["id"]).before
            if agency not in own and origin:
                found.setdefault(agency, self.before[origin[0]]["organisation"] or origin[0])
        return found
