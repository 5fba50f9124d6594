"""The audit in words for people: what was done, to whom, with names in place of ids. The CSV keeps the codes, for programs."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from stakeholders.models import AuditEntry, Organisation, User

from .words import ROLE_NAMES, SCOPE_NAMES, TEXT_NAMES

ACTION_WORDS = {
    "baseline.dropped": _("Took the name of a moment of a map away"),
    "baseline.named": _("Gave a moment of a map a name"),
    "cohort.declared": _("Declared a group of people, whose measures others may see"),
    "dataset.deleted": _("Deleted event data"),
    "dataset.deleted_on_time": _("Event data were deleted: their day had come"),
    "dataset.exported": _("Wrote event data to a file, case by case, for another tool to check"),
    "dataset.terms_changed": _("Said anew what event data are for, who sees them and until when"),
    "dataset.matched": _("Matched activities to steps"),
    "dataset.names_as_one": _("Treated names of activities as one"),
    "dataset.names_apart": _("Kept names of activities apart again"),
    "dataset.read": _("Event data were read"),
    "dataset.refused": _("A file that could not be read was thrown away"),
    "dataset.received": _("Brought a file of event data"),
    "dataset.remains_removed": _("What interrupted work left was removed"),
    "dataset.thrown_away": _("A file that nobody confirmed was thrown away"),
    "economy.created": _("Began the economy"),
    "economy.threshold_raised": _("Raised the number below which figures are hidden"),
    "feed.begun": _("Began a feed of event data"),
    "feed.deleted": _("Deleted a feed with all its versions"),
    "feed.deleted_on_time": _("A feed was deleted: its day had come"),
    "invitation.accepted": _("Accepted an invitation"),
    "invitation.sent": _("Invited somebody"),
    "invitation.withdrawn": _("Withdrew an invitation"),
    "job.cancelled": _("Stopped work under way"),
    "journey.archived": _("Put a journey away"),
    "journey.brought_back": _("Brought a journey back"),
    "journey.created": _("Began a journey"),
    "journey.described": _("Changed a journey's words"),
    "map.archived": _("Put a map away"),
    "map.brought_back": _("Brought a map back"),
    "map.brought_in": _("Brought a map in from a file"),
    "map.created": _("Began a map"),
    "map.draft_asked": _("Asked for a map drafted from event data"),
    "map.drafted": _("Drafted a map from event data"),
    "map.derived": _("Began a future map"),
    "map.matches_moved": _("Matches moved with a step of the map"),
    "membership.began": _("Somebody joined"),
    "membership.ended": _("Somebody left"),
    "membership.moved": _("Somebody speaks for another organisation"),
    "organisation.added": _("Added an organisation"),
    "organisation.changed": _("Changed an organisation"),
    "person.created": _("Made an account"),
    "person.demo_password_set": _("Set the password of a demo account"),
    "person.renamed": _("Changed their name"),
    "redaction.asked": _("Asked to take words out of a map"),
    "redaction.declined": _("Declined to take words out"),
    "redaction.done": _("Took words out of a map"),
    "result.recompute_asked": _("Asked that a result be computed once more"),
    "role.granted": _("Gave a role"),
    "role.revoked": _("Took a role back"),
    "second_factor.resealed": _("Second factors were put under a new secret key"),
    "share.made": _("Made a link for readers from outside"),
    "share.stopped": _("Stopped a link for readers from outside"),
    "text.written": _("Changed a text of the economy"),
    "token.minted": _("Made a token for a program"),
    "token.revoked": _("Took a token back"),
}
DETAIL_WORDS = {
    "data": _("data"),
    "user": _("person"),
    "role": _("role"),
    "roles": _("roles"),
    "organisation": _("organisation"),
    "email": _("address"),
    "scope": _("may"),
    "days": _("days"),
    "kind": _("kind"),
    "characters": _("characters"),
    "name": _("name"),
    "changed": _("changed"),
    "cases": _("cases"),
    "events": _("events"),
    "matched": _("activities matched"),
    "ends": _("activities that end a journey"),
    "by_themselves": _("by themselves"),
    "revision": _("revision"),
    "version": _("version"),
    "versions": _("versions"),
}
VALUE_WORDS: dict[str, Any] = {
    **{role.value: name for role, name in ROLE_NAMES.items()},
    **{scope.value: name for scope, name in SCOPE_NAMES.items()},
    **{kind.value: name for kind, name in TEXT_NAMES.items()},
    "current": _("a map of today"),
    "future": _("a map of a future"),
}
NAMED = ("user", "organisation")


@dataclass(frozen=True)
class AuditLine:
    """entry: when and who. did: what, in words; details: (name, value) in words, those that mean nothing to people left out."""

    entry: AuditEntry
    did: str
    details: list[tuple[str, str]]


def in_words(action: str) -> str:
    """What was done; an action nobody has words for yet as it is."""
    return str(ACTION_WORDS.get(action, action))


def audit_lines(entries: Iterable[AuditEntry]) -> list[AuditLine]:
    """At most two further queries, however many entries."""
    shown = list(entries)
    names = _names(shown)
    return [AuditLine(entry, in_words(entry.action), list(_details(entry.details, names))) for entry in shown]


def _names(entries: list[AuditEntry]) -> dict[str, str]:
    people = {id for entry in entries if (id := _id(entry.details.get("user")))}
    agencies = {id for entry in entries if (id := _id(entry.details.get("organisation")))}
    found = {str(person.pk): str(person) for person in User.objects.filter(pk__in=people)} if people else {}
    return found | ({str(one.pk): one.name for one in Organisation.objects.filter(pk__in=agencies)} if agencies else {})


def _id(value: Any) -> UUID | None:
    try:
        return UUID(value)
    except (TypeError, ValueError, AttributeError):
        return None


def _details(details: Mapping[str, Any], names: Mapping[str, str]):
    for name, value in details.items():
        if name in DETAIL_WORDS and value not in (None, "", [], False):
            yield str(DETAIL_WORDS[name]), _value(name, value, names)


def _value(name: str, value: Any, names: Mapping[str, str]) -> str:
    if value is True:
        return gettext("yes")
    if isinstance(value, list):
        return ", ".join(_value(name, one, names) for one in value)
    if name in NAMED:
        return names.get(str(value), gettext("somebody who is gone") if name == "user" else str(value))
    if name in ("role", "roles", "scope", "kind"):
        return str(VALUE_WORDS.get(str(value), value))
    return f"{value:,}" if isinstance(value, int) else str(value)
