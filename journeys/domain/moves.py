"""Which moves from step to step a map allows somebody whose steps are only partly seen: what event data are held against."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from journeys.domain.state import MapState

Pair = tuple[str, str]


@dataclass(frozen=True)
class Moves:
    """Between steps that are seen; steps that are not are passed over. begins, ends: where a journey may begin and end.

    drawn: {(from, to): the link between them, None where unseen steps stand between}. side_by_side: pairs of steps that are done side by
    side, in either order.
    """

    drawn: Mapping[Pair, str | None]
    side_by_side: frozenset[Pair]
    begins: frozenset[str]
    ends: frozenset[str]

    @property
    def pairs(self) -> frozenset[Pair]:
        """All moves from one step to another."""
        return frozenset(self.drawn) | self.side_by_side


def moves_of(state: MapState, seen: Collection[str]) -> Moves:
    """Links that carry only information move nobody. Without a first step named, a journey begins where no link leads to; it may end at the
    last step, and wherever no link leads on.
    """
    out = _ways(state, "flow", "rework")
    drawn: dict[Pair, str | None] = {}
    for source in seen:
        for target in _next_seen(out, [source], seen):
            drawn[source, target] = None
    for link in state.links:
        if link["kind"] != "information" and (link["source"], link["target"]) in drawn:
            drawn[link["source"], link["target"]] = link["id"]
    ends = {step["id"] for step in state.steps if not out[step["id"]]} | {state.map["end"]}
    return Moves(
        drawn,
        frozenset(_side_by_side(state, seen)),
        frozenset(_begins(state, out, seen)),
        frozenset(step for step in seen if step in ends or ends & _passed(out, [step], seen)),
    )


def _ways(state: MapState, *kinds: str) -> Mapping[str, list[str]]:
    out: dict[str, list[str]] = defaultdict(list)
    for link in state.links:
        if link["kind"] in kinds:
            out[link["source"]].append(link["target"])
    return out


def _passed(out: Mapping[str, list[str]], sources: Iterable[str], seen: Collection[str]) -> set[str]:
    """The unseen steps that are come to from these without meeting a seen one."""
    found: set[str] = set()
    open_ = list(sources)
    while open_:
        for target in out.get(open_.pop(), ()):
            if target not in seen and target not in found:
                found.add(target)
                open_.append(target)
    return found


def _next_seen(out: Mapping[str, list[str]], sources: list[str], seen: Collection[str]) -> set[str]:
    places = {*sources, *_passed(out, sources, seen)}
    return {target for place in places for target in out.get(place, ()) if target in seen}


def _begins(state: MapState, out: Mapping[str, list[str]], seen: Collection[str]) -> set[str]:
    led_to = {target for targets in out.values() for target in targets}
    first = state.map["start"]
    firsts = [first] if first else [step["id"] for step in state.steps if step["id"] not in led_to]
    unseen = [step for step in firsts if step not in seen]
    return {step for step in firsts if step in seen} | _next_seen(out, unseen, seen)


def _side_by_side(state: MapState, seen: Collection[str]) -> Iterable[Pair]:
    """Steps of different branches of a part done side by side: what only one of its ways out leads to."""
    out = _ways(state, "flow")
    for split in (step["id"] for step in state.steps if step["split"] == "parallel"):
        branches = [_reached(out, target, split) for target in out.get(split, ())]
        for place, branch in enumerate(branches):
            others = set[str]().union(*branches[:place], *branches[place + 1 :])
            apart = set[str]().union(*(other - branch for other in branches))
            for one in branch - others:
                yield from (pair for two in apart if one in seen and two in seen for pair in ((one, two), (two, one)))


def _reached(out: Mapping[str, list[str]], start: str, without: str) -> set[str]:
    found, open_ = {start}, [start]
    while open_:
        for target in out.get(open_.pop(), ()):
            if target != without and target not in found:
                found.add(target)
                open_.append(target)
    return found
