"""What the tables of people hold, whoever writes to them: each constraint refuses a row that breaks it."""

from collections.abc import Callable

import pytest

from carejourneys.common.clock import now
from stakeholders.domain.permissions import Role
from stakeholders.domain.texts import TextKind
from stakeholders.models import ApiToken, Economy, EconomyText, Invitation, Membership, Organisation, RoleGrant, User
from stakeholders.services.invitations import invite
from stakeholders.services.texts import write_text
from tests.constraints import again, named_in, refused
from tests.factories import Cast, make_cast, make_token, new_id

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    """With an invitation, a text of its own and a token."""
    cast = make_cast()
    invite(actor=cast.adi, economy=cast.economy, email="nia@example.org", roles=[Role.OBSERVER], link=lambda secret: secret)
    write_text(actor=cast.adi, economy=cast.economy, kind=TextKind.PRIVACY, body="Ours")
    make_token(cast.ana, cast.economy)
    return cast


def of(model, cast: Cast):
    """A row of the economy."""
    return model.objects.filter(economy=cast.economy).earliest("pk")


BREAKS: dict[str, Callable[[Cast], object]] = {
    "user_email_once_whatever_its_case": lambda cast: again(cast.vic, pk=new_id(), email=cast.vic.email.upper()),
    "economy_threshold_never_lowered": lambda cast: Economy.objects.filter(pk=cast.economy.pk).update(small_number_threshold=7),
    "economy_threshold_leaves_something_to_see": lambda cast: Economy.objects.filter(pk=cast.economy.pk).update(small_number_threshold=51),
    "organisation_name_once_an_economy": lambda cast: again(cast.hospital, pk=new_id()),
    "organisation_kind_known": lambda cast: Organisation.objects.filter(pk=cast.hospital.pk).update(kind="bakery"),
    "membership_once_at_a_time": lambda cast: again(of(Membership, cast), pk=new_id()),
    "role_once_a_membership": lambda cast: again(RoleGrant.objects.filter(membership__user=cast.vic).get()),
    "role_known": lambda cast: RoleGrant.objects.filter(membership__user=cast.vic).update(role="monarch"),
    "invitation_one_open_an_address": lambda cast: again(of(Invitation, cast), pk=new_id(), digest="1" * 64, email="NIA@example.org"),
    "invitation_accepted_or_withdrawn_not_both": lambda cast: Invitation.objects.update(accepted_at=now(), withdrawn_at=now()),
    "text_kind_known": lambda cast: again(of(EconomyText, cast), pk=new_id(), kind="poem"),
    "api_token_scope_known": lambda cast: ApiToken.objects.update(scope="all"),
    "api_token_runs_out": lambda cast: ApiToken.objects.update(expiry=None),
}


def test_every_constraint_has_a_row_that_breaks_it():
    assert named_in("stakeholders") == BREAKS.keys()


@pytest.mark.parametrize("name", BREAKS)
def test_the_database_refuses(name, cast):
    refused(lambda: BREAKS[name](cast), name)


def test_a_membership_may_begin_again_after_it_ended(cast):
    first = Membership.objects.get(user=cast.vic)
    Membership.objects.filter(pk=first.pk).update(ended_at=now())
    again(first, pk=new_id(), ended_at=None)
    assert User.objects.get(pk=cast.vic.pk).memberships.count() == 2
