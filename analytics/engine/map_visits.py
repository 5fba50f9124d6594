"""Visits to the steps of a map, in SQL: consecutive instances of a step's activities are one visit until one of them comes again."""

from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa

from analytics.engine.database import Database, Watch, quoted
from analytics.engine.prepared_folder import CASES, EVENTS

_CLOSED = """
CREATE TABLE closed AS
SELECT case_no, list_contains(?::VARCHAR[], last_activity) AS ended, last_activity, first, lead_us, busy_us, organisation_handoffs
FROM read_parquet({cases}) {whose}
"""
_CHOSEN = "CREATE TABLE chosen AS {members}"
Members = tuple[str, list[Any]]  # a statement that gives the case_no of each, and its parameters

_VISITED = """
WITH matched AS (
    SELECT case_no, place, activity, started, completed, step FROM read_parquet({events}) JOIN steps USING (activity) {among}
), changed AS (
    SELECT *, step IS DISTINCT FROM lag(step) OVER (PARTITION BY case_no ORDER BY place) AS other FROM matched
), runs AS (
    SELECT *, count(*) FILTER (WHERE other) OVER (PARTITION BY case_no ORDER BY place ROWS UNBOUNDED PRECEDING) AS run FROM changed
), times AS (
    SELECT *, row_number() OVER (PARTITION BY case_no, run, activity ORDER BY place) AS time FROM runs
), numbered AS (
    SELECT *, max(time) OVER (PARTITION BY case_no, run ORDER BY place ROWS UNBOUNDED PRECEDING) AS visit FROM times
), visited AS (
    SELECT case_no, any_value(step) AS step, min(place) AS place, epoch_us(min(started)) AS started, epoch_us(max(completed)) AS completed
    FROM numbered GROUP BY case_no, run, visit
)"""

_VISITS = """
CREATE TABLE visits AS
{visited}
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
) -> list[str]:
    """Makes the tables steps, closed and visits; steps stand in them by their place in the list returned. members: of these cases alone."""
    names = tell_closed(database, folder, steps, ends, members)
    database.run(_VISITS.format(visited=visited_sql(folder)), watch=watch)
    return names


def tell_closed(
    database: Database, folder: Path, steps: Mapping[str, Collection[str]], ends: Collection[str], members: Members | None = None
) -> list[str]:
    """Makes the tables steps and closed. ValueError: an activity of two steps."""
    names = list(steps)
    pairs = [(activity, place) for place, name in enumerate(names) for activity in steps[name]]
    if len({activity for activity, _place in pairs}) < len(pairs):
        raise ValueError("an activity belongs to one step at most")
    columns = [pa.array([activity for activity, _place in pairs], pa.string()), pa.array([place for _activity, place in pairs], pa.int32())]
    database.register("steps", pa.table(columns, names=["activity", "step"]))
    if members is not None:
        database.run(_CHOSEN.format(members=members[0]), members[1])
    whose = "SEMI JOIN chosen USING (case_no)" if members is not None else ""
    database.run(_CLOSED.format(cases=quoted(folder / CASES), whose=whose), [list(ends)])
    return names


def visited_sql(folder: Path, among: str = "") -> str:
    """Begins a statement: `visited` has a row a visit (case_no, step, place, started, completed), of the events that `among` leaves."""
    return _VISITED.format(events=quoted(folder / EVENTS), among=among).strip()
