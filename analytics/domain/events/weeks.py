"""A journey week by week: who set out, who finished, how long it took them. Weeks begin on Mondays of the place's calendar."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from analytics.domain.events.reached import Reached
from carejourneys.common.small_numbers import hide_count


@dataclass(frozen=True)
class Week:
    """One week, or several taken together. first: its Monday; weeks: how many. begun, finished: people; on_the_way: at its end.

    median, p80: of the lead times of those who finished in it, seconds. started: the median of those who set out in it, those still on the
    way counted (Kaplan-Meier); started_finished: how many of these have finished by now.
    """

    first: date
    weeks: int
    begun: int
    finished: int
    on_the_way: int
    median: float | None
    p80: float | None
    started: Reached
    started_finished: int


@dataclass(frozen=True)
class Weekly:
    """weeks: each by itself. merged: weeks taken together until nothing in them tells of fewer than `few` people; counted: whether who set
    out and who was on the way may be told of these, else who finished alone. left_out: earlier weeks that are not listed.
    """

    weeks: tuple[Week, ...]
    merged: tuple[Week, ...]
    counted: bool
    few: int
    left_out: int


NO_WEEKS = Weekly((), (), True, 0, 0)
Spans = list[tuple[int, int]]


def merged_spans(begun: Sequence[int], finished: Sequence[int], before: int, few: int) -> tuple[Spans, bool]:
    """Neighbouring weeks joined: [(first, last)], both included, and whether who set out may be told too.

    In each span 0 or at least `few` set out, finish, and are on the way at its end: whoever came by then and was not done by then. Where
    that cannot be, 0 or at least `few` finish. before: who was on the way before the first.
    """
    counted = _spans(begun, finished, before, few, everything=True)
    if counted or not begun:
        return counted, True
    return _spans(begun, finished, before, few, everything=False), False


def _spans(begun: Sequence[int], finished: Sequence[int], before: int, few: int, *, everything: bool) -> Spans:
    """Empty when not even all of them together will do."""
    ends, come, done = [-1], 0, 0
    on_the_way = _on_the_way(begun, finished, before)
    for place in range(len(begun)):
        come, done = come + begun[place], done + finished[place]
        told = (come, done, on_the_way[place]) if everything else (done,)
        if not any(hide_count(n, few) for n in told):
            ends.append(place)
            come = done = 0
    while len(ends) > 1 and ends[-1] != len(begun) - 1:  # a rest joins the span before it
        ends.pop()
        start = ends[-1] + 1
        rest = (sum(begun[start:]), sum(finished[start:]), on_the_way[-1]) if everything else (sum(finished[start:]),)
        if not any(hide_count(n, few) for n in rest):
            ends.append(len(begun) - 1)
    return [(one + 1, two) for one, two in pairwise(ends)]


def _on_the_way(begun: Sequence[int], finished: Sequence[int], before: int) -> list[int]:
    left, found = before, []
    for come, done in zip(begun, finished, strict=True):
        left += come - done
        found.append(left)
    return found
