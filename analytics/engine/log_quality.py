"""Looks over a prepared log for what a person should know before trusting its figures."""

import math
import re
from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from analytics.domain.events.quality import (
    FEWEST_GAPS,
    FEWEST_THE_OTHER_WAY,
    LEAST_GAP,
    MEDIANS,
    SHARE_THE_OTHER_WAY,
    SOON,
    SPREADS,
    Finding,
)
from analytics.engine.database import Database, quoted

_DAY_US = 86_400_000_000
_SHOWN = 20
_NAMES_COMPARED = 2_000
_PAIRS_COMPARED = 50_000_000  # of activities, over all cases

_CONDITIONS = {
    "missing_start": "NOT has_start",
    "negative_duration": "service_us < 0",
    "zero_duration": "service_us = 0",
    "over_a_day": f"service_us > {_DAY_US}",
    "missing_resource": "resource = ''",
    "missing_organisation": "organisation = ''",
    "future": "greatest(started, completed) > ?::TIMESTAMP",
}

# Those that begin soon after the one before, or before the one after: of any two with so little between them all that lie between are here.
_CLOSE = """
CREATE TABLE close AS
SELECT row, case_no, place, activity, started, completed, resource, organisation FROM (
    SELECT *, started - lag(started) OVER w <= INTERVAL {soon} SECOND AS after,
        lead(started) OVER w - started <= INTERVAL {soon} SECOND AS before
    FROM read_parquet({events}) WINDOW w AS (PARTITION BY case_no ORDER BY place)
) WHERE after OR before
"""
_TIES = """
CREATE TABLE ties AS
SELECT row, case_no, place, activity, started, completed, resource, organisation FROM (
    SELECT *, lag((started, completed)) OVER w AS before, lead((started, completed)) OVER w AS after
    FROM close WINDOW w AS (PARTITION BY case_no ORDER BY place)
) WHERE before = (started, completed) OR after = (started, completed)
"""
_TELLS_MINUTES = "SELECT bool_or(epoch_us(started) % 3600000000 <> 0) FROM read_parquet({events})"
_SOON_AGAIN = """
SELECT count(*), list(row ORDER BY row)[:{shown}] FROM (
    SELECT row, started - lag(started) OVER (PARTITION BY case_no, activity ORDER BY place) AS since FROM close
) WHERE since <= INTERVAL {soon} SECOND
"""
_REPEATS = """
SELECT sum(n - 1)::BIGINT, list_sort(flatten(list(rest)))[:{shown}] FROM (
    SELECT count(*) AS n, list_sort(list(row))[2:] AS rest FROM ties
    GROUP BY case_no, activity, started, completed{more} HAVING count(*) > 1
)
"""
_TIED = """
SELECT count(*), list_sort(list(row))[:{shown}] FROM (
    SELECT row, (started, completed) = lag((started, completed)) OVER (PARTITION BY case_no ORDER BY place) AS tied FROM ties
) WHERE tied
"""
_NAMED = """
CREATE TABLE named AS
SELECT organisation, coalesce(nullif(lower(regexp_replace(organisation, '[^\\pL\\pN]+', '', 'g')), ''), organisation) AS plain
FROM (SELECT DISTINCT organisation FROM read_parquet({events}) WHERE organisation <> '')
"""
_ALIKE = "FROM named GROUP BY plain HAVING count(*) > 1"
_LONG_GAPS = """
SELECT count(*), list(row ORDER BY row)[:{shown}] FROM (
    SELECT row, coalesce(started, completed) - max(completed) OVER (
        PARTITION BY case_no ORDER BY place ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
    ) AS gap FROM read_parquet({events})
) WHERE gap > INTERVAL 365 DAY
"""
# How long nothing ran before an activity began, by what ended last; of rare pairs what all of the log take.
_USUAL_GAPS = """
CREATE TABLE usual AS
SELECT ended_last, activity, quantile_cont(idle_us, [0.25, 0.5, 0.75]) AS q FROM read_parquet({events})
WHERE ended_last IS NOT NULL GROUP BY ended_last, activity HAVING count(*) >= {fewest}
"""
_UNUSUAL_GAPS = """
WITH of_all AS (SELECT quantile_cont(idle_us, [0.25, 0.5, 0.75]) AS all_q FROM read_parquet({events}) WHERE ended_last IS NOT NULL),
found AS (
    SELECT row, idle_us, coalesce(q, all_q) AS usually
    FROM (SELECT * FROM read_parquet({events}) WHERE idle_us > {least_us} AND ended_last IS NOT NULL)
    LEFT JOIN usual USING (ended_last, activity) CROSS JOIN of_all
)
SELECT count(*), list(row ORDER BY row)[:{shown}] FROM found
WHERE idle_us > greatest({medians} * usually[2], usually[2] + {spreads} * (usually[3] - usually[1]))
"""
_KINDS = """
CREATE TABLE kinds AS
SELECT activity, (row_number() OVER (ORDER BY n DESC, activity))::INTEGER AS kind
FROM (SELECT activity, count(*) AS n FROM read_parquet({events}) GROUP BY activity ORDER BY n DESC, activity LIMIT {most})
"""
_FIRSTS = """
CREATE TABLE firsts AS
SELECT case_no, row, started, kind FROM read_parquet({events}) JOIN kinds USING (activity) WHERE visit = 1
"""
_ORDERS = """
CREATE TABLE orders AS
SELECT one.kind AS first, other.kind AS then, count(*) AS n
FROM firsts AS one JOIN firsts AS other ON one.case_no = other.case_no AND one.started < other.started
GROUP BY one.kind, other.kind
"""
_UNUSUAL_ORDERS = """
CREATE TABLE unusual AS
SELECT rare.first, rare.then, usual.n AS usually
FROM orders AS rare JOIN orders AS usual ON rare.first = usual.then AND rare.then = usual.first
WHERE usual.n >= {fewest} AND usual.n >= {share} * (usual.n + rare.n - 1)
"""
_OUT_OF_ORDER = """
SELECT count(DISTINCT early.row), list_sort(list(DISTINCT early.row))[:{shown}]
FROM unusual JOIN firsts AS early ON early.kind = unusual.first
JOIN firsts AS late ON late.kind = unusual.then AND late.case_no = early.case_no AND early.started < late.started
"""
_USUAL_ORDERS = """
SELECT a.activity, b.activity FROM unusual JOIN kinds AS a ON a.kind = unusual.then JOIN kinds AS b ON b.kind = unusual.first
ORDER BY usually DESC, a.kind, b.kind LIMIT {shown}
"""


