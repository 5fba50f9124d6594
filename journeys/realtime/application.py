"""The address of the live map, /ws/maps/{id}/: who may come in is settled before the connection is accepted, as for a page."""

import re
from typing import Any
from urllib.parse import urlsplit

from channels.security.websocket import AllowedHostsOriginValidator
from channels.sessions import SessionMiddlewareStack
from django.conf import settings
from django.db import DatabaseError

from carejourneys.common.errors import AppError, NotAllowed, NotFound
from journeys.queries.watching import watcher_at_door

from .close_codes import BROKEN, WITHDRAWN
from .connection import Connection, Receive, Send
from .database import in_database
from .switchboard import enter, leave

ADDRESS = re.compile(r"/ws/maps/(?P<map>[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})/")
WORDS = {401: "Sign in first.", 403: "You cannot do this.", 404: "Not found."}

Scope = dict[str, Any]
SERVER = "journeys.realtime.send"


async def live(scope: Scope, receive: Receive, send: Send) -> None:
    """Turned away as HTTP would: 401 without a session, 404 for strangers and where there is no map, 403 for members who may not read it
    and for a request that another site makes."""
    await receive()  # that somebody wants to connect
    session = scope["session"].session_key or ""
    try:
        map_id = _map_in(scope)
        watcher = await in_database(watcher_at_door, session, map_id)
    except AppError as refusal:
        return await _turn_away(scope, send, refusal.status)
    if watcher is None:
        return await _turn_away(scope, send, 401)
    await send({"type": "websocket.accept"})
    hub = enter(map_id)
    try:
        await _stay(Connection(hub, watcher, session, scope[SERVER]), receive)
    finally:
        leave(hub)


async def _stay(connection: Connection, receive: Receive) -> None:
    try:
        await connection.hub.join(connection)
    except (NotFound, DatabaseError) as error:  # between the door and here
        connection.close(WITHDRAWN if isinstance(error, NotFound) else BROKEN)
    try:
        await connection.serve(receive)
    finally:
        connection.hub.leave(connection)


def _map_in(scope: Scope) -> str:
    found = ADDRESS.fullmatch(scope["path"])
    if found is None:
        raise NotFound
    if not _comes_from_here(scope):
        raise NotAllowed
    return found["map"]


def _comes_from_here(scope: Scope) -> bool:
    """Whether a page of this very site asks. Another port of the same host is another site, and sends the same cookies."""
    headers = dict(scope["headers"])
    origin, host = headers.get(b"origin", b"").decode("latin1").lower(), headers.get(b"host", b"").decode("latin1").lower()
    return bool(origin) and (urlsplit(origin).netloc == host or origin in settings.CSRF_TRUSTED_ORIGINS)


async def _turn_away(scope: Scope, send: Send, status: int) -> None:
    if "websocket.http.response" not in scope.get("extensions", {}):
        return await send({"type": "websocket.close"})
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"cache-control", b"no-store")]
    await send({"type": "websocket.http.response.start", "status": status, "headers": headers})
    await send({"type": "websocket.http.response.body", "body": WORDS[status].encode()})


async def application(scope: Scope, receive: Receive, send: Send) -> None:
    """Once somebody is in, frames go straight to the server: what stands before the door would look at the session for each of them."""
    await _door({**scope, SERVER: send}, receive, send)


_door = AllowedHostsOriginValidator(SessionMiddlewareStack(live))
