"""What the commands of one batch ask about the world outside their map: each sort of question once, however many commands ask it."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from functools import cached_property

from journeys.domain.ports import step_references
from journeys.domain.state import MapState
from journeys.models import Map
from journeys.models.rows import TABLES
from stakeholders.queries.economies import organisation_ids

_MOST_IDS = 5000  # in one query


class BatchLookups:
    """Answers under the map's lock. `state` gives the map as the batch has left it so far."""

    def __init__(self, of: Map, state: Callable[[], MapState]):
        self._of, self._state = of, state
        self._looked_up: set[str] = set()
        self._elsewhere: set[str] = set()
        self._held: Mapping[str, Sequence[str]] | None = None

    # organisations

    def organisation_is_here(self, id: str) -> bool:
        """Whether the organisation is one of the map's economy."""
        return id in self._organisations

    @cached_property
    def _organisations(self) -> frozenset[str]:
        return organisation_ids(self._of.journey.economy_id)

    # ids of elements

    def read_ids(self, ids: Iterable[str]) -> None:
        """Looks up in one go which of these belong to elements of other maps: `is_taken` needs no query for them."""
        new = [id for id in dict.fromkeys(ids) if id not in self._looked_up]
        for first in range(0, len(new), _MOST_IDS):
            for model in dict.fromkeys(TABLES.values()):
                rows = model._default_manager.filter(id__in=new[first : first + _MOST_IDS]).exclude(map_id=self._of.pk)
                self._elsewhere |= {str(id) for id in rows.values_list("id", flat=True)}
        self._looked_up |= {*new}

    def is_taken(self, id: str) -> bool:
        """Whether an element of another map has this id."""
        self.read_ids([id])
        return id in self._elsewhere

    # what others hold on steps

    def references(self, steps: Collection[str]) -> dict[str, Sequence[str]]:
        """{step: what later apps hold on it, in words}; steps without anything are left out."""
        if self._held is None:
            asked = [*{*steps, *(step["id"] for step in self._state().steps)}]
            held: dict[str, list[str]] = {}
            for holder in step_references():
                for step, words in holder.held(map_id=str(self._of.pk), steps=asked).items():
                    held.setdefault(step, []).extend(words)
            self._held = held
        return {step: self._held[step] for step in steps if self._held.get(step)}

    def forget_references(self) -> None:
        """Something held moved: it is asked anew."""
        self._held = None
