"""The embedded queue under several hands: whoever reads finds whole messages, in order, and every queue that was bound."""

import threading
from collections.abc import Iterator
from pathlib import Path
from queue import Empty

import pytest
from kombu import Connection, Exchange, Queue

from carejourneys import file_queue

MESSAGES = 400


@pytest.fixture
def folder(tmp_path) -> Path:
    for name in ("in", "control"):
        (tmp_path / name).mkdir()
    return tmp_path


def channel(folder: Path) -> file_queue.Channel:
    """As another process would have it."""
    options = {"data_folder_in": str(folder / "in"), "data_folder_out": str(folder / "in"), "control_folder": str(folder / "control")}
    return Connection("folder://localhost", transport_options=options).channel()


def read(of: file_queue.Channel, queue: str, many: int, writer: threading.Thread) -> Iterator[dict]:
    """So many messages; fewer when the writer has ended and nothing is left."""
    while many:
        over = not writer.is_alive()
        try:
            yield of._get(queue)
            many -= 1
        except Empty:
            if over:
                return


def test_a_reader_never_meets_half_a_message_and_finds_all_in_order(folder):
    def write() -> None:
        to = channel(folder)
        for number in range(MESSAGES):
            to._put("jobs", {"number": number, "body": "x" * 20_000})

    writer = threading.Thread(target=write)
    writer.start()
    found = [message["number"] for message in read(channel(folder), "jobs", MESSAGES, writer)]
    writer.join()
    assert found == list(range(MESSAGES))
    assert list((folder / "in").iterdir()) == []


def test_every_queue_is_bound_however_many_bind_at_once(folder):
    names = [f"queue-{number}" for number in range(40)]
    exchange = Exchange("all", type="fanout")

    def bind(name: str) -> None:
        Queue(name, exchange)(channel(folder)).declare()

    threads = [threading.Thread(target=bind, args=(name,)) for name in names]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(bound.queue for bound in channel(folder).get_table("all")) == sorted(names)


def test_a_queue_taken_away_is_bound_no_more_and_leaves_the_others(folder):
    exchange = Exchange("all", type="fanout")
    first, second = (Queue(name, exchange)(channel(folder)) for name in ("first", "second"))
    first.declare()
    second.declare()
    first.delete()
    assert [bound.queue for bound in channel(folder).get_table("all")] == ["second"]
