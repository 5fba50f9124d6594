"""Several requests at the same moment, each with a database connection of its own."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

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
