"""The table of command kinds: what each is called, what it takes, what it does, what takes it back, who may send it.

The parser, docs/commands.md and the permission matrix all read it.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from carejourneys.common.wording import Words as _
from journeys.domain.commands.draft import Draft, Path
from journeys.domain.commands.reading import read_fields, read_flag, read_id, read_list, read_plain, refuse
from journeys.domain.elements import TYPE_WORDS, Element, Field, fields_of
from journeys.domain.ports import Move

Reader = Callable[[Any, str], Any]


@dataclass(frozen=True)
class Param:
    """One value a command takes. `shape` says in a few words what to send; `read` makes a domain value of it or refuses.

    role: what it is, for who makes forms of it: new, ref, refs, before, value, fields, flag, or "" for what is of its own sort.
    types: the element types it is about. spec: the field of the table whose value it is. makes: the ids of new elements in its value.
    stated: fields that may be stated in it although the map keeps them elsewhere.
    """

    name: str
    shape: str
    read: Reader
    help: str = ""
    optional: bool = False
    null: bool = False  # null says something here; elsewhere it means "left out"
    role: str = ""
    types: tuple[str, ...] = ()
    spec: Field | None = None
    makes: Callable[[Any], Iterable[str]] = lambda value: ()
    stated: tuple[Field, ...] = ()


@dataclass(frozen=True)
class Logged:
    """What the history knows of a command that was accepted. `root` is the command an undo or redo goes back to (its own id otherwise)."""

    command_id: str
    revision: int
    actor: str
    actor_name: str
    kind: str
    inverse: Mapping[str, Any]
    touched: tuple[Path, ...]
    root: str
    client: str = ""
    moves: tuple[Move, ...] = ()  # what others held on steps and went elsewhere with it, by id


class History(Protocol):
    """The log, as commands that look back need it."""

    def entry(self, command_id: str) -> Logged | None:
        """The command of that id on this map."""

    def chain(self, root: str) -> Sequence[Logged]:
        """The undos and redos that go back to this command, oldest first."""

    def since(self, revision: int) -> Sequence[Logged]:
        """Everything accepted after that revision, oldest first."""

    def element_at(self, element: str, revision: int) -> Element | None:
        """The element as it was at that revision; None when it was not on the map."""


class NoHistory:
    """A map nobody has touched."""

    def entry(self, command_id: str) -> Logged | None:
        return None

    def chain(self, root: str) -> Sequence[Logged]:
        return ()

    def since(self, revision: int) -> Sequence[Logged]:
        return ()

    def element_at(self, element: str, revision: int) -> Element | None:
        return None


def _no_references(steps: Collection[str]) -> Mapping[str, Sequence[str]]:
    return {}


def _any_organisation(id: str) -> bool:
    return True


@dataclass(frozen=True)
class Surroundings:
    """What a command may ask about the world outside the map's state.

    actor: the id of who sends it. organisation_is_here: whether this organisation belongs to the economy.
    references: {step: what others hold on it, in words}, of the steps asked about. history: the log. revision: the map's newest, where
    there is a log.
    """

    actor: str = ""
    organisation_is_here: Callable[[str], bool] = _any_organisation
    references: Callable[[Collection[str]], Mapping[str, Sequence[str]]] = _no_references
    history: History = field(default_factory=NoHistory)
    revision: int | None = None


ALONE = Surroundings()


@dataclass(frozen=True)
class Kind:
    """One kind of command. `needs` names the permission (stakeholders.domain.permissions); `looks_back`: it judges clashes itself."""

    name: str
    params: tuple[Param, ...]
    does: str
    undone: str
    run: Callable[[Draft, Mapping[str, Any], Surroundings], None]
    needs: str = "edit_map"
    looks_back: bool = False


KINDS: dict[str, Kind] = {}


def kind(name: str, *params: Param, does: str, undone: str, needs: str = "edit_map", looks_back: bool = False):
    """Registers a function as what a kind of command does."""

    def register(run: Callable[[Draft, Mapping[str, Any], Surroundings], None]):
        KINDS[name] = Kind(name, params, does, undone, run, needs, looks_back)
        return run

    return register


# what parameters are made of


def new(element_type: str) -> Param:
    """The id that the client made for a new element."""
    return Param(
        element_type,
        "new id (UUIDv7)",
        read_id,
        _("The id of the new %(thing)s, made by the client.", thing=_(TYPE_WORDS[element_type])),
        role="new",
        types=(element_type,),
        makes=lambda value: (value,),
    )


def ref(name: str, *types: str, help: str = "", optional: bool = False) -> Param:
    """The id of something on the map."""
    types = types or (name,)
    return Param(name, "id of a " + " or ".join(TYPE_WORDS[one] for one in types), read_id, help, optional, role="ref", types=types)


def before(element_type: str) -> Param:
    """In front of which sibling; null or left out: at the end."""

    def read(raw: Any, where: str) -> str | None:
        return None if raw is None or raw == "" else read_id(raw, where)

    return Param(
        "before",
        f"id of a {TYPE_WORDS[element_type]} or null",
        read,
        _("In front of this one; null: at the end."),
        optional=True,
        null=True,
        role="before",
        types=(element_type,),
    )


def ref_or_null(name: str, element_type: str, help: str = "") -> Param:
    """The id of something on the map, or null for none."""

    def read(raw: Any, where: str) -> str | None:
        return None if raw is None or raw == "" else read_id(raw, where)

    shape = f"id of a {TYPE_WORDS[element_type]} or null"
    return Param(name, shape, read, help, optional=True, null=True, role="ref", types=(element_type,))


def value(element_type: str, name: str, *, optional: bool = False) -> Param:
    """The value of one field of the field table."""
    spec = fields_of(element_type)[name]
    shape = "one of " + ", ".join(spec.choice_values) if spec.choices else spec.value.value.replace("_", " ")
    return Param(name, shape, lambda raw, where: read_plain(spec, raw, where), spec.label, optional, role="value", spec=spec)


def fields(element_type: str, *, optional: bool = False, stated: tuple[Field, ...] = ()) -> Param:
    """An object of fields to change, and of those that may be stated."""

    def read(raw: Any, where: str):
        changes = read_fields(element_type, raw, where, stated=stated)
        if not changes and not optional:
            raise refuse(_("Say at least one field to change."), where)
        return changes

    shape = f"object of {TYPE_WORDS[element_type]} fields"
    words = (
        _("See the fields below, %(names)s among them.", names=", ".join(f"`{spec.name}`" for spec in stated))
        if stated
        else _("See the fields below.")
    )
    return Param("fields", shape, read, words, optional, role="fields", types=(element_type,), stated=stated)


def flag(name: str, help: str) -> Param:
    """Something agreed to, when it is true."""
    return Param(name, "true or false", read_flag, help, optional=True, role="flag")


def refs(name: str, element_type: str, *, least: int, most: int, help: str = "") -> Param:
    """A list of different ids."""

    def read(raw: Any, where: str) -> tuple[str, ...]:
        ids = tuple(read_id(one, f"{where}.{place}") for place, one in enumerate(read_list(raw, where, most=most, least=least)))
        if len(set(ids)) != len(ids):
            raise refuse(_("Each may be named once."), where)
        return ids

    return Param(name, f"list of {TYPE_WORDS[element_type]} ids", read, help, role="refs", types=(element_type,))
