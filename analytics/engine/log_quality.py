"""Looks over a prepared log for what a person should know before trusting its figures."""

import re
from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from analytics.domain.events.quality import Finding
from analytics.engine.database import Database, quoted

_DAY_US = 86_400_000_000
_SHOWN = 20
_NAMES_COMPARED = 2_000

_CONDITIONS = {
    "missing_start": "NOT has_start",
    "negative_duration": "service_us < 0",
    "zero_duration": "service_us = 0",
    "over_a_day": f"service_us > {_DAY_US}",
    "missing_resource": "resource = ''",
    "missing_organisation": "organisation = ''",
    "future": "greatest(started, completed) > ?::TIMESTAMP",
}

_TIES = """
CREATE TABLE ties AS
SELECT row, case_no, place, activity, started, completed, resource, organisation FROM (
    SELECT *, lag((started, completed)) OVER w AS before, lead((started, completed)) OVER w AS after
    FROM read_parquet({events}) WINDOW w AS (PARTITION BY case_no ORDER BY place)
) WHERE before = (started, completed) OR after = (started, completed)
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


def findings_of(database: Database, events: Path, kinds: Sequence[str], now: datetime) -> list[Finding]:
    """kinds: those of the row conditions that make sense for this log. now: aware."""
    found = []
    for kind in kinds:
        moment = [now.replace(tzinfo=None)] if kind == "future" else []
        sql = f"SELECT count(*), list(row ORDER BY row)[:{_SHOWN}] FROM read_parquet({quoted(events)}) WHERE {_CONDITIONS[kind]}"  # noqa: S608
        found.append((kind, *database.row(sql, moment)))
    database.run(_TIES.format(events=quoted(events)))
    same, alone = ", resource, organisation", ""
    repeated, rows = database.row(_REPEATS.format(more=same, shown=_SHOWN))
    several, several_rows = database.row(_REPEATS.format(more=alone, shown=_SHOWN))
    found.append(("duplicate", repeated or 0, rows))
    found.append(("several_resources", (several or 0) - (repeated or 0), sorted(set(several_rows or ()) - set(rows or ()))))
    found.append(("tie", *database.row(_TIED.format(shown=_SHOWN))))
    found.append(("long_gap", *database.row(_LONG_GAPS.format(events=quoted(events), shown=_SHOWN))))
    return [Finding(kind, count, tuple(rows or ())) for kind, count, rows in found if count]


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
