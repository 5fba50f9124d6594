"""A 304 passes the same door as any answer; behind it nothing is read but what tells whether the answer is still the same."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from analytics.domain.map_measures import CODE_VERSION
from analytics.models import MeasureResult
from carejourneys.common import clock
from journeys.queries.snapshots import forget_encoded
from stakeholders.domain.permissions import Role
from stakeholders.models import ApiToken, Economy, User
from stakeholders.services.memberships import change_member, end_membership
from stakeholders.services.tokens import revoke_token
from tests.event_logs import brought, log_of, measured, read
from tests.factories import bearer, signed_in
from tests.openapi import document

pytestmark = pytest.mark.django_db
# {what may answer 304: the tables it reads once who asks is known}
READS = {
    "/api/v1/maps/{id}/export/": ["journeys_map", "stakeholders_rolegrant"],
    "/api/v1/maps/{id}/snapshot/": ["journeys_map", "stakeholders_rolegrant"],
    "/api/v1/metric-runs/{id}/": ["analytics_measureresult", "stakeholders_rolegrant", "stakeholders_rolegrant"],  # figures go by who reads
}
WHO_ASKS = {
    "session": ["django_session", "stakeholders_user", "mfa_authenticator"],
    "token": ["stakeholders_apitoken", "stakeholders_user"],
}


@pytest.fixture(params=READS)
def path(request, cast, small, scratch, django_capture_on_commit_callbacks) -> str:
    """The address of something that can be the same as before."""
    if "maps" in request.param:
        return request.param.format(id=small.map.pk)
    dataset = brought(cast, small, log_of(20))
    read(cast, dataset, django_capture_on_commit_callbacks)
    measured(cast, small, dataset)
    return request.param.format(id=MeasureResult.objects.get(dataset=dataset, code_version=CODE_VERSION).pk)


def by_session(user: User) -> Callable:
    return signed_in(user).get


def by_token(user: User, economy: Economy) -> Callable:
    client, token = Client(), bearer(user, economy)
    return lambda path, headers=None: client.get(path, headers={**token, **(headers or {})})


def statuses(ask: Callable, path: str, etag: str) -> set[int]:
    """Of questions with the ETag as it was, as a proxy may have made it, and with one that anything would answer."""
    return {ask(path, headers={"If-None-Match": known}).status_code for known in (etag, f"W/{etag}", "*")}


def tables(ask: Callable, path: str, **headers: str) -> list[str]:
    """Those that a question reads, in turn; the numbers of a run, which may be many, by name."""
    with CaptureQueriesContext(connection) as seen:
        ask(path, headers=headers)
    return [
        "the numbers"
        if '"analytics_measureresult"."result"' in query["sql"]
        else re.search(r'(?:FROM|INTO|UPDATE) "(\w+)"', query["sql"])[1]
        for query in seen
    ]


def test_these_addresses_answer_304_and_no_others():
    documented = {path for path, methods in document()["paths"].items() if "304" in methods.get("get", {}).get("responses", {})}
    assert documented == set(READS)


def test_whoever_is_not_let_in_learns_nothing_from_knowing_how_the_answer_was_marked(cast, path):
    etag = by_session(cast.freya)(path)["ETag"]
    assert statuses(by_session(cast.freya), path, etag) == statuses(by_token(cast.freya, cast.economy), path, etag) == {304}
    elsewhere = cast.stan.memberships.get().economy
    assert statuses(by_session(cast.stan), path, etag) == statuses(by_token(cast.stan, elsewhere), path, etag) == {404}
    assert statuses(Client().get, path, etag) == {401}
    assert statuses(by_session(cast.adi), path, etag) == {403}  # people only, no content


def test_a_token_that_ran_out_or_was_taken_back_is_told_nothing(cast, path):
    ask = by_token(cast.freya, cast.economy)
    etag = ask(path)["ETag"]
    with clock.stopped_at(clock.now() + timedelta(days=2)):
        assert statuses(ask, path, etag) == {401}
    assert statuses(ask, path, etag) == {304}
    revoke_token(actor=cast.freya, token=ApiToken.objects.get(user=cast.freya))
    assert statuses(ask, path, etag) == {401}


def test_a_member_who_left_or_lost_the_role_is_told_nothing(cast, path):
    freya, vic = by_session(cast.freya), by_session(cast.vic)
    token = by_token(cast.freya, cast.economy)
    etags = [ask(path)["ETag"] for ask in (freya, vic, token)]
    end_membership(actor=cast.adi, membership=cast.freya.memberships.get())
    change_member(actor=cast.adi, membership=cast.vic.memberships.get(), roles=[Role.ADMINISTRATOR], organisation=None)
    assert [statuses(ask, path, etag) for ask, etag in zip((freya, vic, token), etags, strict=True)] == [
        {401},
        {403},
        {401},
    ]  # leaving ends sessions too


@pytest.mark.parametrize("by", WHO_ASKS)
def test_behind_the_door_nothing_is_read_but_what_tells_that_it_is_the_same(cast, small, path, by):
    ask = by_session(cast.freya) if by == "session" else by_token(cast.freya, cast.economy)
    etag = ask(path)["ETag"]
    forget_encoded(str(small.map.pk))
    unchanged = tables(ask, path, **{"If-None-Match": etag})
    whole = tables(ask, path)
    reads = next(tables for route, tables in READS.items() if route.split("{")[0] in path)
    assert unchanged == [*WHO_ASKS[by], *reads]
    assert whole[: len(unchanged)] == unchanged and len(whole) > len(unchanged)
