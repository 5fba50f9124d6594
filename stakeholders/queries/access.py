"""The door to an economy: who one is in it, and whether one may."""

from collections.abc import Iterable
from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.utils.translation import gettext as _

from carejourneys.common.errors import NotAllowed, NotFound
from stakeholders.domain.permissions import Permission, Role, allowed, permissions_of
from stakeholders.models import Economy, Organisation, RoleGrant, User


def roles_in(user: User | AnonymousUser, economy_id: UUID) -> frozenset[Role]:
    """The roles the person holds today in that economy; empty for strangers and for a token of another economy. One query."""
    if not isinstance(user, User) or not user.is_active or user.confined_to not in (None, economy_id):
        return frozenset()
    held = RoleGrant.objects.filter(
        membership__user_id=user.pk, membership__economy_id=economy_id, membership__ended_at=None, ended_at=None
    ).values_list("role", flat=True)
    return frozenset(Role(role) for role in held)


def roles_of_people(people: Iterable[User], economy_id: UUID) -> dict[UUID, frozenset[Role]]:
    """{user id: roles today in that economy} of several people in one query; strangers are left out."""
    inside = [person.pk for person in people if person.is_active and person.confined_to in (None, economy_id)]
    held = RoleGrant.objects.filter(
        membership__user_id__in=inside,
        membership__user__is_active=True,
        membership__economy_id=economy_id,
        membership__ended_at=None,
        ended_at=None,
    )
    roles: dict[UUID, set[Role]] = {}
    for user_id, role in held.values_list("membership__user_id", "role"):
        roles.setdefault(user_id, set()).add(Role(role))
    return {user_id: frozenset(its) for user_id, its in roles.items()}


def check(user: User | AnonymousUser, economy_id: UUID, permission: Permission) -> frozenset[Role]:
    """The person's roles, or NotFound for a stranger, or NotAllowed for a member without the permission."""
    roles = roles_in(user, economy_id)
    if not roles:
        raise NotFound
    if not allowed(roles, permission):
        raise NotAllowed(_("Your role here does not include this. Ask a facilitator or administrator of your economy."))
    return roles


def economy_for(user: User | AnonymousUser, slug: str, permission: Permission) -> Economy:
    """The economy with that slug, if the person may do that in it."""
    economy = Economy.objects.filter(slug=slug).first()
    if economy is None:
        raise NotFound
    check(user, economy.pk, permission)
    return economy


def organisation_for(user: User | AnonymousUser, organisation_id: UUID, permission: Permission) -> Organisation:
    """The organisation with that id, if the person may do that in its economy."""
    organisation = Organisation.objects.filter(pk=organisation_id).select_related("economy").first()
    if organisation is None:
        raise NotFound
    check(user, organisation.economy_id, permission)
    return organisation


def permissions_in(user: User | AnonymousUser, economy_id: UUID) -> frozenset[Permission]:
    """All that the person may do in that economy, for pages that show only what can be done. One query."""
    return permissions_of(roles_in(user, economy_id))
