"""What every reader gives: columns, how it was read, and the rows in batches."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
import pyarrow as pa

from analytics.domain.events.roles import LIFECYCLE_NAMES, Role, plain_name


@dataclass(frozen=True)
class Batch:
    """Rows in the order of the file. first: number of the first, from 1. lines: of the file, one a row; None where it has none.

    columns: one array a role, text (never null) or, for times, timestamps.
    """

    first: int
    size: int
    columns: Mapping[Role, pa.Array]
    lines: np.ndarray | None = None


@dataclass
class Head:
    """The beginning of a log. samples: {column: values as text}; whole: nothing follows."""

    columns: tuple[str, ...]
    rows: list[tuple[str, ...]] = field(default_factory=list)
    whole: bool = True

    def values(self, column: str) -> list[str]:
        """All that the head holds of one column."""
        place = self.columns.index(column)
        return [row[place] for row in self.rows]


class Source(Protocol):
    """An open log."""

    kind: str
    name: str
    delimiter: str
    encoding: str

    def head(self, rows: int) -> Head:
        """The first rows, as text."""

    def batches(self, roles: Mapping[Role, str]) -> Iterator[Batch]:
        """All rows, from the first."""

    def fall_back(self) -> None:
        """Reads in another encoding from now on; LogRefused when there is none to try."""

    def progress(self) -> tuple[int, int]:
        """(bytes read, bytes in all)."""

    def close(self) -> None:
        """Closes the file."""


class NotInThisEncoding(Exception):
    """The text is not in the encoding that was guessed from its beginning."""


def lifecycle_values(head: Head) -> frozenset[str] | None:
    """What a column that looks like the lifecycle holds in the head; None when there is none."""
    column = lifecycle_column(head)
    return None if column is None else frozenset(head.values(column))


def lifecycle_column(head: Head) -> str | None:
    """The first column that is called as a lifecycle is."""
    return next((column for column in head.columns if plain_name(column) in LIFECYCLE_NAMES), None)
