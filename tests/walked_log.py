"""What is measured for a map on people whose ways over it are given, without a log and an engine: for tests of what may be shown of it.

A group: so many people who took the same way. Each takes a day for everything.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import pairwise

from analytics.domain.events.map_times import (
    HandOffs,
    LeadTime,
    MapTimes,
    Moved,
    RecordedShare,
    Share,
    StepTimes,
    Times,
    WaitBetween,
    WhereTheDaysGo,
)
from analytics.domain.events.reached import Reached
from analytics.domain.map_measures import as_json

DAY = 86_400.0


@dataclass(frozen=True)
class Group:
    """people: how many. way: steps they were at. closed: they ended, else they wait after the last. timed: with starts. more: activities
    in their first visit beyond one."""

    people: int
    way: tuple[str, ...]
    closed: bool = True
    timed: bool = True
    more: int = 0


def kept_of(groups: Sequence[Group], *, steps: Collection[str], links: Collection[tuple[str, str]], end: str | None = None) -> dict:
    """As as_json keeps it; link ids are "from>to". end: the named end, told apart from other ends."""
    moved, people_moved = Counter(), Counter()
    visits, begun, ended, waiting = Counter(), Counter(), Counter(), Counter()
    instances, timed, timed_people = Counter(), Counter(), Counter()
    for group in groups:
        for pair, times in Counter(pairwise(group.way)).items():
            moved[pair] += times * group.people
            people_moved[pair] += group.people
        for step, times in Counter(group.way).items():
            done = times + (group.more if step == group.way[0] else 0)
            visits[step] += times * group.people
            instances[step] += done * group.people
            timed[step] += done * group.people * group.timed
            timed_people[step] += group.people * group.timed
        if group.way:
            begun[group.way[0]] += group.people
            (ended if group.closed else waiting)[group.way[-1]] += group.people
    closed = sum(group.people for group in groups if group.closed)
    still = sum(group.people for group in groups if not group.closed)
    arrived = ended[end] if end else 0
    again = sum(group.people for group in groups if group.closed and len(set(group.way)) < len(group.way))
    return as_json(
        MapTimes(
            as_of=datetime(2026, 3, 1, 9, 41, 7, tzinfo=UTC),
            n_closed=closed,
            n_open=still,
            waits={pair: _wait(moved[pair], people_moved[pair], waiting[pair[0]]) for pair in links},
            steps={
                step: StepTimes(
                    service=_times(timed[step]),
                    n_negative=0,
                    n_without_start=instances[step] - timed[step],
                    n_instances=instances[step],
                    n_cases=timed_people[step],
                    visits_per_case=None,
                    n_visits=visits[step],
                    n_ended=ended[step],
                    n_waiting=waiting[step],
                )
                for step in steps
            },
            moved={pair: Moved(times, people_moved[pair]) for pair, times in moved.items()},
            lead_time=_lead(closed, still),
            named_end=end,
            lead_time_to_end=_lead(arrived, still) if end else None,
            reached_end=_share(arrived, closed) if end else None,
            going_round=_share(again, closed),
            hand_offs=HandOffs(_times(closed), 0, 0),
            recorded_share=RecordedShare(closed, 0.01 if closed else None, 0.0),
            days=WhereTheDaysGo(closed, DAY, 0.5 * DAY, {(None, None): 0.5 * DAY}, {(None, None): closed}),
        ),
        {f"{one}>{two}": (one, two) for one, two in links},
    )


def places_of(group: Group, end: str | None) -> list[tuple]:
    """The moves of one of these people from place to place, all the way round, told as (from, to, what is counted there)."""
    moves, here = [], "begun"
    for place, step in enumerate(group.way):
        moves.append((here, (step, "in"), ("link", here[0], step) if place else None))
        for _more in range(group.more if place == 0 else 0):
            moves += [((step, "in"), (step, "out"), ("service", step) if group.timed else None), ((step, "out"), (step, "in"), None)]
        moves.append(((step, "in"), (step, "out"), ("service", step) if group.timed else None))
        here = (step, "out")
    if not group.closed:
        waits = ("waiting", group.way[-1]) if group.way else None
        return [*moves, (here, "open", waits), ("open", "begun", ("open",))]
    arrived = bool(group.way) and group.way[-1] == end
    last = "arrived" if arrived else "elsewhere"
    return [*moves, (here, last, None), (last, "closed", ("arrived",) if arrived else None), ("closed", "begun", ("closed",))]


def counts_of(groups: Sequence[Group], end: str | None) -> dict[tuple, int]:
    """{(from, to, what): how often}, of everybody."""
    counts: dict[tuple, int] = defaultdict(int)
    for group in groups:
        for move in places_of(group, end):
            counts[move] += group.people
    return dict(counts)


def _times(n: int) -> Times:
    return Times(n, DAY, DAY, DAY) if n else Times(0, None, None, None)


def _wait(times: int, people: int, waiting: int) -> WaitBetween:
    return WaitBetween(_times(times), people, 0, waiting, Reached(DAY), Reached(DAY))


def _lead(closed: int, still: int) -> LeadTime:
    return LeadTime(_times(closed), still, Reached(DAY), Reached(DAY))


def _share(numerator: int, n: int) -> Share:
    return Share(numerator, n, numerator / n if n else None)
