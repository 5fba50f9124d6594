"""Identifiers are UUIDv7, and those of one process sort as they were made."""

import threading
import time
import uuid

import pytest

from carejourneys.common import ids
from carejourneys.common.ids import uuid7


@pytest.fixture
def clock(monkeypatch):
    """Sets the clock to so many milliseconds; afterwards ids go on with the real one."""
    monkeypatch.setattr(ids, "_last", 0)
    return lambda ms: monkeypatch.setattr(time, "time_ns", lambda: ms * 1_000_000)


def when(id: uuid.UUID) -> int:
    return id.int >> 80


def test_an_id_says_when_it_was_made_and_which_kind_it_is(clock):
    clock(1_700_000_000_123)
    made = uuid7()
    assert (when(made), made.version, made.variant) == (1_700_000_000_123, 7, uuid.RFC_4122)


def test_those_of_one_millisecond_sort_as_they_were_made(clock):
    clock(1_700_000_000_123)
    made = [uuid7() for _n in range(5000)]
    assert made == sorted(set(made)) and {when(one) for one in made} == {1_700_000_000_123}
    assert [str(one) for one in made] == sorted(str(one) for one in made)  # SQLite sorts them as text


def test_a_clock_that_is_set_back_a_little_does_not_turn_the_order_round(clock):
    clock(1_700_000_005_000)
    before = uuid7()
    clock(1_700_000_000_000)
    assert before < uuid7()
    clock(1_600_000_000_000)  # a clock that was wrong before is believed now
    assert when(uuid7()) == 1_600_000_000_000


def test_threads_get_none_twice():
    made: list[uuid.UUID] = []
    threads = [threading.Thread(target=lambda: made.extend([uuid7() for _n in range(2000)])) for _one in range(8)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert len(set(made)) == 16_000
