"""The whole metric set of a log: our engine (prepare once, then measure) beside plain pandas and DuckDB over the raw Parquet.

    python -m benchmarks.event_log [--events 1000000] [--rounds 5] [--without pandas]

Each contender runs in a process of its own, in turn; figures must agree. Nothing is asserted about speed.
"""

import argparse
import math
import multiprocessing
import os
import pickle
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "carejourneys.settings.test")

import django

django.setup()

from analytics.domain.events.log import ReadOptions  # noqa: E402
from analytics.engine.flow import flow_metrics  # noqa: E402
from analytics.engine.preparing import prepare  # noqa: E402
from benchmarks.peers.bare_duckdb import in_duckdb  # noqa: E402
from benchmarks.plain_figures import in_pandas, of_ours  # noqa: E402
from benchmarks.rounds import in_turn, table  # noqa: E402
from tests.large_logs import COLUMNS, write_large_log  # noqa: E402

FILE, DATASET, MEASURE = "prepared as flow_metrics does", "prepared as a dataset", "measured"
PANDAS, DUCKDB = "pandas", "DuckDB over raw Parquet"


def run(what: str, log: Path, folder: Path) -> Any:
    """One contender's work. The two that prepare leave the folder that `measured` reads."""
    if what in (FILE, DATASET):
        out = folder / ("file" if what == FILE else "dataset") / str(time.monotonic_ns())
        prepare(log, log.name, ReadOptions(columns=COLUMNS), out, case_key=b"k" * 32 if what == DATASET else None)
        return out
    if what == MEASURE:
        return of_ours(flow_metrics(sorted((folder / "dataset").iterdir())[-1]))
    return {PANDAS: in_pandas, DUCKDB: in_duckdb}[what](log)


def _child(what: str, log: Path, folder: Path, answer: Path) -> None:
    began = time.perf_counter()
    result = run(what, log, folder)
    seconds = time.perf_counter() - began
    peak = next(int(line.split()[1]) for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM")) / 1000
    answer.write_bytes(pickle.dumps((seconds, peak, result)))


class Contest:
    """Runs contenders in children and remembers their peaks and figures."""

    def __init__(self, log: Path, folder: Path):
        self.log, self.folder = log, folder
        self.peaks: dict[str, float] = {}
        self.figures: dict[str, Any] = {}

    def __call__(self, what: str) -> float:
        answer = self.folder / "answer"
        child = multiprocessing.get_context("spawn").Process(target=_child, args=(what, self.log, self.folder, answer))
        child.start()
        child.join()
        if child.exitcode:
            sys.exit(f"{what} ended with {child.exitcode}")
        seconds, peak, result = pickle.loads(answer.read_bytes())
        self.peaks[what], self.figures[what] = max(peak, self.peaks.get(what, 0)), result
        return seconds


def differences(one: Any, two: Any, where: str = "") -> list[str]:
    """Where two sets of figures do not agree: counts exactly, other numbers to 1e-6."""
    if isinstance(one, dict):
        if one.keys() != two.keys():
            return [f"{where}: {sorted(map(str, one.keys() ^ two.keys()))[:5]}"]
        return [found for key in one for found in differences(one[key], two[key], f"{where} {key}")]
    if isinstance(one, tuple):
        return [found for place, pair in enumerate(zip(one, two, strict=True)) for found in differences(*pair, f"{where} {place}")]
    same = one == two if isinstance(one, int) else math.isclose(one, two, rel_tol=1e-6, abs_tol=1e-3)
    return [] if same else [f"{where}: {one} and {two}"]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--events", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--without", choices=("pandas",), help="leave it out: it needs about 1 GB a million events")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="event-log-") as place:
        folder = Path(place)
        log = write_large_log(folder / "log.parquet", asked.events)
        contest = Contest(log, folder)
        names = [FILE, DATASET, MEASURE, DUCKDB] + ([PANDAS] if asked.without != "pandas" else [])
        contest(DATASET)  # there is something to measure whichever goes first
        taken = in_turn({name: lambda name=name: contest(name) for name in names}, asked.rounds)
    wrong = [found for name in names[3:] for found in differences(contest.figures[MEASURE], contest.figures[name], name)]
    print(f"{asked.events:,} events, {asked.rounds} rounds, medians; ratio to measuring what is prepared")
    ordered = {name: taken[name] for name in [MEASURE, *[name for name in names if name != MEASURE]]}
    print(table(ordered, more={name: f"{peak:5.0f} MB" for name, peak in contest.peaks.items()}))
    print("The figures agree." if not wrong else "\n".join(["The figures differ:", *wrong[:20]]))
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main()
