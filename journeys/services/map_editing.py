"""Editing a map: the one way a map changes. A batch of commands of many people, one commit; each command stands or falls alone.

    outcomes = apply_map_commands(map_id, [Incoming(actor, command_id, base_revision, raw), …])

Every outcome is Changed, Refused or Clashed, in the order of the batch. Nothing is raised for a bad command: a caller with a
single one may ask `outcome.raise_for_refusal()`.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from carejourneys.common.clock import now
from carejourneys.common.errors import AppError, Conflict, NotAllowed, NotFound, RuleBroken
from carejourneys.common.outbox import after_commit
from journeys.domain.commands import POSITIONS, WHOLE, Applied, Command, Logged, Missing, Surroundings, apply, overlap, parse, value_at
from journeys.domain.commands.reading import read_id, read_number
from journeys.domain.ports import Announced, Move, announce, step_references
from journeys.domain.state import MapState
from journeys.models import Map, MapCommandLog
from journeys.queries.batch_lookups import BatchLookups
from journeys.queries.log import MOVES, LogHistory
from journeys.queries.states import remember_on_commit, state_of
from stakeholders.domain.permissions import Permission, allowed
from stakeholders.models import User
from stakeholders.queries.access import roles_of_people

from .map_lock import locked_map
from .map_rows import write_rows
from .map_snapshots import keep_snapshot

LARGEST_BATCH = 500
CLIENT_PATTERN = r"[0-9a-fA-F-]{0,36}"  # an id: no room for words, as it is kept and nobody looks it through


@dataclass(frozen=True)
class Incoming:
    """A command as it arrived: nothing of it is checked yet. `client` names the window it came from (may be empty)."""

    actor: User
    command_id: str | UUID
    base_revision: int
    raw: Any
    client: str = ""


@dataclass(frozen=True)
class Changed:
    """Accepted. `by` is {"id", "name"}; `repeated`: it had been accepted before and nothing happened now."""

    command_id: str
    revision: int
    kind: str
    by: Mapping[str, str]
    change: Mapping[str, Any]
    repeated: bool = False

    def raise_for_refusal(self) -> "Changed":
        return self


@dataclass(frozen=True)
class Refused:
    """Not accepted, and why: RuleBroken, NotAllowed (a member who may not) or NotFound (a stranger, or no such map)."""

    command_id: str
    error: AppError

    @property
    def reason(self) -> str:
        return str(self.error.message)

    @property
    def field(self) -> str | None:
        return self.error.field

    @property
    def status(self) -> int:
        return self.error.status

    def raise_for_refusal(self) -> Changed:
        raise self.error


@dataclass(frozen=True)
class Both:
    """One thing that two people changed. `field` is a path of the element ("title", "wait.workshop|GPs"; None: the element as a whole);
    `base`, `theirs` and `yours` are what stood, stands and would stand there."""

    element: str
    field: str | None
    base: Any
    theirs: Any
    by: Mapping[str, str]
    revision: int
    yours: Any

    def as_dict(self) -> dict[str, Any]:
        """JSON-ready."""
        return {name: getattr(self, name) for name in ("element", "field", "base", "theirs", "by", "revision", "yours")}


@dataclass(frozen=True)
class Clashed:
    """Somebody changed the same thing since `base_revision`, or took it away (then `theirs` is None).

    all: everything the command and others both changed, at least one; the contract's own members are those of the first. Settled by a new
    command with `revision`, the newest of them, as its base: one that leaves out what is to stay as others have it.
    """

    command_id: str
    all: tuple[Both, ...]

    @property
    def element(self) -> str:
        return self.all[0].element

    @property
    def field(self) -> str | None:
        return self.all[0].field

    @property
    def base(self) -> Any:
        return self.all[0].base

    @property
    def theirs(self) -> Any:
        return self.all[0].theirs

    @property
    def by(self) -> Mapping[str, str]:
        return self.all[0].by

    @property
    def yours(self) -> Any:
        return self.all[0].yours

    @property
    def revision(self) -> int:
        return max(one.revision for one in self.all)

    def as_dict(self) -> dict[str, Any]:
        """The body of contract §5, and under `all` every clash where there are several."""
        first = self.all[0].as_dict() | {"command_id": self.command_id, "revision": self.revision}
        return first | {"all": [one.as_dict() for one in self.all]}

    def raise_for_refusal(self) -> Changed:
        message = _("%(name)s changed the same thing while you were working on it.") % {"name": self.by["name"]}
        raise Conflict(message, field=self.field, details=self.as_dict())


Outcome = Changed | Refused | Clashed


def apply_map_commands(map_id: str | UUID, incoming: Sequence[Incoming]) -> list[Outcome]:
    """Applies a batch (at most 500) in one transaction, in order; durable when this returns (unless in an outer transaction)."""
    if len(incoming) > LARGEST_BATCH:
        raise RuleBroken(_("At most %(most)s commands at once.") % {"most": LARGEST_BATCH})
    try:
        return _apply(map_id, incoming)
    except IntegrityError:
        return _apply(map_id, incoming)  # an id was taken on another map at the same moment: now that is seen, and refused in words


@transaction.atomic
def _apply(map_id: str | UUID, incoming: Sequence[Incoming]) -> list[Outcome]:
    found = locked_map(map_id)
    if found is None:
        return [Refused(str(one.command_id), NotFound()) for one in incoming]
    return _Batch(found, incoming).run()


@dataclass
class _Batch:
    """One batch under the lock: the state as it goes on, and what is to be written at the end."""

    of: Map
    incoming: Sequence[Incoming]
    entries: list[MapCommandLog] = field(default_factory=list)
    announced: list[Announced] = field(default_factory=list)
    ids: dict[str, None] = field(default_factory=dict)

    def run(self) -> list[Outcome]:
        self.before = self.state = state_of(self.of)
        self.start = self.revision = self.of.revision
        self.history = LogHistory(str(self.of.pk), upto=self.revision)
        self.lookups = BatchLookups(self.of, lambda: self.state)
        self.parsed = [_parsed(one.raw) for one in self.incoming]
        self.roles = roles_of_people({one.actor.pk: one.actor for one in self.incoming}.values(), self.of.journey.economy_id)
        self.answered = self._answered_before()
        self._read_ahead()
        outcomes = [self._one(one, parsed) for one, parsed in zip(self.incoming, self.parsed, strict=True)]
        if self.entries:
            self._write()
        return outcomes

    def _read_ahead(self) -> None:
        """Asks the database at once what the commands will ask one by one, so that a long batch costs no more queries than a short one."""
        commands = [one for one in self.parsed if isinstance(one, Command)]
        threads = self.history.read_threads([one.values["of"] for one in commands if "of" in one.values])
        self.lookups.read_ids([id for one in commands for id in one.makes] + [put["id"] for one in threads for put in one.inverse["put"]])
        behind = [one.base_revision for one in self.incoming if _is_behind(one.base_revision, self.revision)]
        if behind or threads:
            self.history.read_since(min([*behind, *(one.revision for one in threads)]))

    def _answered_before(self) -> dict[str, Changed]:
        ids = [id for one in self.incoming if (id := _id_or_none(one.command_id))]
        rows = MapCommandLog.objects.filter(map_id=self.of.pk, command_id__in=ids).select_related("actor")
        return {
            str(row.command_id): Changed(str(row.command_id), row.revision, row.kind, _who(row.actor), row.change, repeated=True)
            for row in rows.only("command_id", "revision", "kind", "change", "actor__name", "actor__email")
        }

    def _one(self, one: Incoming, parsed: Command | RuleBroken) -> Outcome:
        try:
            return self._try(one, parsed)
        except AppError as error:
            return Refused(str(one.command_id), error)

    def _try(self, one: Incoming, parsed: Command | RuleBroken) -> Outcome:
        self._may(one, Permission.EDIT_MAP)
        command_id = read_id(one.command_id, "command_id")
        if command_id in self.answered:
            return self.answered[command_id]
        base = int(read_number(one.base_revision, "base_revision", low=0, high=self.revision, whole=True))
        one = replace(one, client=_read_client(one.client))
        if self.of.archived_at is not None:
            raise RuleBroken(_("This map has been put away. Bring it back before you change it."))
        if self.of.journey.archived_at is not None:
            raise RuleBroken(_("This journey has been put away. Bring it back before you change its maps."))
        if isinstance(parsed, RuleBroken):
            raise parsed
        command = parsed
        self._may(one, Permission(command.spec.needs))
        around = Surroundings(
            actor=str(one.actor.pk),
            organisation_is_here=self.lookups.organisation_is_here,
            references=self.lookups.references,
            history=self.history,
            revision=self.revision,
        )
        try:
            applied = apply(self.state, command, around)
        except Missing as missing:
            return self._gone(one, command_id, base, command, missing)
        clash = None if command.spec.looks_back else self._clash(one, command_id, base, applied)
        return clash or self._accept(one, command_id, base, command, applied)

    def _may(self, one: Incoming, permission: Permission) -> None:
        roles = self.roles.get(one.actor.pk, frozenset())
        if not roles:
            raise NotFound
        if not allowed(roles, permission):
            raise NotAllowed(_("Your role here does not include this. Ask a facilitator of your economy."))

    # clashes

    def _later(self, one: Incoming, base: int) -> list[Logged]:
        """What others did since the base; commands queued up in one window do not clash with each other."""
        if base >= self.revision:
            return []
        return [e for e in self.history.since(base) if not (one.client and e.client == one.client and e.actor == str(one.actor.pk))]

    def _gone(self, one: Incoming, command_id: str, base: int, command: Command, missing: Missing) -> Outcome:
        """What a command points at was taken away: a clash when that was since its base, else a refusal."""
        for entry in reversed(self._later(one, base)):
            if (missing.element, WHOLE) in entry.touched:
                then = self.history.element_at(missing.element, base)
                gone = Both(missing.element, None, then, None, _by(entry), entry.revision, command.as_sent())
                return Clashed(command_id, (gone,))
        return Refused(command_id, missing)

    def _clash(self, one: Incoming, command_id: str, base: int, applied: Applied) -> Clashed | None:
        later = self._later(one, base)
        if not later:
            return None
        after = self.state.with_change(applied.change)
        touched = [(id, path) for id, path in applied.touched if path not in POSITIONS]
        found = tuple(both for id, path in touched if (both := self._both(one, base, later, after, id, path)))
        return Clashed(command_id, found) if found else None

    def _both(self, one: Incoming, base: int, later: Sequence[Logged], after: MapState, id: str, path: str) -> Both | None:
        """The newest change of somebody else's to what this command touches, when it left another value there."""
        for entry in reversed(later):
            for other in entry.touched:
                if other[1] in POSITIONS or (other[1] == WHOLE and entry.actor == str(one.actor.pk)):
                    continue  # of two moves the last wins; what one has just added oneself one may go on with
                if id not in self.state and other[1] != WHOLE:
                    continue  # what is put back although it went since: that it went is what matters
                if overlap((id, path), other):
                    shown = other[1] if path == WHOLE else path
                    then, theirs = value_at(self.history.element_at(id, base), shown), value_at(self.state.get(id), shown)
                    if then != theirs or entry.kind == "redact":  # of words taken out every version is without them
                        name = None if shown == WHOLE else shown
                        return Both(id, name, then, theirs, _by(entry), entry.revision, value_at(after.get(id), shown))
        return None

    # writing

    def _relinked(self, actor: User, moves: Sequence[Move]) -> tuple[Move, ...]:
        """Has what others hold on steps moved. The same moves, each with the ids of what went."""
        held = self.lookups.references([move.source for move in moves]) if moves else {}
        if not any(move.source in held and move.things != () for move in moves):
            return tuple(replace(move, things=()) for move in moves)
        self.lookups.forget_references()
        with transaction.atomic():  # a holder that refuses takes back only its own command
            return tuple(replace(move, things=self._relink(actor, move)) for move in moves)

    def _relink(self, actor: User, move: Move) -> tuple[str, ...]:
        return tuple(thing for holder in step_references() for thing in holder.relink(actor=actor, map_id=str(self.of.pk), move=move))

    def _accept(self, one: Incoming, command_id: str, base: int, command: Command, applied: Applied) -> Changed:
        after = self.state.with_change(applied.change)
        ids = [id for id, _path in applied.touched]
        if any(id not in self.state and id in after and self.lookups.is_taken(id) for id in ids):
            raise RuleBroken(_("This id belongs to something else already. Make a new one."), field="id")
        moves = self._relinked(one.actor, applied.moves)
        self.revision += 1
        self.state = after
        self.ids |= dict.fromkeys(ids)
        root = applied.details.get("root", command_id)
        entry = MapCommandLog(
            map=self.of,
            revision=self.revision,
            command_id=command_id,
            root=root,
            actor=one.actor,
            client=one.client,
            base_revision=base,
            kind=command.kind,
            command=command.as_sent(),
            change=applied.change,
            inverse=applied.inverse,
            touched=[list(path) for path in applied.touched],
            details=_details(applied, moves),
        )
        self.entries.append(entry)
        self.history.append(
            Logged(
                command_id,
                self.revision,
                str(one.actor.pk),
                str(one.actor),
                command.kind,
                applied.inverse,
                applied.touched,
                root,
                one.client,
                moves,
            ),
            applied.change,
        )
        changed = Changed(command_id, self.revision, command.kind, _who(one.actor), applied.change)
        self.answered[command_id] = Changed(command_id, self.revision, command.kind, changed.by, applied.change, repeated=True)
        self.announced.append(Announced(str(self.of.pk), self.revision, command_id, command.kind, changed.by, applied.change))
        return changed

    def _write(self) -> None:
        self.of.revision = self.revision
        own = write_rows(of=self.of, before=self.before, after=self.state, ids=self.ids)
        self.of.save(update_fields=["revision", *own])
        moment = now()
        for entry in self.entries:
            entry.at = moment
        MapCommandLog.objects.bulk_create(self.entries)
        keep_snapshot(of=self.of, state=self.state, since=self.start)
        remember_on_commit(self.of, self.state)
        after_commit(announce, tuple(self.announced))


def _details(applied: Applied, moves: Sequence[Move]) -> dict[str, Any]:
    kept = {name: value for name, value in applied.details.items() if name != "root"}
    return kept | ({MOVES: [[move.source, move.target, list(move.things or ())] for move in moves]} if moves else {})


def _is_behind(base: Any, revision: int) -> bool:
    return isinstance(base, int) and not isinstance(base, bool) and 0 <= base < revision


def _id_or_none(raw: Any) -> str | None:
    try:
        return read_id(raw, "command_id")
    except RuleBroken:
        return None


def _parsed(raw: Any) -> Command | RuleBroken:
    try:
        return parse(raw)
    except RuleBroken as refusal:
        return refusal


def _read_client(raw: Any) -> str:
    """The name of a window, as a script makes one up."""
    if not isinstance(raw, str) or not re.fullmatch(CLIENT_PATTERN, raw):
        raise RuleBroken(_("This must be an id: at most 36 digits, letters A to F and the sign -."), field="client")
    return raw


def _who(user: User) -> dict[str, str]:
    return {"id": str(user.pk), "name": str(user)}


def _by(entry: Logged) -> dict[str, str]:
    return {"id": entry.actor, "name": entry.actor_name}
