"""What unknown counts can still be, from what is known of sums of them: linear programming, with the true counts as a place to start from.

Each point that agrees with everything known shows of every count one number that it can be, and what lies between two such points agrees
too. So most counts are settled by a few points at which many of them are far from what they are; those that stay are asked in ever smaller
companies, and by themselves at last.

What is known, and what it takes to find out, has bounds of size and of time: who comes to one of them is told so, and has lost nothing.
"""

import math
import time
from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array, hstack, vstack

Name = tuple[Hashable, ...]  # of whose data, what is counted, where
Sum = Mapping[Name, float]
_NEAR = 1e-6


class TooBig(Exception):
    """It cannot be found out within the bounds."""


@dataclass(frozen=True)
class Bounded:
    """Of all of this, least to most are left, which is too few."""

    of: Sum
    least: int
    most: int


@dataclass(frozen=True)
class Found:
    """bounded: each that can be; unknown: of how many it could not be found out in time."""

    bounded: tuple[Bounded, ...]
    unknown: int


@dataclass
class Known:
    """truth: the true counts. facts: (sum of counts, low, high), each true. size: how much there may be of both, in counts and terms of
    sums; until: on the monotonic clock. Beyond either TooBig is raised.
    """

    truth: dict[Name, int] = field(default_factory=dict)
    facts: list[tuple[Sum, float, float]] = field(default_factory=list)
    size: int = 1_000_000
    until: float = math.inf
    _terms: int = 0

    def look(self) -> None:
        """TooBig when there is too much of it, or no time left."""
        if len(self.truth) + self._terms > self.size or time.monotonic() > self.until:
            raise TooBig

    def worth(self, of: Sum) -> float:
        """What a sum truly comes to."""
        return sum(times * self.truth[name] for name, times in of.items())

    def learn(self, of: Sum, low: float = 0, high: float = np.inf) -> None:
        """That a sum of counts lies between the two: told, and so it does."""
        if of:
            self._terms += len(of)
            self.look()
            self.facts.append((of, low, high))

    def suppose(self, of: Sum, low: float = 0, high: float = np.inf) -> None:
        """The same of something that is so in most data: known where it is so in these."""
        if low <= self.worth(of) <= high:
            self.learn(of, low, high)

    def equal(self, one: Name, parts: Sum) -> None:
        """That a count is the sum of others, where it is."""
        of = {name: -times for name, times in parts.items()}
        self.suppose({**of, one: of.get(one, 0) + 1}, 0, 0)

    def untrue(self) -> list[tuple[Sum, float, float]]:
        """What is known and not so: empty, or nothing can be said."""
        negative = [({name: 1}, 0, math.inf) for name, n in self.truth.items() if n < 0]
        return [*negative, *((of, low, high) for of, low, high in self.facts if not low - _NEAR <= self.worth(of) <= high + _NEAR)]


def all_bounded(known: Known, few: Sequence[tuple[Sum, int]]) -> Found:
    """Which of some sums of 1 to t-1 people can be fewer than t different numbers and not all of 1 to t-1.

    few: (sum, its t). Of those that time does not suffice for it is not known.
    """
    return _Asking(known, few).answer() if few else Found((), 0)


class _Asking:
    def __init__(self, known: Known, few: Sequence[tuple[Sum, int]]):
        self._until = known.until
        names = list(known.truth)
        place = {name: at for at, name in enumerate(names)}
        truth = np.array([known.truth[name] for name in names], dtype=float)
        self._matrix = _rows([of for of, _low, _high in known.facts], place)
        self._low, self._high = (np.array([fact[at] for fact in known.facts], dtype=float) for at in (1, 2))
        self._of = [of for of, _t in few]
        self._goals = _rows(self._of, place)
        self._t = np.array([t for _of, t in few])
        self._true = self._goals @ truth
        self._least, self._most = self._true.copy(), self._true.copy()
        self._bounded: dict[int, Bounded] = {}

    def answer(self) -> Found:
        try:
            self._ask()
        except TooBig:
            return Found(tuple(self._bounded.values()), len(self._left()))
        return Found(tuple(self._bounded.values()), 0)

    def _ask(self) -> None:
        size, order = len(self._of), np.random.default_rng(0)  # which of them are asked together decides how long it takes, nothing else
        while len(left := self._left()):
            asked = np.sort(order.permutation(left)[:size])
            for up in (True, False):
                self._seen(self._together(asked, up=up))
            still = np.intersect1d(asked, self._left())
            if len(asked) == 1 and len(still):
                one = int(asked[0])
                self._bounded[one] = Bounded(self._of[one], math.ceil(self._least[one] - _NEAR), math.floor(self._most[one] + _NEAR))
                size = len(self._of)
            elif 2 * len(still) > len(asked):  # too many that stand in one another's way
                size = max(1, len(asked) // 2)

    def _left(self) -> np.ndarray:
        """Places of those that are not settled."""
        least, most = np.ceil(self._least - _NEAR), np.floor(self._most + _NEAR)
        settled = (most - least + 1 >= self._t) | ((least <= 1) & (most >= self._t - 1))
        settled[list(self._bounded)] = True
        return np.flatnonzero(~settled)

    def _seen(self, point: np.ndarray) -> None:
        worth = self._goals @ point
        self._least, self._most = np.minimum(self._least, worth), np.maximum(self._most, worth)

    def _together(self, left: np.ndarray, *, up: bool) -> np.ndarray:
        """A point at which as many of them as can be are far above what they are, or far below, and none counts for more than is needed."""
        goals, n = self._goals[left], len(left)
        more = csr_array((np.full(n, -1.0 if up else 1.0), (np.arange(n), np.arange(n))), shape=(n, n))
        matrix = vstack([hstack([self._matrix, csr_array((self._matrix.shape[0], n))]), hstack([goals, more])]).tocsr()
        true = self._true[left]  # how far it is moved lies between nothing and t-1
        low = np.concatenate([self._low, true if up else np.full(n, -np.inf)])
        high = np.concatenate([self._high, np.full(n, np.inf) if up else true])
        goal = np.concatenate([np.zeros(self._matrix.shape[1]), -np.ones(n)])
        most = np.concatenate([np.full(self._matrix.shape[1], np.inf), self._t[left] - 1.0])
        seconds = self._until - time.monotonic()
        if seconds <= 0:
            raise TooBig
        limit = {"time_limit": seconds} if math.isfinite(seconds) else {}
        found = milp(goal, constraints=LinearConstraint(matrix, low, high), bounds=Bounds(0, most), options=limit)
        if found.x is None or found.status != 0:
            raise TooBig
        return found.x[: self._matrix.shape[1]]


def _rows(sums: Sequence[Sum], place: Mapping[Name, int]) -> csr_array:
    cells = list(_cells(sums, place))
    rows, columns, times = (np.array([cell[at] for cell in cells], dtype=kind) for at, kind in enumerate((int, int, float)))
    return csr_array((times, (rows, columns)), shape=(len(sums), len(place)))


def _cells(sums: Sequence[Sum], place: Mapping[Name, int]) -> Iterator[tuple[int, int, float]]:
    for row, of in enumerate(sums):
        for name, times in of.items():
            yield row, place[name], times
