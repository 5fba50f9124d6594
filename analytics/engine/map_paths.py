"""Which paths people took over the steps of a map, and whether the map has them."""

from collections.abc import Callable, Collection, Mapping
from functools import partial
from pathlib import Path as Folder
from tempfile import TemporaryDirectory

import pyarrow as pa

from analytics.domain.events.map_paths import Path, PathsTaken
from analytics.domain.events.merged_names import NO_MERGES, Merges
from analytics.engine.database import Database, Watch, quoted
from analytics.engine.limits import LIMITS, Limits
from analytics.engine.map_visits import tell_closed, tell_visited
from analytics.engine.prepared_folder import EVENTS

MOST_PATHS = 50  # told one by one
LONGEST = 200  # steps of a path that is told
_AT_ONCE = 1_000_000  # events; the steps of a case are put in a row some cases at a time, for what is held of a case does not spill
_OUTSIDE = -1  # stands for where people come from and go to
_TOLD, _ADDED = 80, 90  # of 100

_WAYS = """
INSERT INTO ways
WITH moved AS (
    SELECT case_no, step, place, coalesce(lag(step) OVER w, -1) AS came_from, lead(step) OVER w IS NULL AS last
    FROM visited WINDOW w AS (PARTITION BY case_no ORDER BY place)
), judged AS (
    SELECT case_no, step, place, here.source IS NOT NULL AND (NOT last OR leaves.source IS NOT NULL) AS fits
    FROM moved
    LEFT JOIN moves AS here ON here.source = came_from AND here.target = step
    LEFT JOIN moves AS leaves ON last AND leaves.source = step AND leaves.target = -1
), told AS (
    SELECT case_no, string_agg(step::VARCHAR, ' ' ORDER BY place) AS way, count(*) AS steps, bool_and(fits) AS fits
    FROM judged GROUP BY case_no
)
SELECT coalesce(way, ''), coalesce(steps, 0), coalesce(fits, FALSE), lead_us
FROM closed LEFT JOIN told USING (case_no) WHERE ended AND case_no BETWEEN {first} AND {last}
"""


def measure_paths(
    folder: Folder,
    *,
    steps: Mapping[str, Collection[str]],
    pairs: Collection[tuple[str, str]],
    begins: Collection[str],
    ends: Collection[str],
    end_activities: Collection[str],
    merges: Merges = NO_MERGES,
    progress: Callable[[int, int], None] = lambda done, total: None,
    limits: Limits = LIMITS,
    at_once: int = _AT_ONCE,
) -> PathsTaken:
    """steps, end_activities, merges: as for measure_map. pairs: moves the map has, begins and ends: steps where it lets a journey begin and
    end.

    A closed case without any visit has the path of no steps, which never fits. progress: how much of 100 is done; may raise, to stop.
    """
    with (
        TemporaryDirectory(prefix=".spill-", dir=folder) as spill,
        Database(limits, Folder(spill), lambda _share: progress(0, 100)) as database,
    ):
        names = tell_closed(database, folder, steps, end_activities, merges=merges)
        _register_moves(database, names, pairs, begins, ends)
        _tell_ways(database, folder, at_once, lambda part: progress(int(_TOLD * part), 100))
        database.run(
            "CREATE TABLE taken AS SELECT way, any_value(steps) AS steps, count(*) AS n, any_value(fits) AS fits FROM ways GROUP BY way",
            watch=lambda _part: progress(_TOLD, 100),
        )
        n_paths, n_closed, n_fit = database.row("SELECT count(*), coalesce(sum(n), 0), coalesce(sum(n) FILTER (WHERE fits), 0) FROM taken")
        found = database.rows(
            f"""WITH top AS (SELECT * FROM taken WHERE steps <= {LONGEST} ORDER BY n DESC, way LIMIT {MOST_PATHS})
            SELECT top.way, any_value(n), any_value(top.fits), quantile_cont(lead_us / 1e6, 0.5) FROM top JOIN ways USING (way)
            GROUP BY top.way"""  # noqa: S608
        )
        progress(_ADDED, 100)
    paths = [Path(tuple(names[int(step)] for step in way.split()), n, lead, fits) for way, n, fits, lead in found]
    return PathsTaken(int(n_closed), int(n_fit), n_paths, tuple(sorted(paths, key=lambda path: (-path.n, path.steps))))


def _register_moves(
    database: Database, names: list[str], pairs: Collection[tuple[str, str]], begins: Collection[str], ends: Collection[str]
) -> None:
    place = {name: number for number, name in enumerate(names)}
    moves = {(place[one], place[two]) for one, two in pairs}
    moves |= {(_OUTSIDE, place[step]) for step in begins} | {(place[step], _OUTSIDE) for step in ends}
    columns = [pa.array([move[end] for move in sorted(moves)], pa.int32()) for end in (0, 1)]
    database.register("moves", pa.table(columns, names=["source", "target"]))


def _tell_ways(database: Database, folder: Folder, at_once: int, watch: Watch) -> None:
    """One row a closed case: its steps by their places, whether they fit, how long it took."""
    database.run("CREATE TABLE ways (way VARCHAR, steps BIGINT, fits BOOLEAN, lead_us BIGINT)")
    (cases,) = database.row("SELECT coalesce(max(case_no), 0) FROM closed")
    (rows,) = database.row(f"SELECT count(*) FROM read_parquet({quoted(folder / EVENTS)})")  # noqa: S608
    some = max(1, cases * at_once // max(rows, 1))
    for first in range(1, cases + 1, some):
        last = min(first + some - 1, cases)
        among = f"JOIN closed USING (case_no) WHERE ended AND case_no BETWEEN {first} AND {last}"
        at = partial(_part, watch, (first - 1) / cases)
        tell_visited(database, folder, at, among)
        database.run(_WAYS.format(first=first, last=last), watch=at)


def _part(watch: Watch, part: float, _share: float) -> None:
    watch(part)
