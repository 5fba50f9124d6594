"""The promises about speed, in one run: the engine beside its peers, in turn, round after round; ratios alone, and the figures agree.

    python -m benchmarks.analytics [--events 100000 1000000 10000000] [--rounds 5] [--pm4py PYTHON]

Each contender works in a process of its own. The peers' SQL is frozen in benchmarks/peers/. --pm4py: a Python that has pm4py, which is
never a dependency (AGPL): `python -m venv /tmp/pm4py && /tmp/pm4py/bin/pip install pm4py`. At ten million events there are three rounds,
and neither pandas nor pm4py. Ends with 1 when figures differ, and says which promises were not kept.
"""

import argparse
import json
import math
import multiprocessing
import os
import pickle
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "carejourneys.settings.test")

import django

django.setup()

from analytics.domain.events.log import ReadOptions  # noqa: E402
from analytics.engine.database import Database, quoted  # noqa: E402
from analytics.engine.flow import flow_metrics  # noqa: E402
from analytics.engine.limits import LIMITS  # noqa: E402
from analytics.engine.preparing import prepare  # noqa: E402
from benchmarks.peers.bare_duckdb import in_duckdb  # noqa: E402
from benchmarks.plain_figures import in_pandas, of_ours  # noqa: E402
from benchmarks.rounds import in_turn, table  # noqa: E402
from tests.large_logs import COLUMNS, write_large_log  # noqa: E402

PREPARED, MEASURED, CHART = "prepared with all checks", "whole metric set, prepared", "one filtered chart, prepared"
DUCKDB, PANDAS, PM4PY = "whole metric set, bare DuckDB", "whole metric set, pandas", "those of its metrics that pm4py has"
MOST_FOR_FRAMES = 1_000_000  # events that pandas and pm4py hold
_CHOSEN = "first_activity = 'Activity A'"  # what the chart is filtered by
_CHART = """
SELECT next_activity, count(*), sum(wait_us)::DOUBLE / count(*) / 1e6, quantile_cont(wait_us / 1e6, [0.5, 0.8])
FROM read_parquet({events}) JOIN (SELECT case_no FROM read_parquet({cases}) WHERE {chosen}) USING (case_no)
WHERE next_activity IS NOT NULL GROUP BY next_activity ORDER BY next_activity
"""
_PM4PY = Path(__file__).parent / "peers" / "pm4py_figures.py"


def prepared_anew(log: Path, folder: Path) -> None:
    """As a dataset: case names replaced by a keyed hash."""
    prepare(log, log.name, ReadOptions(columns=COLUMNS), folder / str(time.monotonic_ns()), case_key=b"k" * 32)


def newest(folder: Path) -> Path:
    """What was prepared last."""
    return max(folder.iterdir())


def chart(folder: Path) -> list[tuple]:
    """Waits before each activity, of the cases that began with one of them, out of a database that has seen nothing yet."""
    with Database(LIMITS, folder / "spill") as database:
        places = {"events": quoted(folder / "events.parquet"), "cases": quoted(folder / "cases.parquet")}
        return database.rows(_CHART.format(chosen=_CHOSEN, **places))


def work(what: str, log: Path, folder: Path) -> Any:
    """One contender's."""
    ways: dict[str, Callable[[], Any]] = {
        PREPARED: lambda: prepared_anew(log, folder),
        MEASURED: lambda: of_ours(flow_metrics(newest(folder))),
        CHART: lambda: chart(newest(folder)),
        DUCKDB: lambda: in_duckdb(log),
        PANDAS: lambda: in_pandas(log),
    }
    return ways[what]()


def _child(what: str, log: Path, folder: Path, answer: Path) -> None:
    began = time.perf_counter()
    result = work(what, log, folder)
    answer.write_bytes(pickle.dumps((time.perf_counter() - began, result)))


