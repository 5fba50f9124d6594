"""Asking people to join, by email."""

from collections.abc import Callable, Iterable
from datetime import timedelta

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from carejourneys.common import clock, outbox
from carejourneys.common.errors import NotAllowed, NotFound, RuleBroken
from stakeholders.domain.permissions import Permission, Role
from stakeholders.domain.tokens import digest_of, new_secret
from stakeholders.models import Economy, Invitation, Membership, Organisation, User
from stakeholders.queries.access import check
from stakeholders.queries.people import invitation_by_secret, person_with_address

from .audit import record
from .memberships import join
from .people import create_person
from .turns import wait_for_turn

LONGEST_ADDRESS = 254  # of any mailbox (RFC 5321), and of the columns
MOST_OPEN = 300  # invitations of one economy waiting for an answer
HOUR = timedelta(hours=1)
MOST_AN_HOUR_TO_ONE = 3  # emails to the same address, whoever sends them
MOST_AN_HOUR = 100  # emails of one economy


@transaction.atomic
def invite(
    *,
    actor: User,
    economy: Economy,
    email: str,
    roles: Iterable[Role],
    organisation: Organisation | None = None,
    link: Callable[[str], str],
) -> Invitation:
    """Writes to `email` after the commit. `link(secret)` gives the absolute address to put in the email; only a digest is stored.

    An open invitation to the same address is withdrawn in favour of this one. Raises RuleBroken for members, when too many are open and
    when too many were sent within the hour, to this address or by this economy.
    """
    check(actor, economy.pk, Permission.MANAGE_PEOPLE)
    address = email.strip().lower()
    if len(address) > LONGEST_ADDRESS:
        raise RuleBroken(_("No email address is that long: at most %(most)s signs.") % {"most": LONGEST_ADDRESS}, field="email")
    wanted = [role for role in Role if role in set(roles)]
    if not wanted:
        raise RuleBroken(_("Choose at least one role."), field="roles")
    if organisation is not None and organisation.economy_id != economy.pk:
        raise RuleBroken(_("This organisation belongs to another economy."), field="organisation")
    wait_for_turn(economy.pk)
    if Membership.objects.filter(economy=economy, user__email=address, ended_at=None).exists():
        raise RuleBroken(_("Somebody with this address belongs to the economy already."), field="email")
    _not_a_flood(economy, address)
    for earlier in economy.invitations.open().filter(email=address):
        _withdraw(actor, earlier)
    if economy.invitations.open().filter(expires_at__gt=clock.now()).count() >= MOST_OPEN:
        raise RuleBroken(_("Too many invitations wait for an answer. Withdraw some first."), field="email")
    secret = new_secret()
    invitation = Invitation.objects.create(
        economy=economy,
        organisation=organisation,
        email=address,
        roles=[role.value for role in wanted],
        digest=digest_of(secret),
        invited_by=actor,
        expires_at=clock.now() + timedelta(days=settings.INVITATION_DAYS),
    )
    record(
        actor=actor,
        economy=economy,
        action="invitation.sent",
        subject=invitation,
        details={"email": address, "roles": invitation.roles, "organisation": str(organisation.pk) if organisation else None},
    )
    outbox.after_commit(_write_to, invitation, link(secret))
    return invitation


@transaction.atomic
def withdraw_invitation(*, actor: User, invitation: Invitation) -> None:
    """The link stops working. Raises RuleBroken when it was answered before."""
    check(actor, invitation.economy_id, Permission.MANAGE_PEOPLE)
    if not Invitation.objects.open().filter(pk=invitation.pk).exists():
        raise RuleBroken(_("This invitation is not open any more."))
    _withdraw(actor, invitation)


@transaction.atomic
def accept_invitation(*, actor: User, secret: str) -> Membership:
    """The person it was sent to joins. Raises NotFound when it is not open, NotAllowed when it was sent to another address."""
    invitation = _in_turn(secret)
    if actor.email != invitation.email:
        raise NotAllowed(_("This invitation was sent to another email address than the one you signed in with."))
    taken = Invitation.objects.open().filter(pk=invitation.pk).update(accepted_at=clock.now(), accepted_by=actor)
    if not taken:
        raise NotFound
    record(actor=actor, economy=invitation.economy, action="invitation.accepted", subject=invitation)
    return join(
        actor=actor,
        granted_by=invitation.invited_by,
        economy=invitation.economy,
        user=actor,
        roles=[Role(role) for role in invitation.roles],
        organisation=invitation.organisation,
    )


@transaction.atomic
def join_by_invitation(*, secret: str, name: str, password: str = "") -> User:
    """A newcomer: the account, its address proved by the link, and the membership. Raises NotFound; RuleBroken for known addresses."""
    invitation = _in_turn(secret)
    if person_with_address(invitation.email):
        raise RuleBroken(_("There is an account with this address already. Sign in first, then follow the link again."))
    user = create_person(actor=None, email=invitation.email, name=name, password=password or None)
    accept_invitation(actor=user, secret=secret)
    return user


def _not_a_flood(economy: Economy, address: str) -> None:
    lately = Invitation.objects.filter(created_at__gt=clock.now() - HOUR)  # those withdrawn since were emails too
    if lately.filter(email=address).count() >= MOST_AN_HOUR_TO_ONE:
        words = _("We have written to this address %(times)d times within the hour. Wait a while; they may look among unwanted email.")
        raise RuleBroken(words % {"times": MOST_AN_HOUR_TO_ONE}, field="email")
    if lately.filter(economy=economy).count() >= MOST_AN_HOUR:
        words = _("Your economy has sent %(times)d invitations within the hour. Send the others in an hour.")
        raise RuleBroken(words % {"times": MOST_AN_HOUR}, field="email")


def _in_turn(secret: str) -> Invitation:
    """The invitation as it stands once nobody else is at it: a link followed twice at once is answered once."""
    wait_for_turn(invitation_by_secret(secret).economy_id)
    return invitation_by_secret(secret)


def _withdraw(actor: User, invitation: Invitation) -> None:
    Invitation.objects.filter(pk=invitation.pk).update(withdrawn_at=clock.now(), withdrawn_by=actor)
    record(actor=actor, economy=invitation.economy, action="invitation.withdrawn", subject=invitation)


def _write_to(invitation: Invitation, address: str) -> None:
    words = {"invitation": invitation, "economy": invitation.economy, "address": address, "days": settings.INVITATION_DAYS}
    subject = _("You are invited to %(economy)s on Care journeys") % {"economy": invitation.economy.name}
    send_mail(subject, render_to_string("stakeholders/email/invitation.txt", words), settings.DEFAULT_FROM_EMAIL, [invitation.email])
