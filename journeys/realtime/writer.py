"""Commits what is sent to one map: whatever has come together meanwhile in one go, each command standing or falling alone."""

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

import structlog
from django.db import InterfaceError, OperationalError
from django.utils.translation import gettext as _

from carejourneys.common.errors import AppError
from journeys.services.map_editing import Incoming, Outcome, Refused, apply_map_commands

from .database import in_database

MOST_AT_ONCE = 200
PAUSES = (0.1, 0.5, 2.0)  # seconds before each new try, when the database does not answer
Sender = TypeVar("Sender")
Apply = Callable[[str, Sequence[Incoming]], list[Outcome]]


class NotStored(AppError):
    """Nothing of the command was kept, and it is not the command's fault."""

    status = 503


@dataclass(frozen=True)
class Sent(Generic[Sender]):
    """A command and who waits for its answer."""

    sender: Sender
    incoming: Incoming


class Writer(Generic[Sender]):
    """`answered(sent, outcome)` is called on the event loop for every command, in order."""

    def __init__(self, map_id: str, answered: Callable[[Sent[Sender], Outcome], None], *, apply: Apply = apply_map_commands):
        self._map_id, self._answered, self._apply = map_id, answered, apply
        self._queue: deque[Sent[Sender]] = deque()
        self._task: asyncio.Task[None] | None = None

    def put(self, sent: Sent[Sender]) -> None:
        """Its turn comes after all that was put before."""
        self._queue.append(sent)
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._run())

    async def _run(self) -> None:
        while self._queue:
            batch = [self._queue.popleft() for _n in range(min(MOST_AT_ONCE, len(self._queue)))]
            for sent, outcome in zip(batch, await self._commit([sent.incoming for sent in batch]), strict=True):
                self._answer(sent, outcome)

    def _answer(self, sent: Sent[Sender], outcome: Outcome) -> None:
        """One answer that cannot be given must not keep the others from theirs."""
        try:
            self._answered(sent, outcome)
        except Exception:
            structlog.get_logger().error("live_answer_failed", exc_info=True)

    async def _commit(self, batch: list[Incoming]) -> list[Outcome]:
        """The same command may be tried again: the log knows its id, so it is done once whether or not the first answer was lost."""
        for pause in (*PAUSES, None):
            try:
                return await in_database(self._apply, self._map_id, batch)
            except (OperationalError, InterfaceError):
                if pause is None:
                    return [_not_stored(one) for one in batch]
                await asyncio.sleep(pause)
            except Exception:
                return await self._each_alone(batch)
        raise AssertionError("the last try answers")

    async def _each_alone(self, batch: list[Incoming]) -> list[Outcome]:
        """One of them is too much for our own code: the others must not suffer."""
        if len(batch) > 1:
            return [outcome for one in batch for outcome in await self._commit([one])]
        structlog.get_logger().error("live_command_failed", exc_info=True)
        return [_not_stored(batch[0])]


def _not_stored(one: Incoming) -> Refused:
    return Refused(str(one.command_id), NotStored(_("Something went wrong on our side, and this was not stored. Send it again.")))