class Contest:
    """Contenders over one log, each time in a new process; what they answered last."""

    def __init__(self, place: Path, events: int, pm4py: str):
        self.folder, self.answer = place / "prepared", place / "answer"
        self.folder.mkdir()
        self.log, self.pm4py = write_large_log(place / "log.parquet", events), pm4py
        self.answers: dict[str, Any] = {}
        self.names = [MEASURED, CHART, PREPARED, DUCKDB]
        if events <= MOST_FOR_FRAMES:
            self.names += [PANDAS, *([PM4PY] if pm4py else [])]

    def __call__(self, what: str) -> float:
        seconds, self.answers[what] = self._outside() if what == PM4PY else self._inside(what)
        return seconds

    def _inside(self, what: str) -> tuple[float, Any]:
        child = multiprocessing.get_context("spawn").Process(target=_child, args=(what, self.log, self.folder, self.answer))
        child.start()
        child.join()
        if child.exitcode:
            sys.exit(f"{what} ended with {child.exitcode}")
        return pickle.loads(self.answer.read_bytes())

    def _outside(self) -> tuple[float, Any]:
        done = subprocess.run([self.pm4py, str(_PM4PY), str(self.log)], stdout=subprocess.PIPE, check=True)
        answer = json.loads(done.stdout.splitlines()[-1])
        return answer.pop("seconds"), answer

    def wrong(self) -> list[str]:
        """Where answers differ: counts exactly, other numbers by 1e-9 of their size."""
        ours = self.answers[MEASURED]
        found = [one for name in (DUCKDB, PANDAS) if name in self.answers for one in differences(ours, self.answers[name], name)]
        if PM4PY in self.answers:
            theirs = self.answers[PM4PY]
            follows = [[one, two, n] for (one, two), n in sorted(ours["follows"].items())]
            pairs = [("follows", follows), ("variants", ours["counts"]["variants"]), ("repeat", ours["rework"]["repeat"])]
            pairs += [(name, ours[name]) for name in ("first", "last", "frequency")]
            found += [f"{PM4PY} {key}" for key, value in pairs if theirs[key] != value]
        return found


def differences(one: Any, two: Any, where: str) -> list[str]:
    if isinstance(one, dict):
        if one.keys() != two.keys():
            return [f"{where}: {sorted(map(str, one.keys() ^ two.keys()))[:5]}"]
        return [found for key in one for found in differences(one[key], two[key], f"{where} {key}")]
    if isinstance(one, tuple):
        return [found for place, pair in enumerate(zip(one, two, strict=True)) for found in differences(*pair, f"{where} {place}")]
    same = one == two if isinstance(one, int) else math.isclose(one, two, rel_tol=1e-9, abs_tol=1e-9)
    return [] if same else [f"{where}: {one} and {two}"]


def promises(sizes: dict[int, dict[str, float]]) -> list[tuple[str, float, str, float]]:
    """(what, ratio, "at most" or "at least", bound) of those that the sizes of this run can tell."""
    bounds: list[tuple[str, float, str, float]] = []
    for events, one in sizes.items():
        told = f"at {events:,}"
        if events >= 1_000_000:
            bounds.append(
                (f"metric set to bare DuckDB {told}", one[MEASURED] / one[DUCKDB], "at most", 0.4 if events < 10_000_000 else 0.25)
            )
        if events == 1_000_000:
            bounds.append((f"prepare to bare DuckDB {told}", one[PREPARED] / one[DUCKDB], "at most", 4.0))
            if PM4PY in one:
                bounds.append((f"pm4py to metric set {told}", one[PM4PY] / one[MEASURED], "at least", 25.0))
        bounds.append((f"filtered chart to metric set {told}", one[CHART] / one[MEASURED], "at most", 0.4))
    if {100_000, 10_000_000} <= sizes.keys():
        bounds.append(("growth of the metric set, 100 k to 10 M", sizes[10_000_000][MEASURED] / sizes[100_000][MEASURED], "at most", 25.0))
    return bounds


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--events", type=int, nargs="+", default=[100_000, 1_000_000, 10_000_000])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--pm4py", default="", metavar="PYTHON")
    asked = parser.parse_args()
    sizes: dict[int, dict[str, float]] = {}
    wrong: list[str] = []
    for events in asked.events:
        rounds = asked.rounds if events < 10_000_000 else min(asked.rounds, 3)
        with tempfile.TemporaryDirectory(prefix="analytics-") as place:
            contest = Contest(Path(place), events, asked.pm4py)
            contest(PREPARED)  # there is something to measure whoever goes first
            taken = in_turn({name: partial(contest, name) for name in contest.names}, rounds)
            wrong += contest.wrong()
        sizes[events] = {name: median(seconds) for name, seconds in taken.items()}
        print(f"{events:,} events, {rounds} rounds, medians; ratio to the metric set\n{table(taken)}\n", flush=True)
    for what, ratio, way, bound in promises(sizes):
        kept = ratio <= bound if way == "at most" else ratio >= bound
        print(f"  {what.ljust(48)} {ratio:8.3f}  {way} {bound:g}  {'' if kept else 'NOT KEPT'}".rstrip())
    print("The figures agree." if not wrong else "\n".join(["The figures differ:", *wrong[:20]]))
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main()
