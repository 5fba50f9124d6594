"""What programs send: how large, how deep, how strict; through the API's own address and through the server's entry."""

import json

import pytest

from journeys.models import MapCommandLog
from stakeholders.domain.tokens import Scope
from tests.factories import bearer, make_cast, make_small_map, new_id


@pytest.fixture
def small(db):
    return make_small_map(make_cast())


@pytest.fixture
def post(small, client):
    """Sends raw bytes as a command of Freya's."""
    actor = small.map.created_by
    headers = bearer(actor, small.map.journey.economy, Scope.WRITE)
    path = f"/api/v1/maps/{small.map.pk}/commands/"
    return lambda raw: client.post(path, raw, content_type="application/json", headers=headers)


def a_command(small, **more) -> dict:
    command = {"kind": "step.rename", "step": small.steps[0], "title": "Ring"}
    return {"command_id": new_id(), "base_revision": small.map.revision, "command": command, **more}


def test_a_body_that_is_too_large_is_refused_unread(small, post, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    before = MapCommandLog.objects.count()
    answer = post(json.dumps(a_command(small, client="x" * 2000)))
    assert (answer.status_code, answer["Content-Type"], answer.json()["status"]) == (413, "application/problem+json", 413)
    assert MapCommandLog.objects.count() == before
    assert post(json.dumps(a_command(small))).status_code == 200


@pytest.mark.parametrize(
    "raw",
    [
        b"{",
        b"\xff\xfe",
        b'{"base_revision": NaN}',
        b'{"base_revision": -Infinity}',
        b'{"base_revision": 1e999}',
        b'{"base_revision": ' + b"9" * 5000 + b"}",
        b"[" * 60 + b"]" * 60,
        b'{"a":' * 900 + b"1" + b"}" * 900,
        b"[" * 100_000,
    ],
)
def test_what_is_not_plain_json_is_a_mistake_of_the_senders(post, raw):
    answer = post(raw)
    assert answer.status_code == 400 and answer.json()["detail"]
