"""What is found in a log beside single rows, counted the plain way: one case after the other, every pair."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations

import numpy as np

DAY = 86_400


@dataclass(frozen=True)
class Event:
    """begun, ended: seconds; row: of the file."""

    row: int
    case: str
    activity: str
    begun: int
    ended: int


def _by_case(events: Iterable[Event]) -> list[list[Event]]:
    cases = defaultdict(list)
    for event in events:
        cases[event.case].append(event)
    return [sorted(of, key=lambda one: (one.begun, one.ended, one.row)) for of in cases.values()]


def soon_again(events: Iterable[Event]) -> list[int]:
    """Rows that begin at most a minute after the same activity in the same case."""
    rows = [b.row for case in _by_case(events) for a, b in combinations(case, 2) if a.activity == b.activity and b.begun - a.begun <= 60]
    return sorted(set(rows))


def unusual_gaps(events: Iterable[Event]) -> list[int]:
    """Rows that begin too long after all before them in their case had ended."""
    gaps = []
    for case in _by_case(events):
        for place in range(1, len(case)):
            last = max(range(place), key=lambda one: (case[one].ended, one))
            gaps.append((case[place].row, (case[last].activity, case[place].activity), max(0, case[place].begun - case[last].ended)))
    of_pair = defaultdict(list)
    for _row, pair, gap in gaps:
        of_pair[pair].append(gap)

    def bound(of: list[int]) -> float:
        low, middle, high = np.quantile(of, [0.25, 0.5, 0.75])
        return max(2 * middle, middle + 5 * (high - low))

    everything = [gap for _row, _pair, gap in gaps]
    bounds = {pair: bound(of if len(of) >= 20 else everything) for pair, of in of_pair.items()}
    return sorted(row for row, pair, gap in gaps if gap > DAY and gap > bounds[pair])


def out_of_order(events: Iterable[Event]) -> tuple[list[int], set[tuple[str, str]]]:
    """(rows of first times that come before what they usually follow, the pairs in their usual order)."""
    firsts = []
    for case in _by_case(events):
        first: dict[str, Event] = {}
        for event in case:
            first.setdefault(event.activity, event)
        firsts.append(first)
    rows, pairs = set(), set()
    for usually, then in {(a, b) for first in firsts for a in first for b in first if a != b}:
        both = [first for first in firsts if usually in first and then in first]
        usual = [first for first in both if first[usually].begun < first[then].begun]
        other = [first for first in both if first[then].begun < first[usually].begun]
        if other and len(usual) >= 7 and len(usual) >= 0.95 * (len(usual) + len(other) - 1):
            pairs.add((usually, then))
            rows |= {first[then].row for first in other}
    return sorted(rows), pairs
