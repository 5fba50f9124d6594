"""What waits to be sent to one browser: joined into one frame, bounded, and given up for one that does not read."""

import asyncio
import time
from collections.abc import Awaitable, Callable

from .messages import frame_of

MOST_WAITING = 500  # messages
MOST_SIGNS = 2_000_000  # of them together
PATIENCE = 10.0  # seconds that one frame may take to leave

Send = Callable[[str], Awaitable[None]]


class TooSlow(Exception):
    """It has not taken a frame for too long."""


class Outbox:
    """`send(text)` waits while the other side does not read. Past the bound all that waits is thrown away, and what is said in its place,
    once there is room again, is `afresh()`: begin afresh.
    """

    def __init__(self, send: Send, afresh: Callable[[], str], *, patience: float = PATIENCE):
        self._send, self._afresh, self._patience = send, afresh, patience
        self._waiting: list[str] = []
        self._owed: list[str] = []  # said first, whatever else is thrown away
        self._signs = 0
        self._lost = False
        self._began: float | None = None  # when the frame that is on its way left
        self._wake = asyncio.Event()

    def push(self, message: str) -> None:
        """Sent with the next frame, unless what was lost before makes it meaningless."""
        if self._lost:
            return
        self._waiting.append(message)
        self._signs += len(message)
        if len(self._waiting) > MOST_WAITING or self._signs > MOST_SIGNS:
            self.lose()
        self._wake.set()

    def only(self, *messages: str) -> None:
        """These, and nothing of what waits: it must not be told any more. These themselves are never thrown away."""
        self._owed += messages
        self._waiting, self._signs, self._lost = [], 0, False
        self._wake.set()

    def lose(self) -> None:
        """Throws away what waits: it is too much."""
        self._waiting, self._signs, self._lost = [], 0, True
        self._wake.set()

    async def run(self) -> None:
        """Sends until it is cancelled; TooSlow for a side that does not read."""
        sending = asyncio.create_task(self._send_on())
        try:
            while not sending.done():
                await asyncio.wait((sending,), timeout=self._left())
                if self._left() <= 0:
                    raise TooSlow
            await sending
        finally:
            sending.cancel()
            await asyncio.gather(sending, return_exceptions=True)  # nothing is on its way any more when this ends

    async def _send_on(self) -> None:
        while True:
            await self._wake.wait()
            self._wake.clear()
            self._began = time.monotonic()
            await self._send(self._take())
            self._began = None

    def _left(self) -> float:
        """Seconds that the frame on its way may still take. One look now and then costs less than a clock for each frame."""
        return self._patience - (time.monotonic() - self._began if self._began is not None else 0.0)

    def _take(self) -> str:
        owed, waiting = self._owed, [self._afresh()] if self._lost else self._waiting
        self._owed, self._waiting, self._signs, self._lost = [], [], 0, False
        return frame_of([*owed, *waiting])
