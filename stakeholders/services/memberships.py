"""Belonging to an economy: joining, roles, leaving. What is taken away ends at once: tokens and sessions here, sockets by the port."""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from carejourneys.common import clock, outbox
from carejourneys.common.errors import RuleBroken
from stakeholders.domain import ports
from stakeholders.domain.permissions import Permission, Role, allowed
from stakeholders.models import ApiToken, Economy, Membership, Organisation, RoleGrant, User
from stakeholders.queries.access import check, roles_in
from stakeholders.queries.people import is_last_administrator

from .audit import record
from .turns import wait_for_turn


@transaction.atomic
def add_member(*, actor: User, economy: Economy, user: User, roles: Iterable[Role], organisation: Organisation | None = None) -> Membership:
    """A person joins with these roles, by an administrator's hand. Raises RuleBroken when they belong already or no role is given."""
    check(actor, economy.pk, Permission.MANAGE_PEOPLE)
    return join(actor=actor, economy=economy, user=user, roles=roles, organisation=organisation)


@transaction.atomic
def join(
    *,
    actor: User | None,
    economy: Economy,
    user: User,
    roles: Iterable[Role],
    organisation: Organisation | None = None,
    granted_by: User | None = None,
) -> Membership:
    """The fact of joining, for services that have settled who may (an invitation, the founding of an economy).

    `granted_by` is whose hand gave the roles, where that is not the actor: an invitation's sender.
    """
    wanted = _in_order(roles)
    if not wanted:
        raise RuleBroken(_("Choose at least one role."), field="roles")
    _not_to_oneself(granted_by or actor, user, wanted)
    _same_economy(economy, organisation)
    wait_for_turn(economy.pk)
    if Membership.objects.filter(user=user, economy=economy, ended_at=None).exists():
        raise RuleBroken(_("%(person)s belongs to this economy already.") % {"person": user}, field="email")
    membership = Membership.objects.create(user=user, economy=economy, organisation=organisation)
    for role in wanted:
        RoleGrant.objects.create(membership=membership, role=role.value, granted_by=granted_by or actor)
    record(
        actor=actor,
        economy=economy,
        action="membership.began",
        subject=membership,
        details={"user": str(user.pk), "roles": [role.value for role in wanted], "organisation": _id(organisation)},
    )
    return membership


@transaction.atomic
def grant_role(*, actor: User, membership: Membership, role: Role) -> None:
    """One role more. Nothing happens when it is held already. Raises RuleBroken for a role that one would give oneself."""
    _manage(actor, membership)
    if RoleGrant.objects.filter(membership=membership, role=role.value, ended_at=None).exists():
        return
    _not_to_oneself(actor, membership.user, [role])
    RoleGrant.objects.create(membership=membership, role=role.value, granted_by=actor)
    record(actor=actor, economy=membership.economy, action="role.granted", subject=membership, details=_whose(membership, role=role.value))


@transaction.atomic
def revoke_role(*, actor: User, membership: Membership, role: Role) -> None:
    """One role less. Raises RuleBroken for the last administrator of the economy and for somebody's last role."""
    _manage(actor, membership)
    held = RoleGrant.objects.filter(membership=membership, ended_at=None)
    if not held.filter(role=role.value).exists():
        return
    if held.count() == 1:
        raise RuleBroken(_("This is their only role. End the membership instead."), field="roles")
    if role is Role.ADMINISTRATOR:
        _keep_an_administrator(membership)
    held.filter(role=role.value).update(ended_at=clock.now(), ended_by=actor)
    record(actor=actor, economy=membership.economy, action="role.revoked", subject=membership, details=_whose(membership, role=role.value))
    _withdraw_access(membership.user, membership.economy)


