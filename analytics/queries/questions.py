"""What a map asks of a dataset: its links and steps in terms of the matched activities."""

import hashlib
import json
from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from analytics.models import Dataset, DeclaredCohort
from analytics.queries.datasets import ends_of, matches_of
from carejourneys.common.small_numbers import THRESHOLD
from journeys.domain.moves import Moves, moves_of
from journeys.domain.state import MapState
from journeys.models import Map
from journeys.queries.states import state_of


@dataclass(frozen=True)
class Question:
    """links: {link: (from, to)} between matched steps. steps: {step: activities}. ends: activities that end a journey. named_end: the step
    where the map ends. few: what is told to others is merged until it tells of no fewer people. cohort: of these people alone, as
    JSON. merged: {name in the data: the activity it is}.
    """

    links: Mapping[str, tuple[str, str]]
    steps: Mapping[str, list[str]]
    ends: Collection[str]
    named_end: str | None
    few: int = THRESHOLD
    cohort: Mapping[str, Any] | None = None
    merged: Mapping[str, str] = field(default_factory=dict)

    @property
    def hash(self) -> str:
        """The same for the same question, whatever the order it is asked in."""
        links = sorted((link, *pair) for link, pair in self.links.items())
        steps = sorted((step, sorted(activities)) for step, activities in self.steps.items())
        asked: list[Any] = [links, steps, sorted(self.ends), self.named_end]
        asked += [self.few] if self.few != THRESHOLD else []
        asked += [dict(self.cohort)] if self.cohort else []
        asked += [{"merged": dict(self.merged)}] if self.merged else []
        return hashlib.sha256(json.dumps(asked, sort_keys=True).encode()).hexdigest()

    def as_json(self) -> dict[str, Any]:
        """JSON-ready, to be kept beside the answer."""
        links = {link: list(pair) for link, pair in sorted(self.links.items())}
        steps = {step: sorted(activities) for step, activities in sorted(self.steps.items())}
        whole = {"links": links, "steps": steps, "ends": sorted(self.ends), "named_end": self.named_end, "few": self.few}
        return whole | ({"cohort": self.cohort} if self.cohort else {}) | ({"merged": dict(self.merged)} if self.merged else {})

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> "Question":
        """As it was kept."""
        links = {link: (source, target) for link, (source, target) in kept["links"].items()}
        few, cohort, merged = kept.get("few", THRESHOLD), kept.get("cohort"), kept.get("merged", {})
        return cls(links, kept["steps"], kept["ends"], kept["named_end"], few, cohort, merged)


@dataclass(frozen=True)
class PathsQuestion:
    """Which paths people took over the map, and whether it has them. beside: what is asked of the times of the same map and data."""

    beside: Question
    moves: Moves

    @property
    def hash(self) -> str:
        """The same for the same question."""
        moves = self.moves
        asked = [self.beside.hash, sorted((*pair, link or "") for pair, link in moves.drawn.items())]
        asked += [sorted(moves.side_by_side), sorted(moves.begins), sorted(moves.ends)]
        return hashlib.sha256(json.dumps(asked).encode()).hexdigest()

    def as_json(self) -> dict[str, Any]:
        """As the question beside it, with the moves."""
        moves = self.moves
        return {
            **self.beside.as_json(),
            "moves": {
                "drawn": [[*pair, link] for pair, link in sorted(moves.drawn.items())],
                "side_by_side": sorted(map(list, moves.side_by_side)),
                "begins": sorted(moves.begins),
                "ends": sorted(moves.ends),
            },
        }

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> "PathsQuestion":
        """As it was kept."""
        moves = kept["moves"]
        drawn = {(one, two): link for one, two, link in moves["drawn"]}
        together = frozenset((one, two) for one, two in moves["side_by_side"])
        return cls(Question.from_json(kept), Moves(drawn, together, frozenset(moves["begins"]), frozenset(moves["ends"])))


def is_about_paths(kept: Mapping[str, Any]) -> bool:
    """Whether a question that was kept asks for paths; else it asks for times."""
    return "moves" in kept


def paths_question_of(dataset: Dataset, of: Map, state: MapState) -> PathsQuestion:
    """What the map in this state asks of the paths in the data."""
    beside = _question(dataset, of, state)
    return PathsQuestion(beside, moves_of(state, beside.steps.keys()))


def question_of(dataset: Dataset, of: Map, group: DeclaredCohort | None = None) -> Question:
    """What the map as it stands asks of the data; of a group alone, where one is given."""
    return _question(dataset, of, state_of(of), group)


def _question(dataset: Dataset, of: Map, state: MapState, group: DeclaredCohort | None = None) -> Question:
    steps: dict[str, list[str]] = defaultdict(list)
    for activity, step in sorted(matches_of(dataset, of).items()):
        if step in state:
            steps[step].append(activity)
    links = {
        link["id"]: (link["source"], link["target"])
        for link in state.links
        if link["kind"] != "information" and link["source"] in steps and link["target"] in steps
    }
    few, told = of.journey.economy.small_number_threshold, group.told if group else None
    return Question(links, dict(steps), ends_of(dataset, of), state.map["end"], few, told, dataset.merges)
