"""A facilitator calls everybody to a step: who has this map open is told, nobody else, and nothing is kept."""

import asyncio
import json

import pytest

from journeys.models import MapCommandLog
from journeys.queries.watching import Watcher
from journeys.realtime.connection import Connection
from journeys.realtime.hub import MOST_SUMMONS, Hub
from journeys.realtime.messages import read_frame
from journeys.services.map_editing import Changed
from stakeholders.domain.permissions import Permission, Role, allowed, permissions_of
from stakeholders.models import AuditEntry, RoleGrant
from tests.factories import make_cast, make_member, make_small_map, new_id, send
from tests.live import Window

pytestmark = pytest.mark.django_db(transaction=True)
NOT_FOR_YOU = "Your role here does not include this. Ask a facilitator or administrator of your economy."


def marked(window: Window, small, cast) -> list[dict]:
    """All that the window heard up to a change that is made now."""
    sent = send(cast.freya, small.map, "lane.add", lane=new_id(), title="The end")
    assert isinstance(sent, Changed)
    window.wait("changed", command_id=sent.command_id)
    return window.heard


def summonses(heard: list[dict]) -> list[str]:
    return [one["to"] for one in heard if one["type"] == "summons"]


def test_everybody_on_the_map_is_told_who_calls_and_where_to_and_nothing_is_kept(port, cast, small):
    elsewhere, neighbours = make_small_map(cast, "Another"), make_cast()
    theirs = make_small_map(neighbours)
    with (
        Window(port, small.map.pk, cast.freya) as freya,
        Window(port, small.map.pk, cast.vic) as vic,
        Window(port, elsewhere.map.pk, cast.eddie) as eddie,
        Window(port, theirs.map.pk, neighbours.freya) as stranger,
    ):
        kept = MapCommandLog.objects.count(), AuditEntry.objects.count()
        freya.say({"type": "summon", "to": small.steps[1]})
        told = {"type": "summons", "by": {"id": str(cast.freya.pk), "name": "Freya"}, "to": small.steps[1]}
        assert vic.wait("summons") == freya.wait("summons") == told
        assert (MapCommandLog.objects.count(), AuditEntry.objects.count()) == kept
        assert summonses(marked(eddie, elsewhere, cast)) == summonses(marked(stranger, theirs, neighbours)) == []
        assert len(summonses(marked(vic, small, cast))) == 1


@pytest.mark.parametrize("role", [role for role in Role if allowed({role}, Permission.VIEW_JOURNEY)])
def test_facilitators_alone_may(port, cast, small, role):
    member = make_member(cast.economy, role, name="Mel")
    with Window(port, small.map.pk, member) as mel, Window(port, small.map.pk, cast.vic) as vic:
        mel.say({"type": "summon", "to": small.steps[0], "by": {"id": str(cast.freya.pk), "name": "Freya"}})
        if role is Role.FACILITATOR:
            assert vic.wait("summons")["by"]["name"] == "Mel"
        else:
            assert mel.wait("refused")["reason"] == NOT_FOR_YOU
            assert summonses(marked(vic, small, cast)) == []


def test_what_one_may_is_asked_of_the_database_each_time(port, cast, small):
    with Window(port, small.map.pk, cast.freya) as freya, Window(port, small.map.pk, cast.vic) as vic:
        RoleGrant.objects.filter(membership=cast.freya.memberships.get()).update(role=Role.OBSERVER)  # nobody told the hub
        freya.say({"type": "summon", "to": small.steps[0]})
        assert freya.wait("refused")["reason"] == NOT_FOR_YOU
        sent = send(cast.eddie, small.map, "lane.add", lane=new_id(), title="The end")
        vic.wait("changed", command_id=sent.command_id)
        assert summonses(vic.heard) == []


def test_a_window_whose_right_is_gone_and_that_the_hub_still_trusts_is_refused_by_the_database(cast, small):
    """The hub looks at nothing here: what it holds of Freya is what she could do a moment ago."""
    watcher = Watcher(cast.freya, Role.FACILITATOR, permissions_of({Role.FACILITATOR}), "")
    RoleGrant.objects.filter(membership=cast.freya.memberships.get()).update(role=Role.OBSERVER)
    frames, said = [json.dumps({"type": "summon", "to": small.steps[0]})], []

    async def play():
        answered = asyncio.Event()

        async def receive():
            if frames:
                return {"type": "websocket.receive", "text": frames.pop()}
            await answered.wait()
            return {"type": "websocket.disconnect"}

        async def send(event):
            said.append(event["text"])
            answered.set()

        hub = Hub(str(small.map.pk))
        hub.end()
        await asyncio.wait_for(Connection(hub, watcher, "its session", send).serve(receive), 20)

    asyncio.run(play())
    assert [(one["type"], one["reason"]) for one in read_frame(said[0])] == [("refused", NOT_FOR_YOU)]


def test_where_there_is_no_such_step_or_no_sense_it_is_refused_in_words(port, cast, small):
    another = make_small_map(cast, "Another")
    with Window(port, small.map.pk, cast.freya) as freya:
        for to in (new_id(), another.steps[0], small.lanes[0]):
            freya.say({"type": "summon", "to": to})
            refused = freya.wait("refused")
            assert (refused["reason"], refused["field"]) == ("There is no such step on this map any more.", "to")
    with Window(port, small.map.pk, cast.freya) as freya:
        for malformed in ({}, {"to": None}, {"to": 4}, {"to": "x" * 5000}, {"to": {"id": small.steps[0]}}, {"to": [small.steps[0]]}):
            freya.say({"type": "summon", **malformed})
            assert freya.wait("refused")["field"] == "to"
        assert json.dumps(freya.heard).count("summons") == 0
        freya.wait("changed", command_id=freya.do("step.rename", step=small.steps[0], title="Goes on"))


def test_who_calls_too_often_is_asked_to_wait_and_others_are_not(port, cast, small):
    fay = make_member(cast.economy, Role.FACILITATOR, name="Fay")
    with Window(port, small.map.pk, cast.freya) as freya, Window(port, small.map.pk, fay) as other:
        again = Window(port, small.map.pk, cast.freya)
        for n in range(MOST_SUMMONS):
            (freya, again)[n % 2].say({"type": "summon", "to": small.steps[0]})
            freya.wait("summons")
        again.say({"type": "summon", "to": small.steps[0]})
        assert again.wait("refused")["reason"] == "You called everybody several times just now. Wait half a minute."
        again.socket.close()
        other.say({"type": "summon", "to": small.steps[1]})
        assert freya.wait("summons")["by"]["name"] == "Fay"
