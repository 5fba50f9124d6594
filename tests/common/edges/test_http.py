"""What every answer carries, and what is said and written down when something fails that nobody foresaw."""

import json

import pytest
from django.test import Client

from tests.factories import bearer, make_cast, make_small_map, signed_in

CASE_NUMBER = "943 476 5919"


pytestmark = pytest.mark.urls("tests.common.edges.failing_urls")


@pytest.fixture
def visitor() -> Client:
    return Client(raise_request_exception=False)


def lines(capsys) -> list[dict]:
    return [json.loads(line) for line in capsys.readouterr().err.splitlines() if line.startswith("{")]


@pytest.mark.parametrize("path", ["/broken/{}/", "/api/v1/broken/{}/"])
def test_a_request_that_fails_leaves_one_line_with_its_id_and_the_pattern_of_its_path_and_no_value(visitor, capsys, path):
    answer = visitor.get(path.format(CASE_NUMBER))
    assert answer.status_code == 500
    (line,) = lines(capsys)
    assert (line["event"], line["level"], line["method"], line["status"]) == ("request_failed", "error", "GET", 500)
    assert line["path"] == path.format("<str:what>").lstrip("/")
    assert line["request_id"] == answer["X-Request-ID"]
    assert (line["exception"][0]["exc_type"], line["exception"][0]["frames"][-1]["name"]) == ("ValueError", "fail")
    assert CASE_NUMBER not in json.dumps(line)


def test_the_page_of_a_failure_shows_the_number_under_which_it_is_found(visitor):
    answer = visitor.get("/broken/x/")
    assert answer["X-Request-ID"] in answer.content.decode() and "It is not your fault" in answer.content.decode()


def test_a_failure_in_the_api_is_a_problem_that_carries_the_number(visitor):
    answer = visitor.get("/api/v1/broken/x/")
    assert answer["Content-Type"] == "application/problem+json"
    problem = answer.json()
    assert (problem["status"], problem["request_id"]) == (500, answer["X-Request-ID"]) and problem["title"] and problem["detail"]


@pytest.mark.django_db(transaction=True)
def test_an_effect_that_fails_after_the_commit_leaves_a_line_too(visitor, capsys):
    assert visitor.get(f"/broken-effect/{CASE_NUMBER}/").status_code == 200
    (line,) = lines(capsys)
    assert line["event"] == "failed" and line["exception"][0]["frames"][-1]["name"] == "fail" and CASE_NUMBER not in json.dumps(line)


def test_each_request_has_an_id_of_its_own_and_takes_none_from_outside(visitor):
    first, second = (visitor.get("/healthz", headers={"X-Request-ID": "mine"})["X-Request-ID"] for _ in range(2))
    assert len({first, second, "mine"}) == 3


@pytest.mark.django_db
def test_what_somebody_signed_in_is_shown_is_kept_nowhere():
    cast = make_cast()
    small, freya = make_small_map(cast), signed_in(cast.freya)
    pages = ["/", "/account/", "/privacy/", f"/maps/{small.map.pk}/", f"/economies/{cast.economy.slug}/people/", "/nope", "/broken/x/"]
    freya.raise_request_exception = False
    for path in [*pages, "/api/v1/journeys/", "/api/v1/journeys/?format=csv"]:
        assert freya.get(path)["Cache-Control"] == "private, no-store", path
    answer = Client().get("/api/v1/journeys/", headers=bearer(cast.freya, cast.economy))
    assert answer["Cache-Control"] == "private, no-store"
    snapshot = f"/api/v1/maps/{small.map.pk}/snapshot/"  # says itself how it is kept: by the reader, and asked for again
    assert freya.get(snapshot)["Cache-Control"] == "private, no-cache"


@pytest.mark.django_db
def test_what_is_for_everybody_may_be_kept():
    freya = signed_in(make_cast().freya)
    for client, path in ((Client(), "/privacy/"), (Client(), "/intended-use/"), (freya, "/healthz"), (freya, "/static/css/base.css")):
        answer = client.get(path)
        assert answer.status_code == 200 and "no-store" not in answer.get("Cache-Control", ""), path
