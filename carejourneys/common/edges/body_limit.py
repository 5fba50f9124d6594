"""How much a request may carry: asked before Django, which writes a body to disk before it asks who sends it."""

import json
from collections.abc import Mapping
from io import BytesIO
from re import Pattern
from typing import Any

from channels.db import database_sync_to_async
from django.contrib.auth import get_user
from django.contrib.sessions.middleware import SessionMiddleware
from django.core.handlers.asgi import ASGIRequest
from django.http import HttpResponse
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from .problem_json import PROBLEM_JSON, problem_body

MOST = 6 * 1024 * 1024  # bytes: more than any form or command takes


class BodyLimit:
    """An ASGI application before `app`: answers 413 to a body that is too large and reads no further.

    `larger`: {pattern of a path: bytes} where more may be sent, by POST and by whoever may; everywhere else it is `most`.
    `may`: the dotted name of what says of a person, who may be nobody, whether they may send more.
    `bearer`: the dotted name of what gives the person that a token for the API with that secret writes for, or None.
    """

    def __init__(self, app, *, larger: Mapping[Pattern[str], int], may: str, bearer: str, most: int = MOST):
        self.app, self.larger, self.may, self.bearer, self.most = app, larger, may, bearer, most

    async def __call__(self, scope, receive, send) -> None:
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        most = await self._most(scope)
        if _declared(scope) > most:
            return await _refuse_too_much(scope, send, most)
        if _comes_in_chunks(scope):
            return await self._of_unknown_length(scope, receive, send, most)
        seen = 0

        async def counted():
            nonlocal seen
            message = await receive()
            seen += len(message.get("body", b""))
            return message if seen <= most else {"type": "http.disconnect"}  # Django throws away what came, and answers nothing

        await self.app(scope, counted, send)
        if seen > most:
            await _refuse_too_much(scope, send, most)

    async def _of_unknown_length(self, scope, receive, send, most: int) -> None:
        """What comes in chunks is gathered first: the application takes a body without a length for none."""
        if most > self.most:
            return await _refuse(scope, send, 411, _("Say how large it is"), _("Send the file with its length, not in chunks."))
        body, more = bytearray(), True
        while more:
            message = await receive()
            if message["type"] != "http.request":
                return  # gone
            body += message.get("body", b"")
            more = message.get("more_body", False)
            if len(body) > most:
                return await _refuse_too_much(scope, send, most)
        headers = [(name, value) for name, value in scope["headers"] if name not in (b"transfer-encoding", b"content-length")]
        whole = [{"type": "http.request", "body": bytes(body)}]

        async def gathered():
            return whole.pop() if whole else await receive()

        await self.app({**scope, "headers": [*headers, (b"content-length", str(len(body)).encode())]}, gathered, send)

    async def _most(self, scope) -> int:
        if scope["method"] == "POST":
            for pattern, bytes_ in self.larger.items():
                if pattern.fullmatch(scope["path"]) and await database_sync_to_async(self._may_send_more)(scope):
                    return bytes_
        return self.most

    def _may_send_more(self, scope) -> bool:
        words = dict(scope["headers"]).get(b"authorization", b"").split()
        if len(words) == 2 and words[0].lower() == b"bearer" and words[1].isascii():
            person = import_string(self.bearer)(words[1].decode("ascii"))
        else:
            person = _signed_in(scope)
        return person is not None and import_string(self.may)(person)


def _signed_in(scope) -> Any:
    """Whoever is, or an anonymous user."""
    request = ASGIRequest(scope, BytesIO())
    SessionMiddleware(lambda _request: HttpResponse()).process_request(request)
    return get_user(request)


def _declared(scope) -> int:
    """What the request says it will carry; 0 where it does not say."""
    said = dict(scope["headers"]).get(b"content-length", b"")
    return int(said[:18]) if said[:18].isdigit() else 0


def _comes_in_chunks(scope) -> bool:
    return any(name == b"transfer-encoding" for name, _value in scope["headers"])


async def _refuse_too_much(scope, send, most: int) -> None:
    words = _("At most %(megabytes)d MB can be sent here. To bring event data, sign in and use the page of the journey’s data.")
    await _refuse(scope, send, 413, _("This is too much at once"), words % {"megabytes": most // 1_000_000})


async def _refuse(scope, send, status: int, title: str, words: str) -> None:
    """In words; the connection is closed, so that the rest is not sent."""
    kind, body = "text/plain; charset=utf-8", f"{title}. {words}"
    if scope["path"].startswith("/api/"):
        kind, body = PROBLEM_JSON, json.dumps(problem_body(status, title, words))
    headers = {"content-type": kind, "content-length": str(len(body.encode())), "connection": "close", "cache-control": "no-store"}
    headers = {**headers, "x-content-type-options": "nosniff"}
    await send(
        {"type": "http.response.start", "status": status, "headers": [(name.encode(), value.encode()) for name, value in headers.items()]}
    )
    await send({"type": "http.response.body", "body": body.encode()})
