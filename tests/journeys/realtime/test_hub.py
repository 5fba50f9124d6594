"""What a hub tells: each change once, in whatever order it hears of them, and what nobody told it of."""

import asyncio
import json
import threading

import pytest
import redis
from django.conf import settings
from django.db import OperationalError

from carejourneys.common.errors import NotFound
from journeys.domain.ports import forget_listeners, hear_of_changes
from journeys.models import MapCommandLog
from journeys.queries.watching import Look, Watcher
from journeys.realtime.bus import channel_of
from journeys.realtime.hub import MOST_BLIND, Hub
from journeys.realtime.messages import encode
from journeys.realtime.presence import Here
from journeys.realtime.switchboard import enter, leave, tell_of_changes
from stakeholders.domain.permissions import Role
from stakeholders.models import User
from tests.factories import make_cast, make_small_map, send
from tests.live import Window

pytestmark = pytest.mark.django_db(transaction=True)


class Listening:
    """Stands for a connection in the hub."""

    def __init__(self) -> None:
        self.revisions: list[int] = []
        self.outbox = self
        self.session = "its session"
        self.closed: list[int] = []

    def close(self, code: int) -> None:
        self.closed.append(code)

    def push(self, message: str) -> None:
        self.revisions.append(json.loads(message)["revision"])


def heard(revisions: list[int], start: int = 10) -> tuple[list[int], Hub]:
    """What somebody hears who is there from `start` on, of what reaches the hub in this order; and the hub."""

    async def play():
        hub, listening = Hub("a map"), Listening()
        hub._reach(start)
        hub.connections = {listening}
        for one in revisions:
            hub.deliver([(one, encode("changed", revision=one))])
        hub.end()
        return listening.revisions, hub

    return asyncio.run(play())


def test_each_change_is_told_once_in_whatever_order_it_comes():
    told, hub = heard([12, 12, 11, 12, 11, 10, 9, 14, 13])
    assert told == [12, 11, 14, 13] and (hub.revision, hub.newest) == (14, 14)


def test_what_is_still_on_its_way_is_known_to_be_missing():
    told, hub = heard([11, 13])
    assert told == [11, 13] and (hub.revision, hub.newest) == (11, 13)


def test_a_hub_lives_from_the_first_to_the_last_of_its_guests():
    async def play():
        first, second = enter("a map"), enter("a map")
        assert first is second and enter("another") is not first
        leave(first)
        assert enter("a map") is first
        leave(first)
        leave(first)
        assert enter("a map") is not first
        for task in asyncio.all_tasks() - {asyncio.current_task()}:
            task.cancel()

    asyncio.run(play())


def looked(*answers) -> list[int]:
    """How somebody's connection was closed after these looks: what each raises, or None for one that finds all well."""
    left = list(answers)

    def look(_map_id, sessions, _after):
        if error := left.pop(0):
            raise error
        watcher = Watcher(User(name="Vic"), Role.OBSERVER, frozenset(), "")
        return Look(10, frozenset(sessions), dict.fromkeys(sessions, watcher), frozenset(), None)

    async def play():
        hub, listening = Hub("a map", look=look), Listening()
        listening.watcher = Watcher(User(name="Vic"), Role.OBSERVER, frozenset(), "")
        hub.connections = {listening}
        hub.end()  # it looks only when it is told to
        for _one in answers:
            await hub._look_once()
        return listening.closed

    return asyncio.run(play())


def test_nobody_stays_whose_rights_cannot_be_asked_for():
    fails = OperationalError("the server closed the connection")
    assert looked(*[fails] * (MOST_BLIND - 1)) == [] and looked(*[fails] * MOST_BLIND) == [1011]
    assert looked(*[fails] * (MOST_BLIND - 1), None, *[fails] * (MOST_BLIND - 1)) == []
    assert looked(ZeroDivisionError(), None) == []


def test_with_the_map_gone_everybody_goes():
    assert looked(NotFound()) == [4403]


def test_what_nobody_told_the_hub_of_is_found_by_looking(port, transactional_db):
    """As when a worker changed the map and there is no Redis to say so."""
    cast = make_cast()
    small = make_small_map(cast)
    with Window(port, small.map.pk, cast.vic) as vic:
        forget_listeners(tell_of_changes)
        try:
            sent = [send(cast.eddie, small.map, "step.rename", step=small.steps[0], title=f"Unsaid {n}").command_id for n in range(3)]
        finally:
            hear_of_changes(tell_of_changes)
        found = [vic.wait("changed", command_id=id) for id in sent]
        vic.wait("changed", command_id=send(cast.eddie, small.map, "step.rename", step=small.steps[0], title="Said").command_id)
        told = [one["revision"] for one in vic.heard if one["type"] == "changed"]
    assert told == list(range(small.map.revision - 3, small.map.revision + 1))
    assert [one["change"] for one in found] == [MapCommandLog.objects.get(command_id=id).change for id in sent]


class Leaving(Listening):
    """Somebody who leaves while others are being told that they are there."""

    def __init__(self) -> None:
        super().__init__()
        self.asked, self.gone = threading.Event(), threading.Event()

    def here(self) -> Here:
        self.asked.set()
        assert self.gone.wait(20)
        return Here("v", "Vic", "Council", None, 1.0)


@pytest.mark.services
def test_who_has_left_is_not_told_of_to_other_processes_after_that_was_said():
    map_id, vic = "a map that somebody leaves", Leaving()
    heard = redis.Redis.from_url(settings.REDIS_URL).pubsub(ignore_subscribe_messages=True)
    heard.subscribe(channel_of(map_id))
    heard.get_message(timeout=20)

    async def play():
        hub = Hub(map_id)
        for task in hub._tasks:  # it tells only when it is told to
            task.cancel()
        hub.connections = {vic}
        there = asyncio.create_task(asyncio.to_thread(hub._tell_others_presence))
        assert await asyncio.to_thread(vic.asked.wait, 20)
        hub.connections = set()
        gone = asyncio.create_task(asyncio.to_thread(hub._tell_others_presence))
        await asyncio.wait({gone}, timeout=0.5)
        vic.gone.set()
        await asyncio.gather(there, gone)

    asyncio.run(play())
    told = [heard.get_message(timeout=20) for _n in range(2)]
    heard.close()
    assert [[one["name"] for one in json.loads(message["data"])["windows"]] for message in told] == [["Vic"], []]
