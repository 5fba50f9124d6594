"""Accounts: a person who can sign in."""

from allauth.account.models import EmailAddress
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from carejourneys.common.errors import RuleBroken
from carejourneys.common.words import one_line
from stakeholders.models import User

from .audit import record


@transaction.atomic
def create_person(*, actor: User | None, email: str, name: str = "", password: str | None = None, is_demo: bool = False) -> User:
    """A new account whose address counts as verified, because it was invited there or named by whoever runs the installation.

    Without a password they sign in by emailed code. Raises RuleBroken when the address has an account.
    """
    address = email.strip().lower()
    taken = RuleBroken(_("Somebody signs in with this email address already."), field="email")
    if User.objects.filter(email=address).exists():
        raise taken
    try:
        with transaction.atomic():
            user = User.objects.create_user(address, password, name=one_line(name), is_demo=is_demo)
            EmailAddress.objects.create(user=user, email=address, verified=True, primary=True)
    except IntegrityError as error:  # somebody took it since, or has it beside another address
        raise taken from error
    record(actor=actor or user, economy=None, action="person.created", subject=user, details={"demo": is_demo})
    return user


@transaction.atomic
def set_demo_password(*, actor: User | None, user: User, password: str) -> bool:
    """The password a demo account is to have; True when it had another, and then its open sessions are over (they carry the old one).

    Raises RuleBroken for anybody's own account: nobody sets another person's password.
    """
    if not user.is_demo:
        raise RuleBroken(_("This is not a demo account."))
    if user.check_password(password):
        return False
    user.set_password(password)
    user.save(update_fields=["password"])
    record(actor=actor or user, economy=None, action="person.demo_password_set", subject=user)
    return True


@transaction.atomic
def rename_person(*, actor: User, name: str) -> User:
    """One's own name, as others see it."""
    actor.name = one_line(name)
    actor.save(update_fields=["name"])
    record(actor=actor, economy=None, action="person.renamed", subject=actor)
    return actor
