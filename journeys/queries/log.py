"""The command log of a map, as commands that look back need it (journeys.domain.commands.History)."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from journeys.domain.commands import Logged
from journeys.domain.elements import Element, new_element
from journeys.domain.ports import Move
from journeys.models import MapCommandLog

_COLUMNS = ("command_id", "revision", "actor_id", "actor__name", "actor__email", "kind", "touched", "root", "client")
_WHOLE = (*_COLUMNS, "inverse", "details")
_CHUNK = 200
MOVES = "moves"  # in an entry's details: [[from step, to step, [ids of what others held and went with it]], …]


class LogHistory:
    """The log in the database with the commands of the running batch behind it. Costs queries only when a command looks back, and what
    was read ahead costs none. `upto`: the newest revision in the database, when the map's lock is held."""

    def __init__(self, map_id: str, *, upto: int | None = None):
        self.map_id, self._upto = map_id, upto
        self._entries: dict[str, Logged | None] = {}
        self._threads: dict[str, list[Logged]] = {}
        self._pending: list[tuple[Logged, Mapping[str, Any]]] = []
        self._since: tuple[int, list[Logged]] | None = None

    def append(self, entry: Logged, change: Mapping[str, Any]) -> None:
        """A command of this batch that was accepted."""
        self._pending.append((entry, change))

    def read_since(self, revision: int) -> None:
        """Reads ahead: later `since` calls for this or a newer revision need no query."""
        rows = MapCommandLog.objects.filter(map_id=self.map_id, revision__gt=revision).order_by("revision").values(*_COLUMNS)
        self._since = (revision, [_logged(row) for row in rows])

    def read_threads(self, command_ids: Collection[str]) -> list[Logged]:
        """Reads ahead: these commands, the first ones they go back to, and all undos and redos of those. What was found, oldest first."""
        asked = [id for id in dict.fromkeys(command_ids) if id not in self._entries]
        if not asked:
            return []
        log = MapCommandLog.objects.filter(map_id=self.map_id)
        roots = log.filter(command_id__in=asked).values_list("root", flat=True)
        found = [_logged(row) for row in log.filter(root__in=list(roots)).order_by("revision").values(*_WHOLE)]
        self._entries |= dict.fromkeys(asked) | {entry.command_id: entry for entry in found}
        self._threads |= {entry.root: [] for entry in found}
        for entry in found:
            if entry.command_id != entry.root:
                self._threads[entry.root].append(entry)
        return found

    def entry(self, command_id: str) -> Logged | None:
        pending = next((entry for entry, _ in self._pending if entry.command_id == command_id), None)
        if pending is None:
            self.read_threads([command_id])
        return pending or self._entries[command_id]

    def chain(self, root: str) -> Sequence[Logged]:
        if not any(entry.command_id == root for entry, _ in self._pending):
            self.read_threads([root])
        return self._threads.get(root, []) + [entry for entry, _ in self._pending if entry.root == root and entry.command_id != root]

    def since(self, revision: int) -> Sequence[Logged]:
        if (self._upto is None or revision < self._upto) and (self._since is None or self._since[0] > revision):
            self.read_since(revision)
        stored = [entry for entry in self._since[1] if entry.revision > revision] if self._since else []
        return stored + [entry for entry, _ in self._pending if entry.revision > revision]

    def element_at(self, element: str, revision: int) -> Element | None:
        for entry, change in reversed(self._pending):
            if entry.revision <= revision and any(id == element for id, _path in entry.touched):
                return _put_in(change, element)
        rows = MapCommandLog.objects.filter(map_id=self.map_id, revision__lte=revision).order_by("-revision")
        for touched, change in rows.values_list("touched", "change").iterator(chunk_size=_CHUNK):
            if any(id == element for id, _path in touched):
                return _put_in(change, element)
        return new_element("map", element) if element == self.map_id else None


def _put_in(change: Mapping[str, Any], element: str) -> Element | None:
    return next((put for put in change["put"] if put["id"] == element), None)


def _logged(row: Mapping[str, Any]) -> Logged:
    return Logged(
        command_id=str(row["command_id"]),
        revision=row["revision"],
        actor=str(row["actor_id"]),
        actor_name=row["actor__name"] or row["actor__email"],
        kind=row["kind"],
        inverse=row.get("inverse", {}),
        touched=tuple((id, path) for id, path in row["touched"]),
        root=str(row["root"]),
        client=row["client"],
        moves=tuple(Move(source, target, tuple(things)) for source, target, things in row.get("details", {}).get(MOVES, ())),
    )
