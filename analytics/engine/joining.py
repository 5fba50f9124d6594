"""Several prepared logs as one table: the events of one person stand in one case, told by the keyed hash of whose they are.

The hash is the same for the same identifier in one economy, so that the identifiers themselves are not needed, and not there.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from analytics.domain.events.log import ReadOptions
from analytics.domain.events.roles import Role
from analytics.engine.database import Database, Watch, quoted
from analytics.engine.limits import LIMITS, Limits
from analytics.engine.prepared_folder import CASES, EVENTS, prepared_in

COLUMNS = {
    Role.CASE: "case",
    Role.ACTIVITY: "activity",
    Role.START: "start",
    Role.END: "end",
    Role.RESOURCE: "resource",
    Role.ORGANISATION: "organisation",
}
OPTIONS = ReadOptions(columns=COLUMNS)  # how the table is read
_ROWS = """
SELECT case_name AS "case", {activity} AS activity, CASE WHEN has_start THEN started END AS "start", completed AS "end", resource,
    coalesce(nullif(organisation, ''), {organisation}) AS organisation, {place} AS part, case_no, place
FROM read_parquet({events}) JOIN (SELECT case_no, case_name FROM read_parquet({cases})) USING (case_no)
"""
_WRITTEN = """
COPY (SELECT * EXCLUDE (part, case_no, place) FROM ({rows}) ORDER BY part, case_no, place)
TO {target} (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 122880)
"""
_MEETING = """
SELECT count(*), count(*) FILTER (WHERE parts = {all}), {each} FROM (
    SELECT case_name, count(*) AS parts, min(part) AS part FROM ({names}) GROUP BY case_name
)
"""


@dataclass(frozen=True)
class Part:
    """A prepared folder. name: told apart by it where two parts have activities of one name. organisation: of events that name none."""

    folder: Path
    name: str
    organisation: str


@dataclass(frozen=True)
class Meeting:
    """How the people of the parts meet. cases: in any of them; in_all: in each; alone: for each part, those that are in no other."""

    cases: int
    in_all: int
    alone: tuple[int, ...]


def join(parts: Sequence[Part], target: Path, spill: Path, *, watch: Watch = lambda share: None, limits: Limits = LIMITS) -> Meeting:
    """Writes one Parquet table, to be read with OPTIONS, out of two or more prepared folders. watch: see Database; may raise, to stop.

    An activity that several parts have is told apart by the name of its part: "Assessment (Council)". Times are UTC. Where events of one
    person fall together, those of the part named first come first. LogRefused when memory or disk do not suffice.
    """
    several = _several(parts)
    rows = " UNION ALL ".join(_rows_sql(part, place, several) for place, part in enumerate(parts))
    with Database(limits, spill) as database:
        database.run(_WRITTEN.format(rows=rows, target=quoted(target)), watch=watch)
        return _meet(database, parts)


def _several(parts: Sequence[Part]) -> list[str]:
    """Activities that more than one part has."""
    names = [name for part in parts for name, _n in prepared_in(part.folder).activities]
    return sorted({name for name in names if names.count(name) > 1})


def _meet(database: Database, parts: Sequence[Part]) -> Meeting:
    names = " UNION ALL ".join(
        f"SELECT case_name, {place} AS part FROM read_parquet({quoted(part.folder / CASES)})"  # noqa: S608
        for place, part in enumerate(parts)
    )
    each = ", ".join(f"count(*) FILTER (WHERE parts = 1 AND part = {place})" for place in range(len(parts)))
    cases, in_all, *alone = database.row(_MEETING.format(each=each, all=len(parts), names=names))
    return Meeting(cases, in_all, tuple(alone))


def _rows_sql(part: Part, place: int, several: Sequence[str]) -> str:
    told_apart = ", ".join(_text(name) for name in several)
    activity = (
        f"CASE WHEN activity IN ({told_apart}) THEN activity || {_text(f' ({part.name})')} ELSE activity END" if several else "activity"
    )
    return _ROWS.format(
        activity=activity,
        organisation=_text(part.organisation),
        place=place,
        events=quoted(part.folder / EVENTS),
        cases=quoted(part.folder / CASES),
    )


def _text(text: str) -> str:
    """A text as SQL has it."""
    return "'" + text.replace("'", "''") + "'"
