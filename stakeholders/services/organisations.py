"""The organisations of an economy."""

import re

from django.db import transaction
from django.utils.translation import gettext as _

from carejourneys.common.errors import RuleBroken
from carejourneys.common.words import one_line
from stakeholders.domain.organisations import OrganisationKind
from stakeholders.domain.permissions import Permission
from stakeholders.models import Economy, Organisation, User
from stakeholders.queries.access import check

from .audit import record
from .turns import wait_for_turn

ODS_CODE = re.compile(r"[A-Z0-9]{1,12}")


@transaction.atomic
def add_organisation(*, actor: User, economy: Economy, name: str, kind: OrganisationKind, ods_code: str = "") -> Organisation:
    """A new organisation. Raises RuleBroken naming the field when the name is taken or the ODS code is none."""
    check(actor, economy.pk, Permission.MANAGE_ORGANISATIONS)
    wait_for_turn(economy.pk)
    name, code = _name(economy, name), _code(ods_code)
    organisation = Organisation.objects.create(economy=economy, name=name, kind=kind.value, ods_code=code)
    record(actor=actor, economy=economy, action="organisation.added", subject=organisation, details=_facts(organisation))
    return organisation


@transaction.atomic
def change_organisation(*, actor: User, organisation: Organisation, name: str, kind: OrganisationKind, ods_code: str = "") -> Organisation:
    """Name, kind and code anew; maps follow, as they hold the organisation's id."""
    check(actor, organisation.economy_id, Permission.MANAGE_ORGANISATIONS)
    wait_for_turn(organisation.economy_id)
    before = _facts(organisation)
    organisation.name = _name(organisation.economy, name, but=organisation)
    organisation.kind, organisation.ods_code = kind.value, _code(ods_code)
    organisation.save(update_fields=["name", "kind", "ods_code"])
    record(
        actor=actor,
        economy=organisation.economy,
        action="organisation.changed",
        subject=organisation,
        details={"from": before, "to": _facts(organisation)},
    )
    return organisation


def _name(economy: Economy, name: str, but: Organisation | None = None) -> str:
    words = one_line(name)
    if not words:
        raise RuleBroken(_("Give the organisation a name."), field="name")
    others = economy.organisations.exclude(pk=but.pk) if but else economy.organisations.all()
    if others.filter(name__iexact=words).exists():
        raise RuleBroken(_("There is an organisation of that name already."), field="name")
    return words


def _code(ods_code: str) -> str | None:
    code = ods_code.strip().upper()
    if code and not ODS_CODE.fullmatch(code):
        raise RuleBroken(_("An ODS code has up to 12 letters and digits, nothing else."), field="ods_code")
    return code or None


def _facts(organisation: Organisation) -> dict:
    return {"name": organisation.name, "kind": organisation.kind, "ods_code": organisation.ods_code}
