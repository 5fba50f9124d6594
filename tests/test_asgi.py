"""The product behind a real web server: how much a request may carry."""

import json
import socket
import subprocess
import sys
from collections.abc import Iterable, Iterator

import pytest
from django.conf import settings
from django.core.cache import cache
from django.urls import reverse
from rest_framework.throttling import SimpleRateThrottle

from analytics.models import Dataset, Feed
from carejourneys.asgi import application
from carejourneys.common.clock import now
from carejourneys.common.edges.body_limit import MOST
from carejourneys.pages.management.commands.serve import OPTIONS
from stakeholders.domain.permissions import Role
from stakeholders.domain.tokens import Scope
from stakeholders.models import User
from tests.event_logs import terms_for
from tests.factories import make_cast, make_economy, make_journey, make_member, make_small_map, make_token, new_id, signed_in
from tests.served import served

pytestmark = pytest.mark.django_db(transaction=True)
MB = 1024 * 1024


@pytest.fixture
def port() -> Iterator[int]:
    with served(application) as port:
        yield port


def ask(
    port: int, path: str, headers: dict[str, str], body: Iterable[bytes] = (), method: str = "POST"
) -> tuple[int, dict[str, str], bytes]:
    """(status, headers, body) of the answer, which may come before all of the body is sent."""
    lines = [f"{method} {path} HTTP/1.1", "Host: localhost", "Connection: close", *(f"{name}: {value}" for name, value in headers.items())]
    with socket.create_connection(("127.0.0.1", port), timeout=30) as connection:
        connection.sendall("\r\n".join([*lines, "", ""]).encode())
        for part in body:
            connection.sendall(part)
        answer = b""
        while got := connection.recv(65536):
            answer += got
    head, _, content = answer.partition(b"\r\n\r\n")
    first, *rest = head.decode().split("\r\n")
    return int(first.split()[1]), dict(line.lower().split(": ", 1) for line in rest), content


def chunked(size: int) -> Iterator[bytes]:
    """The beginning of a body that does not say how long it is: `size` bytes and no end."""
    for start in range(0, size, MB):
        part = b"x" * min(MB, size - start)
        yield f"{len(part):x}\r\n".encode() + part + b"\r\n"


