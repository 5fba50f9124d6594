"""What a map asks of a dataset: its links and steps in terms of the matched activities."""

import hashlib
import json
from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from analytics.models import Dataset
from analytics.queries.datasets import ends_of, matches_of
from carejourneys.common.small_numbers import THRESHOLD
from journeys.models import Map
from journeys.queries.states import state_of


@dataclass(frozen=True)
class Question:
    """links: {link: (from, to)} between matched steps. steps: {step: activities}. ends: activities that end a journey. named_end: the step
    where the map ends. few: what is told to others is merged until it tells of no fewer people."""

    links: Mapping[str, tuple[str, str]]
    steps: Mapping[str, list[str]]
    ends: Collection[str]
    named_end: str | None
    few: int = THRESHOLD

    @property
    def hash(self) -> str:
        """The same for the same question, whatever the order it is asked in."""
        links = sorted((link, *pair) for link, pair in self.links.items())
        steps = sorted((step, sorted(activities)) for step, activities in self.steps.items())
        asked: list[Any] = [links, steps, sorted(self.ends), self.named_end]
        asked += [self.few] if self.few != THRESHOLD else []
        return hashlib.sha256(json.dumps(asked).encode()).hexdigest()

    def as_json(self) -> dict[str, Any]:
        """JSON-ready, to be kept beside the answer."""
        links = {link: list(pair) for link, pair in sorted(self.links.items())}
        steps = {step: sorted(activities) for step, activities in sorted(self.steps.items())}
        return {"links": links, "steps": steps, "ends": sorted(self.ends), "named_end": self.named_end, "few": self.few}

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> "Question":
        """As it was kept."""
        links = {link: (source, target) for link, (source, target) in kept["links"].items()}
        return cls(links, kept["steps"], kept["ends"], kept["named_end"], kept.get("few", THRESHOLD))


def question_of(dataset: Dataset, of: Map) -> Question:
    """What the map as it stands asks of the data."""
    state = state_of(of)
    steps: dict[str, list[str]] = defaultdict(list)
    for activity, step in sorted(matches_of(dataset, of).items()):
        if step in state:
            steps[step].append(activity)
    links = {
        link["id"]: (link["source"], link["target"])
        for link in state.links
        if link["kind"] != "information" and link["source"] in steps and link["target"] in steps
    }
    return Question(links, dict(steps), ends_of(dataset, of), state.map["end"], of.journey.economy.small_number_threshold)
