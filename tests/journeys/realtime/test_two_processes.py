"""Two web processes, PostgreSQL and Redis between them: what is done in one is seen in the other, whatever breaks in between."""

import json
from collections.abc import Iterator

import pytest
import redis
from django.conf import settings
from django.db import connection, transaction

from journeys.models import Map, MapCommandLog
from journeys.realtime.bus import channel_of
from journeys.services.map_editing import Changed
from journeys.services.redactions import ask_for_redaction, confirm_redaction
from stakeholders.domain.permissions import Role
from stakeholders.services.memberships import end_membership
from tests.at_once import Meanwhile
from tests.factories import REDACTIONS_PAGE, make_member, send
from tests.live import Window
from tests.served import ServerProcess

pytestmark = [
    pytest.mark.services,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="several processes share a PostgreSQL"),
]


@pytest.fixture
def other(transactional_db, tmp_path) -> Iterator[ServerProcess]:
    """Another web process on the same database and Redis; `.port` is its port."""
    server = ServerProcess(tmp_path)
    yield server
    server.end()


def rename(window: Window, small, title: str, base: int) -> str:
    return window.do("step.rename", step=small.steps[0], title=title, base=base)


def test_what_is_sent_to_one_process_is_seen_in_the_other_once(port, other, cast, small):
    base = small.map.revision
    with Window(port, small.map.pk, cast.eddie) as eddie, Window(other.port, small.map.pk, cast.freya) as freya:
        for n in range(10):
            sender, reader = (eddie, freya) if n % 2 else (freya, eddie)
            id = rename(sender, small, f"Title {n}", base + n)
            assert sender.wait("changed", command_id=id) == reader.wait("changed", command_id=id)
        for window in (eddie, freya):
            told = [one["revision"] for one in window.heard if one["type"] == "changed"]
            assert told == list(range(base + 1, base + 11))


def test_what_somebody_holds_is_seen_in_the_other_process_and_that_they_left(port, other, cast, small):
    with Window(port, small.map.pk, cast.vic) as vic:
        with Window(other.port, small.map.pk, cast.eddie) as eddie:
            eddie.say({"type": "presence", "holds": small.steps[1]})
            vic.wait_until(lambda one: one["type"] == "presence" and (cast.eddie.name, small.steps[1]) in held(one))
            heard = redis.Redis.from_url(settings.REDIS_URL).pubsub()
            heard.subscribe(channel_of(str(small.map.pk)))
            heard.get_message(timeout=20)  # that it is listened to
        vic.wait_until(lambda one: one["type"] == "presence" and held(one) == [("Vic", None)])
        assert any(one["type"] == "presence" and not one["windows"] for one in messages(heard)), "it was told, and not only given up"


def messages(heard: redis.client.PubSub) -> Iterator[dict]:
    """What processes say to each other: thirty messages at most, or seconds without any."""
    for _second in range(30):
        if message := heard.get_message(timeout=1):
            yield json.loads(message["data"])


def held(presence) -> list[tuple[str, str | None]]:
    return [(person["name"], person["holds"]) for person in presence["people"]]


def test_who_is_called_in_one_process_hears_it_in_the_other_once(port, other, cast, small):
    with Window(port, small.map.pk, cast.freya) as freya, Window(other.port, small.map.pk, cast.vic) as vic:
        freya.say({"type": "summon", "to": small.steps[1]})
        assert vic.wait("summons") == freya.wait("summons") == {"type": "summons", "by": by(cast.freya), "to": small.steps[1]}
        sent = send(cast.eddie, small.map, "step.rename", step=small.steps[0], title="Later")
        for window in (freya, vic):
            window.wait("changed", command_id=sent.command_id)
            assert [one["type"] for one in window.heard].count("summons") == 1
        vic.say({"type": "summon", "to": small.steps[1]})
        assert "facilitator" in vic.wait("refused")["reason"]


def by(person) -> dict[str, str]:
    return {"id": str(person.pk), "name": person.name}


