"""Cursors that no page gave out are mistakes of the caller's, named as such."""

import base64

import pytest

from tests.factories import bearer, make_cast

pytestmark = pytest.mark.django_db

WRONG = {
    "words in place of a key": "p=notauuid",
    "a number in place of a key": "p=01",
    "backwards from nowhere": "r=1&p=x",
    "no direction": "r=perhaps",
    "a number without end": "r=" + "9" * 5000,
}


@pytest.mark.parametrize("cursor", [*(base64.b64encode(words.encode()).decode() for words in WRONG.values()), "é"])
def test_a_cursor_that_points_nowhere_is_a_400_that_names_it(client, cursor):
    cast = make_cast()
    headers = bearer(cast.freya, cast.economy)
    for path in ("economies", "organisations", "journeys", "maps"):
        answer = client.get(f"/api/v1/{path}/", {"cursor": cursor}, headers=headers)
        assert answer.status_code == 400, path
        assert [error["field"] for error in answer.json()["errors"]] == ["cursor"]
