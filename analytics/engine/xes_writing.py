"""Writes a prepared log as XES (IEEE 1849), so that other tools can measure the same: case by case, nothing held but some of them."""

import hmac
import re
import secrets
from collections.abc import Iterator
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO
from xml.sax.saxutils import quoteattr

from analytics.engine.database import Database, quoted
from analytics.engine.limits import LIMITS, Limits
from analytics.engine.prepared_folder import CASES, EVENTS

_AT_ONCE = 100_000  # events
_NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<log xes.version="1.0" xes.features="nested-attributes" xmlns="http://www.xes-standard.org/">
<extension name="Concept" prefix="concept" uri="http://www.xes-standard.org/concept.xesext"/>
<extension name="Time" prefix="time" uri="http://www.xes-standard.org/time.xesext"/>
<extension name="Lifecycle" prefix="lifecycle" uri="http://www.xes-standard.org/lifecycle.xesext"/>
<extension name="Organizational" prefix="org" uri="http://www.xes-standard.org/org.xesext"/>
<classifier name="Activity" keys="concept:name"/>
"""
_ROWS = """
WITH these AS (
    SELECT case_no, case_name, place, activity, started, completed, has_start, resource, organisation
    FROM read_parquet({events}) AS event JOIN read_parquet({cases}) AS one USING (case_no) WHERE case_no BETWEEN {first} AND {last}
)
SELECT case_no, case_name, activity, started AS moment, 'start' AS transition, place, resource, organisation FROM these WHERE has_start
UNION ALL
SELECT case_no, case_name, activity, completed, 'complete', place, resource, organisation FROM these
ORDER BY case_no, moment, place, transition DESC
"""


def write_xes(folder: Path, out: IO[str], *, limits: Limits = LIMITS, at_once: int = _AT_ONCE) -> int:
    """Writes everything; returns how many traces. A case is called by a name made for this file alone: by it nobody is found again in the
    data here, nor in another file.
    """
    secret, cases = secrets.token_bytes(32), 0
    out.write(_HEAD)
    with TemporaryDirectory(prefix=".spill-", dir=folder) as spill, Database(limits, Path(spill)) as database:
        for rows in _some_cases(database, folder, at_once):
            for (_case, name), events in groupby(rows, key=itemgetter(0, 1)):
                out.write(f"<trace>\n{_text('concept:name', hmac.digest(secret, name.encode(), 'sha256').hex()[:32])}\n")
                out.writelines(_event(*event) for event in events)
                out.write("</trace>\n")
                cases += 1
    out.write("</log>\n")
    return cases


def _some_cases(database: Database, folder: Path, at_once: int) -> Iterator[list[tuple]]:
    events, cases = (quoted(folder / name) for name in (EVENTS, CASES))
    rows, last = database.row(f"SELECT count(*), coalesce(max(case_no), 0) FROM read_parquet({events})")  # noqa: S608
    some = max(1, last * at_once // max(rows, 1))
    for first in range(1, last + 1, some):
        yield database.rows(_ROWS.format(events=events, cases=cases, first=first, last=first + some - 1))


def _event(_case, _name, activity, moment, transition, place, resource, organisation) -> str:
    parts = [_text("concept:name", activity), _text("concept:instance", str(place)), _text("lifecycle:transition", transition)]
    parts.append(f'<date key="time:timestamp" value="{moment.isoformat(timespec="microseconds")}+00:00"/>')
    parts += [_text(key, value) for key, value in (("org:resource", resource), ("org:group", organisation)) if value]
    return f"<event>{''.join(parts)}</event>\n"


def _text(key: str, value: str) -> str:
    """What XML cannot say stands as a mark."""
    return f"<string key={quoteattr(key)} value={quoteattr(_NOT_IN_XML.sub('�', value))}/>"
