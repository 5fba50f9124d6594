"""An economy's own privacy notice, accessibility statement and intended use."""

from django.db import transaction
from django.utils.translation import gettext as _

from carejourneys.common.errors import RuleBroken
from stakeholders.domain.permissions import Permission
from stakeholders.domain.texts import TextKind
from stakeholders.models import Economy, EconomyText, User
from stakeholders.queries.access import check

from .audit import record

LONGEST = 40_000  # characters


@transaction.atomic
def write_text(*, actor: User, economy: Economy, kind: TextKind, body: str) -> EconomyText:
    """A new version; earlier ones stay. Raises RuleBroken when it is empty or far too long."""
    check(actor, economy.pk, Permission.EDIT_TEXTS)
    words = body.replace("\r\n", "\n").strip()
    if not words:
        raise RuleBroken(_("Write something, or keep the text as it is."), field="body")
    if len(words) > LONGEST:
        raise RuleBroken(_("This is too long: %(most)d characters are the most.") % {"most": LONGEST}, field="body")
    text = EconomyText.objects.create(economy=economy, kind=kind.value, body=words, written_by=actor)
    record(actor=actor, economy=economy, action="text.written", subject=text, details={"kind": kind.value, "characters": len(words)})
    return text
