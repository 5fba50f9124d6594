"""Reading the audit of an economy."""

from datetime import date, datetime, time

from django.db.models import QuerySet
from django.utils import timezone

from stakeholders.models import AuditEntry, Economy


def audit_of(economy: Economy, *, action: str = "", actor: str = "", since: date | None = None, until: date | None = None) -> QuerySet:
    """Entries, newest first. `action` begins with; `actor` is part of an email address or name; `since` and `until` are whole days."""
    entries = AuditEntry.objects.filter(economy=economy).select_related("actor")
    if action:
        entries = entries.filter(action__startswith=action)
    if actor:
        entries = entries.filter(actor__email__icontains=actor) | entries.filter(actor__name__icontains=actor)
    if since:
        entries = entries.filter(at__gte=_start_of(since))
    if until and until < date.max:  # the calendar's last day has none after it
        entries = entries.filter(at__lt=_start_of(date.fromordinal(until.toordinal() + 1)))
    return entries


def actions_in(economy: Economy) -> list[str]:
    """Every kind of action the audit of that economy holds, in order."""
    return list(AuditEntry.objects.filter(economy=economy).order_by("action").values_list("action", flat=True).distinct())


def _start_of(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
