"""Beginning a journey and its maps; naming who looks after it; putting a journey or a map away."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from carejourneys.common.clock import now
from carejourneys.common.errors import NotFound, RuleBroken
from carejourneys.common.ids import uuid7
from journeys.domain.commands.reading import read_text
from journeys.domain.elements import Element
from journeys.domain.state import MapState
from journeys.models import Journey, Map
from journeys.queries.states import state_of
from stakeholders.domain.permissions import Permission
from stakeholders.models import Economy, User
from stakeholders.queries.access import check
from stakeholders.services.audit import record
from stakeholders.services.turns import wait_for_turn

from .map_editing import Changed, Incoming, apply_map_commands
from .map_lock import locked_map
from .put_away import refuse_if_put_away, set_archived

WORDS = ("title", "for_whom", "starts_with", "ends_with", "process_owner")
LONGEST = 200
_COPIED_MAP_FIELDS = ("unit_of_flow", "hours_per_day", "days_per_week", "volume", "note")


@transaction.atomic
def create_journey(
    *,
    actor: User,
    economy: Economy,
    title: str,
    for_whom: str = "",
    starts_with: str = "",
    ends_with: str = "",
    process_owner: str = "",
    id: UUID | None = None,
) -> Journey:
    """A new journey without maps, under a free `id` where one is given. RuleBroken names the field."""
    check(actor, economy.pk, Permission.CREATE_JOURNEY)
    words = _read_words(
        {"title": title, "for_whom": for_whom, "starts_with": starts_with, "ends_with": ends_with, "process_owner": process_owner}
    )
    wait_for_turn(economy.pk)
    journey = Journey.objects.create(id=id or uuid7(), economy=economy, slug=_free_slug(economy, words["title"]), created_by=actor, **words)
    record(actor=actor, economy=economy, action="journey.created", subject=journey)
    return journey


@transaction.atomic
def describe_journey(*, actor: User, journey: Journey, **words: str) -> Journey:
    """Changes any of title, for_whom, starts_with, ends_with, process_owner. The address (slug) stays."""
    check(actor, journey.economy_id, Permission.CREATE_JOURNEY)
    refuse_if_put_away(journey)
    read = _read_words(words)
    changed = [name for name, text in read.items() if getattr(journey, name) != text]
    for name in changed:
        setattr(journey, name, read[name])
    if changed:
        journey.save(update_fields=changed)
        record(actor=actor, economy=journey.economy, action="journey.described", subject=journey, details={"changed": changed})
    return journey


@transaction.atomic
def archive_journey(*, actor: User, journey: Journey) -> Journey:
    """Puts a journey away: it and its maps can be read, not changed. Doing it twice is no fault."""
    check(actor, journey.economy_id, Permission.CREATE_JOURNEY)
    return set_archived(journey, now(), actor=actor, economy=journey.economy, action="journey.archived")


@transaction.atomic
def bring_back_journey(*, actor: User, journey: Journey) -> Journey:
    """The journey and its maps can be changed again; maps that were put away themselves stay so."""
    check(actor, journey.economy_id, Permission.CREATE_JOURNEY)
    return set_archived(journey, None, actor=actor, economy=journey.economy, action="journey.brought_back")


@transaction.atomic
def create_map(
    *,
    actor: User,
    journey: Journey,
    title: str,
    kind: str = Map.CURRENT,
    fields: Mapping[str, Any] | None = None,
    id: UUID | None = None,
) -> Map:
    """An empty map, under a free `id` where one is given. `fields` are further fields of the map (unit_of_flow, volume, …); its first log
    entry sets them.
    """
    made = _new_map(actor=actor, journey=journey, kind=kind, based_on=None, id=id)
    _send(actor, made, {"kind": "map.set", "fields": {**(fields or {}), "title": _needed(title, "title")}})
    record(actor=actor, economy=journey.economy, action="map.created", subject=made, details={"kind": kind})
    return made


@transaction.atomic
def create_drafted_map(
    *, actor: User, journey: Journey, id: UUID, title: str, note: str, elements: Sequence[Element], start: str, end: str
) -> Map:
    """A current map that begins with all these elements, put there by one command, for a group to correct. Whoever may bring event data may
    make one from them, for the journey they are of. `note` says what it was made from.
    """
    refuse_if_put_away(journey)
    made = _new_map(actor=actor, journey=journey, kind=Map.CURRENT, based_on=None, id=id, permission=Permission.UPLOAD_DATA)
    _send(actor, made, {"kind": "map.set", "fields": {"title": _needed(title, "title"), "note": note}})
    _send(actor, made, {"kind": "map.paste", "elements": elements})
    _send(actor, made, {"kind": "map.set", "fields": {"start": start, "end": end}})
    record(actor=actor, economy=journey.economy, action="map.drafted", subject=made)
    return made


@transaction.atomic
def derive_future_map(*, actor: User, based_on: Map, title: str, id: UUID | None = None) -> Map:
    """A future map that begins as a copy of another as it stands now; every element knows what it was derived from.

    NotFound when the other is gone. Nobody changes it while it is copied, so the copy is of one revision, which the audit row names.
    """
    check(actor, based_on.journey.economy_id, Permission.CREATE_JOURNEY)
    original = locked_map(based_on.pk)
    if original is None:
        raise NotFound
    made = _new_map(actor=actor, journey=original.journey, kind=Map.FUTURE, based_on=original, id=id)
    state = state_of(original)
    elements, new = _copies(state)
    fields = {name: state.map[name] for name in _COPIED_MAP_FIELDS}
    _send(actor, made, {"kind": "map.set", "fields": {**fields, "title": _needed(title, "title")}})
    if elements:
        _send(actor, made, {"kind": "map.paste", "elements": elements})
        ends = {end: new[state.map[end]] for end in ("start", "end") if state.map[end]}
        if ends:
            _send(actor, made, {"kind": "map.set", "fields": ends})
    details = {"kind": Map.FUTURE, "based_on": str(original.pk), "at_revision": original.revision}
    record(actor=actor, economy=original.journey.economy, action="map.derived", subject=made, details=details)
    return made


@transaction.atomic
def archive_map(*, actor: User, of: Map) -> Map:
    """Puts a map away: it can be read, not edited. Doing it twice is no fault."""
    check(actor, of.journey.economy_id, Permission.CREATE_JOURNEY)
    refuse_if_put_away(of.journey)
    return set_archived(of, now(), actor=actor, economy=of.journey.economy, action="map.archived")


@transaction.atomic
def bring_back_map(*, actor: User, of: Map) -> Map:
    """Makes a map that was put away editable again."""
    check(actor, of.journey.economy_id, Permission.CREATE_JOURNEY)
    refuse_if_put_away(of.journey)
    return set_archived(of, None, actor=actor, economy=of.journey.economy, action="map.brought_back")


def _new_map(
    *,
    actor: User,
    journey: Journey,
    kind: str,
    based_on: Map | None,
    id: UUID | None,
    permission: Permission = Permission.CREATE_JOURNEY,
) -> Map:
    check(actor, journey.economy_id, permission)
    if kind not in Map.KINDS:
        raise RuleBroken(_("A map shows the current or a future state."), field="kind")
    return Map.objects.create(id=id or uuid7(), journey=journey, kind=kind, based_on=based_on, created_by=actor)


def _send(actor: User, to: Map, raw: dict[str, Any]) -> Changed:
    """One command through the same door as everybody's; its refusal takes back the whole transaction."""
    (outcome,) = apply_map_commands(to.pk, [Incoming(actor, uuid7(), to.revision, raw)])
    changed = outcome.raise_for_refusal()
    to.refresh_from_db()
    return changed


