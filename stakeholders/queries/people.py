"""The people of an economy: members with their roles, and who has been asked to join."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Prefetch, QuerySet
from django.utils.translation import gettext as _

from carejourneys.common import clock
from carejourneys.common.errors import NotFound
from stakeholders.domain.permissions import TABLE, Permission, Role
from stakeholders.domain.tokens import digest_of
from stakeholders.models import Economy, Invitation, Membership, Organisation, RoleGrant, User

from .economies import roles_of


@dataclass(frozen=True)
class Person:
    """A row of the people page."""

    membership: Membership
    user: User
    organisation: Organisation | None
    roles: tuple[Role, ...]
    since: datetime


def people_in(economy: Economy) -> list[Person]:
    """Everyone who belongs today, by name, then address. Two queries, however many."""
    held = Prefetch("grants", queryset=RoleGrant.objects.filter(ended_at=None))
    memberships = economy.memberships.filter(ended_at=None).select_related("user", "organisation").prefetch_related(held)
    people = [Person(row, row.user, row.organisation, roles_of(row), row.created_at) for row in memberships]
    return sorted(people, key=lambda person: (str(person.user).casefold(), person.user.email))


def membership_in(economy: Economy, membership_id: UUID) -> Membership:
    """A membership of today in that economy; NotFound otherwise."""
    found = economy.memberships.filter(pk=membership_id, ended_at=None).select_related("user", "organisation").first()
    if found is None:
        raise NotFound(_("This person does not belong to the economy (any more)."))
    return found


def is_last_administrator(membership: Membership) -> bool:
    """Whether it holds that role today and no other membership of the economy does."""
    held = RoleGrant.objects.filter(
        membership__economy_id=membership.economy_id, membership__ended_at=None, ended_at=None, role=Role.ADMINISTRATOR.value
    )
    return set(held.values_list("membership_id", flat=True)) == {membership.pk}


def own_membership(user: User, economy: Economy) -> Membership:
    """The person's own membership of today; NotFound otherwise."""
    found = economy.memberships.filter(user_id=user.pk, ended_at=None).select_related("user", "organisation").first()
    if found is None:
        raise NotFound
    return found


def agencies_of_people(people: Iterable[UUID], economy_id: UUID) -> dict[UUID, str]:
    """{user id: the name of the organisation they speak for today in that economy}; those who speak for none are left out. One query."""
    rows = Membership.objects.filter(user_id__in=list(people), economy_id=economy_id, ended_at=None, organisation__isnull=False)
    return dict(rows.values_list("user_id", "organisation__name"))


def invitations_in(economy: Economy) -> QuerySet[Invitation]:
    """Asked and not answered yet; those that have run out included, so that they can be sent again."""
    return economy.invitations.open().select_related("organisation", "invited_by").order_by("email")


def invitation_in(economy: Economy, invitation_id: UUID) -> Invitation:
    """An open invitation of that economy; NotFound otherwise."""
    found = economy.invitations.open().filter(pk=invitation_id).first()
    if found is None:
        raise NotFound(_("This invitation is not open any more."))
    return found


def invitation_by_secret(secret: str) -> Invitation:
    """The open invitation whose link carries that secret; NotFound when it was used, withdrawn, has run out or never was."""
    found = Invitation.objects.open().filter(digest=digest_of(secret)).select_related("economy", "organisation").first()
    if found is None or found.expires_at <= clock.now():
        raise NotFound(_("This invitation has been used, was withdrawn or has run out. Ask the person who sent it for a new one."))
    return found


def person_with_address(email: str) -> User | None:
    """Whoever signs in with that address."""
    return User.objects.filter(email=email.lower()).first()


def people_who_may(economy_id: UUID, permission: Permission) -> QuerySet[User]:
    """Everyone whose roles today carry the permission in that economy, each once."""
    held = RoleGrant.objects.filter(
        membership__economy_id=economy_id, membership__ended_at=None, ended_at=None, role__in=[role.value for role in TABLE[permission]]
    )
    return User.objects.filter(is_active=True, pk__in=held.values("membership__user"))


def organisation_in(economy: Economy, organisation_id: UUID) -> Organisation:
    """An organisation of that economy; NotFound otherwise."""
    found = economy.organisations.filter(pk=organisation_id).first()
    if found is None:
        raise NotFound
    return found
