"""One map in one process: everybody who has it open, what they send, and what each of them is told."""

import asyncio
import time
from collections import defaultdict, deque
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from threading import Lock
from typing import TYPE_CHECKING, Any

import structlog
from django.conf import settings
from django.utils.translation import gettext as _

from carejourneys.common.errors import NotFound, TooMany
from carejourneys.common.ids import uuid7
from journeys.domain.ports import Purged
from journeys.queries.changes import Changes
from journeys.queries.snapshots import forget_encoded
from journeys.queries.states import forget
from journeys.queries.watching import Look, look_at
from journeys.services.map_editing import Changed, Outcome

from . import messages
from .bus import Bus, tell_others
from .close_codes import BROKEN, SIGNED_OUT, TOO_MANY, WITHDRAWN
from .database import in_database
from .presence import Here, Presence, said_of, windows_of
from .writer import Sent, Writer

if TYPE_CHECKING:
    from .connection import Connection

ALONE, AMONG_OTHERS = 1.0, 2.0  # seconds between two looks at map and rights; with Redis changes come by themselves
PRESENCE_PAUSE = 0.2  # seconds in which what moved is gathered
MOST_BLIND = 5  # looks that may fail one after the other
MOST_WINDOWS = 20  # of one person on one map
MOST_SUMMONS, SUMMONS_WITHIN = 3, 30.0  # of one person, seconds

Told = Sequence[tuple[int, str]]  # (revision, message)


