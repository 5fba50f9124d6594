"""Hand-offs: the person, information or a thing passes from one agency to another (rule 9)."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from journeys.domain.figures.walk import Walk
from journeys.domain.state import MapState

Pair = tuple[str, str]
Between = tuple[str, str, str, float]  # link, from, to, times: where the person is on their own at one end or both


@dataclass(frozen=True)
class HandOffs:
    """Times a person, by (from agency, to agency). carried: by the person, who goes between. contacts: person's side and services.

    by_link, contacts_by_link: the same by the link on which it happens; what the person carries, by the link that brings it.
    """

    moving: Mapping[Pair, float]
    information: Mapping[Pair, float]
    carried: Mapping[Pair, float]
    contacts_by_link: Mapping[str, float]
    agencies: frozenset[str]
    by_link: Mapping[str, Mapping[Pair, float]]

    @property
    def all(self) -> dict[Pair, float]:
        """Every kind of hand-off together."""
        total: dict[Pair, float] = defaultdict(float)
        for part in (self.moving, self.information, self.carried):
            for pair, times in part.items():
                total[pair] += times
        return dict(total)

    @property
    def contacts(self) -> float:
        """Contacts a person."""
        return sum(self.contacts_by_link.values())

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
    kinds: dict[str, dict[Pair, float]] = {name: defaultdict(float) for name in ("moving", "information", "carried")}
    by_link: dict[str, dict[Pair, float]] = defaultdict(lambda: defaultdict(float))
    between: list[Between] = []
    contacts: dict[str, float] = {}

    def passes(kind: str, link: str, pair: Pair, times: float) -> None:
        kinds[kind][pair] += times
        by_link[link][pair] += times

    for id, times in found.taken.items():
        link = state[id]
        source, target = state[link["source"]], state[link["target"]]
        own = state.is_persons_side(source), state.is_persons_side(target)
        if not any(own):
            pair = (state.agency_of(source), state.agency_of(target))
            if pair[0] != pair[1] and times > 0:
                passes("information" if link["kind"] == "information" else "moving", id, pair, times)
        else:
            if not all(own):
                contacts[id] = times
            if link["kind"] != "information":
                between.append((id, source["id"], target["id"], times))
    for id, pair, times in _carried(state, found, between):
        passes("carried", id, pair, times)
    agencies = {
        state.agency_of(state[step]) for step, times in found.visits.items() if times > 0 and not state.is_persons_side(state[step])
    }
    links = {id: dict(pairs) for id, pairs in by_link.items()}
    return HandOffs(
        **{name: dict(pairs) for name, pairs in kinds.items()}, contacts_by_link=contacts, agencies=frozenset(agencies), by_link=links
    )


def _carried(state: MapState, found: Walk, between: list[Between]) -> Iterator[tuple[str, Pair, float]]:
    """Agency, then the person on their own, then another agency: one hand-off, carried by the person. By the link that brings it."""
    own = sorted({step for _link, *ends, _times in between for step in ends if state.is_persons_side(state[step])})
    if not own:
        return
    place = {step: n for n, step in enumerate(own)}
    agencies = sorted({state.agency_of(state[s]) for _link, s, _t, _x in between if s not in place})
    column = {agency: n for n, agency in enumerate(agencies)}
    onward, coming = np.zeros((len(own), len(own))), np.zeros((len(own), len(agencies)))
    for _link, source, target, times in between:
        if source in place and target in place:
            onward[place[target], place[source]] += times / max(found.visits.get(source, 0.0), 1e-12)
        elif target in place:
            coming[place[target], column[state.agency_of(state[source])]] += times
    last = np.linalg.solve(np.eye(len(own)) - onward, coming)  # visits of each own step by the agency seen last
    for link, source, target, times in between:
        if source in place and target not in place:
            to = state.agency_of(state[target])
            part = times / max(found.visits.get(source, 0.0), 1e-12)
            for agency, n in column.items():
                if agency != to and last[place[source], n] * part > 1e-12:
                    yield link, (agency, to), float(last[place[source], n] * part)
