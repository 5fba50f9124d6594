"""Names of activities that somebody treats as one: {name in the data: the name it goes under}. The data keep the names they came with."""

from collections.abc import Collection, Iterable, Mapping
from types import MappingProxyType

Merges = Mapping[str, str]
NO_MERGES: Merges = MappingProxyType({})


def as_one(merges: Merges, names: Collection[str], keep: str) -> dict[str, str]:
    """These names go under one of them, with all that goes under them already."""
    moved = {name: keep for name, under in merges.items() if under in names}
    return {**merges, **moved, **{name: keep for name in names if name != keep}}


def apart(merges: Merges, name: str) -> dict[str, str]:
    """What goes under this name goes under its own again."""
    return {one: under for one, under in merges.items() if under != name}


def spellings(merges: Merges) -> dict[str, list[str]]:
    """{name: the other names that go under it}, both in order."""
    found: dict[str, list[str]] = {}
    for name, under in sorted(merges.items(), key=lambda pair: (pair[1], pair[0])):
        found.setdefault(under, []).append(name)
    return found


def counted_under(counts: Iterable[tuple[str, int]], merges: Merges) -> list[tuple[str, int]]:
    """Counts of names in the data, under the names these go under; the most frequent first. Of what is counted once under each name."""
    found: dict[str, int] = {}
    for name, n in counts:
        under = merges.get(name, name)
        found[under] = found.get(under, 0) + n
    return sorted(found.items(), key=lambda pair: (-pair[1], pair[0]))
