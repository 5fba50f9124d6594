"""Hand-offs: the person, information or a thing passes from one agency to another (rule 9)."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from journeys.domain.figures.walk import Walk
from journeys.domain.state import MapState

Pair = tuple[str, str]


@dataclass(frozen=True)
class HandOffs:
    """Times a person, by (from agency, to agency). carried: by the person, who goes between. contacts: person's side and services."""

    moving: Mapping[Pair, float]
    information: Mapping[Pair, float]
    carried: Mapping[Pair, float]
    contacts: float
    agencies: frozenset[str]

    @property
    def all(self) -> dict[Pair, float]:
        """Every kind of hand-off together."""
        total: dict[Pair, float] = defaultdict(float)
        for part in (self.moving, self.information, self.carried):
            for pair, times in part.items():
                total[pair] += times
        return dict(total)

    @property
    def count(self) -> float:
        """Hand-offs a person."""
        return sum(self.all.values())

    @property
    def kinds(self) -> int:
        """Different (from, to) pairs."""
        return len(self.all)


def hand_offs(state: MapState, found: Walk) -> HandOffs:
    """The hand-offs of a walk over a map."""
    moving: dict[Pair, float] = defaultdict(float)
    information: dict[Pair, float] = defaultdict(float)
    between: list[tuple[str, str, float]] = []
    contacts = 0.0
    for id, times in found.taken.items():
        link = state[id]
        source, target = state[link["source"]], state[link["target"]]
        own = state.is_persons_side(source), state.is_persons_side(target)
        if not any(own):
            pair = (state.agency_of(source), state.agency_of(target))
            if pair[0] != pair[1] and times > 0:
                (information if link["kind"] == "information" else moving)[pair] += times
        else:
            contacts += times if not all(own) else 0.0
            if link["kind"] != "information":
                between.append((source["id"], target["id"], times))
    agencies = {
        state.agency_of(state[step]) for step, times in found.visits.items() if times > 0 and not state.is_persons_side(state[step])
    }
    return HandOffs(dict(moving), dict(information), _carried(state, found, between), contacts, frozenset(agencies))


def _carried(state: MapState, found: Walk, between: list[tuple[str, str, float]]) -> dict[Pair, float]:
    """Agency, then the person on their own, then another agency: one hand-off, carried by the person."""
    own = sorted({step for pair in between for step in pair[:2] if state.is_persons_side(state[step])})
    if not own:
        return {}
    place = {step: n for n, step in enumerate(own)}
    agencies = sorted({state.agency_of(state[s]) for s, _t, _x in between if s not in place})
    column = {agency: n for n, agency in enumerate(agencies)}
    onward, coming = np.zeros((len(own), len(own))), np.zeros((len(own), len(agencies)))
    for source, target, times in between:
        if source in place and target in place:
            onward[place[target], place[source]] += times / max(found.visits.get(source, 0.0), 1e-12)
        elif target in place:
            coming[place[target], column[state.agency_of(state[source])]] += times
    last = np.linalg.solve(np.eye(len(own)) - onward, coming)  # visits of each own step by the agency seen last
    carried: dict[Pair, float] = defaultdict(float)
    for source, target, times in between:
        if source in place and target not in place:
            to = state.agency_of(state[target])
            part = times / max(found.visits.get(source, 0.0), 1e-12)
            for agency, n in column.items():
                if agency != to and last[place[source], n] * part > 1e-12:
                    carried[agency, to] += float(last[place[source], n] * part)
    return dict(carried)