def _copies(state: MapState) -> tuple[list[dict[str, Any]], dict[str, str]]:
    """Every element but the map's own under a new id, in reading order, and {old id: new id}."""
    originals = [e for kind in ("lane", "phase", "column", "step", "link", "problem", "idea") for e in state.of_type(kind)]
    new = {element["id"]: str(uuid7()) for element in originals}
    copies = []
    for element in originals:
        copy = {name: new.get(value, value) if isinstance(value, str) else value for name, value in element.items()}
        copies.append({**copy, "derived_from": [element["id"]]})
    return copies, new


def _read_words(words: Mapping[str, str]) -> dict[str, str]:
    unknown = words.keys() - set(WORDS)
    if unknown:
        raise TypeError(f"a journey has no {', '.join(sorted(unknown))}")
    return {name: read_text(text, name, max_length=LONGEST, required=name == "title") for name, text in words.items()}


def _needed(text: str, name: str) -> str:
    return read_text(text, name, max_length=LONGEST, required=True)


def _free_slug(economy: Economy, title: str) -> str:
    stem = slugify(title)[:50].strip("-") or "journey"
    taken = set(Journey.objects.filter(economy=economy, slug__startswith=stem).values_list("slug", flat=True))
    return next(slug for n in range(1, len(taken) + 2) if (slug := stem if n == 1 else f"{stem}-{n}") not in taken)
