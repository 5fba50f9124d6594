"""Who belongs to a group: as SQL over a prepared log, how it cuts everybody, and what there is to choose from."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from zoneinfo import ZoneInfo

from analytics.domain.cohorts import Cohort, Kept
from analytics.engine.database import Database, quoted
from analytics.engine.limits import LIMITS, Limits
from analytics.engine.prepared_folder import CASES, EVENTS

MOST_CHOICES = 50  # values of a column that are offered, the most frequent
_COLUMNS = {Kept.FIRST_ACTIVITY: "first_activity", Kept.FIRST_ORGANISATION: "organisation"}
_PEOPLE = """(
SELECT case_no, first, first_activity, organisation FROM read_parquet({cases})
JOIN (SELECT case_no, organisation FROM read_parquet({events}) WHERE place = 1) USING (case_no)
)"""


def members_sql(folder: Path, cohort: Cohort, zone: str) -> tuple[str, list[Any]]:
    """A statement that gives the case_no of each member, and its parameters."""
    condition, parameters = _belongs(cohort, zone)
    return f"SELECT case_no FROM {_people(folder)} WHERE {condition}", parameters  # noqa: S608


@dataclass(frozen=True)
class Part:
    """People who belong to the same groups. within: of each group, whether they do."""

    people: int
    within: tuple[bool, ...]


def parts(folder: Path, cohorts: Sequence[Cohort], zone: str, limits: Limits = LIMITS) -> list[Part]:
    """Into which the groups (one at least) cut everybody, those in no group included."""
    told = [_belongs(cohort, zone) for cohort in cohorts]
    columns = ", ".join(f"({condition}) AS in_{place}" for place, (condition, _parameters) in enumerate(told))
    given = [one for _condition, parameters in told for one in parameters]
    cut = f"SELECT {columns} FROM {_people(folder)}"  # noqa: S608
    with TemporaryDirectory(prefix=".spill-", dir=folder) as spill, Database(limits, Path(spill)) as database:
        found = database.rows(f"SELECT count(*) AS n, * FROM ({cut}) GROUP BY ALL ORDER BY ALL", given)  # noqa: S608
    return [Part(people, tuple(within)) for people, *within in found]


def choices(folder: Path, limits: Limits = LIMITS) -> dict[Kept, list[tuple[str, int]]]:
    """{column: [(value, people), …]}, the most frequent first; columns with one value only tell nothing apart and are left out."""
    with TemporaryDirectory(prefix=".spill-", dir=folder) as spill, Database(limits, Path(spill)) as database:
        found = {
            kept: database.rows(
                f"SELECT {column}, count(*) AS n FROM {_people(folder)} WHERE {column} <> '' "  # noqa: S608
                f"GROUP BY {column} ORDER BY n DESC, {column} LIMIT {MOST_CHOICES}"
            )
            for kept, column in _COLUMNS.items()
        }
    return {kept: values for kept, values in found.items() if len(values) > 1}


def _people(folder: Path) -> str:
    return _PEOPLE.format(cases=quoted(folder / CASES), events=quoted(folder / EVENTS))


def _belongs(cohort: Cohort, zone: str) -> tuple[str, list[Any]]:
    conditions, parameters = ["true"], list[Any]()
    for kept, values in sorted(cohort.values.items()):
        conditions.append(f"list_contains(?::VARCHAR[], {_COLUMNS[kept]})")
        parameters.append(list(values))
    for sign, day in ((">=", cohort.begun_from), ("<", cohort.begun_before)):
        if day is not None:
            conditions.append(f"first {sign} ?::TIMESTAMP")
            parameters.append(_begin(day, zone))
    return " AND ".join(conditions), parameters


def _begin(day: date, zone: str) -> datetime:
    """The instant at which a day begins there, as the files have it: UTC, without an offset."""
    return datetime.combine(day, time(), ZoneInfo(zone)).astimezone(UTC).replace(tzinfo=None)
