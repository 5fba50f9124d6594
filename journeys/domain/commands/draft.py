"""A change in the making: what a command does to a state, kept apart from it until it is whole.

From the two states, before and after, come the three things every command leaves behind:

change   {"put": [whole elements], "remove": [ids]}                          what every browser applies
inverse  {"put": [whole elements], "set": [[id, path, old]], "remove": [ids]} what takes exactly this back, and no more
touched  [[id, path], …]                                                     what a clash or an undo is judged by

A path is a field's name; "*" for a whole element added or removed; for figures "pt.source|who" for one account and
"pt.used" for which one heads it. The old value of an account is {"account": account | None, "at": place | None}.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from carejourneys.common.errors import RuleBroken
from carejourneys.common.wording import Words as _
from carejourneys.common.wording import either
from journeys.domain.accounts import account_of, figure_headed_by, figure_with, figure_without
from journeys.domain.commands.reading import MOST_ACCOUNTS, FieldChange, ForgetAccount, SetAccount, SetField, SetHeadline, wrong_type
from journeys.domain.commands.rules import check
from journeys.domain.elements import TYPE_WORDS, Element, ElementType, field_of
from journeys.domain.ordering import key_between, keys_between
from journeys.domain.ports import Move
from journeys.domain.state import MapState

WHOLE = "*"
POSITIONS = frozenset({"lane", "column", "order", "phase"})  # here the last one wins
LONGEST_KEY = 40  # past this the neighbours' keys are dealt anew
MOST = {"lane": 80, "phase": 80, "column": 1000, "step": 3000, "link": 6000, "problem": 6000, "idea": 6000}
_PUT_ORDER = {kind.value: place for place, kind in enumerate(ElementType)}

Path = tuple[str, str]


class Missing(RuleBroken):
    """The command points at something that is not on the map (any more)."""

    def __init__(self, message: str, *, field: str, element: str):
        super().__init__(message, field=field)
        self.element = element


@dataclass(frozen=True)
class Applied:
    """What a command does: see the module.

    moves: which step takes over what others hold on a step that goes; when that is taken back, what of it returns.
    details: what the history says beside the change (whose work a restore replaces, what an undo takes back).
    """

    change: Mapping[str, Any]
    inverse: Mapping[str, Any]
    touched: tuple[Path, ...]
    moves: tuple[Move, ...] = ()
    details: Mapping[str, Any] = field(default_factory=dict)


class Draft:
    """Collects what a command does over a state; reads through to the state where nothing was changed yet."""

    def __init__(self, state: MapState):
        self.state = state
        self._over: dict[str, Element | None] = {}
        self.moves: list[Move] = []
        self.details: dict[str, Any] = {}

    # reading

    def get(self, id: str | None) -> Element | None:
        """The element as it stands in the draft; None when there is none."""
        if id in self._over:
            return self._over[id]
        return self.state.get(id)

    def at(self, id: str) -> Element:
        """The element as it stands in the draft. KeyError when there is none."""
        found = self.get(id)
        if found is None:
            raise KeyError(id)
        return found

    def need(self, element_type: str | Iterable[str], id: str, where: str) -> Element:
        """The element, or Missing / RuleBroken naming the parameter it was given in."""
        types = (element_type,) if isinstance(element_type, str) else tuple(element_type)
        found = self.get(id)
        if found is None:
            words = either([_(TYPE_WORDS[one]) for one in types])
            raise Missing(_("This %(thing)s is not on the map any more.", thing=words), field=where, element=id)
        if found["type"] not in types:
            raise wrong_type(types, found, where)
        return found

    def changed(self, *types: str) -> list[Element]:
        """The elements of these types that the draft puts."""
        return [element for element in self._over.values() if element is not None and element["type"] in types]

    def added_steps(self, lane: str, column: str) -> list[Element]:
        """Steps of this cell that are not in the state yet."""
        return [s for s in self.changed("step") if s["id"] not in self.state and (s["lane"], s["column"]) == (lane, column)]

    # writing

    def add(self, element: Element, where: str) -> None:
        """A new element; its id must be free and there must be room."""
        if self.get(element["id"]) is not None:
            raise RuleBroken(_("Something on this map has this id already."), field=where)
        self._over[element["id"]] = element

    def set(self, id: str, /, **values: Any) -> None:
        """Plain fields of an element get these values."""
        self._over[id] = {**self._now(id), **values}

    def remove(self, id: str) -> None:
        """The element goes; asking twice is no fault."""
        if self.get(id) is not None:
            self._over[id] = None

    def change_fields(self, id: str, changes: Iterable[FieldChange], where: str = "fields") -> None:
        """The changes that a `fields` object asked for."""
        for change in changes:
            element = self._now(id)
            match change:
                case SetField(name, value):
                    self.set(id, **{name: value})
                case SetAccount(name, account):
                    figure = figure_with(element[name], account)
                    if len(figure["accounts"]) > MOST_ACCOUNTS:
                        raise RuleBroken(
                            _("A figure holds at most %(most)s accounts. Take one back first.", most=MOST_ACCOUNTS), field=f"{where}.{name}"
                        )
                    self.set(id, **{name: figure})
                case ForgetAccount(name, key):
                    self.set(id, **{name: figure_without(element[name], key)})
                case SetHeadline(name, key):
                    if key is not None and account_of(element[name], key) is None:
                        raise RuleBroken(_("No account has this key."), field=f"{where}.{name}.used")
                    self.set(id, **{name: figure_headed_by(element[name], key)})

    def patch(self, id: str, path: str, old: Any) -> None:
        """One path goes back to an old value (see the module)."""
        element = self._now(id)
        name, dot, part = path.partition(".")
        spec = field_of(element["type"], name)
        if not dot or spec is None or not spec.is_figure:
            self.set(id, **{path: old})
        elif part == "used":
            self.set(id, **{name: {"used": old, "accounts": element[name]["accounts"]}})
        else:
            accounts = [account for account in element[name]["accounts"] if account["key"] != part]
            if old["account"] is not None:
                accounts.insert(len(accounts) if old["at"] is None else old["at"], old["account"])
            self.set(id, **{name: {"used": element[name]["used"], "accounts": accounts}})

    def _now(self, id: str) -> Element:
        element = self.get(id)
        if element is None:
            raise Missing(_("This is not on the map any more."), field="id", element=id)
        return element

    # places

    def key_before(self, siblings: Iterable[Element], before: str | None, *, leaving_out: str = "") -> str:
        """An order key in front of the sibling `before` (None, or one that is not there: at the end), dealing anew when keys grow long."""
        row = [self._now(s["id"]) for s in siblings if s["id"] != leaving_out and self.get(s["id"]) is not None]
        row.sort(key=lambda s: (s["order"], s["id"]))
        place = next((n for n, s in enumerate(row) if s["id"] == before), len(row))
        low = row[place - 1]["order"] if place else None
        high = row[place]["order"] if place < len(row) else None
        if low is None or high is None or low < high:
            key = key_between(low, high)
            if len(key) <= LONGEST_KEY:
                return key
        keys = keys_between(None, None, len(row) + 1)
        for sibling, order in zip(row, keys[:place] + keys[place + 1 :], strict=True):
            if sibling["order"] != order:
                self.set(sibling["id"], order=order)
        return keys[place]

    # the result

    def is_changed(self) -> bool:
        """Whether the draft differs from the state at all."""
        return any(after != self.state.get(id) for id, after in self._over.items())

    def steps_left_open(self) -> list[str]:
        """Steps that go although nobody was named who takes over what others hold on them."""
        passed_on = {move.source for move in self.moves}
        gone = (self.state[id] for id, after in self._over.items() if after is None and id in self.state)
        return [step["id"] for step in gone if step["type"] == "step" and step["id"] not in passed_on]

    def finish(self) -> Applied:
        """Change, inverse and touched paths; RuleBroken when the map would not hold together."""
        check(self.state, self._over)
        put: list[Element] = []
        removed: list[str] = []
        back: dict[str, list] = {"put": [], "set": [], "remove": []}
        touched: list[Path] = []
        for id, after in self._over.items():
            before = self.state.get(id)
            if before is None and after is None:
                continue
            if before is None or after is None:
                touched.append((id, WHOLE))
                if after is None:
                    removed.append(id)
                    back["put"].append(before)
                else:
                    put.append(after)
                    back["remove"].append(id)
                continue
            differing = differences(before, after)
            if differing:
                put.append(after)
                touched += [(id, path) for path, _old in differing]
                back["set"] += [[id, path, old] for path, old in differing]
        put.sort(key=lambda element: _PUT_ORDER[element["type"]])
        self._check_room(put)
        return Applied({"put": put, "remove": removed}, back, tuple(touched), tuple(self.moves), dict(self.details))

    def _check_room(self, put: list[Element]) -> None:
        for kind in {element["type"] for element in put if element["id"] not in self.state} - {"map"}:
            count = len(self.state.of_type(kind)) + sum(
                (after is not None) - (self.state.get(id) is not None)
                for id, after in self._over.items()
                if (after or self.state.get(id) or {"type": ""})["type"] == kind
            )
            if count > MOST[kind]:
                raise RuleBroken(
                    _("A map holds at most %(most)s of these (%(thing)s).", most=MOST[kind], thing=_(TYPE_WORDS[kind])), field=kind
                )


def differences(before: Element, after: Element) -> list[tuple[str, Any]]:
    """[(path, old value)] of what differs between two versions of one element."""
    found: list[tuple[str, Any]] = []
    for name, old in before.items():
        new = after[name]
        if new == old and type(new) is type(old):
            continue
        spec = field_of(before["type"], name)
        if spec is None or not spec.is_figure:
            found.append((name, old))
            continue
        places = {account["key"]: place for place, account in enumerate(old["accounts"])}
        for key in dict.fromkeys([*places, *(account["key"] for account in new["accounts"])]):
            was = account_of(old, key)
            if was != account_of(new, key):
                found.append((f"{name}.{key}", {"account": was, "at": places.get(key)}))
        if old["used"] != new["used"]:
            found.append((f"{name}.used", old["used"]))
    return found


def overlap(one: Path, other: Path) -> bool:
    """Whether two touched paths speak of the same thing: the same field, or a whole element on either side."""
    return one[0] == other[0] and (one[1] == other[1] or WHOLE in (one[1], other[1]))


def value_at(element: Element | None, path: str) -> Any:
    """What stands at a path, for showing both sides of a clash: a value, an account, a key, the whole element; None when gone."""
    if element is None or path == WHOLE:
        return element
    name, dot, part = path.partition(".")
    spec = field_of(element["type"], name)
    if not dot or spec is None or not spec.is_figure:
        return element.get(path)
    return element[name]["used"] if part == "used" else account_of(element[name], part)
