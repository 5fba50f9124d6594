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


@pytest.mark.parametrize("asked", ["null", "", "0", "-1", "0.5", "9" * 3000])
def test_what_is_no_number_of_rows_is_a_400_that_names_it(client, asked):
    cast = make_cast()
    answer = client.get("/api/v1/organisations/", {"page_size": asked}, headers=bearer(cast.freya, cast.economy))
    assert (answer.status_code, [error["field"] for error in answer.json()["errors"]]) == (400, ["page_size"])


def test_a_page_has_as_many_rows_as_were_asked_for_and_a_great_many_are_cut_short(client):
    cast = make_cast()
    given = {
        asked: client.get(f"/api/v1/organisations/?page_size={asked}", headers=bearer(cast.freya, cast.economy)) for asked in (1, 10**9)
    }
    assert len(given[1].json()["results"]) == 1 and given[1].json()["next"]
    assert given[10**9].status_code == 200 and len(given[10**9].json()["results"]) == cast.economy.organisations.count()
