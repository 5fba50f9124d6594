"""What listens to Redis ends when it is told to, whatever it is doing at that moment."""

import asyncio

import pytest

from journeys.realtime.bus import WAIT, Bus

pytestmark = pytest.mark.services


def nothing(*_heard) -> None:
    """Whatever is said."""


def test_it_ends_however_far_it_has_come():
    async def play() -> int:
        tasks = []
        for turns in range(80):
            tasks.append(asyncio.create_task(Bus("a map", nothing, nothing).run()))
            for _n in range(turns):  # one more step of connecting and subscribing each time
                await asyncio.sleep(0)
            tasks[-1].cancel()
        _done, going_on = await asyncio.wait(tasks, timeout=WAIT * 20)
        for task in going_on:
            task.cancel()
        return len(going_on)

    assert asyncio.run(play()) == 0
