"""Makes logs for tests: rows as the oracle knows them, written as CSV."""

import csv
import io
from datetime import UTC, datetime, timedelta
from pathlib import Path

from hypothesis import strategies as st

from analytics.domain.events.log import Prepared, ReadOptions
from analytics.domain.events.roles import Role
from analytics.engine.preparing import prepare

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
COLUMNS = ("case", "activity", "start", "end", "resource", "organisation")
NAMED = {role: role.value for role in (Role.CASE, Role.ACTIVITY, Role.START, Role.END, Role.RESOURCE, Role.ORGANISATION)}


def moment(micros: int | None) -> str:
    """Microseconds since 1970 as ISO text with an offset."""
    return "" if micros is None else (EPOCH + timedelta(microseconds=micros)).isoformat()


def as_csv(rows: list[dict], delimiter: str = ",") -> str:
    """Rows of the oracle's kind as CSV text."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter)
    writer.writerow(COLUMNS)
    for row in rows:
        writer.writerow([moment(row[key]) if key in {"start", "end"} else row[key] for key in COLUMNS])
    return out.getvalue()


def prepared(folder: Path, content: str | bytes, name: str = "log.csv", case_key: bytes | None = None, **options) -> Prepared:
    """A log of this content, prepared."""
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return prepare(path, name, ReadOptions(**options), folder / "out", case_key=case_key)


_NAMES = st.sampled_from(["register", "Triage", "triage", "NA", "scan, bloods", 'say "ah"', "två\nlinjer", "0"])
_PEOPLE = st.sampled_from(["", "Ann", "Bo", "null"])
_BEGIN = 1_600_000_000_000_000
_HOURS = st.integers(0, 40).map(lambda hour: _BEGIN + hour * 900_000_000)
_FINE = st.integers(0, 10_000_000).map(lambda micros: _BEGIN + micros)
_TIMES = st.one_of(_HOURS, _FINE)
_ANY_ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "case": st.sampled_from(["", "1", "2", "NA", "p-3", "null"]),
            "activity": st.one_of(_NAMES, st.just("")),
            "start": st.one_of(st.none(), _TIMES),
            "end": st.one_of(_TIMES, _TIMES, _TIMES, st.none()),
            "resource": _PEOPLE,
            "organisation": _PEOPLE,
        }
    ),
    min_size=1,
    max_size=40,
)
_RUNS = st.lists(  # long runs of few activities, which come again and again in any order
    st.fixed_dictionaries(
        {
            "case": st.sampled_from(["1", "2", "3"]),
            "activity": st.sampled_from(["register", "NA", "register", "NA", "Triage", "triage", "0"]),
            "start": st.one_of(st.none(), _HOURS),
            "end": _HOURS,
            "resource": st.just(""),
            "organisation": _PEOPLE,
        }
    ),
    min_size=8,
    max_size=30,
)
ROWS = st.one_of(_ANY_ROWS, _RUNS)
