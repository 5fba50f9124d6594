"""Ways in, and what is shut: through the pages, as a browser without scripts walks them."""

import re

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core import mail
from django.core.cache import cache
from django.test import Client

from carejourneys.env import identity_providers
from stakeholders.domain.permissions import Role
from stakeholders.models import User
from stakeholders.services.memberships import grant_role
from tests.factories import PASSWORD, TOTP_SECRET, administrator_of, give_second_factor, make_economy, make_member, make_person, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def economy(db):
    return make_economy()


def code_of(secret: str) -> str:
    """What the app would show now (the middle one of the steps that are accepted)."""
    counters = list(yield_hotp_counters_from_time())
    return format_hotp_value(hotp_value(secret, counters[len(counters) // 2]))


def sign_in(client: Client, email: str, password: str = PASSWORD):
    return client.post("/accounts/login/", {"login": email, "password": password})


def is_in(client: Client) -> bool:
    return client.get("/account/").status_code == 200


def test_a_password_opens(client, economy):
    freya = make_member(economy, Role.FACILITATOR, password=PASSWORD)
    assert sign_in(client, freya.email, "wrong").status_code == 200 and not is_in(client)
    assert sign_in(client, freya.email.upper()).url == "/" and is_in(client)


def test_an_emailed_code_opens(client, economy):
    vic = make_member(economy, Role.OBSERVER)
    client.post("/accounts/login/code/", {"email": vic.email})
    code = re.search(r"^([A-Z0-9-]{6,})$", mail.outbox[-1].body, re.M)[1]
    client.post("/accounts/login/code/confirm/", {"code": "WRONG1"})
    assert not is_in(client)
    client.post("/accounts/login/code/confirm/", {"code": code})
    assert is_in(client)


def test_an_unknown_address_is_answered_alike_and_nobody_is_written_to(client, economy):
    vic = make_member(economy, Role.OBSERVER)
    known = client.post("/accounts/login/code/", {"email": vic.email})
    unknown = Client().post("/accounts/login/code/", {"email": "nobody@example.org"})
    assert (known.status_code, known.url) == (unknown.status_code, unknown.url)
    assert [message.to for message in mail.outbox] == [[vic.email]]


def test_nobody_signs_up_uninvited(client):
    client.post("/accounts/signup/", {"email": "new@example.org", "password1": PASSWORD, "password2": PASSWORD})
    assert "new@example.org" not in set(User.objects.values_list("email", flat=True))


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.MODERATOR, Role.ANALYST, Role.IG_LEAD])
def test_a_role_that_demands_a_second_step_reaches_nothing_without_one(economy, role):
    browser = signed_in(make_member(economy, role, second_factor=False))
    for path in (
        "/",
        "/account/",
        "/account/tokens/",
        f"/economies/{economy.slug}/",
        f"/economies/{economy.slug}/people/",
        "/accounts/email/",
    ):
        answer = browser.get(path)
        assert (answer.status_code, answer.url) == (302, "/account/second-step/"), path
    for path in ("/api/v1/economies/", "/api/v1/schema/", "/api/v1/docs/"):
        answer = browser.get(path)
        assert answer.status_code == 403 and answer["Content-Type"] == "application/problem+json", path
    assert browser.post(f"/economies/{economy.slug}/leave/").url == "/account/second-step/"
    assert browser.get("/account/second-step/").status_code == 200
    assert browser.get("/accounts/2fa/totp/activate/").status_code == 200
    assert browser.post("/accounts/logout/").url == "/"


def test_setting_up_an_app_opens_the_pages_and_signing_in_asks_for_its_code_from_then_on(client, economy):
    ana = make_member(economy, Role.ANALYST, second_factor=False, password=PASSWORD)
    sign_in(client, ana.email)
    assert client.get("/").url == "/account/second-step/"
    secret = set_up_an_app(client)
    assert client.get("/", follow=True).status_code == 200
    stored = Authenticator.objects.get(user=ana, type="totp").data["secret"]
    assert secret not in stored  # not readable in a copy of the database

    other = Client()
    assert sign_in(other, ana.email).url.startswith("/accounts/2fa/authenticate/")
    assert not is_in(other)
    other.post("/accounts/2fa/authenticate/", {"code": "000000"})
    assert not is_in(other)
    other.post("/accounts/2fa/authenticate/", {"code": code_of(secret)})
    assert is_in(other)


def set_up_an_app(browser: Client) -> str:
    """The secret of the app that was set up."""
    page = browser.get("/accounts/2fa/totp/activate/", follow=True)
    if page.redirect_chain:  # a password is asked for once more before the set-up
        browser.post(page.redirect_chain[-1][0], {"password": PASSWORD})
        page = browser.get("/accounts/2fa/totp/activate/")
    secret = page.context["form"].secret
    browser.post("/accounts/2fa/totp/activate/", {"code": code_of(secret)})
    cache.clear()  # a code is good once; the clock has not moved on in a test
    return secret


def test_being_given_such_a_role_shuts_the_pages_of_a_session_that_is_open(economy):
    eddie = make_member(economy, Role.PARTICIPANT)
    browser = signed_in(eddie)
    assert browser.get("/account/").status_code == 200
    grant_role(actor=administrator_of(economy), membership=eddie.memberships.get(), role=Role.ANALYST)
    assert browser.get("/account/").url == "/account/second-step/"
    set_up_an_app(browser)
    assert browser.get("/account/").status_code == 200


def test_a_session_that_never_showed_the_second_step_is_asked_for_it_whatever_another_session_did(economy):
    eddie = make_member(economy, Role.PARTICIPANT, password=PASSWORD)
    older, newer = Client(), Client()
    sign_in(older, eddie.email)
    sign_in(newer, eddie.email)
    grant_role(actor=administrator_of(economy), membership=eddie.memberships.get(), role=Role.ADMINISTRATOR)
    secret = set_up_an_app(newer)
    assert newer.get("/account/").status_code == 200
    for path in ("/account/", f"/economies/{economy.slug}/people/", "/accounts/2fa/webauthn/add/", "/accounts/2fa/recovery-codes/"):
        assert older.get(path).url == "/account/second-step/", path
    assert older.get("/api/v1/economies/").status_code == 403
    assert "Show your second step" in older.get("/account/second-step/").content.decode()
    older.post("/accounts/reauthenticate/", {"password": PASSWORD})  # a password once more is no second step
    assert older.get("/account/").url == "/account/second-step/"
    older.post("/accounts/2fa/reauthenticate/", {"code": code_of(secret)})
    assert older.get("/account/").status_code == 200


def test_an_older_session_cannot_add_a_key_of_its_own_to_an_account_that_has_a_second_step(economy):
    freya = make_member(economy, Role.FACILITATOR)  # whose role demands none
    browser = signed_in(freya)
    give_second_factor(freya)
    assert browser.get("/accounts/2fa/webauthn/add/").url == "/account/second-step/"
    assert browser.get("/accounts/2fa/reauthenticate/").status_code == 200


def test_whoever_has_just_set_up_an_app_sees_the_spare_codes_without_being_asked_again(economy):
    ana = make_member(economy, Role.ANALYST, second_factor=False)
    browser = signed_in(ana)  # by emailed code: there is no password to ask for either
    set_up_an_app(browser)
    assert browser.get("/accounts/2fa/recovery-codes/").status_code == 200


def test_the_last_second_step_of_such_a_role_cannot_be_taken_off(client, economy):
    ana = make_member(economy, Role.ANALYST, password=PASSWORD)
    sign_in(client, ana.email)
    client.post("/accounts/2fa/authenticate/", {"code": code_of(TOTP_SECRET)})
    cache.clear()
    client.post("/accounts/2fa/reauthenticate/", {"code": code_of(TOTP_SECRET)})
    client.post("/accounts/2fa/totp/deactivate/")
    assert Authenticator.objects.filter(user=ana, type="totp").exists()


def test_demo_accounts_sign_in_only_in_demo_mode_and_are_let_off_the_second_step_there(client, economy, settings):
    settings.DEMO = True
    demo = make_person("Demo", password=PASSWORD, is_demo=True)
    make_member(economy, Role.ANALYST, email=demo.email, second_factor=False)
    sign_in(client, demo.email)
    assert is_in(client)

    settings.DEMO = False
    assert not is_in(client)  # the session of before is shut too
    late = Client()
    sign_in(late, demo.email)
    assert not is_in(late)
    late.post("/accounts/login/code/", {"email": demo.email})
    codes = re.findall(r"^([A-Z0-9-]{6,})$", mail.outbox[-1].body, re.M) if mail.outbox else []
    for code in codes:
        late.post("/accounts/login/code/confirm/", {"code": code})
    assert not is_in(late)


def test_a_closed_account_cannot_sign_in(client, economy):
    vic = make_member(economy, Role.OBSERVER, password=PASSWORD)
    User.objects.filter(pk=vic.pk).update(is_active=False)
    sign_in(client, vic.email)
    assert not is_in(client)


def test_guessing_passwords_is_slowed_down(client, economy, settings):
    settings.ACCOUNT_RATE_LIMITS = {}  # the product's own again
    cache.clear()
    vic = make_member(economy, Role.OBSERVER, password=PASSWORD)
    for _ in range(5):
        sign_in(client, vic.email, "a wrong password")
    answer = sign_in(client, vic.email)
    assert "Too many failed" in answer.content.decode() and not is_in(client)
    cache.clear()


@pytest.mark.parametrize("proxies", [0, 1, 2])
@pytest.mark.parametrize(("said", "line"), [("not an address", "192.0.2.1"), ("", "192.0.2.1"), ("unknown", "unknown")])
def test_a_header_that_names_no_address_keeps_nobody_out(client, economy, settings, proxies, said, line):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies
    settings.ACCOUNT_RATE_LIMITS = {}  # the product's own again
    cache.clear()
    vic = make_member(economy, Role.OBSERVER, password=PASSWORD)
    there = {"headers": {"X-Forwarded-For": said}, "REMOTE_ADDR": line}
    assert client.post("/accounts/login/", {"login": vic.email, "password": PASSWORD}, **there).status_code == 302
    assert is_in(client)
    cache.clear()


def test_an_address_of_ones_own_making_gives_no_further_guesses(client, economy, settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    settings.ACCOUNT_RATE_LIMITS = {}
    cache.clear()
    answers = []
    for n in range(12):  # each time another account, so that only the address can be counted; the proxy adds the address it sees
        said = {"X-Forwarded-For": f"198.51.100.{n}, 192.0.2.1"}
        sent = {"login": f"nobody{n}@example.org", "password": "a wrong password"}
        answers.append(client.post("/accounts/login/", sent, headers=said).content.decode())
    assert "Too many failed" not in answers[0] and "Too many failed" in answers[-1]
    cache.clear()


def test_two_providers_come_out_of_the_environment(monkeypatch):

    assert identity_providers() == []
    for which in "12":
        monkeypatch.setenv(f"OIDC_{which}_SERVER_URL", f"https://login{which}.example.org/realm")
        monkeypatch.setenv(f"OIDC_{which}_CLIENT_ID", "us")
        monkeypatch.setenv(f"OIDC_{which}_SECRET", "s")
    monkeypatch.setenv("OIDC_2_NAME", "The trust")
    first, second = identity_providers()
    assert (first["name"], second["name"]) == ("login1.example.org", "The trust")
    assert first["settings"] == {"server_url": "https://login1.example.org/realm", "origin": "https://login1.example.org"}