def test_a_service_run_in_another_process_reaches_everybody(other, cast, small):
    with Window(other.port, small.map.pk, cast.vic) as vic:
        sent = send(cast.eddie, small.map, "step.rename", step=small.steps[0], title="Out of a worker")
        assert isinstance(sent, Changed) and vic.wait("changed", command_id=sent.command_id)["revision"] == sent.revision


def test_words_taken_out_in_one_process_are_forgotten_in_the_other(other, cast, small):
    send(cast.eddie, small.map, "step.rename", step=small.steps[0], title="Ring Xanadu")
    mo = make_member(cast.economy, Role.MODERATOR, name="Mo")
    with Window(other.port, small.map.pk, cast.vic) as vic:
        asked = ask_for_redaction(actor=cast.freya, page=REDACTIONS_PAGE, of=small.map, text="Xanadu", reason="A name")
        confirm_redaction(actor=mo, redaction=asked, page=REDACTIONS_PAGE)
        assert small.steps[0] in vic.wait("purge")["elements"]
        assert vic.wait("resync")["from"] == Map.objects.get(pk=small.map.pk).revision


def test_access_withdrawn_in_one_process_ends_the_connection_in_the_other(other, cast, small):
    with Window(other.port, small.map.pk, cast.eddie) as eddie:
        end_membership(actor=cast.adi, membership=cast.eddie.memberships.get())
        assert eddie.closed_with() == 4401  # they belong nowhere any more, so their sessions are over


def test_a_subscription_that_breaks_loses_nothing(other, cast, small):
    with Window(other.port, small.map.pk, cast.vic) as vic:
        bus = redis.Redis.from_url(settings.REDIS_URL)
        number = str(bus.connection_pool.connection_kwargs["db"])
        listening = [one["id"] for one in bus.client_list(_type="pubsub") if one["db"] == number and one["cmd"] == "subscribe"]
        assert listening
        for id in listening:
            bus.client_kill_filter(_id=id)
        sent = [send(cast.eddie, small.map, "step.rename", step=small.steps[0], title=f"Title {n}") for n in range(3)]
        for one in sent:
            vic.wait("changed", command_id=one.command_id)
        told = [one["revision"] for one in vic.heard if one["type"] == "changed"]
        assert sorted(told) == [one.revision for one in sent]  # the last may come before those that are found by looking


def test_a_process_that_is_killed_loses_nothing_it_acknowledged(port, other, cast, small):
    base, acknowledged = small.map.revision, []
    with Window(other.port, small.map.pk, cast.eddie) as eddie, Window(port, small.map.pk, cast.vic) as vic:
        for n in range(20):
            id = rename(eddie, small, f"Title {n}", base + n)
            acknowledged.append(eddie.wait("changed", command_id=id)["command_id"])
        unanswered = rename(eddie, small, "On its way", base + 20)
        other.kill()
        vic.wait("changed", command_id=acknowledged[-1])
        with Window(port, small.map.pk, cast.eddie) as again:
            again.wait("changed", command_id=again.do("step.rename", step=small.steps[0], title="On its way", command_id=unanswered))
    rows = list(MapCommandLog.objects.filter(map=small.map, revision__gt=base).order_by("revision"))
    assert [row.revision for row in rows] == list(range(base + 1, base + 22))
    assert [str(row.command_id) for row in rows] == [*acknowledged, unanswered]


def test_a_database_connection_that_is_killed_under_a_command_does_it_once(port, cast, small):
    with Window(port, small.map.pk, cast.eddie) as eddie:
        with transaction.atomic():
            Map.objects.select_for_update().get(pk=small.map.pk)
            id = rename(eddie, small, "In spite of it", small.map.revision)
            Meanwhile(kill_whoever_waits).result()
        eddie.wait("changed", command_id=id)
    assert MapCommandLog.objects.filter(command_id=id).count() == 1


def kill_whoever_waits() -> None:
    """Ends the connection that waits for a lock in this database, once there is one."""
    asked = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    with connection.cursor() as cursor:
        for _try in range(2000):
            cursor.execute(asked + " AND (SELECT pg_sleep(0.005)) IS NOT NULL")
            if cursor.fetchall():
                return
    raise AssertionError("nobody waited")
