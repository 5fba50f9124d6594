"""Which elements of two maps stand for the same: by what they were derived from, never by their words."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from journeys.domain.elements import Element
from journeys.domain.state import MapState


@dataclass(frozen=True)
class Lineage:
    """Where the elements of two maps come from.

    parents: {element: those it was derived from}, of the two maps and of the maps between them and the one they both come from.
    common: the elements of that one, which may be one of the two: there the search for where something comes from ends.
    """

    parents: Mapping[str, Sequence[str]] = field(default_factory=dict)
    common: Collection[str] = frozenset()

    def origins(self, id: str) -> frozenset[str]:
        """The nearest elements of the common map that it comes from; of one that comes from none, itself."""
        found, seen, open_ = set(), {id}, [id]
        while open_:
            one = open_.pop()
            parents = () if one in self.common else self.parents.get(one, ())
            if not parents:
                found.add(one)
            fresh = [parent for parent in parents if parent not in seen]
            seen.update(fresh)
            open_ += fresh
        return frozenset(found)


@dataclass(frozen=True)
class Match:
    """What stands for the same: ids before and after, in reading order; one side is empty where something goes or comes."""

    before: tuple[str, ...]
    after: tuple[str, ...]

    @property
    def kind(self) -> str:
        """kept, merged, divided, regrouped, removed or added."""
        if not self.before:
            return "added"
        if not self.after:
            return "removed"
        if len(self.before) == len(self.after) == 1:
            return "kept"
        return "merged" if len(self.after) == 1 else "divided" if len(self.before) == 1 else "regrouped"


@dataclass(frozen=True)
class Matches:
    """All elements of one type, each in one match, in the order of the map before; what is new stands behind what it follows after."""

    all: tuple[Match, ...]

    def of_before(self, id: str) -> Match:
        """The match this element of the map before stands in. KeyError when it has none."""
        return self._by_before[id]

    def of_after(self, id: str) -> Match:
        """The match this element of the map after stands in. KeyError when it has none."""
        return self._by_after[id]

    def __post_init__(self) -> None:
        object.__setattr__(self, "_by_before", {id: match for match in self.all for id in match.before})
        object.__setattr__(self, "_by_after", {id: match for match in self.all for id in match.after})

    _by_before: Mapping[str, Match] = field(init=False, repr=False, compare=False)
    _by_after: Mapping[str, Match] = field(init=False, repr=False, compare=False)


def matched(before: MapState, after: MapState, element_type: str, lineage: Lineage) -> Matches:
    """The elements of a type that come from the same stand together, whatever they are called now."""
    sides = (before.of_type(element_type), after.of_type(element_type))
    groups = _joined(lineage.origins(element["id"]) for side in sides for element in side)
    ids: dict[str, tuple[list[str], list[str]]] = defaultdict(lambda: ([], []))
    for place, side in enumerate(sides):
        for element in side:
            ids[groups[next(iter(lineage.origins(element["id"])))]][place].append(element["id"])
    found = [Match(tuple(old), tuple(new)) for old, new in ids.values()]
    return Matches(tuple(sorted(found, key=_places(*sides, found).__getitem__)))


def _joined(sets: Iterable[frozenset[str]]) -> dict[str, str]:
    """{origin: name of its group}: origins that occur together in any set are of one group."""
    parent: dict[str, str] = {}

    def root(one: str) -> str:
        while parent.setdefault(one, one) != one:
            parent[one] = parent[parent[one]]
            one = parent[one]
        return one

    for together in sets:
        first, *rest = sorted(together)
        root(first)
        for other in rest:
            parent[root(other)] = root(first)
    return {one: root(one) for one in list(parent)}


def _places(before: Sequence[Element], after: Sequence[Element], found: Iterable[Match]) -> dict[Match, tuple[int, int]]:
    """Where each match stands: at its first element before; what is new, behind the last before it that is not."""
    old = {element["id"]: place for place, element in enumerate(before)}
    by_new = {id: match for match in found for id in match.after}
    places = {match: (old[match.before[0]], -1) for match in found if match.before}
    behind = -1
    for place, element in enumerate(after):
        match = by_new[element["id"]]
        if match.before:
            behind = places[match][0]
        else:
            places.setdefault(match, (behind, place))
    return places
