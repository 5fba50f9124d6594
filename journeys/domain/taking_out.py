"""Taking words out of a map and all its history: where people's own words stand in elements and commands, and the mark in their place.

Only people's words are touched: ids, kinds, places and numbers stay, so that the log still rebuilds the map.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Any

from carejourneys.common.folding import folded
from journeys.domain.commands.draft import differences
from journeys.domain.elements import FIELDS, Element, Value
from journeys.domain.state import MapState

MARK = "[taken out]"
SHORTEST = 2
_MOST: dict[str, int] = {}
for _field in FIELDS:
    if _field.value in (Value.TEXT, Value.LONG_TEXT):
        _MOST[_field.name] = min(_field.max_length, _MOST.get(_field.name, _field.max_length))
WHO_LENGTH = _MOST.pop("who")  # a name of its own: it is part of the keys of accounts


class Sought:
    """Words to look for: found in whatever case, spacing, width, dashes, quotes and accents they are written, and with signs among
    them that nobody sees; but not inside a longer word.
    """

    def __init__(self, words: str):
        self.plain = " ".join(folded(words).text.split())
        before = r"(?<![^\W_])" if self.plain[:1].isalnum() else ""
        after = r"(?![^\W_])" if self.plain[-1:].isalnum() else ""
        self._pattern = re.compile(before + r"\s+".join(map(re.escape, self.plain.split(" "))) + after, re.IGNORECASE)

    def stand_in(self, text: str) -> bool:
        """Whether the words are somewhere in the text."""
        return bool(self._pattern.search(folded(text).text))

    def replaced(self, text: str, by: str) -> str:
        """The text with something else in their place: the text itself when they are not in it."""
        fold = folded(text)
        left, here = [], 0
        for found in self._pattern.finditer(fold.text):
            start, end = fold.span(*found.span())
            left += [text[here:start], by]
            here = end
        return "".join([*left, text[here:]]) if left else text


@dataclass(frozen=True)
class Entry:
    """What an entry of the log holds of people's words."""

    command: Mapping[str, Any]
    change: Mapping[str, Any]
    inverse: Mapping[str, Any]
    touched: Sequence[Sequence[str]]


class TakingOut:
    """Replaces words by the mark wherever people write.

    Give it everything once with `looking` set: then it only counts, and learns who is named in accounts, so that those of
    different people, told apart by their names alone, stay apart when these are taken out.
    """

    def __init__(self, words: str):
        self.sought = Sought(words)
        self.looking = True
        self.places = 0
        self._whos: set[str] = set()
        self._new: dict[str, str] = {}

    def element(self, element: Element) -> dict[str, Any]:
        """The element without the words."""
        return self._walk(element, "")

    def entry(self, entry: Entry) -> Entry:
        """An entry of the log without the words: as it was sent, in whole elements, in old values and in the keys of accounts."""
        inverse = entry.inverse
        back = [[id, self._key(path), self._walk(old, _name_at(path))] for id, path, old in inverse["set"]]
        return Entry(
            command=self._walk(entry.command, ""),
            change={**entry.change, "put": self._walk(entry.change["put"], "")},
            inverse={**inverse, "put": self._walk(inverse["put"], ""), "set": back},
            touched=self.touched(entry.touched),
        )

    def touched(self, touched: Iterable[Sequence[str]]) -> list[list[str]]:
        """Touched paths; those of accounts name who."""
        return [[id, self._key(path)] for id, path in touched]

    def text(self, text: str, most: int = 0) -> str:
        """One text without the words; the mark alone where the whole would grow too long."""
        left = self.sought.replaced(text, MARK)
        if left == text:
            return text
        self.places += 1
        return left if not most or len(left) <= most else MARK

    def _walk(self, value: Any, name: str) -> Any:
        if isinstance(value, Mapping):
            return {key: self._walk(inner, key) for key, inner in value.items()}
        if isinstance(value, list | tuple):
            return [self._walk(inner, name) for inner in value]
        if not isinstance(value, str):
            return value
        if name in _MOST:
            return self.text(value, _MOST[name])
        if name == "who":
            return self._who(value)
        return self._key(value) if name in ("key", "used") or name.endswith(".used") else value

    def _key(self, key: str) -> str:
        """The key of an account, or a path that ends in one: source|who."""
        head, bar, who = key.partition("|")
        return f"{head}{bar}{self._who(who)}" if bar else key

    def _who(self, who: str) -> str:
        """A name without the words: two different ones never become the same."""
        left = self.text(who, WHO_LENGTH - 4)
        if self.looking:
            self._whos.add(who)
            return who
        if left == who:
            return who
        if who not in self._new:
            taken = {*self._new.values(), *(one for one in self._whos if not self.sought.stand_in(one))}
            self._new[who] = next(one for n in count(1) if (one := left if n == 1 else f"{left} {n}") not in taken)
        return self._new[who]


def _name_at(path: str) -> str:
    """The name that the value at a path has inside its element."""
    return "" if "|" in path else path


def taken_out_of(state: MapState, out: TakingOut) -> tuple[dict[str, Any], list[list[str]]]:
    """(change, touched paths) that take the words out of the map as it stands."""
    put, touched = [], []
    for id, element in state.elements.items():
        clean = out.element(element)
        if clean != dict(element):
            put.append(clean)
            touched += [[id, path] for path, _old in differences(element, clean)]
    return {"put": put, "remove": []}, out.touched(touched)
