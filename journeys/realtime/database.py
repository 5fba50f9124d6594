"""Asking the database from the event loop: in threads of its own, so that a page that takes long does not keep an edit waiting."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import ParamSpec, TypeVar

from django.db import close_old_connections

Given = ParamSpec("Given")
Answer = TypeVar("Answer")
_THREADS = ThreadPoolExecutor(max_workers=8, thread_name_prefix="live")  # a map has one writer at a time, whatever their number


async def in_database(ask: Callable[Given, Answer], *args: Given.args, **kwargs: Given.kwargs) -> Answer:
    """What `ask` answers or raises, run in one of the threads, never on a connection that has died or grown old."""

    def on_a_living_connection() -> Answer:
        close_old_connections()
        try:
            return ask(*args, **kwargs)
        finally:
            close_old_connections()

    return await asyncio.get_running_loop().run_in_executor(_THREADS, on_a_living_connection)
