"""Compares two prepared logs whose cases are named by the same key: rows added, changed and gone.

People of whom both logs say the same are set aside first, by a sum over their rows, so that only those who differ are compared row by row,
some at a time: what is held stays small however large the logs.
"""

from collections.abc import Callable
from pathlib import Path

from analytics.domain.version_changes import Changed, VersionChanges
from analytics.engine.database import Database, quoted
from analytics.engine.limits import LIMITS, Limits
from analytics.engine.prepared_folder import CASES, EVENTS

_AT_ONCE = 1_000_000  # rows compared at once
_ROW = "activity, started, completed, has_start, resource, organisation"

_PEOPLE = """
CREATE TABLE people AS
SELECT (row_number() OVER (ORDER BY coalesce(o.case_no, 2147483647), n.case_no))::INTEGER AS whose,
    o.case_no AS old_no, n.case_no AS new_no,
    coalesce(o.n_events, 0) + coalesce(n.n_events, 0) AS rows
FROM (SELECT case_name, case_no, n_events FROM read_parquet({old_cases})) AS o
FULL JOIN (SELECT case_name, case_no, n_events FROM read_parquet({new_cases})) AS n USING (case_name)
"""
_SUMS = """
CREATE TABLE {side}_sums AS
SELECT case_no, count(*) AS rows, sum(hash({row})) AS said FROM read_parquet({events}) GROUP BY case_no
"""
_DIFFERENT = """
CREATE TABLE different AS
SELECT whose, old_no, new_no, sum(people.rows) OVER (ORDER BY whose) AS rows_so_far
FROM people LEFT JOIN old_sums AS o ON o.case_no = old_no LEFT JOIN new_sums AS n ON n.case_no = new_no
WHERE o.said IS DISTINCT FROM n.said
"""
_SAME = """
SELECT coalesce(sum(o.rows), 0)::BIGINT FROM old_sums AS o JOIN people ON o.case_no = old_no
WHERE whose NOT IN (SELECT whose FROM different)
"""
_COMPARED = """
WITH chosen AS (SELECT whose, old_no, new_no FROM different WHERE rows_so_far > {after} AND rows_so_far <= {until}),
told AS (
    SELECT whose, {row}, 1 AS old, 0 AS new FROM read_parquet({old_events}) JOIN chosen ON case_no = old_no
    UNION ALL
    SELECT whose, {row}, 0 AS old, 1 AS new FROM read_parquet({new_events}) JOIN chosen ON case_no = new_no
), alike AS (
    SELECT whose, activity, sum(old) AS old, sum(new) AS new FROM told GROUP BY whose, {row}
), named AS (
    SELECT whose, sum(greatest(old - new, 0)) AS old, sum(greatest(new - old, 0)) AS new, sum(least(old, new)) AS same
    FROM alike GROUP BY whose, activity
), of_people AS (
    SELECT sum(greatest(new - old, 0)) AS added, sum(least(old, new)) AS changed, sum(greatest(old - new, 0)) AS gone, sum(same) AS same
    FROM named GROUP BY whose
)
SELECT coalesce(sum(added), 0)::BIGINT, count(*) FILTER (WHERE added > 0), coalesce(sum(changed), 0)::BIGINT,
    count(*) FILTER (WHERE changed > 0), coalesce(sum(gone), 0)::BIGINT, count(*) FILTER (WHERE gone > 0), coalesce(sum(same), 0)::BIGINT
FROM of_people
"""


def compare_versions(
    old: Path,
    new: Path,
    workplace: Path,
    *,
    against: int,
    progress: Callable[[int, int], None] = lambda done, total: None,
    limits: Limits = LIMITS,
    at_once: int = _AT_ONCE,
) -> VersionChanges:
    """What `new` has that `old` had not, both folders of prepared logs. It spills into `workplace`. progress may raise to stop it."""
    files = {
        f"{side}_{name}": quoted(folder / file)
        for side, folder in (("old", old), ("new", new))
        for name, file in (("events", EVENTS), ("cases", CASES))
    }
    with Database(limits, workplace / "spill", watch=lambda _share: progress(0, 0)) as database:
        database.run(_PEOPLE.format(**files))
        for side in ("old", "new"):
            database.run(_SUMS.format(side=side, row=_ROW, events=files[f"{side}_events"]))
        database.run(_DIFFERENT)
        (same,) = database.row(_SAME)
        (rows,) = database.row("SELECT coalesce(max(rows_so_far), 0)::BIGINT FROM different")
        found = [0] * 7
        for after in range(0, rows, at_once):
            sql = _COMPARED.format(row=_ROW, after=after, until=after + at_once, **files)
            found = [one + more for one, more in zip(found, database.row(sql), strict=True)]
    added, changed, gone = (Changed(*found[place : place + 2]) for place in (0, 2, 4))
    return VersionChanges(against, added, changed, gone, same + found[6])
