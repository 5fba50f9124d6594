"""The product as it is served: a real uvicorn on the database of the tests, in a thread of their process or in a process of its own."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from socket import SO_REUSEADDR, SOL_SOCKET, socket
from threading import Thread
from time import monotonic, sleep

import uvicorn
from django.conf import settings
from django.db import connection

PATIENCE = 60  # seconds a process may take until it listens


@contextmanager
def served(application, **options) -> Iterator[int]:
    """Serves the ASGI application on 127.0.0.1 while the block runs; gives the port."""
    config = uvicorn.Config(
        application, host="127.0.0.1", port=0, log_config=None, lifespan="off", **{"timeout_graceful_shutdown": 3, **options}
    )
    server = uvicorn.Server(config)
    thread = Thread(target=server.run)
    thread.start()
    try:
        deadline = monotonic() + 30
        while not server.started:
            assert thread.is_alive() and monotonic() < deadline, "the server did not start"
            sleep(0.02)
        yield server.servers[0].sockets[0].getsockname()[1]
    finally:
        server.should_exit = True
        thread.join(timeout=30)


class ServerProcess:
    """A web process on the database of the tests, which may be killed and started again; `port` is its port, the same each time."""

    def __init__(self, folder: Path, *options: str):
        self._log, self._options, self.patience = folder / "server.log", options, PATIENCE
        # Bound, and never listening: nobody else is given the port while the process is away, and whoever connects then is refused.
        self._held = socket()
        self._held.setsockopt(SOL_SOCKET, SO_REUSEADDR, 1)
        self._held.bind(("127.0.0.1", 0))
        self.port = self._held.getsockname()[1]
        self.start()

    def start(self) -> None:
        """Comes back once it listens."""
        command = [sys.executable, "-m", "uvicorn", "carejourneys.asgi:application", "--port", str(self.port), "--ws", "websockets-sansio"]
        with self._log.open("w") as said:  # a pipe that nobody reads would be full one day, and stop the process
            self.child = subprocess.Popen([*command, *self._options], cwd=settings.BASE_DIR, env=_environment(), stderr=said)
        deadline = monotonic() + self.patience
        try:
            while f"running on http://127.0.0.1:{self.port}" not in self._log.read_text():
                assert self.child.poll() is None and monotonic() < deadline, self._log.read_text()
                sleep(0.05)
        except BaseException:  # an interruption too: nothing is left running
            self.end()
            raise

    def kill(self) -> None:
        """As a crash does: nothing is finished, nobody is told."""
        self.child.kill()
        self.child.wait()

    def end(self) -> None:
        """Kills it, and gives its port back."""
        self.kill()
        self._held.close()


def _environment() -> dict[str, str]:
    """That of a process on the database of the tests."""
    name = str(connection.settings_dict["NAME"])
    if connection.vendor == "sqlite":
        database = {"SQLITE_PATH": name}
    else:
        database = {"DATABASE_URL": os.environ.get("DATABASE_URL", "").rpartition("/")[0] + "/" + name}
    return {**os.environ, **database, "DJANGO_SETTINGS_MODULE": "carejourneys.settings.test"}
