"""A statement that takes too long can be stopped; what does not fit within the bounds is said in words."""

import time
from contextlib import suppress
from dataclasses import replace

import pytest

from analytics.engine.database import Database
from analytics.engine.limits import LIMITS
from analytics.engine.refusal import LogRefused

LONG = "SELECT count(*) FROM range(10_000_000_000) AS one(a), range(10_000_000_000) AS two(b) WHERE hash(a) = hash(b + 1)"


class Stopped(Exception):
    pass


def stop_after(seconds: float):
    begun = time.monotonic()

    def watch(_share):
        if time.monotonic() - begun >= seconds:
            raise Stopped

    return watch


@pytest.mark.parametrize("ask", [Database.run, Database.rows, Database.row, Database.arrays])
@pytest.mark.parametrize("seconds", [0, 0.5])
def test_a_long_statement_stops_soon_after_somebody_says_so(tmp_path, ask, seconds):
    begun = time.monotonic()
    with Database(LIMITS, tmp_path, stop_after(seconds)) as database:
        with suppress(Stopped):
            ask(database, LONG)
            pytest.fail("it ran to its end")
        assert time.monotonic() - begun < 15


MUCH = "SELECT list(repeat('x', 1000) || range) FROM range(1000000)"


@pytest.mark.parametrize("watch", [None, lambda share: None])
def test_more_memory_than_there_may_be_is_a_refusal_that_names_the_limit(tmp_path, watch):
    with (
        Database(replace(LIMITS, memory="20MB"), tmp_path) as database,
        pytest.raises(LogRefused, match="more memory is needed than the 20MB") as refusal,
    ):
        database.run(MUCH, watch=watch)
    assert not refusal.value.of_the_file


def test_a_folder_that_cannot_take_what_does_not_fit_is_a_refusal(tmp_path):
    (tmp_path / "file").write_text("")
    limits = replace(LIMITS, memory="20MB", temp=str(tmp_path / "file" / "below"))
    with Database(limits, tmp_path) as database, pytest.raises(LogRefused, match="cannot be put aside"):
        database.run("CREATE TABLE rows AS SELECT range, repeat('x', 100) || range AS text FROM range(1000000)")


SORTED = "CREATE TABLE sorted AS SELECT hash(range) AS n FROM range(8_000_000) ORDER BY n"


def test_a_long_statement_says_how_far_it_is(tmp_path):
    heard = []
    with Database(LIMITS, tmp_path / "spill") as database:
        database.run(SORTED, watch=heard.append)
        assert database.row("SELECT count(*) FROM sorted") == (8_000_000,)
    assert all(0 <= share <= 1 for share in heard) and any(0 < share < 1 for share in heard)
