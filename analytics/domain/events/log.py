"""How a log is read, what a first look shows, what was prepared from it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from analytics.domain.events.quality import Quality
from analytics.domain.events.roles import Role

LARGEST = 2_000_000_000  # bytes of a file that is brought


class DateOrder(StrEnum):
    """How dates written in numbers alone are to be read: 03/04/2026 is 3 April or 4 March."""

    CLEAR = "clear"  # no date needs a decision
    DAY_FIRST = "day first"
    MONTH_FIRST = "month first"
    UNDECIDED = "undecided"


@dataclass(frozen=True)
class ReadOptions:
    """columns: {role: column name}; what is not named is recognised. timezone: IANA name for times without an offset.

    date_format: as for strptime; spreadsheet, seconds or milliseconds for numbers counted from 1899 or 1970; "" to recognise. delimiter,
    encoding: "" to recognise. date_order: a DateOrder that earlier files had, "" when none did: it holds where this file leaves it open,
    and a file that says otherwise is refused.
    """

    columns: Mapping[Role, str] = field(default_factory=dict)
    timezone: str = "UTC"
    date_format: str = ""
    delimiter: str = ""
    encoding: str = ""
    date_order: str = ""


@dataclass(frozen=True)
class Preview:
    """A first look. kind: csv, xes or parquet. rows: the first 20, as text. roles: recognised or named; missing: needed and not found.

    looked_at: rows looked at; whole: these are all. date_order is what these rows say; needs_date_format: they leave it open.
    personal: {column: kinds of personal details seen}.
    unreadable: {column of times: cells that are none}; trouble: why a column of times cannot be read, as most of its cells are none.
    """

    kind: str
    columns: tuple[str, ...]
    roles: Mapping[Role, str]
    missing: tuple[Role, ...]
    rows: tuple[tuple[str, ...], ...]
    delimiter: str
    encoding: str
    date_order: DateOrder
    needs_date_format: bool
    looked_at: int
    whole: bool
    trouble: str = ""
    personal: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    unreadable: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Counts:
    """As under `counts` of the file command."""

    rows: int
    rows_rejected: int
    events: int
    activity_instances: int
    cases: int
    activities: int
    variants: int
    overlap_cases: int
    instances_negative_duration: int


@dataclass(frozen=True)
class Prepared:
    """What was written into `folder`: events.parquet, cases.parquet, prepared.json.

    content_hash: sha256 of the data, whatever file they came in. activities: (name, instances), most frequent first. activity_people:
    (name, cases with it), in the same order.
    first, last: aware, the oldest and the newest instant.
    """

    folder: Path
    content_hash: str
    counts: Counts
    roles: Mapping[Role, str]
    has_starts: bool
    has_resources: bool
    has_organisations: bool
    keyed: bool
    first: datetime | None
    last: datetime | None
    activities: tuple[tuple[str, int], ...]
    activity_people: tuple[tuple[str, int], ...]
    end_activities: tuple[tuple[str, int], ...]
    quality: Quality

    def at(self, folder: Path) -> "Prepared":
        """The same, lying in another folder."""
        return replace(self, folder=folder)
