"""What one process tells the others of a map, through Redis. Without REDIS_URL there is one process, and nobody to tell."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from typing import Any
from uuid import uuid4

import orjson
import redis
import redis.asyncio
import structlog
from django.conf import settings

PROCESS = uuid4().hex
WAIT = 2.0  # seconds for an answer of Redis
AGAIN = 1.0  # seconds before it is asked for again when it is gone


def channel_of(map_id: str) -> str:
    return f"live:{map_id}"


def tell_others(map_id: str, kind: str, **members: Any) -> None:
    """From any thread. That Redis does not answer is logged and stops nobody: the others look at the map's revision from time to time."""
    if not settings.REDIS_URL:
        return
    try:
        _redis(settings.REDIS_URL).publish(channel_of(map_id), orjson.dumps({"from": PROCESS, "type": kind, **members}))
    except redis.RedisError:
        structlog.get_logger().error("live_bus_silent", exc_info=True)


@cache
def _redis(url: str) -> redis.Redis:
    return redis.Redis.from_url(url, socket_timeout=WAIT, socket_connect_timeout=WAIT)


def _cancelled() -> bool:
    task = asyncio.current_task()
    return task is not None and task.cancelling() > 0


class Bus:
    """One subscription of a map. `hear(message)` is called on the event loop for what other processes say; `missed()` each time it is
    listened to anew, as something may have been said meanwhile.
    """

    def __init__(self, map_id: str, hear: Callable[[dict[str, Any]], None], missed: Callable[[], None]):
        self._channel, self._hear, self._missed = channel_of(map_id), hear, missed
        self._listening = asyncio.Event()

    async def ready(self) -> None:
        """Waits until it is listened to, for a moment at most."""
        with suppress(TimeoutError):
            async with asyncio.timeout(WAIT):
                await self._listening.wait()

    async def run(self) -> None:
        """Listens until it is cancelled. That may take one wait more: redis-py swallows a cancellation that comes while it connects."""
        while not _cancelled():
            try:
                await self._listen()
            except (redis.RedisError, OSError):
                self._listening.clear()
                structlog.get_logger().error("live_bus_lost", exc_info=True)
            await asyncio.sleep(AGAIN)

    async def _listen(self) -> None:
        client = redis.asyncio.Redis.from_url(settings.REDIS_URL, socket_connect_timeout=WAIT, health_check_interval=15)
        async with client, client.pubsub() as heard:
            await heard.subscribe(self._channel)
            while not _cancelled():
                message = await heard.get_message(timeout=WAIT)
                if message is not None:
                    self._take(message)

    def _take(self, message: dict[str, Any]) -> None:
        if message["type"] == "subscribe":
            self._listening.set()
            self._missed()
        elif message["type"] == "message" and (said := orjson.loads(message["data"]))["from"] != PROCESS:
            self._hear(said)
