"""DuckDB within bounds: no extension is fetched, memory is limited, a long statement can be watched and stopped."""

import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import duckdb
from django.utils.translation import gettext as _

from analytics.engine.limits import Limits
from analytics.engine.refusal import LogRefused

Watch = Callable[[float], None]  # hears how much of a statement is done, 0 to 1


class Database:
    """A database in memory that spills into a folder. Use as a context manager. LogRefused when memory or disk do not suffice.

    watch is called several times a second while a statement runs, from the thread that asked, with the share of it that is done; when it
    raises, the statement is stopped.
    """

    def __init__(self, limits: Limits, temp: Path, watch: Watch | None = None):
        self._watch = watch
        folder = limits.temp or str(temp)
        self._memory = limits.memory
        self._connection = duckdb.connect(
            ":memory:",
            config={
                "memory_limit": limits.memory,
                "threads": limits.threads,
                "temp_directory": folder,
                "autoinstall_known_extensions": False,
                "autoload_known_extensions": False,
            },
        )
        self._connection.execute("SET enable_progress_bar = true; SET enable_progress_bar_print = false")

    def __enter__(self) -> "Database":
        return self

    def __exit__(self, *exc) -> None:
        self._connection.close()

    def run(self, sql: str, parameters: Sequence[Any] = (), watch: Watch | None = None) -> None:
        """Executes, under a watch of its own when one is given."""
        self._watched(lambda: self._connection.execute(sql, list(parameters)), watch or self._watch)

    def rows(self, sql: str, parameters: Sequence[Any] = ()) -> list[tuple]:
        """All rows of a result."""
        return self._watched(lambda: self._connection.execute(sql, list(parameters)).fetchall(), self._watch)

    def row(self, sql: str, parameters: Sequence[Any] = ()) -> tuple:
        """The only row of a result."""
        found = self._watched(lambda: self._connection.execute(sql, list(parameters)).fetchone(), self._watch)
        assert found is not None
        return found

    def arrays(self, sql: str, parameters: Sequence[Any] = ()) -> dict:
        """{column: numpy array} of a result without nulls."""
        return self._watched(lambda: self._connection.execute(sql, list(parameters)).fetchnumpy(), self._watch)

    def _within_bounds(self, ask: Callable[[], Any]) -> Any:
        try:
            return ask()
        except duckdb.OutOfMemoryException as error:
            words = _("more memory is needed than the %(limit)s that measuring a log may take")
            raise LogRefused(words % {"limit": self._memory}, of_the_file=False) from error
        except duckdb.IOException as error:
            words = _("what does not fit into memory cannot be put aside: the disk is full or not to be written to")
            raise LogRefused(words, of_the_file=False) from error

    def _watched(self, ask: Callable[[], Any], watch: Watch | None) -> Any:
        if watch is None:
            return self._within_bounds(ask)
        results: list[Any] = []
        failures: list[BaseException] = []

        def work() -> None:
            try:
                results.append(self._within_bounds(ask))
            except BaseException as error:  # raised again below, in the thread that asked
                failures.append(error)

        watch(0.0)  # a short statement is looked at too
        thread = threading.Thread(target=work, daemon=True)
        thread.start()
        try:
            thread.join(0.2)
            while thread.is_alive():
                watch(max(self._connection.query_progress(), 0.0) / 100)
                thread.join(0.2)
        except BaseException:
            while thread.is_alive():  # a statement that had not begun yet does not hear the first word
                self._connection.interrupt()
                thread.join(0.05)
            raise
        if failures:
            raise failures[0]
        return results[0]

    def register(self, name: str, table) -> None:
        """Makes an Arrow table known under a name."""
        self._connection.register(name, table)


def quoted(path: Path) -> str:
    """A path as a text in SQL, for statements that take no parameters."""
    return "'" + str(path).replace("'", "''") + "'"
