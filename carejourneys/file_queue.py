"""The embedded queue: kombu's messages in a folder, written so that nobody ever reads half a one.

kombu opens a message under the name that readers look for and then fills it: a reader in between finds it empty and its worker dies.
Here every file is written beside and then renamed, which a file system does in one step.
"""

import fcntl
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from time import time_ns

from kombu.transport import TRANSPORT_ALIASES, filesystem
from kombu.utils.json import dumps

from carejourneys.common.ids import uuid7


class Channel(filesystem.Channel):
    """The queue's folder as one process sees it."""

    def _put(self, queue, payload, **kwargs):  # type: ignore[override]  # as kombu's own channel over files has it
        _write_whole(Path(self.data_folder_out) / f"{time_ns()}_{uuid7()}.{queue}.msg", dumps(payload))  # read in the order of names

    def _queue_bind(self, exchange, routing_key, pattern, queue):
        self._change(exchange, lambda bound: {filesystem.exchange_queue_t(routing_key or "", pattern or "", queue or ""): None, **bound})

    def _delete(self, queue, exchange, routing_key, pattern, *args, **kwargs):
        filesystem.virtual.Channel._delete(self, queue, exchange, routing_key, pattern, *args, **kwargs)
        gone = filesystem.exchange_queue_t(routing_key or "", pattern or "", queue or "")
        self._change(exchange, lambda bound: {one: None for one in bound if one != gone})

    def _change(self, exchange: str, change: Callable[[dict], dict]) -> None:
        """One process at a time changes which queues an exchange feeds; whoever reads finds the list from before or after."""
        file = self._exchange_file(exchange)
        file.parent.mkdir(exist_ok=True)
        with _alone(file.with_suffix(".lock")):
            before = dict.fromkeys(self.get_table(exchange))
            after = change(before)
            if list(after) != list(before):
                _write_whole(file, dumps(list(after)))


class Transport(filesystem.Transport):
    """The broker of a `folder://` address; takes the options of kombu's own transport over files."""

    Channel = Channel
    driver_name = "folder"


TRANSPORT_ALIASES["folder"] = f"{__name__}:Transport"


def _write_whole(path: Path, text: str) -> None:
    beside = path.with_name(f"{path.name}.{uuid7()}.part")
    beside.write_text(text)
    os.replace(beside, path)


@contextmanager
def _alone(lock: Path) -> Iterator[None]:
    with lock.open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield
