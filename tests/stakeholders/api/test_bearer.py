from datetime import timedelta

import pytest
from django.core.cache import cache
from rest_framework.throttling import SimpleRateThrottle, UserRateThrottle

from carejourneys.common import clock
from carejourneys.common.ids import uuid7
from stakeholders.domain.permissions import Role
from stakeholders.domain.tokens import Scope
from stakeholders.models import ApiToken
from stakeholders.services.memberships import end_membership
from stakeholders.services.tokens import revoke_token
from tests.factories import bearer, give_second_factor, make_economy, make_member, make_organisation, make_token, signed_in

pytestmark = pytest.mark.django_db


def slugs(answer):
    return [row["slug"] for row in answer.json()["results"]]


def test_a_token_opens_its_own_economy_and_no_other_of_the_same_person(client, cast):
    other = make_economy()
    make_member(other, Role.ANALYST, email=cast.ana.email, second_factor=False)
    headers = bearer(cast.ana, cast.economy)
    assert slugs(client.get("/api/v1/economies/", headers=headers)) == [cast.economy.slug]
    assert client.get(f"/api/v1/economies/{cast.economy.slug}/", headers=headers).json()["name"] == cast.economy.name
    assert client.get(f"/api/v1/economies/{other.slug}/", headers=headers).status_code == 404
    assert sorted(slugs(signed_in(cast.ana).get("/api/v1/economies/"))) == sorted([cast.economy.slug, other.slug])


def test_the_secret_is_not_in_the_database(cast):
    secret = make_token(cast.ana, cast.economy)
    row = ApiToken.objects.get()
    assert secret not in {str(getattr(row, field.attname)) for field in row._meta.fields}
    assert row.digest and row.expiry


def test_no_token_a_wrong_token_and_one_that_ran_out_are_401_with_a_challenge(client, cast):
    for headers in ({}, {"Authorization": "Bearer cj_nonsense"}, {"Authorization": "Bearer"}, {"Authorization": "Bearer \xe9"}):
        answer = client.get("/api/v1/economies/", headers=headers)
        assert answer.status_code == 401, headers
        assert answer["WWW-Authenticate"] == "Bearer"
        assert answer["Content-Type"] == "application/problem+json"
    headers = bearer(cast.ana, cast.economy)
    with clock.stopped_at(clock.now() + timedelta(days=2)):
        assert client.get("/api/v1/economies/", headers=headers).status_code == 401


def test_a_token_taken_back_stops_at_once(client, cast):
    headers = bearer(cast.ana, cast.economy)
    revoke_token(actor=cast.ana, token=ApiToken.objects.get())
    assert client.get("/api/v1/economies/", headers=headers).status_code == 401


def test_leaving_takes_the_tokens_of_that_economy(client, cast):
    headers = bearer(cast.ana, cast.economy)
    end_membership(actor=cast.adi, membership=cast.ana.memberships.get())
    assert client.get("/api/v1/economies/", headers=headers).status_code == 401
    assert not ApiToken.objects.exists()


def test_a_token_is_refused_while_its_owners_role_lacks_a_second_factor(client, cast):
    headers = bearer(cast.freya, cast.economy)
    assert client.get("/api/v1/economies/", headers=headers).status_code == 200
    elsewhere = make_economy()
    make_member(elsewhere, Role.MODERATOR, email=cast.freya.email, second_factor=False)
    assert client.get("/api/v1/economies/", headers=headers).status_code == 403
    give_second_factor(cast.freya)
    assert client.get("/api/v1/economies/", headers=bearer(cast.freya, cast.economy)).status_code == 200
    refused = client.get("/api/v1/economies/", headers=headers)  # made without a second step: it stays too weak
    assert refused.status_code == 403 and "make a new token" in refused.json()["detail"]


def test_a_reading_token_may_not_write(client, cast):
    reading, writing = bearer(cast.freya, cast.economy), bearer(cast.freya, cast.economy, Scope.WRITE)
    assert client.post("/api/v1/economies/", headers=reading).status_code == 403
    assert client.post("/api/v1/economies/", headers=writing).status_code == 405


def test_lists_are_paged_by_cursor_and_filtered(client, cast):
    headers = bearer(cast.ana, cast.economy)
    first = client.get("/api/v1/organisations/?page_size=1", headers=headers).json()
    assert [row["name"] for row in first["results"]] == ["Eastvale Hospital"] and first["previous"] is None
    second = client.get(first["next"], headers=headers).json()
    assert [row["name"] for row in second["results"]] == ["Eastvale Council"] and second["next"] is None
    councils = client.get("/api/v1/organisations/?kind=council", headers=headers).json()["results"]
    assert councils == [
        {
            "id": str(cast.council.pk),
            "economy": cast.economy.slug,
            "name": "Eastvale Council",
            "kind": "council",
            "ods_code": None,
            "created_at": councils[0]["created_at"],
        }
    ]


def test_an_organisation_of_another_economy_is_not_there(client, cast):
    foreign = make_organisation(make_economy())
    headers = bearer(cast.ana, cast.economy)
    assert client.get(f"/api/v1/organisations/{cast.council.pk}/", headers=headers).status_code == 200
    assert client.get(f"/api/v1/organisations/{foreign.pk}/", headers=headers).status_code == 404


@pytest.mark.parametrize("path", ["/api/v1/economies/", "/api/v1/organisations/"])
def test_a_list_of_twenty_takes_as_many_queries_as_a_list_of_one(client, cast, path, django_assert_max_num_queries):
    headers = bearer(cast.ana, cast.economy)
    with django_assert_max_num_queries(4):
        client.get(path, headers=headers)
    for _ in range(20):
        make_organisation(cast.economy)
    with django_assert_max_num_queries(4):
        client.get(path, headers=headers)


def test_too_many_requests_are_429_and_say_when_to_come_back(client, cast, monkeypatch):
    monkeypatch.setattr(UserRateThrottle, "THROTTLE_RATES", {"user": "2/min"})
    headers = bearer(cast.ana, cast.economy)
    answers = [client.get("/api/v1/economies/", headers=headers) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert int(answers[-1]["Retry-After"]) > 0
    assert [(one["RateLimit-Limit"], one["RateLimit-Remaining"]) for one in answers] == [("2", "1"), ("2", "0"), ("2", "0")]
    assert all(0 < int(one["RateLimit-Reset"]) <= 60 for one in answers)


def test_what_is_left_is_said_of_the_limit_that_concerns_the_caller(client, cast, monkeypatch):
    monkeypatch.setattr(SimpleRateThrottle, "THROTTLE_RATES", {"user": "9/min", "anon": "3/min", "failed_token": "9/min"})
    cache.clear()
    assert signed_in(cast.vic).get("/api/v1/economies/")["RateLimit-Limit"] == "9"


def test_tokens_that_do_not_work_are_slowed_down_by_address_and_those_that_do_are_not(client, cast, monkeypatch):
    monkeypatch.setattr(SimpleRateThrottle, "THROTTLE_RATES", {"failed_token": "2/min", "user": "100/min", "anon": "100/min"})
    cache.clear()

    def tried(token: str, address: str):
        headers = {"Authorization": f"Bearer {token}", "X-Forwarded-For": str(uuid7())}  # what it says of itself changes nothing
        return client.get("/api/v1/economies/", headers=headers, REMOTE_ADDR=address)

    answers = [tried(f"cj_{n}", "192.0.2.1") for n in range(4)]
    assert [answer.status_code for answer in answers] == [401, 401, 429, 429]
    assert int(answers[-1]["Retry-After"]) > 0 and answers[-1]["Content-Type"] == "application/problem+json"
    assert tried("cj_4", "192.0.2.2").status_code == 401
    assert tried(make_token(cast.ana, cast.economy), "192.0.2.1").status_code == 200


def test_the_document_and_its_page_are_for_people_signed_in(client, cast):
    for path in ("/api/v1/schema/", "/api/v1/docs/"):
        assert client.get(path).status_code == 401
        assert signed_in(cast.vic).get(path).status_code == 200
    headers = {**bearer(cast.ana, cast.economy), "Accept": "application/json"}
    assert "bearer" in client.get("/api/v1/schema/", headers=headers).json()["components"]["securitySchemes"]
