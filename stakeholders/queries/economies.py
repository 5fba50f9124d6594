"""The economies a person belongs to, and what they hold."""

from dataclasses import dataclass
from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.db.models import Count, Q, QuerySet

from carejourneys.common.words import one_line
from stakeholders.domain.permissions import Permission, Role, permissions_of
from stakeholders.models import Economy, Membership, Organisation, User


@dataclass(frozen=True)
class MyEconomy:
    """One economy of the person: roles, and what they may do in it."""

    economy: Economy
    roles: tuple[Role, ...]
    may: frozenset[Permission]


def my_economies(user: User | AnonymousUser) -> list[MyEconomy]:
    """Where the person belongs today, by name. Two queries, however many."""
    if not isinstance(user, User):
        return []
    memberships = (
        Membership.objects.filter(user_id=user.pk, ended_at=None, grants__ended_at=None, grants__role__isnull=False)
        .select_related("economy")
        .prefetch_related("grants")
        .order_by("economy__name")
        .distinct()
    )
    if user.confined_to is not None:
        memberships = memberships.filter(economy_id=user.confined_to)
    found = []
    for membership in memberships:
        roles = roles_of(membership)
        found.append(MyEconomy(membership.economy, roles, permissions_of(frozenset(roles))))
    return found


def roles_of(membership: Membership) -> tuple[Role, ...]:
    """The roles of a membership whose grants are prefetched, in the order of the table."""
    held = {grant.role for grant in membership.grants.all() if grant.ended_at is None}
    return tuple(role for role in Role if role.value in held)


def economies_with(user: User | AnonymousUser, permission: Permission) -> list[Economy]:
    """Those of the person's economies in which they hold the permission."""
    return [mine.economy for mine in my_economies(user) if permission in mine.may]


def may_bring_data(user: User | AnonymousUser) -> bool:
    """Whether there is an economy to which they may bring event data."""
    return bool(economies_with(user, Permission.UPLOAD_DATA))


def economies_of(user: User | AnonymousUser) -> QuerySet[Economy]:
    """The same as a queryset, for lists that are paged and filtered."""
    if not isinstance(user, User):
        return Economy.objects.none()
    held = Economy.objects.filter(
        memberships__user_id=user.pk,
        memberships__ended_at=None,
        memberships__grants__ended_at=None,
        memberships__grants__role__isnull=False,
    ).distinct()
    return held if user.confined_to is None else held.filter(pk=user.confined_to)


def organisations_in(economy: Economy) -> QuerySet[Organisation]:
    """By name, each with `members`: how many people belong to it today."""
    return economy.organisations.annotate(members=Count("memberships", filter=Q(memberships__ended_at=None))).order_by("name")


def organisations_of(user: User | AnonymousUser) -> QuerySet[Organisation]:
    """Of all the person's economies."""
    return Organisation.objects.filter(economy__in=economies_of(user).values("pk")).select_related("economy")


def economy_administered_by(name: str, email: str) -> Economy | None:
    """The economy of that name, when whoever signs in with that address administers it."""
    return Economy.objects.filter(
        name__iexact=one_line(name),
        memberships__user__email=email.strip().lower(),
        memberships__ended_at=None,
        memberships__grants__ended_at=None,
        memberships__grants__role=Role.ADMINISTRATOR.value,
    ).first()


def organisation_ids(economy_id: UUID) -> frozenset[str]:
    """The ids of this economy's organisations. One query."""
    return frozenset(str(id) for id in Organisation.objects.filter(economy_id=economy_id).values_list("pk", flat=True))
