"""Beginning an economy, and the number of people below which it hides figures."""

import secrets

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from carejourneys.common.errors import RuleBroken
from carejourneys.common.words import one_line
from stakeholders.domain.permissions import Permission, Role
from stakeholders.models import Economy, User
from stakeholders.models.economy import LARGEST_THRESHOLD
from stakeholders.queries.access import check

from .audit import record
from .memberships import join
from .people import create_person


@transaction.atomic
def create_economy(*, actor: User | None, name: str, admin_email: str, admin_name: str = "", is_demo: bool = False) -> Economy:
    """A new economy with its first administrator, whose account is made when the address has none.

    Raises RuleBroken when the name or the address is not usable, or the name is taken. Whoever runs the installation calls this
    (`manage.py create_economy`); there is no page for it.
    """
    name = one_line(name)
    slug = slugify(name)[:60].strip("-")
    if not slug:
        raise RuleBroken(_("Give the economy a name with letters or digits in it."), field="name")
    if Economy.objects.filter(slug=slug).exists():
        raise RuleBroken(_("There is an economy of that name (%(slug)s) already.") % {"slug": slug}, field="name")
    economy = Economy.objects.create(name=name, slug=slug, case_key=secrets.token_bytes(32), is_demo=is_demo)
    admin = User.objects.filter(email=admin_email.strip().lower()).first()
    if admin is None:
        admin = create_person(actor=actor, email=admin_email, name=admin_name, is_demo=is_demo)
    record(actor=actor, economy=economy, action="economy.created", subject=economy, details={"name": name})
    join(actor=actor, economy=economy, user=admin, roles=[Role.ADMINISTRATOR])
    return economy


@transaction.atomic
def raise_threshold(*, actor: User, economy: Economy, threshold: int) -> Economy:
    """From now on figures of fewer than `threshold` people are hidden. RuleBroken when that is no more than now, or far too many."""
    check(actor, economy.pk, Permission.RAISE_THRESHOLD)
    before = Economy.objects.select_for_update().get(pk=economy.pk).small_number_threshold
    if threshold > LARGEST_THRESHOLD:
        raise RuleBroken(_("%(most)d people are the most.") % {"most": LARGEST_THRESHOLD}, field="threshold")
    # asked of the row itself: two who raise it at once cannot lower what the other wrote
    if not Economy.objects.filter(pk=economy.pk, small_number_threshold__lt=threshold).update(small_number_threshold=threshold):
        raise RuleBroken(_("It is %(now)d. It can be raised, never lowered.") % {"now": before}, field="threshold")
    economy.small_number_threshold = threshold
    record(actor=actor, economy=economy, action="economy.threshold_raised", subject=economy, details={"from": before, "to": threshold})
    return economy
