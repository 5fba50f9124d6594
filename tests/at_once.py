"""Several requests at the same moment, each with a database connection of its own."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Thread

from django.db import connection


def at_once(act: Callable[[], object], times: int = 8) -> list[object]:
    """What each call gave back or raised. They begin together."""
    ready = Barrier(times)

    def one(_number: int) -> object:
        try:
            connection.ensure_connection()
            ready.wait(timeout=30)
            return act()
        except Exception as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(times) as pool:
        return list(pool.map(one, range(times)))


class Meanwhile(Thread):
    """Does something on a connection of its own; `result()` waits for it and gives what it made, or raises what it raised."""

    def __init__(self, do):
        super().__init__(daemon=True)
        self._do, self._made, self._error = do, None, None
        self.start()

    def run(self):
        try:
            self._made = self._do()
        except BaseException as error:
            self._error = error
        finally:
            connection.close()

    def waits(self) -> bool:
        """Whether it is still not done after a while."""
        self.join(0.5)
        return self.is_alive()

    def result(self):
        self.join(60)
        assert not self.is_alive()
        if self._error:
            raise self._error
        return self._made
