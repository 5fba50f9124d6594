"""Errors of the API: problems in words."""

import pytest

from stakeholders.domain.tokens import Scope
from tests.factories import bearer, make_cast, make_small_map

pytestmark = pytest.mark.django_db


def test_what_the_framework_refuses_is_titled_in_words(client):
    cast = make_cast()
    map_id = make_small_map(cast).map.pk
    headers = bearer(cast.freya, cast.economy, Scope.WRITE)
    commands, maps = f"/api/v1/maps/{map_id}/commands/", "/api/v1/maps/"
    answers = {
        415: client.post(commands, "<x/>", content_type="text/xml", headers=headers),
        400: client.post(commands, "{", content_type="application/json", headers=headers),
        405: client.post(maps, "{}", content_type="application/json", headers=headers),
        406: client.get(maps, headers={**headers, "Accept": "text/xml"}),
        401: client.get(maps),
    }
    for status, answer in answers.items():
        problem = answer.json()
        assert answer.status_code == problem["status"] == status and answer["Content-Type"] == "application/problem+json"
        assert problem["title"] and problem["detail"] and "{" not in problem["title"] + problem["detail"], problem


def test_the_format_asked_for_in_the_address_goes_before_what_the_client_says_it_reads(client):
    cast = make_cast()
    headers = {**bearer(cast.freya, cast.economy), "Accept": "text/csv"}
    answer = client.get("/api/v1/organisations/?format=csv", headers=headers)
    assert (answer.status_code, answer["Content-Type"]) == (200, "text/csv; charset=utf-8")
    refused = client.get("/api/v1/organisations/?format=xlsx", headers=headers)
    assert (refused.status_code, refused["Content-Type"], refused.json()["errors"][0]["field"]) == (
        400,
        "application/problem+json",
        "format",
    )
    assert client.get("/api/v1/organisations/", headers=headers).status_code == 406
