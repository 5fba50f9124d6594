"""What a map could be drafted from: each activity of a log, how many people did it, how early, and for which organisation."""

from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from analytics.domain.events.merged_names import NO_MERGES, Merges
from analytics.domain.map_draft import Activity
from analytics.engine.database import Database, quoted
from analytics.engine.limits import LIMITS, Limits
from analytics.engine.merged_names import register_called
from analytics.engine.prepared_folder import EVENTS

MOST_LOOKED_AT = 500  # activities, by how many did them


def outline_of(
    folder: Path,
    *,
    merges: Merges = NO_MERGES,
    progress: Callable[[int, int], None] = lambda done, total: None,
    limits: Limits = LIMITS,
) -> list[Activity]:
    """The activities that most people did, those first, under the names they go under. progress: may raise, to stop."""
    named = "* REPLACE (coalesce(called, activity) AS activity)"
    events = f"(SELECT {named} FROM read_parquet({quoted(folder / EVENTS)}) LEFT JOIN called USING (activity))"  # noqa: S608
    with (
        TemporaryDirectory(prefix=".spill-", dir=folder) as spill,
        Database(limits, Path(spill), lambda _share: progress(0, 100)) as database,
    ):
        register_called(database, merges)
        database.run(
            f"""CREATE TABLE frequent AS
            SELECT activity, count(DISTINCT case_no) AS people, count(*) AS times, avg(place) FILTER (WHERE visit = 1) AS early
            FROM {events} GROUP BY activity ORDER BY people DESC, activity LIMIT {MOST_LOOKED_AT}"""  # noqa: S608
        )
        theirs = database.rows(
            f"""SELECT activity, organisation, count(DISTINCT case_no) AS people FROM {events} JOIN frequent USING (activity)
            WHERE organisation <> '' GROUP BY activity, organisation ORDER BY activity, people DESC, organisation"""  # noqa: S608
        )
        most: dict[str, tuple[str, int]] = {}
        for activity, organisation, people in theirs:
            most.setdefault(activity, (organisation, people))
        found = database.rows("SELECT activity, people, times, early FROM frequent ORDER BY people DESC, activity")
    return [Activity(name, people, times, early, *most.get(name, ("", 0))) for name, people, times, early in found]
