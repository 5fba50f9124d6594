"""What waits for a browser: joined, bounded, thrown away for one that is behind, given up for one that does not read."""

import asyncio
import json

import pytest

from journeys.realtime.messages import encode, frame_of
from journeys.realtime.outbox import MOST_SIGNS, MOST_WAITING, Outbox, TooSlow


class Line:
    """The other side: takes a frame only while it is open."""

    def __init__(self) -> None:
        self.frames: list[list[dict]] = []
        self.open = asyncio.Event()
        self.open.set()
        self.taken = asyncio.Event()
        self.tried = asyncio.Event()

    async def send(self, text: str) -> None:
        self.tried.set()
        await self.open.wait()
        frame = json.loads(text)
        self.frames.append(frame if isinstance(frame, list) else [frame])
        self.taken.set()

    async def next(self) -> list[dict]:
        await self.taken.wait()
        self.taken.clear()
        return self.frames[-1]


def said(n: object) -> str:
    return encode("changed", n=n)


def run(scene, **options):
    """Plays a scene(line, outbox) while the outbox runs."""

    async def play():
        line = Line()
        outbox = Outbox(line.send, lambda: encode("resync", **{"from": 7}), **options)
        running = asyncio.create_task(outbox.run())
        try:
            await asyncio.wait_for(scene(line, outbox, running), 20)
        finally:
            running.cancel()

    asyncio.run(play())


def test_what_comes_together_goes_in_one_frame_in_order():
    async def scene(line, outbox, _running):
        for n in range(3):
            outbox.push(said(n))
        assert [one["n"] for one in await line.next()] == [0, 1, 2]
        outbox.push(said(3))
        assert await line.next() == [{"type": "changed", "n": 3}]

    run(scene)


def test_what_comes_while_a_frame_is_on_its_way_is_joined_behind_it():
    async def scene(line, outbox, _running):
        line.open.clear()
        outbox.push(said(0))
        await line.tried.wait()
        for n in (1, 2):
            outbox.push(said(n))
        line.open.set()
        await line.next()
        if len(line.frames) == 1:
            await line.next()
        assert [[one["n"] for one in frame] for frame in line.frames] == [[0], [1, 2]]

    run(scene)


@pytest.mark.parametrize("message", [said(1), said("x" * (MOST_SIGNS // 3))], ids=["many", "large"])
def test_past_the_bound_all_is_thrown_away_for_one_word_to_begin_afresh(message):
    async def scene(line, outbox, _running):
        line.open.clear()
        outbox.push(said(0))
        await line.tried.wait()
        for _n in range(MOST_WAITING + 1):
            outbox.push(message)
            assert len(outbox._waiting) <= MOST_WAITING and outbox._signs <= MOST_SIGNS
        line.open.set()
        while len(line.frames) < 2:
            await line.next()
        assert line.frames[1] == [{"type": "resync", "from": 7}]
        outbox.push(said("after"))
        while len(line.frames) < 3:
            await line.next()
        assert line.frames[2] == [{"type": "changed", "n": "after"}]

    run(scene)


def test_what_must_not_be_told_any_more_is_not_told():
    async def scene(line, outbox, _running):
        line.open.clear()
        outbox.push(said(0))
        await line.tried.wait()
        outbox.push(said("words that were taken out"))
        outbox.only(encode("purge"), encode("resync"))
        line.open.set()
        while len(line.frames) < 2:
            await line.next()
        assert [one["type"] for one in line.frames[1]] == ["purge", "resync"]

    run(scene)


@pytest.mark.parametrize("then", [Outbox.lose, lambda outbox: outbox.only(encode("purge", n=2), encode("resync"))], ids=["lost", "twice"])
def test_what_is_to_be_forgotten_is_said_whatever_is_thrown_away_after_it(then):
    async def scene(line, outbox, _running):
        line.open.clear()
        outbox.push(said(0))
        await line.tried.wait()
        outbox.only(encode("purge", n=1), encode("resync"))
        outbox.push(said("later"))
        then(outbox)
        line.open.set()
        while len(line.frames) < 2:
            await line.next()
        told = [(one["type"], one.get("n")) for one in line.frames[1]]
        assert told[:2] == [("purge", 1), ("resync", None)] and told[-1] == ("resync", None)
        assert ("changed", "later") not in told and (then is Outbox.lose or ("purge", 2) in told)

    run(scene)


def test_a_side_that_has_read_all_there_is_stays_however_long_nothing_happens():
    async def scene(line, outbox, running):
        outbox.push(said(0))
        await line.next()
        done, _pending = await asyncio.wait({running}, timeout=0.5)  # ten times its patience
        assert not done

    run(scene, patience=0.05)


def test_a_side_that_does_not_read_is_given_up():
    async def scene(line, outbox, running):
        line.open.clear()
        outbox.push(said(0))
        with pytest.raises(TooSlow):
            await running

    run(scene, patience=0.05)


def test_one_message_is_no_array():
    assert frame_of([said(1)]) == said(1) and json.loads(frame_of([said(1), said(2)])) == [json.loads(said(n)) for n in (1, 2)]
