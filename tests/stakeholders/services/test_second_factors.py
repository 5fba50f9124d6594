"""Second factors outlive a change of the secret key."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from cryptography.fernet import InvalidToken
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.test import Client

from stakeholders.domain.permissions import Role
from stakeholders.models import AuditEntry
from stakeholders.services.second_factors import reseal_second_factors, seal, unseal
from tests.factories import PASSWORD, TOTP_SECRET, make_economy, make_member
from tests.stakeholders.web.test_sign_in import code_of, is_in, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def ana():
    return make_member(make_economy(), Role.ANALYST, password=PASSWORD)


def comes_in(person) -> bool:
    """Signs in with password and app."""
    cache.clear()  # a code is good once; the clock has not moved on in a test
    client = Client()
    sign_in(client, person.email)
    client.post("/accounts/2fa/authenticate/", {"code": code_of(TOTP_SECRET)})
    return is_in(client)


def change_key(settings) -> None:
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "the new key " * 5, [settings.SECRET_KEY]


def test_a_second_factor_opens_under_a_key_that_is_being_retired(ana, settings):
    change_key(settings)
    assert comes_in(ana)


def test_put_under_the_new_key_it_opens_when_the_old_one_has_gone(ana, settings):
    codes = RecoveryCodes(Authenticator.objects.get(user=ana, type="recovery_codes")).generate_codes()
    change_key(settings)
    call_command("reseal_second_factors")
    settings.SECRET_KEY_FALLBACKS = []
    assert comes_in(ana)
    assert RecoveryCodes(Authenticator.objects.get(user=ana, type="recovery_codes")).generate_codes() == codes
    resealed = AuditEntry.objects.filter(action="second_factor.resealed", actor=ana)
    assert resealed.count() == 2


def test_what_stands_under_the_new_key_is_left_alone(ana):
    before = list(Authenticator.objects.order_by("pk").values_list("data", flat=True))
    assert reseal_second_factors(actor=None) == 0
    assert list(Authenticator.objects.order_by("pk").values_list("data", flat=True)) == before


def test_a_key_that_is_missing_is_said_and_nothing_is_changed(ana, settings):
    before = list(Authenticator.objects.order_by("pk").values_list("data", flat=True))
    change_key(settings)
    settings.SECRET_KEY_FALLBACKS = []
    with pytest.raises(CommandError, match="SECRET_KEY_FALLBACKS"):
        call_command("reseal_second_factors")
    assert list(Authenticator.objects.order_by("pk").values_list("data", flat=True)) == before


def test_a_sealed_text_opens_under_no_other_key(settings):
    sealed = seal(TOTP_SECRET)
    assert TOTP_SECRET not in sealed and unseal(sealed) == TOTP_SECRET
    settings.SECRET_KEY = "another key " * 5
    with pytest.raises(InvalidToken):
        unseal(sealed)
