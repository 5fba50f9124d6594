"""Names of activities that are alike, and those that somebody treats as one."""

import re
from dataclasses import dataclass
from hashlib import sha256

from analytics.domain.events.merged_names import spellings
from analytics.models import Dataset, Job
from analytics.queries.datasets import jobs_at

NAMES = "dataset.names"
_UNSEEN = re.compile(r"^\s+|\s+$|(?<=\s)\s+|[^\S ]")


def alike_names(dataset: Dataset) -> list[tuple[str, ...]]:
    """Groups of names that differ by capitals, spaces or punctuation alone."""
    return [tuple(group) for one in dataset.quality.get("findings", []) if one["kind"] == "alike_names" for group in one["names"]]


def naming_of(dataset: Dataset) -> Job | None:
    """The job that changes names of the dataset's activities, or waits to."""
    return jobs_at(dataset).filter(kind=NAMES).first()


def mark_of(*names: str) -> str:
    """Stands for names on a page: what is sent back is theirs and no other's, whatever spaces and lines they hold."""
    return sha256("\0".join(names).encode()).hexdigest()[:16]


@dataclass(frozen=True)
class Spelling:
    """A name in the data. shown: with marks for spaces that could not be seen. n: how often."""

    name: str
    shown: str
    n: int
    mark: str


@dataclass(frozen=True)
class Alike:
    """Names that are alike, the most frequent first."""

    mark: str
    spellings: list[Spelling]


def offered(dataset: Dataset) -> list[Alike]:
    """Groups of alike names, for whoever may see the data."""
    counts = dict(dataset.activities)
    groups = [[Spelling(name, shown(name), counts.get(name, 0), mark_of(name)) for name in group] for group in alike_names(dataset)]
    return [Alike(mark_of(*(one.name for one in group)), sorted(group, key=lambda one: (-one.n, one.name))) for group in groups]


@dataclass(frozen=True)
class AsOne:
    """A name, and those that go under it. shown, others: with marks for spaces that could not be seen."""

    name: str
    mark: str
    shown: str
    others: list[str]


def treated_as_one(dataset: Dataset) -> list[AsOne]:
    """Each name that others go under, for whoever may see the data."""
    return [
        AsOne(name, mark_of(name), shown(name), [shown(other) for other in others]) for name, others in spellings(dataset.merges).items()
    ]


def shown(name: str) -> str:
    """A name in which every space can be seen."""
    return _UNSEEN.sub(lambda found: "␣" * len(found.group()), name)
