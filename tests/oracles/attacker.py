"""An attacker: from everything that was told, what each hidden count of people can still be, by integer programming.

It knows how counts hang together (who comes to a step leaves it or is still there), how they are rounded, and all that anybody could ever
read: of every version, question and page, before and after the threshold was raised. It forgets nothing and knows nothing of our code.

A count of 1 to t-1 people is kept when at least t different counts agree with everything told; or all of 1 to t-1 do, for that is what
"fewer than t" says itself. This is what the rule promises of a table with totals: two hidden cells which sum to t can be anything from 0
to t.
"""

import math
from collections.abc import Hashable, Mapping

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

MOST = 5_000  # people, in these worlds
Sum = Mapping[Hashable, float]


class Attacker:
    """Unknown counts by name, and what is known of sums of them."""

    def __init__(self):
        self._places: dict[Hashable, int] = {}
        self._known: list[tuple[Sum, float, float]] = []
        self._matrix: tuple[LinearConstraint, Bounds] | None = None
        self._whole = False  # whether to ask that counts be whole: only that tells of how many people a mean is

    def learn(self, of: Sum, low: float = 0, high: float = np.inf) -> None:
        """That a sum of counts, each so many times, lies between the two."""
        for name in of:
            self._places.setdefault(name, len(self._places))
        self._known.append((of, low, high))
        self._whole |= any(times % 1 for times in of.values())
        self._matrix = None

    def equal(self, one: Hashable, parts: Sum) -> None:
        """That a count is a sum of others."""
        of = {name: -times for name, times in parts.items()}
        self.learn({**of, one: of.get(one, 0) + 1}, 0, 0)

    def least_and_most(self, of: Sum) -> tuple[int, int]:
        """Of all counts that agree with what is known."""
        goal = np.zeros(len(self._places))
        for name, times in of.items():
            goal[self._places[name]] = times
        return self._solved(goal), -self._solved(-goal)

    def agrees(self, truth: Mapping[Hashable, int]) -> list[tuple[Sum, float, float]]:
        """What is known and not true: empty, if the attacker understood what it read."""
        return [(of, low, high) for of, low, high in self._known if not low - 1e-6 <= _worth(of, truth) <= high + 1e-6]

    def _solved(self, goal: np.ndarray) -> int:
        if self._matrix is None:
            self._matrix = self._as_matrix()
        found = milp(goal, constraints=self._matrix[0], bounds=self._matrix[1], integrality=np.full(len(goal), self._whole))
        assert found.status == 0, found.message
        return math.ceil(found.fun - 1e-6)

    def _as_matrix(self) -> tuple[LinearConstraint, Bounds]:
        cells = [(row, self._places[name], times) for row, (of, _low, _high) in enumerate(self._known) for name, times in of.items()]
        rows, columns, times = zip(*cells, strict=True)
        matrix = csr_array((times, (rows, columns)), shape=(len(self._known), len(self._places)))
        lows, highs = ([one[place] for one in self._known] for place in (1, 2))
        return LinearConstraint(matrix, lows, highs), Bounds(np.zeros(len(self._places)), np.full(len(self._places), MOST))


def _worth(of: Sum, truth: Mapping[Hashable, int]) -> float:
    return sum(times * truth[name] for name, times in of.items())


def step_of(t: int) -> int:
    """10; with a higher threshold three times as much, so often that the lowest class, which begins with t, has t counts in it."""
    step = 10
    while step * 3 // 2 - t + 1 < t:
        step *= 3
    return step


def class_of(told: float, t: int) -> tuple[int, int]:
    """(fewest, most) people of whom a reader without the right to open the data is told this number: 20 of 16 to 25, for none is told of
    fewer than t. A number that is not rounded says what it says.
    """
    step = step_of(t)
    if told == 0 or told % step:
        return round(told), round(told)
    return (t if told == step else round(told) - step // 2 + 1), round(told) + step // 2


def class_of_times(told: float, t: int, each: int) -> tuple[int, int]:
    """(fewest, most) times of which the number is told, when it happened `each` times to a person, rounded up, and to t people at least."""
    step = step_of(t) * each
    if each == 1 or told == 0 or told % step:
        return class_of(told, t)
    most = (round(told) // each + step // each // 2) * each + (each - 1) // 2
    return (t if told == step else most - step + 1), most


def class_around(n: int, t: int) -> tuple[int, int]:
    """The class in which n people are told, t at least."""
    step = step_of(t)
    return next(found for told in range(step, n + step + 1, step) if (found := class_of(told, t))[1] >= n)


def kept(count: int, least: int, most: int, t: int) -> bool:
    """Whether a count of 1 to t-1 people is still hidden, when it is known to lie between the two."""
    assert 0 < count < t and least <= count <= most, (count, least, most)
    return most - least + 1 >= t or (least <= 1 and most >= t - 1)
