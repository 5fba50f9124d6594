"""Journeys and maps that are put away: read, not changed, and brought back."""

from datetime import datetime
from typing import TypeVar

from django.utils.translation import gettext as _

from carejourneys.common.errors import RuleBroken
from journeys.models import Journey, Map
from stakeholders.models import Economy, User
from stakeholders.services.audit import record

Thing = TypeVar("Thing", Journey, Map)


def refuse_if_put_away(journey: Journey, of: Map | None = None) -> None:
    """RuleBroken when the journey is put away, or the map where one is given."""
    if not Journey.objects.filter(pk=journey.pk, archived_at=None).exists():
        raise RuleBroken(_("This journey has been put away. Bring it back first: until then it can be read, not changed."))
    if of is not None and not Map.objects.filter(pk=of.pk, archived_at=None).exists():
        raise RuleBroken(_("This map has been put away. Bring it back first: until then it can be read, not changed."))


def set_archived(thing: Thing, at: datetime | None, *, actor: User, economy: Economy, action: str) -> Thing:
    """at: since when it is put away, None to bring it back. An audit row, unless somebody was faster."""
    changed = type(thing)._default_manager.filter(pk=thing.pk, archived_at__isnull=at is not None).update(archived_at=at)
    thing.archived_at = at
    if changed:
        record(actor=actor, economy=economy, action=action, subject=thing)
    return thing
