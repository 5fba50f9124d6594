"""What the pages show on which activities become steps: of a map there is, or of one to be drafted."""

from dataclasses import dataclass
from uuid import UUID

from analytics.domain.matching import guesses
from analytics.models import Dataset
from analytics.queries.activity_names import alike_names
from analytics.queries.datasets import ends_of, map_of, matches_of
from carejourneys.common.errors import NotFound
from journeys.domain.state import MapState
from journeys.models import Map
from journeys.queries.states import state_of

OFTEN_LAST = 10  # per cent of the cases


@dataclass(frozen=True)
class MatchPage:
    """activities: (name, times); steps: (id, words) in reading order; chosen: {activity: step}; guessed: whose step is a guess.

    alike: whether names differ by capitals, spaces or punctuation alone, and may be treated as one.
    """

    of: Map
    activities: list[tuple[str, int]]
    steps: list[tuple[str, str]]
    chosen: dict[str, str]
    ends: list[str]
    guessed: frozenset[str]
    alike: bool

    @classmethod
    def of_map(cls, dataset: Dataset, of: Map) -> "MatchPage":
        state = state_of(of)
        steps = {step["id"]: step["title"] for step in state.steps if step["kind"] != "gateway"}
        services = {step["id"]: step["title"] for step in state.steps if step["id"] in steps and not state.is_persons_side(step)}
        names = [name for name, _n in dataset.activities]
        said = {activity: step for activity, step in matches_of(dataset, of).items() if step in steps}
        new = dataset.changes.get("new_activities", [])
        guessed = guesses([name for name in names if name not in said and (name in new or not said)], services)
        chosen = {**guessed, **said}
        last = [name for name, _n in dataset.quality.get("end_activities", [])]
        end = [name for name in names if name in chosen and chosen[name] == state.map["end"]]
        return cls(
            of,
            [(name, n) for name, n in dataset.activities],
            [(id, _step_words(state, id)) for id in steps],
            chosen,
            ends_of(dataset, of) or end or last[:1],
            frozenset(guessed),
            bool(alike_names(dataset)),
        )

    @classmethod
    def of_dataset(cls, dataset: Dataset, map_id: UUID) -> "MatchPage | None":
        """None while the data are not read. NotFound when the map is of another journey."""
        of = map_of(dataset, str(map_id))
        return cls.of_map(dataset, of) if of is not None and dataset.state == Dataset.READY else None


@dataclass(frozen=True)
class DraftPage:
    """What a map may be drafted from. activities: names, the most frequent first; ends: those that end a journey for many."""

    activities: list[str]
    ends: list[str]

    @classmethod
    def of(cls, dataset: Dataset) -> "DraftPage":
        """NotFound while the data are not read."""
        if dataset.state != Dataset.READY:
            raise NotFound
        last = [name for name, n in dataset.quality.get("end_activities", []) if 100 * n >= OFTEN_LAST * dataset.counts["cases"]]
        return cls([name for name, _n in dataset.activities], last)


def _step_words(state: MapState, id: str) -> str:
    """A step in a list of choices: "4 Triage referral (Memory service)"."""
    step = state[id]
    return f"{state.step_numbers.get(id, '')} {step['title']} ({state[step['lane']]['title']})".strip()
