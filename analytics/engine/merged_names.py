"""A prepared log under the names its activities go under. The files stay as they are: what was measured of them can be measured again."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pyarrow as pa

from analytics.domain.events.log import Prepared
from analytics.domain.events.merged_names import Merges, counted_under, spellings
from analytics.domain.events.quality import ABOUT_NAMES, Finding
from analytics.engine.database import Database, quoted
from analytics.engine.limits import LIMITS, Limits
from analytics.engine.log_quality import findings_about_names
from analytics.engine.prepared_folder import EVENTS

_PEOPLE = "SELECT called, count(DISTINCT case_no) FROM read_parquet({events}) JOIN called USING (activity) GROUP BY called"


def register_called(database: Database, merges: Merges) -> None:
    """Makes the table called: (activity, called) of every name that goes under another, and of those others. Empty where none does."""
    pairs = [*merges.items(), *((name, name) for name in sorted(set(merges.values())))]
    columns = [pa.array([pair[place] for pair in pairs], pa.string()) for place in (0, 1)]
    database.register("called", pa.table(columns, names=["activity", "called"]))


def under_their_names(
    prepared: Prepared, merges: Merges, progress: Callable[[int, int], None] = lambda done, total: None, limits: Limits = LIMITS
) -> Prepared:
    """What prepare() said of a folder, with activities counted under the names they go under. progress may raise, to stop. LogRefused when
    memory or disk do not suffice.
    """
    there = {name for name, _n in prepared.activities}
    used = {name: under for name, under in merges.items() if name in there}
    if not used:
        return prepared
    activities = counted_under(prepared.activities, used)
    people = {**dict(prepared.activity_people), **_people(prepared.folder, used, progress, limits)}
    groups = tuple((name, *names) for name, names in spellings(used).items())
    findings = [one for one in prepared.quality.findings if one.kind not in ABOUT_NAMES]
    findings += [*findings_about_names(activities), Finding("merged_names", len(groups), names=groups)]
    return replace(
        prepared,
        activities=tuple(activities),
        activity_people=tuple((name, people[name]) for name, _n in activities if name in people),
        end_activities=tuple(counted_under(prepared.end_activities, used)),
        quality=replace(prepared.quality, findings=tuple(findings)),
    )


def _people(folder: Path, merges: Merges, progress: Callable[[int, int], None], limits: Limits) -> dict[str, int]:
    with (
        TemporaryDirectory(prefix=".spill-", dir=folder) as spill,
        Database(limits, Path(spill), lambda share: progress(int(100 * share), 100)) as database,
    ):
        register_called(database, merges)
        return dict(database.rows(_PEOPLE.format(events=quoted(folder / EVENTS))))
