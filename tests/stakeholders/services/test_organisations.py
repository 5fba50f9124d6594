"""Organisations: who may add and change them, names once an economy, codes as they are written, each change in the record."""

import pytest

from carejourneys.common.errors import NotAllowed, NotFound, RuleBroken
from stakeholders.domain.organisations import OrganisationKind
from stakeholders.models import AuditEntry, Organisation
from stakeholders.services.organisations import add_organisation, change_organisation
from tests.factories import Cast

pytestmark = pytest.mark.django_db
PHARMACY = OrganisationKind.PHARMACIST


def add(cast: Cast, name: str = "High Street Pharmacy", actor=None, **more) -> Organisation:
    return add_organisation(actor=actor or cast.freya, economy=cast.economy, name=name, kind=PHARMACY, **more)


def test_a_facilitator_adds_one_tidied_and_recorded(cast):
    made = add(cast, "  High   Street Pharmacy ", ods_code=" fa123 ")
    assert (made.name, made.kind, made.ods_code) == ("High Street Pharmacy", "pharmacist", "FA123")
    row = AuditEntry.objects.get(action="organisation.added", subject_id=str(made.pk))
    assert (row.actor, row.details) == (cast.freya, {"name": made.name, "kind": made.kind, "ods_code": "FA123"})


def test_others_may_not_and_strangers_learn_nothing(cast):
    for who, answer in ((cast.vic, NotAllowed), (cast.eddie, NotAllowed), (cast.stan, NotFound)):
        with pytest.raises(answer):
            add(cast, actor=who)
        with pytest.raises(answer):
            change_organisation(actor=who, organisation=cast.hospital, name="Mine now", kind=PHARMACY)
    assert not Organisation.objects.filter(kind=PHARMACY.value).exists()


@pytest.mark.parametrize(("name", "field"), [("  ", "name"), ("eastvale HOSPITAL", "name")])
def test_a_name_is_needed_and_stands_once_whatever_its_case(cast, name, field):
    with pytest.raises(RuleBroken) as refused:
        add(cast, name)
    assert refused.value.field == field


@pytest.mark.parametrize("code", ["FA-12", "A" * 13, "ÅB1"])
def test_a_code_that_is_none_is_refused(cast, code):
    with pytest.raises(RuleBroken) as refused:
        add(cast, ods_code=code)
    assert refused.value.field == "ods_code"
    assert not Organisation.objects.filter(kind=PHARMACY.value).exists()


def test_a_change_says_what_was_and_what_is_and_may_keep_its_own_name(cast):
    change_organisation(
        actor=cast.adi, organisation=cast.hospital, name="Eastvale Hospital", kind=OrganisationKind.ACUTE_TRUST, ods_code="RX1"
    )
    with pytest.raises(RuleBroken):
        change_organisation(actor=cast.adi, organisation=cast.hospital, name="Eastvale Council", kind=OrganisationKind.ACUTE_TRUST)
    cast.hospital.refresh_from_db()
    assert (cast.hospital.name, cast.hospital.ods_code) == ("Eastvale Hospital", "RX1")
    details = AuditEntry.objects.get(action="organisation.changed").details
    assert (details["from"]["ods_code"], details["to"]["ods_code"]) == (None, "RX1")