def form(content: bytes, **fields: str) -> tuple[dict[str, str], bytes]:
    parts = [f'--b\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode() for name, value in fields.items()]
    parts += [b'--b\r\nContent-Disposition: form-data; name="file"; filename="log.csv"\r\n\r\n', content, b"\r\n--b--\r\n"]
    body = b"".join(parts)
    return {"Content-Type": "multipart/form-data; boundary=b", "Content-Length": str(len(body))}, body


def test_a_server_can_load_it_by_its_name():
    """In a process of its own: nothing is set up there when the entry is imported."""
    subprocess.run([sys.executable, "-c", "import carejourneys.asgi"], check=True, cwd=settings.BASE_DIR)


def test_a_body_that_says_it_is_too_large_is_refused_before_any_of_it_is_read(port):
    for path in ("/nope", "/accounts/login/", "/api/v1/maps/"):
        status, headers, body = ask(port, path, {"Content-Length": str(300 * MB)})  # and nothing is sent
        assert (status, headers["connection"]) == (413, "close"), path
        assert b"At most 6 MB" in body
    assert headers["content-type"] == "application/problem+json" and json.loads(body)["status"] == 413


def test_a_body_that_does_not_say_how_large_it_is_is_refused_where_it_becomes_too_large(port):
    status, _headers, body = ask(port, "/nope", {"Transfer-Encoding": "chunked"}, chunked(MOST + 1))
    assert status == 413 and b"At most 6 MB" in body


def test_a_body_within_the_limit_reaches_the_product(port):
    assert ask(port, "/nope", {"Content-Length": str(5 * MB)}, [b"x" * 5 * MB])[0] in (403, 404)
    status, _headers, body = ask(port, "/nope", {"Transfer-Encoding": "chunked"}, [*chunked(MOST), b"0\r\n\r\n"])
    assert status in (403, 404) and b"At most" not in body


def test_json_that_comes_in_chunks_is_read_whole(port):
    cast = make_cast()
    small = make_small_map(cast)
    token = make_token(cast.freya, cast.economy, Scope.WRITE)
    command = {"kind": "step.rename", "step": small.steps[0], "title": "In two parts"}
    sent = json.dumps({"command_id": new_id(), "base_revision": small.map.revision, "command": command}).encode()
    parts = [f"{len(part):x}\r\n".encode() + part + b"\r\n" for part in (sent[:20], sent[20:])]
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json", "Transfer-Encoding": "chunked"}
    status, _headers, body = ask(port, f"/api/v1/maps/{small.map.pk}/commands/", headers, [*parts, b"0\r\n\r\n"])
    assert status == 200, body
    assert json.loads(body)["change"]["put"][0]["title"] == "In two parts"


def test_event_data_may_be_larger_when_somebody_signed_in_who_may_bring_them_does(port):
    cast = make_cast()
    at = reverse("upload_data", args=[make_journey(cast.economy, cast.freya).pk])
    ana = signed_in(cast.ana)
    ana.get(at)
    token, session = ana.cookies["csrftoken"].value, ana.cookies[settings.SESSION_COOKIE_NAME].value
    log = b"case,activity,time\n" + b"1,Triage,2026-01-05 10:00\n" * 300_000
    terms = terms_for(cast.economy)
    said = {"purpose": terms.purpose, "controller": terms.controller, "delete_by": terms.delete_by.isoformat()}
    headers, body = form(log, name="January", csrfmiddlewaretoken=token, **said)
    assert len(body) > MOST
    may_not = signed_in(cast.freya).cookies[settings.SESSION_COOKIE_NAME].value
    for cookie in ("", "; sessionid=made-up", f"; {settings.SESSION_COOKIE_NAME}={may_not}"):
        assert ask(port, at, {**headers, "Cookie": f"csrftoken={token}{cookie}"})[0] == 413
    in_chunks = {"Transfer-Encoding": "chunked", "Content-Type": headers["Content-Type"]}
    status, _headers, words = ask(port, at, {**in_chunks, "Cookie": f"csrftoken={token}; {settings.SESSION_COOKIE_NAME}={session}"})
    assert status == 411 and b"with its length" in words
    assert not Dataset.objects.exists()
    assert ask(port, at, {**headers, "Cookie": f"csrftoken={token}; {settings.SESSION_COOKIE_NAME}={session}"}, [body])[0] == 302
    assert Dataset.objects.get().raw.stat().st_size == len(log)
    too_much = {**headers, "Content-Length": "2000200000", "Cookie": f"csrftoken={token}; {settings.SESSION_COOKIE_NAME}={session}"}
    status, _headers, words = ask(port, at, too_much)
    assert status == 413 and b"At most 2000 MB" in words


def test_event_data_may_be_larger_when_a_token_brings_them_that_may_write_for_somebody_who_may_bring_data(port):
    cast = make_cast()
    feed = Feed.objects.create(
        journey=make_journey(cast.economy, cast.freya), name="January", uploaded_by=cast.ana, uploaded_at=now(), options={"columns": {}}
    )
    at, log = f"/api/v1/feeds/{feed.pk}/versions/", b"case,activity,time\n" + b"1,Triage,2026-01-05 10:00\n" * 300_000
    headers = {"Content-Type": "text/csv", "Content-Length": str(len(log))}
    elsewhere = make_economy()
    make_member(elsewhere, Role.FACILITATOR, email=cast.ana.email)  # an analyst here, and no analyst there
    tokens = [make_token(cast.ana, cast.economy, Scope.READ), make_token(cast.ana, elsewhere, Scope.WRITE)]
    for token in (*tokens, make_token(cast.freya, cast.economy, Scope.WRITE), "made-up"):
        assert ask(port, at, {**headers, "Authorization": f"Bearer {token}"})[0] == 413
    assert ask(port, at, headers)[0] == 413
    anders = make_member(cast.economy, Role.ANALYST, name="Anders")
    switched_off = make_token(anders, cast.economy, Scope.WRITE)
    User.objects.filter(pk=anders.pk).update(is_active=False)
    assert ask(port, at, {**headers, "Authorization": f"Bearer {switched_off}"})[0] == 413
    given = {**headers, "Authorization": f"Bearer {make_token(cast.ana, cast.economy, Scope.WRITE)}"}
    status, _headers, body = ask(port, at, given, [log])
    assert status == 422 and b"who answers for them" in body, body


def test_the_embedded_server_believes_no_address_that_a_request_gives_itself(monkeypatch):
    monkeypatch.setattr(SimpleRateThrottle, "THROTTLE_RATES", {"failed_token": "2/min"})
    cache.clear()
    with served(application, **OPTIONS) as port:
        said = [{"Authorization": "Bearer none", "X-Forwarded-For": f"192.0.2.{n}"} for n in range(3)]
        assert [ask(port, "/api/v1/economies/", headers, method="GET")[0] for headers in said] == [401, 401, 429]
    cache.clear()