def findings_of(database: Database, events: Path, kinds: Sequence[str], now: datetime) -> list[Finding]:
    """kinds: those of the row conditions that make sense for this log. now: aware."""
    found = []
    for kind in kinds:
        moment = [now.replace(tzinfo=None)] if kind == "future" else []
        sql = f"SELECT count(*), list(row ORDER BY row)[:{_SHOWN}] FROM read_parquet({quoted(events)}) WHERE {_CONDITIONS[kind]}"  # noqa: S608
        found.append((kind, *database.row(sql, moment)))
    database.run(_CLOSE.format(events=quoted(events), soon=SOON))
    database.run(_TIES)
    same, alone = ", resource, organisation", ""
    repeated, rows = database.row(_REPEATS.format(more=same, shown=_SHOWN))
    several, several_rows = database.row(_REPEATS.format(more=alone, shown=_SHOWN))
    found.append(("duplicate", repeated or 0, rows))
    found.append(("several_resources", (several or 0) - (repeated or 0), sorted(set(several_rows or ()) - set(rows or ()))))
    found.append(("tie", *database.row(_TIED.format(shown=_SHOWN))))
    found.append(("long_gap", *database.row(_LONG_GAPS.format(events=quoted(events), shown=_SHOWN))))
    if database.row(_TELLS_MINUTES.format(events=quoted(events)))[0]:  # else a minute is a day, or an hour
        found.append(("soon_again", *database.row(_SOON_AGAIN.format(soon=SOON, shown=_SHOWN))))
    found.append(("unusual_gap", *_unusual_gaps(database, events)))
    return [Finding(kind, count, tuple(rows or ())) for kind, count, rows in found if count]


