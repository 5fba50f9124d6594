"""What an odd or hostile file is to a test: how it is made, how it is read, and what must come of it, worked out without the engine."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta


@dataclass(frozen=True)
class Event:
    """One thing that happened. done, begun: aware; begun None: the log does not say."""

    case: str
    activity: str
    done: datetime
    begun: datetime | None = None
    resource: str = ""


@dataclass(frozen=True)
class Read:
    """The file can be read. events: in the order of the file. left_out: {row: reason}."""

    events: tuple[Event, ...]
    left_out: dict[int, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Refused:
    """It cannot. words: part of the message; row: named, unless 0; column: named, unless ""."""

    words: str
    row: int = 0
    column: str = ""


@dataclass(frozen=True)
class Odd:
    """One kind of file. options: as for ReadOptions, {role: column} under "columns"."""

    name: str
    content: Callable[[], bytes]
    outcome: Read | Refused
    file: str = "log.csv"
    options: dict = field(default_factory=dict)


def at(*parts: int) -> datetime:
    """A moment in UTC."""
    return datetime(*parts, tzinfo=UTC)


EVENTS = (
    Event("P-1", "Referral", at(2026, 1, 5, 9, 0)),
    Event("P-1", "Triage", at(2026, 1, 17, 10, 30)),
    Event("P-2", "Referral", at(2026, 2, 13, 11, 15)),
    Event("P-3", "Referral", at(2026, 2, 20, 8, 5, 30)),
    Event("P-2", "Scan", at(2026, 3, 3, 3, 3)),
)
HEADER = ("case", "activity", "time")


def named(*activities: str) -> tuple[Event, ...]:
    """One case that goes through these."""
    return tuple(Event("P-1", one, at(2026, 1, 5, 9) + timedelta(hours=place)) for place, one in enumerate(activities))


def cased(*cases: str) -> tuple[Event, ...]:
    """Each with one event."""
    return tuple(Event(one, "Referral", at(2026, 1, 5, 9) + timedelta(hours=place)) for place, one in enumerate(cases))


def iso(moment: datetime) -> str:
    """With its offset."""
    return moment.isoformat()


def lines(
    events: Iterable[Event] = EVENTS,
    *,
    time: Callable[[datetime], str] = iso,
    header: Sequence[str] = HEADER,
    delimiter: str = ",",
    end: str = "\n",
    quote: bool = False,
    more: Sequence[str] = (),
) -> str:
    """The events as rows of a CSV file, put together by hand. more: cells of further columns of each row."""
    written = lambda cell: '"' + cell.replace('"', '""') + '"' if quote else cell  # noqa: E731
    rows = [header, *((one.case, one.activity, time(one.done), *more) for one in events)]
    return "".join(delimiter.join(map(written, row)) + end for row in rows)


def text(*parts: str, encoding: str = "utf-8") -> Callable[[], bytes]:
    """These one after another, as bytes."""
    return lambda: "".join(parts).encode(encoding)
