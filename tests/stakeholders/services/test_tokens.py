"""Tokens for programs: shown once, tied to one economy, ended by their owner, by time and with the right to have them."""

from datetime import timedelta

import pytest

from carejourneys.common import clock
from carejourneys.common.errors import NotAllowed, NotFound, RuleBroken
from stakeholders.domain.tokens import Scope
from stakeholders.models import ApiToken, AuditEntry
from stakeholders.queries.tokens import token_by_secret, token_of, tokens_of
from stakeholders.services.tokens import MOST, mint_token, revoke_token
from tests.factories import Cast

pytestmark = pytest.mark.django_db


def mint(cast: Cast, actor=None, days: int = 7) -> tuple[ApiToken, str]:
    return mint_token(actor=actor or cast.ana, economy=cast.economy, name=" Warehouse ", scope=Scope.READ, days=days)


def test_the_secret_is_stored_nowhere_and_finds_its_token(cast):
    token, secret = mint(cast)
    stored = ApiToken.objects.filter(pk=token.pk).values().get()
    assert secret not in str(stored) and stored["name"] == "Warehouse"
    assert token_by_secret(secret) == token and token_by_secret(secret[:-1] + "x") is None
    assert timedelta(days=6, hours=23) < token.expiry - clock.now() <= timedelta(days=7)
    row = AuditEntry.objects.get(action="token.minted")
    assert (row.actor, row.subject_id, row.details) == (cast.ana, str(token.number), {"scope": "read", "days": 7})


def test_what_has_run_out_opens_nothing_and_is_not_listed(cast):
    token, secret = mint(cast)
    ApiToken.objects.filter(pk=token.pk).update(expiry=clock.now() - timedelta(seconds=1))
    assert token_by_secret(secret) is None and not tokens_of(cast.ana)


def test_only_roles_that_work_with_programs_and_lives_that_are_offered(cast):
    for who, answer in ((cast.vic, NotAllowed), (cast.adi, NotAllowed), (cast.stan, NotFound)):
        with pytest.raises(answer):
            mint(cast, who)
    with pytest.raises(RuleBroken) as refused:
        mint(cast, days=8)
    assert refused.value.field == "days" and not ApiToken.objects.exists()


def test_there_is_an_end_to_how_many(cast):
    for _token in range(MOST):
        mint(cast)
    with pytest.raises(RuleBroken):
        mint(cast)
    revoke_token(actor=cast.ana, token=tokens_of(cast.ana).first())
    mint(cast)


def test_one_takes_back_ones_own_and_nobody_elses(cast):
    token, secret = mint(cast)
    for act in (lambda: revoke_token(actor=cast.freya, token=token), lambda: token_of(cast.freya, token.number)):
        with pytest.raises(NotFound):
            act()
    assert token_by_secret(secret) is not None
    revoke_token(actor=cast.ana, token=token_of(cast.ana, token.number))
    assert token_by_secret(secret) is None
    assert AuditEntry.objects.filter(action="token.revoked", subject_id=str(token.number), actor=cast.ana).exists()
