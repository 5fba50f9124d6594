"""A window on a live map, as a program holds it: a real socket to a real server. It waits for messages, never for time."""

import json
import socket
from collections.abc import Callable
from http.cookies import SimpleCookie
from time import monotonic
from typing import Any

from django.conf import settings
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection, connect

from stakeholders.models import User
from tests.factories import new_id, signed_in

PATIENCE = 60  # seconds a message may take on a busy machine before the test fails
AT_MOST = 120  # seconds to wait for one among others


def cookie_of(user: User) -> str:
    """The cookie of a browser in which that person is signed in."""
    return signed_in(user).cookies[settings.SESSION_COOKIE_NAME].value


def connected(
    port: int, map_id: object, cookie: str | None, *, origin: str | None = "here", path: str = "/ws/maps/{}/", narrow: bool = False
) -> ClientConnection:
    """The open socket; InvalidStatus when it is turned away. `narrow`: nearly nothing is taken from it that nobody has asked for."""
    headers = {"Cookie": SimpleCookie({settings.SESSION_COOKIE_NAME: cookie}).output(header="").strip()} if cookie else {}
    here = f"http://127.0.0.1:{port}"
    line = socket.socket()
    if narrow:
        line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 8192)
    line.connect(("127.0.0.1", port))
    return connect(
        f"ws://127.0.0.1:{port}{path.format(map_id)}",
        additional_headers=headers,
        origin=here if origin == "here" else origin,
        sock=line,
        max_queue=1 if narrow else 16,
        compression=None,
        max_size=None,
        open_timeout=PATIENCE,
        legacy=True,
    )


def turned_away(port: int, map_id: object, cookie: str | None, **options: Any) -> tuple[int, bytes]:
    """(status, body) with which the connection is refused."""
    try:
        connected(port, map_id, cookie, **options).close()
    except InvalidStatus as refusal:
        return refusal.response.status_code, bytes(refusal.response.body)
    return 101, b""


class Window:
    """Somebody's window on a map; ready when it was welcomed."""

    def __init__(self, port: int, map_id: object, user: User | None = None, *, cookie: str | None = None, narrow: bool = False):
        self.socket = connected(port, map_id, cookie or (cookie_of(user) if user else None), narrow=narrow)
        self.heard: list[dict[str, Any]] = []  # all of it, in order
        self._unread = 0
        self.welcome = self.wait("welcome")

    def __enter__(self) -> "Window":
        return self

    def __exit__(self, *_error: object) -> None:
        self.socket.close()

    def wait(self, type: str, **members: Any) -> dict[str, Any]:
        """The next message of that type with these members, among those not waited for yet."""
        return self.wait_until(lambda one: one["type"] == type and all(one.get(name) == value for name, value in members.items()))

    def wait_until(self, wanted: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        until = monotonic() + AT_MOST
        while True:
            while self._unread < len(self.heard):
                self._unread += 1
                if wanted(self.heard[self._unread - 1]):
                    return self.heard[self._unread - 1]
            assert monotonic() < until, f"other messages came, and not that one: {self.heard[-3:]}"
            frame = json.loads(self.socket.recv(timeout=PATIENCE))
            self.heard += frame if isinstance(frame, list) else [frame]

    def say(self, *messages: dict[str, Any]) -> None:
        """One frame."""
        self.socket.send(json.dumps(messages[0] if len(messages) == 1 else messages))

    def do(self, kind: str, *, base: int | None = None, command_id: str | None = None, **values: Any) -> str:
        """Sends a command, built on the revision of the welcome unless `base` says another; its id."""
        message = a_command(kind, base=self.welcome["revision"] if base is None else base, command_id=command_id, **values)
        self.say(message)
        return message["command_id"]

    def closed_with(self) -> int:
        """Waits until the server ends it; the close code."""
        until = monotonic() + AT_MOST
        try:
            while monotonic() < until:
                self.socket.recv(timeout=PATIENCE)
            raise AssertionError("it was not ended, and goes on telling")
        except ConnectionClosed as closed:
            assert closed.rcvd is not None, "the connection broke"
            return closed.rcvd.code


def a_command(kind: str, *, base: int, command_id: str | None = None, **values: Any) -> dict[str, Any]:
    """The message of a command."""
    return {"type": "command", "command_id": command_id or new_id(), "base_revision": base, "command": {"kind": kind, **values}}
