"""What one wrote in a form outlives the session: signed out meanwhile, or signed in afresh in another tab."""

import pytest
from allauth.account.models import EmailAddress, EmailConfirmationHMAC
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from playwright.sync_api import expect

from journeys.queries.states import state_of
from tests.factories import PASSWORD, make_cast, make_small_map, new_id, signed_in

WORDS = "The receptionist\nrang twice"


@pytest.fixture
def small(db):
    return make_small_map(make_cast())


def at(small, kind: str = "problem.add") -> str:
    return reverse("outline_do", args=[small.map.pk, kind], query={"on": small.steps[0]})


def kept(answer) -> bool:
    return "The receptionist" in answer.content.decode()


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_what_one_wrote_is_stored_after_one_signed_in_again_without_scripts(browser, live_server):
    cast = make_cast()
    small = make_small_map(cast)
    cast.eddie.set_password(PASSWORD)
    cast.eddie.save()
    context = browser.new_context(java_script_enabled=False)
    context.add_cookies([{"name": n, "value": c.value, "url": live_server.url} for n, c in signed_in(cast.eddie).cookies.items()])
    page = context.new_page()
    page.goto(live_server.url + at(small))
    page.locator("main form[method=post] textarea[name=text]").fill(WORDS)
    context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    page.locator("main form[method=post] button:not(.button--quiet)").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Please sign in again")
    expect(page.locator("main li", has_text="The receptionist")).to_be_visible()
    with context.expect_page() as opened:
        page.get_by_role("link", name="Sign in (opens in a new tab)").click()
    other = opened.value
    other.locator("[name=login]").fill(cast.eddie.email)
    other.locator("[name=password]").fill(PASSWORD)
    other.locator("main form button[type=submit]").first.click()
    other.wait_for_url(lambda url: "login" not in url)
    page.get_by_role("button", name="I have signed in: go on").click()
    expect(page.get_by_text("You are signed in as Eddie")).to_be_visible()
    page.get_by_role("button", name="Send it now").click()
    expect(page.get_by_role("status").first).to_contain_text("Done: you")
    small.map.refresh_from_db()
    assert [problem["text"] for problem in state_of(small.map).problems] == [WORDS]
    context.close()


@pytest.mark.django_db
def test_signed_out_one_is_shown_what_one_wrote_and_nothing_is_stored(small):
    answer = Client().post(at(small), {"text": WORDS, "command": new_id()})
    assert answer.status_code == 403 and kept(answer) and "Please sign in again" in answer.content.decode()
    assert not state_of(small.map).problems


@pytest.mark.django_db
def test_what_the_form_holds_of_itself_is_sent_again_and_not_shown_as_ones_words(small):
    number = new_id()
    answer = Client().post(at(small), {"text": WORDS, "command": number, "revision": "68"})
    assert answer.context["written"] == [WORDS] and {("command", number), ("revision", "68")} < set(answer.context["fields"])


@pytest.mark.django_db
def test_a_page_asked_for_while_signed_out_leads_to_signing_in_as_ever(small):
    assert Client().get(at(small)).url.startswith("/accounts/login/")


@pytest.mark.django_db
@pytest.mark.parametrize(("origin", "carried"), [("http://testserver", True), ("https://evil.example", False), (None, False)])
def test_with_an_old_token_words_are_carried_only_from_a_page_of_our_own(small, origin, carried):
    client = signed_in(small.map.created_by)
    client.handler.enforce_csrf_checks = True
    answer = client.post(at(small), {"text": WORDS}, headers={"Origin": origin} if origin else {})
    assert (answer.status_code, kept(answer)) == (403, carried)


@pytest.mark.django_db
def test_a_file_has_to_be_chosen_again(small):
    answer = Client().post(at(small), {"text": WORDS, "file": SimpleUploadedFile("log.csv", b"a,b")})
    words = answer.content.decode()
    assert kept(answer) and "choose the file once more" in words and "Send it now" not in words and "go on" not in words


def confirms_an_address(cast) -> tuple[Client, str, dict]:
    address = EmailAddress.objects.create(user=cast.eddie, email="new@example.org", verified=False)
    return Client(), f"/accounts/confirm-email/{EmailConfirmationHMAC(address).key}/", {}


def gives_up_at_the_second_step(cast) -> tuple[Client, str, dict]:
    cast.ana.set_password(PASSWORD)
    cast.ana.save()
    client = Client()
    assert client.post("/accounts/login/", {"login": cast.ana.email, "password": PASSWORD}).url.startswith("/accounts/2fa/authenticate/")
    return client, "/accounts/logout/", {"next": "/accounts/login/"}


def sends_a_code_too_late(cast) -> tuple[Client, str, dict]:
    return Client(), "/accounts/2fa/authenticate/", {"code": "123456"}


def fails_with_a_passkey(cast) -> tuple[Client, str, dict]:
    return Client(), "/accounts/2fa/webauthn/login/", {"credential": "{}"}


@pytest.mark.django_db
@pytest.mark.parametrize("somebody", [confirms_an_address, gives_up_at_the_second_step, sends_a_code_too_late, fails_with_a_passkey])
def test_the_pages_of_signing_in_lead_there_as_ever(somebody):
    client, address, sent = somebody(make_cast())
    answer = client.post(address, sent)
    assert (answer.status_code, answer.url) == (302, "/accounts/login/")


@pytest.mark.django_db
def test_no_shared_machine_keeps_the_page(small):
    assert "no-store" in Client().post(at(small), {"text": WORDS})["Cache-Control"]


@pytest.mark.django_db
@pytest.mark.parametrize("field", ["password", "code", "credential"])
def test_with_an_old_token_nothing_secret_is_carried(small, field):
    client = signed_in(small.map.created_by)
    client.handler.enforce_csrf_checks = True
    assert not kept(client.post(at(small), {field: WORDS}, headers={"Origin": "http://testserver"}))