class Hub:
    """Lives as long as somebody is in it, on the event loop on which it was made. Of its methods none may be called from another thread."""

    def __init__(self, map_id: str, *, look: Callable[..., Look] = look_at):
        self._look_at = look
        self.map_id, self.id, self.loop = map_id, uuid7().hex, asyncio.get_running_loop()
        self.connections: set[Connection] = set()
        self.guests = 0  # those that are still at the door too
        self.revision: int | None = None  # everything up to it was told
        self.newest = 0  # the newest that was told, if something before it is still on its way
        self.purges, self._blind = 0, 0  # _blind: looks that failed one after the other
        self.writer: Writer[Connection] = Writer(map_id, _answered)
        self._ahead: set[int] = set()
        self._presence, self._telling = Presence(), Lock()
        self._summoned: dict[str, deque[float]] = defaultdict(partial(deque, maxlen=MOST_SUMMONS))  # when, by person
        self._look, self._moved = asyncio.Event(), asyncio.Event()
        self._bus = Bus(map_id, self._hear, self._look.set) if settings.REDIS_URL else None
        work = [self._watch(), self._tell_presence(), *([self._bus.run()] if self._bus else [])]
        self._tasks = [asyncio.create_task(one) for one in work]

    def end(self) -> None:
        """Nobody is here any more. What was sent is still written."""
        for task in self._tasks:
            task.cancel()
        if self._bus:
            self.loop.run_in_executor(None, self._tell_others_presence)

    # coming and going

    async def join(self, connection: "Connection") -> None:
        """From the welcome on, everything newer than the revision it names is told."""
        if self._bus:
            await self._bus.ready()
        look = await in_database(self._look_at, self.map_id, [connection.session], self.revision)
        self._take(look)
        self.newest = max(self.newest, look.revision)
        if sum(other.watcher.id == connection.watcher.id for other in self.connections) >= MOST_WINDOWS:
            return connection.close(TOO_MANY)
        self.connections.add(connection)
        connection.outbox.push(messages.welcome(self.newest, connection.watcher))
        self.moved()

    def leave(self, connection: "Connection") -> None:
        self.connections.discard(connection)
        self.moved()

    def look_now(self) -> None:
        """Somebody's rights may have changed, or something may have been missed."""
        self._look.set()

    # what happens

    def deliver(self, told: Told) -> None:
        """Tells everybody of changes, each once, in whatever order they come."""
        for revision, message in told:
            if self._is_new(revision):
                for connection in self.connections:
                    connection.outbox.push(message)

    def purge(self, purged: Purged) -> None:
        """What still waits to be told may hold the words that were taken out."""
        self.purges += 1
        self._reach(purged.revision)
        for connection in self.connections:
            connection.outbox.only(messages.purge(purged), messages.resync(purged.revision))

    def moved(self) -> None:
        """Somebody came, went or took another card."""
        self._moved.set()

    def count_summons(self, person: str) -> None:
        """TooMany when that person called often of late."""
        times, at = self._summoned[person], time.monotonic()
        if len(times) == MOST_SUMMONS and at - times[0] < SUMMONS_WITHIN:
            raise TooMany(_("You called everybody several times just now. Wait half a minute."))
        times.append(at)

    async def summon(self, by: Mapping[str, str], to: str) -> None:
        """Everybody is told, the one who calls too; nothing of it is kept."""
        self._show_summons(by, to)
        if self._bus:
            await self.loop.run_in_executor(None, partial(tell_others, self.map_id, "summons", by=by, to=to))

    def _show_summons(self, by: Mapping[str, str], to: str) -> None:
        message = messages.summons(by, to)
        for connection in self.connections:
            connection.outbox.push(message)

    def _is_new(self, revision: int) -> bool:
        self.newest = max(self.newest, revision)
        if self.revision is None or revision <= self.revision or revision in self._ahead:
            return False
        self._ahead.add(revision)
        while self.revision + 1 in self._ahead:
            self.revision += 1
            self._ahead.discard(self.revision)
        return True

    def _reach(self, revision: int) -> None:
        self.revision, self.newest = max(revision, self.revision or 0), max(revision, self.newest)
        self._ahead = {one for one in self._ahead if one > self.revision}

    # other processes

    def _hear(self, said: dict[str, Any]) -> None:
        match said["type"]:
            case "changed":
                self.deliver(said["told"])
            case "purge":
                forget(self.map_id)
                forget_encoded(self.map_id)
                self.purge(Purged(self.map_id, said["revision"], tuple(said["elements"])))
            case "summons":
                self._show_summons(said["by"], said["to"])
            case "presence" if said["hub"] != self.id:
                self._presence.hear(said["hub"], windows_of(said["windows"]), time.time())
                self._show_presence()

    # looking

    async def _watch(self) -> None:
        while True:
            try:
                async with asyncio.timeout(AMONG_OTHERS if self._bus else ALONE):
                    await self._look.wait()
            except TimeoutError:
                pass
            self._look.clear()
            await self._look_once()

    async def _look_once(self) -> None:
        sessions = {connection.session for connection in self.connections}
        try:
            self._take(await in_database(self._look_at, self.map_id, sessions, self.revision))
            self._blind = 0
        except NotFound:
            self._close_all(WITHDRAWN)
        except Exception:
            structlog.get_logger().error("live_look_failed", exc_info=True)
            self._blind += 1
            if self._blind == MOST_BLIND:
                self._close_all(BROKEN)  # nobody stays whose rights cannot be asked for
        if self._bus:
            self._moved.set()  # others forget a process that falls silent

    def _close_all(self, code: int) -> None:
        for connection in self.connections:
            connection.close(code)

    def _take(self, look: Look) -> None:
        if self.revision is None:
            self._reach(look.revision)
        if look.news:
            self._catch_up(look.news)
        for connection in tuple(self.connections):
            if connection.session in look.asked:
                self._check(connection, look)

    def _catch_up(self, news: Changes) -> None:
        if not news.resync and not news.more:
            return self.deliver([(one["revision"], messages.encode("changed", **one)) for one in news.changes])
        self._reach(news.revision)
        for connection in self.connections:
            connection.outbox.lose()

    def _check(self, connection: "Connection", look: Look) -> None:
        watcher = look.watchers.get(connection.session)
        if watcher is None:
            return connection.close(WITHDRAWN if connection.session in look.withdrawn else SIGNED_OUT)
        before, connection.watcher = connection.watcher, watcher
        if (before.may, str(before.person)) != (watcher.may, str(watcher.person)):
            connection.outbox.push(messages.welcome(self.newest, watcher))

    # presence

    async def _tell_presence(self) -> None:
        while True:
            await self._moved.wait()
            await asyncio.sleep(PRESENCE_PAUSE)
            self._moved.clear()
            self._show_presence()
            if self._bus:
                await self.loop.run_in_executor(None, self._tell_others_presence)

    def _tell_others_presence(self) -> None:
        """From any thread, one after the other: whoever is gone must not be told of after that was said."""
        with self._telling:
            tell_others(self.map_id, "presence", hub=self.id, windows=said_of(self._own()))

    def _show_presence(self) -> None:
        people = self._presence.people(self._own(), time.time())
        message = messages.presence(people)
        for connection in self.connections:
            connection.show_presence(message)

    def _own(self) -> list[Here]:
        return [connection.here() for connection in tuple(self.connections)]


def _answered(sent: Sent["Connection"], outcome: Outcome) -> None:
    """What was accepted just now is told to everybody, the sender among them; anything else to the sender alone."""
    sent.sender.unanswered -= 1
    if not isinstance(outcome, Changed) or outcome.repeated:
        sent.sender.outbox.push(messages.answer(outcome))