def _unusual_gaps(database: Database, events: Path) -> tuple:
    given = {"events": quoted(events), "least_us": LEAST_GAP * _DAY_US, "medians": MEDIANS, "spreads": SPREADS, "shown": _SHOWN}
    database.run(_USUAL_GAPS.format(fewest=FEWEST_GAPS, **given))
    return database.row(_UNUSUAL_GAPS.format(**given))


def unusual_orders(database: Database, events: Path, cases: int) -> list[Finding]:
    """Where cases are very many, the most frequent activities are looked at alone."""
    most = max(_SHOWN // 2, math.isqrt(2 * _PAIRS_COMPARED // max(cases, 1)))
    database.run(_KINDS.format(events=quoted(events), most=most))
    database.run(_FIRSTS.format(events=quoted(events)))
    database.run(_ORDERS)
    database.run(_UNUSUAL_ORDERS.format(fewest=FEWEST_THE_OTHER_WAY, share=SHARE_THE_OTHER_WAY))
    count, rows = database.row(_OUT_OF_ORDER.format(shown=_SHOWN))
    pairs = tuple(database.rows(_USUAL_ORDERS.format(shown=_SHOWN)))
    return [Finding("unusual_order", count, tuple(rows), names=pairs)] if count else []


def alike_organisations(database: Database, events: Path) -> list[Finding]:
    """Names that may mean the same organisation; of very many groups the first."""
    database.run(_NAMED.format(events=quoted(events)))
    (count,) = database.row(f"SELECT count(*) FROM (SELECT plain {_ALIKE})")  # noqa: S608
    groups = database.rows(f"SELECT list_sort(list(organisation)) {_ALIKE} ORDER BY plain LIMIT {_SHOWN}")
    return [Finding("alike_organisations", count, names=tuple(tuple(names) for (names,) in groups))] if count else []


def findings_about_names(activities: Sequence[tuple[str, int]]) -> list[Finding]:
    """activities: (name, instances). Names that may mean the same, and names that are no words."""
    groups: dict[str, list[str]] = defaultdict(list)
    for name, _count in activities:
        groups[re.sub(r"[\W_]+", "", name).casefold() or name].append(name)
    alike = tuple(tuple(sorted(names)) for names in groups.values() if len(names) > 1)
    near = _near(activities[:_NAMES_COMPARED])
    numbers = tuple((name,) for name, _count in activities if not any(letter.isalpha() for letter in name))
    kinds = {"alike_names": alike, "near_names": near, "number_names": numbers}
    return [Finding(kind, len(names), names=names) for kind, names in kinds.items() if names]


def _near(activities: Sequence[tuple[str, int]]) -> tuple[tuple[str, ...], ...]:
    """(frequent, rare): one letter differs in names of five or more, and the one is at least five times as frequent."""
    pairs = []
    for name, count in activities:
        for other, rare in activities:
            if len(name) >= 5 and rare * 5 <= count and abs(len(name) - len(other)) <= 1 and _one_apart(name.casefold(), other.casefold()):
                pairs.append((name, other))
    return tuple(sorted(pairs))


def _one_apart(one: str, two: str) -> bool:
    if len(one) > len(two):
        one, two = two, one
    place = next((i for i, letter in enumerate(one) if letter != two[i]), len(one))
    rest = (one[place + 1 :], two[place + 1 :]) if len(one) == len(two) else (one[place:], two[place + 1 :])
    changed = two[place : place + 1] + (one[place : place + 1] if len(one) == len(two) else "")
    return one != two and rest[0] == rest[1] and not any(letter.isdigit() for letter in changed)
