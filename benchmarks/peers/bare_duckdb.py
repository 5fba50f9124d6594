"""The figures of the file command as somebody would ask DuckDB for them over the raw Parquet. Frozen: a peer does not get slower with us.

Columns of the file: who, what, begun, done, by, at. The keys are those of benchmarks/plain_figures.py.
"""

from pathlib import Path
from typing import Any

import duckdb

LEVELS = (0.05, 0.25, 0.5, 0.75, 0.9, 0.95)

_STEPPED = """
CREATE TEMP TABLE stepped AS
WITH log AS (
    SELECT who, what, coalesce(begun, done) AS begun, done, begun IS NOT NULL AS has_start, "by", "at", file_row_number AS row
    FROM read_parquet('{path}', file_row_number = true)
)
SELECT who, what, begun, done, has_start, "by", "at", row, row_number() OVER ordered AS place,
    lead(what) OVER ordered AS next_what, lead("by") OVER ordered AS next_by, lead("at") OVER ordered AS next_at,
    epoch_us(lead(begun) OVER ordered) - epoch_us(done) AS wait,
    row_number() OVER (PARTITION BY who, what ORDER BY begun, done, row) AS visit,
    max(done) FILTER (WHERE done >= begun) OVER (
        PARTITION BY who ORDER BY begun, done, row ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
    ) AS ran_until
FROM log WINDOW ordered AS (PARTITION BY who ORDER BY begun, done, row)
"""
_CASES = """
CREATE TEMP TABLE cases AS
SELECT who, epoch_us(greatest(max(begun), max(done))) - epoch_us(least(min(begun), min(done))) AS throughput,
    sum(greatest(0, epoch_us(done) - epoch_us(greatest(begun, coalesce(ran_until, begun))))) AS busy,
    arg_min(what, place) AS first, arg_max(what, (done, begun, place)) AS last, string_agg(what, '|' ORDER BY place) AS variant,
    bool_or(visit > 1) AS repeats, coalesce(bool_or(wait < 0), false) AS overlapping
FROM stepped GROUP BY who
"""


def in_duckdb(path: Path) -> dict[str, Any]:
    """SQL from the raw file each time, by DuckDB as it comes (its own bounds of memory)."""
    database = duckdb.connect(config={"threads": 2})
    database.execute("SET enable_progress_bar = false")
    rows = lambda sql: database.execute(sql).fetchall()  # noqa: E731
    database.execute(_STEPPED.format(path=path))
    database.execute(_CASES)
    levels = ", ".join(map(str, LEVELS))

    def spread(value: str, table: str) -> dict[str, float]:
        ((n, mean, sd, quantiles),) = rows(
            f"SELECT count({value}), avg({value}), stddev_samp({value}), quantile_cont({value}, [{levels}]) FROM {table}"
        )
        return {"n": n, "mean": mean, "sd": sd, **dict(zip(map(str, LEVELS), quantiles, strict=True))}

    def handover(name: str) -> dict[str, Any]:
        known = f"\"{name}\" <> '' AND next_{name} <> ''"
        ((missing,),) = rows(f"SELECT count(*) FILTER (WHERE NOT ({known})) FROM stepped WHERE next_what IS NOT NULL")
        found = rows(f'SELECT "{name}", next_{name}, count(*) FROM stepped WHERE next_what IS NOT NULL AND {known} GROUP BY ALL')
        return {"missing": missing, "pairs": {(a, b): n for a, b, n in found}}

    ((events, cases, variants, overlaps, any_rework),) = rows(
        """SELECT (SELECT count(*) FROM stepped), count(*), count(DISTINCT variant), count(*) FILTER (WHERE overlapping),
        count(*) FILTER (WHERE repeats) FROM cases"""
    )
    waits = rows(
        """SELECT what, next_what, count(*), avg(wait / 1e6), quantile_cont(wait / 1e6, [0.5, 0.9]) FROM stepped
        WHERE next_what IS NOT NULL GROUP BY ALL"""
    )
    ((aggregate,),) = rows("SELECT sum(busy) / sum(throughput) FROM cases WHERE throughput > 0")
    rework = rows(
        """SELECT what, count(*) FILTER (WHERE visit = 2), count(*) FILTER (WHERE visit > 1), count(*) FILTER (WHERE what = next_what)
        FROM stepped GROUP BY what"""
    )
    service = rows(
        "SELECT what, count(*), avg((epoch_us(done) - epoch_us(begun)) / 1e6) FROM stepped WHERE has_start AND done >= begun GROUP BY what"
    )
    return {
        "counts": {"events": events, "cases": cases, "variants": variants, "overlap_cases": overlaps},
        "throughput": spread("throughput / 1e6", "cases"),
        "follows": {(a, b): n for a, b, n, *_ in waits},
        "waits": {(a, b): (mean, *quantiles) for a, b, _n, mean, quantiles in waits},
        "service": {name: (n, mean) for name, n, mean in service},
        "efficiency": spread("busy / throughput", "cases WHERE throughput > 0") | {"aggregate": aggregate},
        "handover_resource": handover("by"),
        "handover_org": handover("at"),
        "rework": {
            "any": any_rework,
            **{kind: {row[0]: row[at] for row in rework if row[at]} for at, kind in enumerate(("repeat", "extra", "immediate"), 1)},
        },
        "first": dict(rows("SELECT first, count(*) FROM cases GROUP BY first")),
        "last": dict(rows("SELECT last, count(*) FROM cases GROUP BY last")),
        "frequency": dict(rows("SELECT what, count(*) FROM stepped GROUP BY what")),
    }
