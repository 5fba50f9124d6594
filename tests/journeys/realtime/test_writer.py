"""Group commit: one at a time, all that waits at once, nothing lost when the database or one command fails."""

import asyncio
import threading

import pytest
from django.db import OperationalError

from journeys.models import MapCommandLog
from journeys.realtime.writer import MOST_AT_ONCE, PAUSES, Sent, Writer
from journeys.services.map_editing import Changed, Incoming, Refused, apply_map_commands
from tests.factories import make_cast, make_small_map, new_id

pytestmark = pytest.mark.django_db(transaction=True)


class Database:
    """Stands before the service: counts batches, and does first what it is told to (raises, waits)."""

    def __init__(self, *first):
        self.batches: list[int] = []
        self.first = list(first)

    def __call__(self, map_id, batch):
        self.batches.append(len(batch))
        if self.first and (do := self.first.pop(0)):
            do(batch)
        return apply_map_commands(map_id, batch)


def breaks(_batch):
    raise OperationalError("server closed the connection unexpectedly")


def written(small, actor, database, titles, *, after_first=None) -> list[tuple[int, object]]:
    """[(place, outcome)] in the order in which they were answered."""
    answers: list[tuple[int, object]] = []

    async def play():
        over = asyncio.Event()

        def answered(sent, outcome):
            answers.append((sent.sender, outcome))
            if len(answers) == len(titles):
                over.set()

        writer = Writer(str(small.map.pk), answered, apply=database)
        for place, title in enumerate(titles):
            raw = {"kind": "step.rename", "step": small.steps[0], "title": title}
            writer.put(Sent(place, Incoming(actor, new_id(), small.map.revision, raw, "ab")))
            if place == 0 and after_first:
                await after_first()
        await asyncio.wait_for(over.wait(), 30)

    asyncio.run(play())
    return answers


@pytest.fixture
def world(transactional_db):
    cast = make_cast()
    return make_small_map(cast), cast.eddie


def rows(small) -> list[str]:
    return [row.command["title"] for row in MapCommandLog.objects.filter(map=small.map, kind="step.rename").order_by("revision")]


def test_what_comes_while_one_batch_is_written_is_the_next_batch(world):
    small, eddie = world
    busy, go_on = threading.Event(), threading.Event()

    def wait(_batch):
        busy.set()
        assert go_on.wait(20)

    async def until_busy():
        await asyncio.to_thread(busy.wait, 20)
        asyncio.get_running_loop().call_soon(go_on.set)  # once all the others have been put

    database = Database(wait)
    answers = written(small, eddie, database, [f"Title {n}" for n in range(MOST_AT_ONCE + 5)], after_first=until_busy)
    assert database.batches == [1, MOST_AT_ONCE, 4]
    assert [place for place, _outcome in answers] == list(range(MOST_AT_ONCE + 5))
    assert [outcome.revision for _place, outcome in answers] == [small.map.revision + 1 + n for n in range(MOST_AT_ONCE + 5)]
    assert rows(small) == [f"Title {n}" for n in range(MOST_AT_ONCE + 5)]


def test_a_connection_that_dies_is_tried_again_and_each_command_is_done_once(world):
    small, eddie = world

    def dies_after_the_commit(batch):
        apply_map_commands(small.map.pk, batch)
        breaks(batch)

    answers = written(small, eddie, Database(breaks, dies_after_the_commit), ["One", "Two"])
    assert [(type(outcome), outcome.repeated) for _place, outcome in answers] == [(Changed, True), (Changed, True)]
    assert rows(small) == ["One", "Two"]


def test_a_database_that_stays_away_is_told_to_each_and_nothing_is_stored(world):
    small, eddie = world
    database = Database(*[breaks] * (len(PAUSES) + 1))
    answers = written(small, eddie, database, ["One", "Two"])
    assert all(isinstance(outcome, Refused) and "not stored" in outcome.reason for _place, outcome in answers)
    assert rows(small) == [] and database.batches == [2] * (len(PAUSES) + 1)


def test_a_command_that_is_too_much_for_the_service_fails_alone(world):
    small, eddie = world

    def chokes(batch):
        if any(one.raw["title"] == "Poison" for one in batch):
            raise ZeroDivisionError

    answers = written(small, eddie, Database(*[chokes] * 9), ["One", "Poison", "Three"])
    assert [type(outcome) for _place, outcome in sorted(answers, key=lambda one: one[0])] == [Changed, Refused, Changed]
    assert rows(small) == ["One", "Three"]
