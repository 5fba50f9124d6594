"""What later apps plug in: they register in AppConfig.ready; journeys calls none of them by name."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol


@dataclass(frozen=True)
class Move:
    """What others hold on the step `source` goes to the step `target`: all of it, or only the things of these ids."""

    source: str
    target: str
    things: tuple[str, ...] | None = None


class StepReferences(Protocol):
    """Something a later app holds on steps: activities matched to them, tests, demand."""

    def held(self, *, map_id: str, steps: Collection[str]) -> Mapping[str, Sequence[str]]:
        """{step id: what is held on it, in words for a person ("2 activities of the data")}; steps without anything may be left out."""

    def relink(self, *, actor: Any, map_id: str, move: Move) -> Sequence[str]:
        """Carries the move out inside the transaction of its command. The ids (UUIDs) of what was moved: the log keeps them, so that
        taking the command back moves just these. Ids of others, or of what no longer stands on the source, are passed over."""


_step_references: list[StepReferences] = []


def register_step_references(holder: StepReferences) -> None:
    """From AppConfig.ready: from now on removing, merging or splitting a step asks `holder`."""
    if holder not in _step_references:
        _step_references.append(holder)


def step_references() -> tuple[StepReferences, ...]:
    """Everybody who holds something on steps."""
    return tuple(_step_references)


@dataclass(frozen=True)
class Beside:
    """What a later app says beside the accounts of a figure, in words: "7.5 d" and what it rests on, "n 2,694, 38 still waiting"."""

    words: str
    rests_on: str = ""


class StepFigures(Protocol):
    """Somebody who knows figures of steps and links from elsewhere: measured from data."""

    def beside(self, *, user: Any, of: Any) -> Mapping[str, Mapping[str, Beside]]:
        """{id of a step or link: {field: what stands beside it}} of a map, as far as this person may see it. Few queries."""


_step_figures: list[StepFigures] = []


def register_step_figures(source: StepFigures) -> None:
    """From AppConfig.ready: from now on the outline shows what `source` says."""
    if source not in _step_figures:
        _step_figures.append(source)


def step_figures() -> tuple[StepFigures, ...]:
    """Everybody who says something beside the accounts."""
    return tuple(_step_figures)


@dataclass(frozen=True)
class Announced:
    """One accepted command, for everybody who looks at the map. `by` is {"id", "name"}; `change` {"put", "remove"}."""

    map_id: str
    revision: int
    command_id: str
    kind: str
    by: Mapping[str, str]
    change: Mapping[str, Any]


@dataclass(frozen=True)
class Purged:
    """Texts of these elements were taken out of the map and its history: forget what you hold of them and fetch the map again."""

    map_id: str
    revision: int
    elements: tuple[str, ...]


ChangeListener = Callable[[Sequence[Announced]], None]
PurgeListener = Callable[[Purged], None]
_change_listeners: list[ChangeListener] = []
_purge_listeners: list[PurgeListener] = []


def hear_of_changes(listener: ChangeListener) -> None:
    """Registers `listener(batch)`: called once a committed batch of one map, in order of revision, in the process that ran it."""
    if listener not in _change_listeners:
        _change_listeners.append(listener)


def hear_of_purges(listener: PurgeListener) -> None:
    """Registers `listener(purged)`: called after the commit of a redaction."""
    if listener not in _purge_listeners:
        _purge_listeners.append(listener)


def forget_listeners(*listeners: Callable[..., None]) -> None:
    """Takes listeners back (tests)."""
    _change_listeners[:] = [listener for listener in _change_listeners if listener not in listeners]
    _purge_listeners[:] = [listener for listener in _purge_listeners if listener not in listeners]


def announce(batch: Sequence[Announced]) -> None:
    """Tells every listener of a committed batch."""
    for listener in tuple(_change_listeners):
        listener(batch)


def announce_purge(purged: Purged) -> None:
    """Tells every listener of a redaction."""
    for listener in tuple(_purge_listeners):
        listener(purged)