@transaction.atomic
def change_member(*, actor: User, membership: Membership, roles: Iterable[Role], organisation: Organisation | None) -> Membership:
    """Sets the roles and the organisation a member speaks for. New roles are granted before old ones go."""
    _manage(actor, membership)
    wanted = _in_order(roles)
    if not wanted:
        raise RuleBroken(_("Choose at least one role, or end the membership."), field="roles")
    held = roles_in(membership.user, membership.economy_id)
    for role in wanted:
        grant_role(actor=actor, membership=membership, role=role)
    for role in _in_order(held - set(wanted)):
        revoke_role(actor=actor, membership=membership, role=role)
    _same_economy(membership.economy, organisation)
    if membership.organisation_id != (organisation and organisation.pk):
        membership.organisation = organisation
        membership.save(update_fields=["organisation"])
        record(
            actor=actor,
            economy=membership.economy,
            action="membership.moved",
            subject=membership,
            details=_whose(membership, organisation=_id(organisation)),
        )
    return membership


@transaction.atomic
def end_membership(*, actor: User, membership: Membership) -> None:
    """An administrator ends it. Raises RuleBroken for the last administrator."""
    check(actor, membership.economy_id, Permission.MANAGE_PEOPLE)
    _end(actor, membership)


@transaction.atomic
def leave_economy(*, actor: User, economy: Economy) -> None:
    """A person leaves by their own will. Raises RuleBroken for the last administrator."""
    check(actor, economy.pk, Permission.VIEW_ECONOMY)
    _end(actor, Membership.objects.select_related("user", "economy").get(user=actor, economy=economy, ended_at=None))


def _end(actor: User, membership: Membership) -> None:
    wait_for_turn(membership.economy_id)
    if not Membership.objects.filter(pk=membership.pk, ended_at=None).exists():
        raise RuleBroken(_("This membership has ended already."))
    _keep_an_administrator(membership)
    now = clock.now()
    RoleGrant.objects.filter(membership=membership, ended_at=None).update(ended_at=now, ended_by=actor)
    Membership.objects.filter(pk=membership.pk).update(ended_at=now, ended_by=actor)
    record(
        actor=actor,
        economy=membership.economy,
        action="membership.ended",
        subject=membership,
        details=_whose(membership, by_themselves=actor.pk == membership.user_id),
    )
    _withdraw_access(membership.user, membership.economy)


def _withdraw_access(user: User, economy: Economy) -> None:
    """Tokens end that nothing carries any more; sessions end when the person belongs nowhere; sockets hear of it after the commit.

    Where they belong to another economy their session goes on: every request asks the door again.
    """
    if not allowed(roles_in(user, economy.pk), Permission.USE_API):
        ApiToken.objects.filter(user=user, economy=economy).delete()
    if not Membership.objects.filter(user=user, ended_at=None).exists():
        User.objects.filter(pk=user.pk).update(sessions_ended=F("sessions_ended") + 1)
    outbox.after_commit(ports.access_withdrawn, user.pk, economy.pk)


def _manage(actor: User, membership: Membership) -> None:
    check(actor, membership.economy_id, Permission.MANAGE_PEOPLE)
    wait_for_turn(membership.economy_id)  # two administrators cannot remove each other at once
    if not Membership.objects.filter(pk=membership.pk, ended_at=None).exists():
        raise RuleBroken(_("This membership has ended already."))


def _keep_an_administrator(membership: Membership) -> None:
    if is_last_administrator(membership):
        raise RuleBroken(_("This is the last administrator of the economy. Give somebody else that role first."), field="roles")


def _not_to_oneself(giver: User | None, user: User, roles: Iterable[Role]) -> None:
    """Who manages people reads no content: so nobody opens it to themselves, and a second person knows of every role that does."""
    if giver is not None and giver.pk == user.pk and set(roles) - {Role.ADMINISTRATOR}:
        raise RuleBroken(_("You cannot give yourself a role. Ask another administrator, or invite somebody to be one."), field="roles")


def _same_economy(economy: Economy, organisation: Organisation | None) -> None:
    if organisation is not None and organisation.economy_id != economy.pk:
        raise RuleBroken(_("This organisation belongs to another economy."), field="organisation")


def _in_order(roles: Iterable[Role]) -> list[Role]:
    wanted = set(roles)
    return [role for role in Role if role in wanted]


def _whose(membership: Membership, **more) -> dict:
    return {"user": str(membership.user_id), **more}


def _id(organisation: Organisation | None) -> str | None:
    return str(organisation.pk) if organisation else None
