"""The emails about signing in: plain words, the product's name, no server's name."""

from datetime import UTC, datetime
from pathlib import Path

import allauth
import pytest
from allauth.account.adapter import get_adapter
from allauth.core import context
from django.conf import settings
from django.core import mail
from django.template.loader import get_template
from django.test import RequestFactory

from stakeholders.domain.permissions import Role
from tests.factories import PASSWORD, make_economy, make_member, signed_in

pytestmark = pytest.mark.django_db

NEVER_SENT = {"account_already_exists", "password_reset_code"}  # nobody signs up; a password is chosen anew by a link
LIBRARY = Path(allauth.__file__).parent / "templates"
EMAILS = sorted(
    f"{app}/email/{path.name.removesuffix('_message.txt')}"
    for app in ("account", "mfa", "socialaccount")
    for path in (LIBRARY / app / "email").glob("*_message.txt")
    if path.name.removesuffix("_message.txt") not in {*NEVER_SENT, "base"}
)
VALUES = {
    "code": "ABC-123",
    "activate_url": "https://journeys.example.org/accounts/confirm-email/abc/",
    "password_reset_url": "https://journeys.example.org/accounts/password/reset/key/abc/",
    "email": "nia@example.net",
    "from_email": "nia@example.net",
    "to_email": "owen@example.net",
    "deleted_email": "nia@example.net",
    "provider": "O'Neill & Co",
    "timestamp": datetime(2026, 6, 3, 9, 30, tzinfo=UTC),
    "ip": "192.0.2.1",
    "user_agent": "Call 555 now",
}


@pytest.mark.parametrize("prefix", EMAILS)
def test_each_email_that_can_be_sent_is_ours(prefix):
    for part in ("subject", "message"):
        assert Path(get_template(f"{prefix}_{part}.txt").origin.name).is_relative_to(settings.BASE_DIR / "templates"), part
    with context.request_context(RequestFactory().get("/", headers={"host": "127.0.0.1:8201"})):
        message = get_adapter().render_mail(prefix, "nia@example.net", VALUES)
    assert "Care journeys" in message.subject and message.body.startswith("Hello,\n\n") and message.body.endswith("\n\nCare journeys")
    for stock in ("Hello from", "Thank you for using", "127.0.0.1", "Call 555", "&", "\n\n\n"):
        assert stock not in (message.subject + message.body).replace("O'Neill & Co", ""), stock


def test_what_is_to_be_typed_or_opened_stands_in_the_email():
    with context.request_context(RequestFactory().get("/")):
        bodies = {prefix: get_adapter().render_mail(prefix, "nia@example.net", VALUES).body for prefix in EMAILS}
    assert "\n\nABC-123\n\n" in bodies["account/email/login_code"]
    assert (
        VALUES["activate_url"] in bodies["account/email/email_confirmation"]
        and VALUES["activate_url"] in bodies["account/email/email_confirmation_signup"]
    )
    assert VALUES["password_reset_url"] in bodies["account/email/password_reset_key"]
    assert "owen@example.net in place of nia@example.net" in bodies["account/email/email_changed"]
    assert "3 June 2026, 10:30 from the network address 192.0.2.1" in bodies["mfa/email/totp_deactivated"]


def test_a_changed_password_is_told_to_its_owner():
    freya = make_member(make_economy(), Role.FACILITATOR, password=PASSWORD)
    new = {"oldpassword": PASSWORD, "password1": "another long password", "password2": "another long password"}
    signed_in(freya).post("/accounts/password/change/", new)
    assert (mail.outbox[-1].to, mail.outbox[-1].subject) == ([freya.email], "Your password for Care journeys was changed")
