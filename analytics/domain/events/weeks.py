"""A journey week by week: who set out, who finished, how long it took them. Weeks begin on Mondays of the place's calendar."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from analytics.domain.events.reached import Reached
from carejourneys.common.small_numbers import hide_count, says_more_together


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
    that cannot be, 0 or at least `few` finish. before: who was on the way before the first. Where rounded counts of neighbours, or those of
    all spans beside the whole, would say more than each by itself, spans are joined further.
    """
    for everything in (True, False):
        told = _Told(begun, finished, _on_the_way(begun, finished, before), before, few, everything)
        spans = _loosened(_spans(told), told)
        if spans or not begun:
            break
    return spans, everything


@dataclass(frozen=True)
class _Told:
    """What would be told of weeks. everything: who set out and who is on the way too."""

    begun: Sequence[int]
    finished: Sequence[int]
    on_the_way: Sequence[int]
    before: int
    few: int
    everything: bool

    def of(self, one: int, two: int) -> tuple[int, ...]:
        """From one week to another, both included: who finished, who set out, who was on the way at the end."""
        done = sum(self.finished[one : two + 1])
        return (done, sum(self.begun[one : two + 1]), self.on_the_way[two]) if self.everything else (done,)


def _spans(told: _Told) -> Spans:
    """Empty when not even all of them together will do."""
    ends, weeks = [-1], len(told.begun)
    for place in range(weeks):
        if not _of_few(told, ends[-1] + 1, place):
            ends.append(place)
    while len(ends) > 1 and ends[-1] != weeks - 1:  # a rest joins the span before it
        ends.pop()
        if not _of_few(told, ends[-1] + 1, weeks - 1):
            ends.append(weeks - 1)
    return [(one + 1, two) for one, two in pairwise(ends)]


def _of_few(told: _Told, one: int, two: int) -> bool:
    return any(hide_count(n, told.few) for n in told.of(one, two))


def _loosened(spans: Spans, told: _Told) -> Spans:
    """Joined until the counts told of them say no more side by side than each alone. Empty when not even all of them together will do."""
    while (place := _tight(spans, told)) is not None:
        if len(spans) == 1:
            return []
        first = max(0, place - 1)
        spans = [*spans[:first], (spans[first][0], spans[first + 1][1]), *spans[first + 2 :]]
    return spans


def _tight(spans: Spans, told: _Told) -> int | None:
    """A span that says too much beside the one before it, or the smallest when all of them do beside the whole."""
    counts = [told.of(*span) for span in spans]
    left = told.before  # of these nobody is told
    for place, (done, come, on_the_way) in enumerate(counts if told.everything else ()):
        if (place or not left) and says_more_together((left, come), (done, on_the_way), told.few):
            return place
        left = on_the_way
    for parts in list(zip(*counts, strict=True))[:2]:  # who finished; who set out
        if len(parts) > 1 and says_more_together(parts, (sum(parts),), told.few):
            return min(range(len(parts)), key=lambda place: (parts[place] == 0, parts[place]))
    return None


def _on_the_way(begun: Sequence[int], finished: Sequence[int], before: int) -> list[int]:
    left, found = before, []
    for come, done in zip(begun, finished, strict=True):
        left += come - done
        found.append(left)
    return found
