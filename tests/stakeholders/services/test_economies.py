"""The number of people below which an economy hides figures: raised by who may, never lowered, and said in the record of actions."""

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from carejourneys.common.errors import NotAllowed, NotFound, RuleBroken
from stakeholders.domain.permissions import Role
from stakeholders.models import AuditEntry, Economy
from stakeholders.services.economies import raise_threshold
from tests.factories import make_member, signed_in

pytestmark = pytest.mark.django_db


def kept(cast) -> int:
    return Economy.objects.get(pk=cast.economy.pk).small_number_threshold


def test_an_information_governance_lead_raises_it_and_the_audit_says_from_what_to_what(cast):
    ines = make_member(cast.economy, Role.IG_LEAD, name="Ines")
    raise_threshold(actor=ines, economy=cast.economy, threshold=12)
    entry = AuditEntry.objects.filter(economy=cast.economy).first()
    assert kept(cast) == 12
    assert (entry.action, entry.actor, entry.details) == ("economy.threshold_raised", ines, {"from": 8, "to": 12})


@pytest.mark.parametrize("threshold", [0, 8, 11, 12, 51])
def test_it_is_never_lowered_nor_left_nor_raised_beyond_reason(cast, threshold):
    raise_threshold(actor=cast.adi, economy=cast.economy, threshold=12)
    entries = AuditEntry.objects.count()
    with pytest.raises(RuleBroken) as refusal:
        raise_threshold(actor=cast.adi, economy=cast.economy, threshold=threshold)
    assert refusal.value.field == "threshold"
    assert (kept(cast), AuditEntry.objects.count()) == (12, entries)


def test_somebody_who_read_the_page_before_another_raised_it_does_not_lower_it(cast):
    stale = Economy.objects.get(pk=cast.economy.pk)
    raise_threshold(actor=cast.adi, economy=cast.economy, threshold=20)
    with pytest.raises(RuleBroken):
        raise_threshold(actor=cast.adi, economy=stale, threshold=12)
    assert kept(cast) == 20


@pytest.mark.parametrize("persona", ["freya", "eddie", "vic", "ana", "stan"])
def test_nobody_else_raises_it(cast, persona):
    with pytest.raises(NotFound if persona == "stan" else NotAllowed):
        raise_threshold(actor=getattr(cast, persona), economy=cast.economy, threshold=12)
    assert kept(cast) == 8


@pytest.mark.parametrize("threshold", [7, 51])
def test_the_database_refuses_what_is_out_of_bounds(cast, threshold):
    with pytest.raises(IntegrityError), transaction.atomic():
        Economy.objects.filter(pk=cast.economy.pk).update(small_number_threshold=threshold)


def test_it_is_raised_on_its_page_by_somebody_who_knows_that_there_is_no_way_back(cast):
    adi, address = signed_in(cast.adi), reverse("small_numbers", args=[cast.economy.slug])
    assert address in adi.get(reverse("people", args=[cast.economy.slug])).content.decode()
    assert address not in signed_in(cast.freya).get(reverse("people", args=[cast.economy.slug])).content.decode()
    assert "cannot be taken back" in adi.post(address, {"threshold": 12}).content.decode() and kept(cast) == 8
    assert "never lowered" in adi.post(address, {"threshold": 8, "sure": "on"}).content.decode() and kept(cast) == 8
    page = adi.post(address, {"threshold": 12, "sure": "on"}, follow=True).content.decode()
    assert "fewer than <b>12</b> people" in page and kept(cast) == 12
