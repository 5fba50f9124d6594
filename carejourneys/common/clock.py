"""The one clock. Aware UTC always; a test stops it instead of sleeping."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime

_stopped: ContextVar[datetime | None] = ContextVar("stopped_clock", default=None)


def now() -> datetime:
    """The present moment, aware, in UTC."""
    return _stopped.get() or datetime.now(UTC)


@contextmanager
def stopped_at(moment: datetime) -> Iterator[None]:
    """Inside the block `now()` answers `moment` (aware; a naive one raises ValueError)."""
    if moment.tzinfo is None:
        raise ValueError("a moment needs its time zone")
    before = _stopped.set(moment.astimezone(UTC))
    try:
        yield
    finally:
        _stopped.reset(before)
