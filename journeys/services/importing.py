"""Bringing a map in: a file, or lines of text, becomes a new map of a journey, or cards that wait on a map for their place."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import PurePath
from typing import Any
from uuid import UUID

import orjson
from django.db import transaction
from django.utils.translation import gettext as _

from carejourneys.common.errors import NotFound, RuleBroken
from carejourneys.common.ids import uuid7
from journeys.domain.commands.rules import Fault
from journeys.domain.exchange import csv_text
from journeys.domain.exchange.brought import Brought, NotCarried
from journeys.domain.exchange.from_tables import brought_from_rows, is_ours
from journeys.domain.exchange.json_map import brought_from_json
from journeys.domain.exchange.notes import PARKING_LIST, UNPLACED, Cards, cards_from_lines, cards_from_table, parked
from journeys.models import Journey, Map
from journeys.queries.states import state_of
from stakeholders.domain.permissions import Permission
from stakeholders.models import Economy, User
from stakeholders.queries.access import check
from stakeholders.queries.economies import organisations_in
from stakeholders.services.audit import record

from .journeys import create_map
from .map_editing import Incoming, apply_map_commands
from .map_lock import locked_map
from .put_away import refuse_if_put_away

FORMATS = (".csv", ".json")


@dataclass(frozen=True)
class BroughtIn:
    """The new map, and what of the file is not on it. wanted: the name it was to have, where another map has that."""

    map: Map
    lanes: int
    steps: int
    links: int
    not_carried: Sequence[NotCarried]
    wanted: str = ""

    @classmethod
    def of(cls, made: Map, brought: Brought) -> "BroughtIn":
        """What became of that which was read."""
        return cls(made, brought.count("lane"), brought.count("step"), brought.count("link"), brought.not_carried)

    def as_dict(self) -> dict[str, Any]:
        """JSON-ready."""
        counts = {"lanes": self.lanes, "steps": self.steps, "links": self.links}
        return {"map": str(self.map.pk), **counts, "not_carried": [one.as_dict() for one in self.not_carried]}


def bring_in_map(*, actor: User, journey: Journey, name: str, raw: bytes, kind: str = Map.CURRENT) -> BroughtIn:
    """A new map out of a file (CSV or JSON of ours), whole or not at all.

    RuleBroken (field "file") says which row will not do, and why.
    """
    check(actor, journey.economy_id, Permission.CREATE_JOURNEY)
    brought = read_file(name, raw, journey.economy)
    return make_map_of(brought, actor=actor, journey=journey, title=brought.title, kind=kind)


@transaction.atomic
def make_map_of(brought: Brought, *, actor: User, journey: Journey, title: str, kind: str, id: UUID | None = None) -> BroughtIn:
    """A new map of what was read, under a free `id` where one is given. RuleBroken as above."""
    refuse_if_put_away(journey)
    try:
        made = create_map(actor=actor, journey=journey, id=id, title=title, kind=kind, fields=brought.fields)
    except RuleBroken as refusal:
        said = {"column": str(refusal.field or "").removeprefix("fields."), "words": refusal.message}
        raise RuleBroken(_("The map itself, %(column)s: %(words)s") % said, field="file") from refusal
    if brought.elements:
        _send(actor, made, {"kind": "map.paste", "elements": list(brought.elements)}, brought)
    if brought.ends:
        _send(actor, made, {"kind": "map.set", "fields": dict(brought.ends)}, brought)
    record(actor=actor, economy=journey.economy, action="map.brought_in", subject=made)
    return BroughtIn.of(made, brought)


def read_file(name: str, raw: bytes, economy: Economy) -> Brought:
    """What the file says, by its ending; a map without a name has that of the file. RuleBroken for one that is no map."""
    brought = _read_file(name, raw, economy)
    return brought if brought.title else replace(brought, title=PurePath(name).stem)


def _read_file(name: str, raw: bytes, economy: Economy) -> Brought:
    ending, organisations = PurePath(name).suffix.lower(), [str(one.pk) for one in organisations_in(economy)]
    if ending not in FORMATS:
        raise RuleBroken(_("A map is brought in as a file that ends in .csv or .json."), field="file")
    text = csv_text.decoded(raw)
    if ending == ".json":
        try:
            return brought_from_json(orjson.loads(text), lambda: str(uuid7()), organisations)
        except orjson.JSONDecodeError as error:
            raise RuleBroken(_("This JSON breaks off or has a fault. Take the map out once more."), field="file") from error
    columns, rows = csv_text.table(text)
    if not is_ours(columns):
        raise RuleBroken(
            _("This table is no map: its first row names no columns type, id and title. Bring notes in under “Cards from elsewhere”."),
            field="file",
        )
    named = ((number, dict(zip(columns, cells, strict=False)) | {"": "".join(cells[len(columns) :])}) for number, cells in rows)
    return brought_from_rows(named, lambda: str(uuid7()), organisations)


@transaction.atomic
def park_cards(*, actor: User, on: Map, text: str = "", raw: bytes = b"", name: str = "") -> Cards:
    """One card for each line of a text, or each note of a file from a whiteboard, in a lane of its own where cards wait for their place.

    name: of the file; one that ends in .txt holds lines too.
    """
    check(actor, on.journey.economy_id, Permission.EDIT_MAP)
    cards = _cards_in(name, raw) if raw else cards_from_lines(text)
    there = locked_map(on.pk)
    if there is None:
        raise NotFound
    elements = parked(state_of(there), cards.titles, lambda: str(uuid7()), _(PARKING_LIST), _(UNPLACED))
    (outcome,) = apply_map_commands(on.pk, [Incoming(actor, uuid7(), there.revision, {"kind": "map.paste", "elements": elements})])
    try:
        outcome.raise_for_refusal()
    except RuleBroken as refusal:
        at = str(refusal.field or "").split(".")
        title = elements[int(at[1])].get("title", "") if len(at) > 1 and at[1].isdigit() else ""
        said = {"card": title[:60], "words": refusal.message}
        raise RuleBroken(_("“%(card)s”: %(words)s") % said if title else refusal.message, field="file" if raw else "text") from refusal
    return cards


def _cards_in(name: str, raw: bytes) -> Cards:
    text = csv_text.decoded(raw)
    return cards_from_lines(text) if PurePath(name).suffix.lower() == ".txt" else cards_from_table(*csv_text.table(text))


def _send(actor: User, to: Map, raw: dict[str, Any], brought: Brought) -> None:
    """One command through the same door as everybody's; its refusal names the row and takes back the whole transaction."""
    (outcome,) = apply_map_commands(to.pk, [Incoming(actor, uuid7(), to.revision, raw)])
    try:
        outcome.raise_for_refusal()
    except RuleBroken as refusal:
        raise RuleBroken(_at_row(refusal, raw.get("elements", ()), brought), field="file") from refusal
    to.refresh_from_db()


def _at_row(refusal: RuleBroken, elements: Sequence[dict[str, Any]], brought: Brought) -> str:
    at = str(refusal.field or "").split(".")
    if isinstance(refusal, Fault):
        row, column = brought.where.get(refusal.element, ""), refusal.field
    elif len(at) > 1 and at[1].isdigit() and int(at[1]) < len(elements):
        row, column = brought.where.get(elements[int(at[1])]["id"], ""), ".".join(at[2:])
    else:
        return str(refusal.message)
    return _("Row %(number)s, %(column)s: %(words)s") % {"number": row, "column": column or "id", "words": refusal.message}
