"""Visits to the steps of a map, in SQL: consecutive instances of a step's activities are one visit until one of them comes again."""

from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from analytics.domain.events.merged_names import NO_MERGES, Merges, spellings
from analytics.engine.database import Database, Watch, quoted
from analytics.engine.merged_names import register_called
from analytics.engine.prepared_folder import CASES, EVENTS

_CLOSED = """
CREATE TABLE closed AS
SELECT case_no, list_contains(?::VARCHAR[], coalesce(called, last_activity)) AS ended, coalesce(called, last_activity) AS last_activity,
    first, lead_us, busy_us, organisation_handoffs
FROM read_parquet({cases}) LEFT JOIN called ON called.activity = last_activity {whose}
"""
_CHOSEN = "CREATE TABLE chosen AS {members}"
Members = tuple[str, list[Any]]  # a statement that gives the case_no of each, and its parameters

# A first cut, in one pass: the n-th time of any activity of a run begins the n-th visit. It is right but where an activity comes n times
# before another has come as often (x, x, y, y): people of whom that is so are told anew, event by event.
_VISITED = """
CREATE OR REPLACE TABLE visited AS
WITH matched AS (
    SELECT case_no, place, started, completed, step, number FROM read_parquet({events}) JOIN steps USING (activity) {among}
), changed AS (
    SELECT *, step IS DISTINCT FROM lag(step) OVER (PARTITION BY case_no ORDER BY place) AS other FROM matched
), runs AS (
    SELECT *, count(*) FILTER (WHERE other) OVER (PARTITION BY case_no ORDER BY place ROWS UNBOUNDED PRECEDING) AS run FROM changed
), times AS (
    SELECT *, row_number() OVER (PARTITION BY case_no, run, number ORDER BY place) AS time FROM runs
), numbered AS (
    SELECT *, max(time) OVER (PARTITION BY case_no, run ORDER BY place ROWS UNBOUNDED PRECEDING) AS visit FROM times
)
SELECT case_no, any_value(step) AS step, min(place) AS place, epoch_us(min(started)) AS started, epoch_us(max(completed)) AS completed,
    count(*) AS events, bool_or(time < visit) AS doubtful
FROM numbered GROUP BY case_no, run, visit
"""
_DOUBTED = "CREATE OR REPLACE TABLE doubted AS SELECT DISTINCT case_no FROM visited WHERE doubtful"
_THEIR_EVENTS = (
    "SELECT case_no, sum(events)::BIGINT AS events FROM visited SEMI JOIN doubted USING (case_no) GROUP BY case_no ORDER BY case_no"
)
_EVENT_BY_EVENT = """
SELECT case_no, place, step, number, epoch_us(started) AS started, epoch_us(completed) AS completed
FROM read_parquet({events}) JOIN steps USING (activity) SEMI JOIN doubted USING (case_no)
WHERE case_no BETWEEN ? AND ? ORDER BY case_no, place
"""
_AT_ONCE = 1_000_000  # events told anew

_VISITS = """
CREATE TABLE visits AS
SELECT case_no, step, completed, ended, lead(step) OVER w AS next_step, lead(started) OVER w - completed AS wait_us
FROM visited JOIN closed USING (case_no)
WINDOW w AS (PARTITION BY case_no ORDER BY place)
"""


def tell_visits(
    database: Database,
    folder: Path,
    steps: Mapping[str, Collection[str]],
    ends: Collection[str],
    watch: Watch,
    members: Members | None = None,
    merges: Merges = NO_MERGES,
) -> list[str]:
    """Makes the tables steps, closed and visits; steps stand in them by their place in the list returned. members: of these cases alone.
    merges: activities of steps, and ends, are the names that others go under.
    """
    names = tell_closed(database, folder, steps, ends, members, merges)
    tell_visited(database, folder, watch)
    database.run(_VISITS)
    database.run("DROP TABLE visited")
    return names


def tell_closed(
    database: Database,
    folder: Path,
    steps: Mapping[str, Collection[str]],
    ends: Collection[str],
    members: Members | None = None,
    merges: Merges = NO_MERGES,
) -> list[str]:
    """Makes the tables steps, called and closed. ValueError: an activity of two steps."""
    names = list(steps)
    pairs = [(activity, place) for place, name in enumerate(names) for activity in steps[name]]
    others = spellings(merges)
    rows = [(name, place, number) for number, (activity, place) in enumerate(pairs) for name in (activity, *others.get(activity, ()))]
    if len({name for name, _place, _number in rows}) < len(rows):
        raise ValueError("an activity belongs to one step at most")
    columns = [pa.array([row[0] for row in rows], pa.string()), *(pa.array([row[at] for row in rows], pa.int32()) for at in (1, 2))]
    database.register("steps", pa.table(columns, names=["activity", "step", "number"]))
    register_called(database, merges)
    if members is not None:
        database.run(_CHOSEN.format(members=members[0]), members[1])
    whose = "SEMI JOIN chosen USING (case_no)" if members is not None else ""
    database.run(_CLOSED.format(cases=quoted(folder / CASES), whose=whose), [list(ends)])
    return names


def tell_visited(database: Database, folder: Path, watch: Watch, among: str = "", at_once: int = _AT_ONCE) -> None:
    """Makes the table visited anew, with a row a visit (case_no, step, place, started, completed), of the events that `among` leaves: those
    of whole cases. Times are microseconds. It needs the table steps.
    """
    database.run(_VISITED.format(events=quoted(folder / EVENTS), among=among), watch=watch)
    database.run(_DOUBTED)
    doubted = database.arrays(_THEIR_EVENTS)
    if not len(doubted["case_no"]):
        return
    database.run("DELETE FROM visited WHERE case_no IN (SELECT case_no FROM doubted)")
    for first, last in _some_at_a_time(doubted["case_no"], doubted["events"], at_once):
        events = database.arrays(_EVENT_BY_EVENT.format(events=quoted(folder / EVENTS)), [first, last])
        database.register("told_anew", pa.table(_told_anew(events)))
        database.run("INSERT INTO visited SELECT *, 0, FALSE FROM told_anew")


def _some_at_a_time(cases: np.ndarray, events: np.ndarray, at_once: int) -> Iterator[tuple[int, int]]:
    """First and last of so many cases, in order, that their events are about as many as may be held."""
    part = (np.cumsum(events) - events) // at_once
    for first, last in zip(np.flatnonzero(np.diff(part, prepend=-1)), np.flatnonzero(np.diff(part, append=part[-1] + 1)), strict=True):
        yield int(cases[first]), int(cases[last])


def _told_anew(events: Mapping[str, np.ndarray]) -> dict[str, np.ndarray]:
    """The visits of whole cases out of their events, by case and place."""
    case, step = events["case_no"], events["step"]
    other = np.ones(len(case), dtype=bool)
    other[1:] = (case[1:] != case[:-1]) | (step[1:] != step[:-1])
    begins, seen = [], set[int]()
    for place, (elsewhere, activity) in enumerate(zip(other.tolist(), events["number"].tolist(), strict=True)):
        if elsewhere or activity in seen:
            begins.append(place)
            seen = set()
        seen.add(activity)
    return {
        "case_no": case[begins],
        "step": step[begins],
        "place": events["place"][begins],
        "started": np.minimum.reduceat(events["started"], begins),
        "completed": np.maximum.reduceat(events["completed"], begins),
    }
