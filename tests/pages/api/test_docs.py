"""The API's document and its pages: what they list, and how they refuse."""

import re

import pytest
from django.conf import settings

from tests.accessibility import violations
from tests.factories import signed_in
from tests.openapi import document

DOCS, TRY = "/api/v1/docs/", "/api/v1/docs/try/"


@pytest.mark.django_db
def test_the_page_lists_every_address_what_it_does_and_how_it_is_asked_without_a_script(cast):
    page = signed_in(cast.vic).get(DOCS).content.decode()
    rows = re.findall(r"<tr>.*?</tr>", page, re.DOTALL)
    told = {(method, path): what for path, methods in document()["paths"].items() for method, what in methods.items()}
    assert len(told) > 20
    for (method, path), what in told.items():
        (row,) = [row for row in rows if f"<code>{method.upper()} {path}</code>" in row]
        assert what["description"][:40].split("'")[0] in row
        assert all(f"<code>{one['name']}</code>" in row for one in what.get("parameters", ()) if one["in"] == "query")
    assert "<script" not in page and 'href="/api/v1/schema/"' in page and f'href="{TRY}"' in page


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/api/v1/schema/", DOCS, TRY])
def test_the_document_and_its_pages_refuse_as_everything_does(client, cast, path):
    for ask, status in ((client.get, 401), (signed_in(cast.vic).get, 406)):
        answer = ask(path, headers={"Accept": "image/png" if status == 406 else "*/*"})
        assert (answer.status_code, answer["Content-Type"], answer.json()["status"]) == (status, "application/problem+json", status)
    assert "Bearer" in client.get(path)["WWW-Authenticate"]


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("path", [DOCS, TRY])
def test_nothing_of_the_pages_is_kept_out_by_the_policy(page, live_server, cast, path):
    wrong: list[str] = []
    page.on("console", lambda message: wrong.append(message.text) if message.type in {"error", "warning"} else None)
    page.on("pageerror", lambda error: wrong.append(str(error)))
    cookie = signed_in(cast.vic).cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}])
    page.goto(live_server.url + path)
    page.get_by_text("/api/v1/datasets/{id}/").first.wait_for()
    assert not wrong


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("width", [1280, 320])
def test_the_page_is_read_by_everybody(browser, live_server, cast, width):
    context = browser.new_context(viewport={"width": width, "height": 900}, bypass_csp=True)  # axe itself is injected
    cookie = signed_in(cast.vic).cookies[settings.SESSION_COOKIE_NAME].value
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}])
    page = context.new_page()
    page.goto(live_server.url + DOCS)
    assert page.evaluate("document.documentElement.scrollWidth") <= width and violations(page) == []
    context.close()
