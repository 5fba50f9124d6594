"""One open window: reads what it sends, answers it, and ends."""

import asyncio
import time
from collections import deque
from collections.abc import Awaitable, Callable, MutableMapping, Sequence
from typing import Any

import structlog
from django.db import DatabaseError
from django.utils.translation import gettext as _

from carejourneys.common.errors import AppError, NotAllowed, NotFound
from carejourneys.common.ids import uuid7
from journeys.domain.commands.reading import read_id, read_number
from journeys.queries.watching import Watcher, changes_for, check_summons
from journeys.services.map_editing import Incoming

from . import messages
from .close_codes import BROKEN, TOO_LARGE, TOO_MANY, TOO_SLOW, WITHDRAWN
from .database import in_database
from .hub import Hub
from .outbox import PATIENCE, Outbox, TooSlow
from .presence import Here
from .writer import Sent

MOST_UNANSWERED = 500  # commands
MOST_MESSAGES, WITHIN = 2000, 10.0  # messages, seconds
GOODBYE = 2.0  # seconds for the word why

Event = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Event]]
Send = Callable[[Event], Awaitable[None]]


class Connection:
    """A window of `watcher`, who is signed in with `session` (its key). `patience`: seconds that a frame may take to leave."""

    def __init__(self, hub: Hub, watcher: Watcher, session: str, send: Send, *, patience: float = PATIENCE):
        self.hub, self.watcher, self.session, self._send = hub, watcher, session, send
        self.unanswered = 0
        self.outbox = Outbox(self._send_text, lambda: messages.resync(hub.newest), patience=patience)
        self._name = str(uuid7())
        self._holds: str | None = None
        self._since = time.time()
        self._shown = ""
        self._times: deque[float] = deque(maxlen=MOST_MESSAGES)
        self._closing: asyncio.Future[int] = asyncio.get_running_loop().create_future()

    def close(self, code: int) -> None:
        """Ends it, saying why; the first reason stands."""
        if not self._closing.done():
            self._closing.set_result(code)

    def here(self) -> Here:
        return Here(self.watcher.id, str(self.watcher.person), self.watcher.agency, self._holds, self._since)

    def show_presence(self, message: str) -> None:
        """Only what is new."""
        if message != self._shown:
            self._shown = message
            self.outbox.push(message)

    async def serve(self, receive: Receive) -> None:
        """Until one side ends it."""
        reading, sending = asyncio.create_task(self._read(receive)), asyncio.create_task(self.outbox.run())
        first: list[asyncio.Future[Any]] = [reading, sending, self._closing]
        try:
            await asyncio.wait(first, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in (reading, sending):
                task.cancel()
            ended = await asyncio.gather(reading, sending, return_exceptions=True)
        code = self._why(ended)
        if code is not None:
            await self._say_goodbye(code)

    def _why(self, ended: Sequence[BaseException | None]) -> int | None:
        """The close code; None when the other side has gone."""
        if self._closing.done():
            return self._closing.result()
        for error in ended:
            if isinstance(error, TooSlow):
                return TOO_SLOW
            if isinstance(error, Exception) and not isinstance(error, OSError):  # an OSError: it went while it was written to
                structlog.get_logger().error("live_connection_failed", exc_info=error)
                return BROKEN
        return None

    async def _say_goodbye(self, code: int) -> None:
        try:
            async with asyncio.timeout(GOODBYE):
                await self._send({"type": "websocket.close", "code": code})
        except (TimeoutError, OSError):
            pass  # it does not read, or is gone

    async def _send_text(self, text: str) -> None:
        await self._send({"type": "websocket.send", "text": text})

    # reading

    async def _read(self, receive: Receive) -> None:
        while (event := await receive())["type"] != "websocket.disconnect":
            text = event.get("text")
            if len(text or event.get("bytes") or "") > messages.LARGEST or len((text or "").encode()) > messages.LARGEST:
                return self.close(TOO_LARGE)
            try:
                sent = messages.read_frame(text or "")
            except messages.Malformed as error:
                sent = [{"type": "malformed", "reason": str(error)}]
            for message in sent:
                await self._take(message)
            if self._too_many(len(sent)):
                return self.close(TOO_MANY)

    def _too_many(self, sent: int) -> bool:
        at = time.monotonic()
        self._times.extend([at] * max(1, sent))
        full = len(self._times) == MOST_MESSAGES and at - self._times[0] < WITHIN
        return full or self.unanswered > MOST_UNANSWERED

    async def _take(self, message: dict[str, Any]) -> None:
        command_id = said if isinstance(said := message.get("command_id"), str) else None
        try:
            match message.get("type"):
                case "command":
                    self._command(message)
                case "catch_up":
                    await self._catch_up(message)
                case "presence":
                    self._hold(message)
                case "summon":
                    await self._summon(message)
                case _:
                    self._other(message, command_id)
        except AppError as refusal:
            self.outbox.push(messages.refused(command_id, str(refusal.message), refusal.field))

    def _other(self, message: dict[str, Any], command_id: str | None) -> None:
        if message.get("type") == "ping":
            return self.outbox.push(messages.pong())
        if message.get("type") == "malformed":
            return self.outbox.push(messages.refused(None, message["reason"]))
        self.outbox.push(messages.refused(command_id, _("There is no message of this type."), "type"))

    def _command(self, message: dict[str, Any]) -> None:
        """Who may is asked where it is written, with what the database says then."""
        incoming = Incoming(
            actor=self.watcher.person,
            command_id=message.get("command_id", ""),
            base_revision=message.get("base_revision", ""),
            raw=message.get("command"),
            client=message.get("client", self._name),
        )
        self.unanswered += 1
        self.hub.writer.put(Sent(self, incoming))

    async def _catch_up(self, message: dict[str, Any]) -> None:
        after, purges = int(read_number(message.get("after"), "after", low=0, high=2**53, whole=True)), self.hub.purges
        try:
            news = await in_database(changes_for, self.watcher.person, self.hub.map_id, after)
        except (NotFound, NotAllowed):
            return self.close(WITHDRAWN)
        except DatabaseError:
            return self.outbox.push(messages.refused(None, _("The changes could not be read. Ask again."), "after"))
        if news.resync or self.hub.purges != purges:
            return self.outbox.push(messages.resync(news.revision))
        self.outbox.push(messages.encode("catch_up", changes=news.changes, revision=news.revision, more=news.more))

    def _hold(self, message: dict[str, Any]) -> None:
        holds = message.get("holds")
        holds = None if holds is None else read_id(holds, "holds")
        if holds != self._holds:
            self._holds, self._since = holds, time.time()
            self.hub.moved()

    async def _summon(self, message: dict[str, Any]) -> None:
        to = read_id(message.get("to"), "to")
        self.hub.count_summons(self.watcher.id)
        try:
            await in_database(check_summons, self.watcher.person, self.hub.map_id, to)
        except NotFound:
            return self.close(WITHDRAWN)
        except DatabaseError:
            return self.outbox.push(messages.refused(None, _("Something went wrong on our side, and nobody was called. Try again."), "to"))
        await self.hub.summon({"id": self.watcher.id, "name": str(self.watcher.person)}, to)
