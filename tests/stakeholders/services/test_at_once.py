"""The same thing asked for by several requests at once: it happens once, and the others hear what they would have heard a moment later."""

import pytest

from carejourneys.common.errors import NotFound, RuleBroken
from stakeholders.domain.organisations import OrganisationKind
from stakeholders.domain.permissions import Role
from stakeholders.models import AuditEntry, Membership, Organisation, User
from stakeholders.services.invitations import invite, join_by_invitation
from stakeholders.services.memberships import add_member
from stakeholders.services.organisations import add_organisation
from stakeholders.services.people import create_person
from tests.at_once import at_once
from tests.factories import administrator_of, make_economy, make_person

pytestmark = pytest.mark.django_db(transaction=True)


def refused(outcomes: list[object], error: type[Exception], words: str = "") -> None:
    """All but one were refused like this."""
    wrong = [one for one in outcomes if isinstance(one, Exception)]
    assert len(wrong) == len(outcomes) - 1
    assert {type(one) for one in wrong} == {error} and all(words in str(one) for one in wrong), wrong


def test_an_organisation_added_by_several_at_once_is_there_once():
    economy = make_economy()
    adi, kind = administrator_of(economy), OrganisationKind.COUNCIL
    refused(
        at_once(lambda: add_organisation(actor=adi, economy=economy, name="Eastvale Council", kind=kind)),
        RuleBroken,
        "of that name already",
    )
    assert Organisation.objects.get(economy=economy).name == "Eastvale Council"


def test_a_person_is_made_once_and_belongs_once():
    economy = make_economy()
    adi, pat = administrator_of(economy), make_person()
    refused(at_once(lambda: create_person(actor=None, email="nia@example.org")), RuleBroken, "email address already")
    assert User.objects.filter(email="nia@example.org").count() == 1
    refused(at_once(lambda: add_member(actor=adi, economy=economy, user=pat, roles=[Role.OBSERVER])), RuleBroken, "belongs to this economy")
    assert Membership.objects.filter(user=pat).count() == 1


def test_an_invitation_that_is_answered_twice_at_once_is_answered_once():
    economy, secrets = make_economy(), []

    def link(secret: str) -> str:
        secrets.append(secret)
        return "/"

    adi = administrator_of(economy)
    invite(actor=adi, economy=economy, email="nia@example.org", roles=[Role.OBSERVER], link=link)
    refused(at_once(lambda: join_by_invitation(secret=secrets[0], name="Nia")), NotFound, "has been used")
    assert Membership.objects.filter(user__email="nia@example.org", ended_at=None).count() == 1
    assert AuditEntry.objects.filter(action="invitation.accepted").count() == 1
