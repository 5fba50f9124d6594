"""Several prepared logs as one table: the events of one person stand in one case, told by the keyed hash of whose they are.

The hash is the same for the same identifier in one economy, so that the identifiers themselves are not needed, and not there.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa

from analytics.domain.events.log import ReadOptions
from analytics.domain.events.merged_names import Merges
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
SELECT case_name AS "case", coalesce(told_as, activity) AS activity, CASE WHEN has_start THEN started END AS "start", completed AS "end",
    resource, coalesce(nullif(organisation, ''), {organisation}) AS organisation, {place} AS part, case_no, place
FROM read_parquet({events}) JOIN (SELECT case_no, case_name FROM read_parquet({cases})) USING (case_no)
LEFT JOIN (SELECT activity, told_as FROM renamed WHERE part = {place}) USING (activity)
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
    """A prepared folder. name: told apart by it where two parts have activities of one name. organisation: of events that name none.
    merges: {name in the folder: the activity it is}.
    """

    folder: Path
    name: str
    organisation: str
    merges: Merges = field(default_factory=dict)


@dataclass(frozen=True)
class Meeting:
    """How the people of the parts meet. cases: in any of them; in_all: in each; alone: for each part, those that are in no other."""

    cases: int
    in_all: int
    alone: tuple[int, ...]


def join(parts: Sequence[Part], target: Path, spill: Path, *, watch: Watch = lambda share: None, limits: Limits = LIMITS) -> Meeting:
    """Writes one Parquet table, to be read with OPTIONS, out of two or more prepared folders. watch: see Database; may raise, to stop.

    An activity that several parts have is told apart by the name of its part: "Assessment (Council)", said once more where there is an
    activity of that name. Times are UTC. Where events of one person fall together, those of the part named first come first.
    LogRefused when memory or disk do not suffice.
    """
    rows = " UNION ALL ".join(_rows_sql(part, place) for place, part in enumerate(parts))
    with Database(limits, spill) as database:
        _register_renamed(database, parts)
        database.run(_WRITTEN.format(rows=rows, target=quoted(target)), watch=watch)
        return _meet(database, parts)


def _register_renamed(database: Database, parts: Sequence[Part]) -> None:
    """Makes the table renamed: (part, activity, told_as) of the names in the parts that are others in the table."""
    theirs = [{name: part.merges.get(name, name) for name, _n in prepared_in(part.folder).activities} for part in parts]
    held = Counter(name for names in theirs for name in set(names.values()))
    taken, changed = set(held), []
    for place, (part, names) in enumerate(zip(parts, theirs, strict=True)):
        several = sorted(called for called in set(names.values()) if held[called] > 1)
        told_as = {called: _told_apart(called, part.name, taken) for called in several}
        renamed = ((place, name, told_as.get(called, called)) for name, called in names.items())
        changed += [one for one in renamed if one[1] != one[2]]
    columns = [pa.array([one[0] for one in changed], pa.int32()), *(pa.array([one[at] for one in changed], pa.string()) for at in (1, 2))]
    database.register("renamed", pa.table(columns, names=["part", "activity", "told_as"]))


def _told_apart(activity: str, part: str, taken: set[str]) -> str:
    """A name that is not taken, which it then is."""
    told = f"{activity} ({part})"
    while told in taken:
        told = f"{told} ({part})"
    taken.add(told)
    return told


def _meet(database: Database, parts: Sequence[Part]) -> Meeting:
    names = " UNION ALL ".join(
        f"SELECT case_name, {place} AS part FROM read_parquet({quoted(part.folder / CASES)})"  # noqa: S608
        for place, part in enumerate(parts)
    )
    each = ", ".join(f"count(*) FILTER (WHERE parts = 1 AND part = {place})" for place in range(len(parts)))
    cases, in_all, *alone = database.row(_MEETING.format(each=each, all=len(parts), names=names))
    return Meeting(cases, in_all, tuple(alone))


def _rows_sql(part: Part, place: int) -> str:
    return _ROWS.format(
        organisation=_text(part.organisation),
        place=place,
        events=quoted(part.folder / EVENTS),
        cases=quoted(part.folder / CASES),
    )


def _text(text: str) -> str:
    """A text as SQL has it."""
    return "'" + text.replace("'", "''") + "'"
