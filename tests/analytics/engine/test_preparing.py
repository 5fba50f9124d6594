"""Preparing a log: what it says while it goes on, and that its shape on the way (names as numbers, cases in portions) changes no figure."""

import re
from collections import Counter
from itertools import pairwise
from pathlib import Path

import pytest

from analytics.domain.events.log import ReadOptions
from analytics.engine.flow import flow_metrics
from analytics.engine.layout import MOST_WORDS, told_sql
from analytics.engine.map_measuring import measure_map
from analytics.engine.preparing import prepare
from tests.large_logs import ACTIVITIES, COLUMNS, END_ACTIVITY, write_large_log

from .logs import prepared


@pytest.fixture(scope="module")
def log(tmp_path_factory):
    return write_large_log(tmp_path_factory.mktemp("logs") / "log.parquet", 120_000)


def test_progress_only_rises_goes_on_while_rows_are_sorted_and_ends_at_the_whole(tmp_path, log):
    told = []
    prepare(log, log.name, ReadOptions(columns=COLUMNS), tmp_path / "out", progress=lambda *share: told.append(share))
    shares = [done / total for done, total in told]
    assert all(after >= before for before, after in pairwise(shares)) and shares[-1] == 1
    assert len({share for share in shares if 0.6 < share < 0.95}) >= 2


def test_a_stop_while_rows_are_sorted_leaves_nothing(tmp_path, log):
    share = [0.0]

    def progress(done, total):
        share[0] = done / total
        if share[0] >= 0.6:
            raise InterruptedError

    with pytest.raises(InterruptedError):
        prepare(log, log.name, ReadOptions(columns=COLUMNS), tmp_path / "out", progress=progress)
    assert share[0] < 0.95 and not list(tmp_path.iterdir())


def test_a_column_of_very_many_names_is_read_like_any_other(tmp_path):
    rows = [f"{n // 4},a,2026-01-01 10:{n % 4:02d}:00,person {n},unit {n % 3}" for n in range(MOST_WORDS + 8_000)]
    found = flow_metrics(prepared(tmp_path, "\n".join(["case,activity,time,resource,organisation", *rows])).folder)
    pairs = Counter((n, n + 1) for n in range(len(rows) - 1) if n % 4 < 3)
    got = {(pair["from"], pair["to"]): pair["count"] for pair in found["handover_resource"]["pairs"]}
    assert got == {(f"person {a}", f"person {b}"): count for (a, b), count in pairs.items()}


@pytest.mark.parametrize(("cases", "rows"), [(1, 1), (1, 30_000_000), (7, 7), (1_250_000, 10_000_000), (3_000_001, 3_000_001)])
def test_every_case_is_told_in_one_portion(cases, rows):
    portions = [tuple(map(int, re.search(r"BETWEEN (\d+) AND (\d+)", sql).groups())) for sql in told_sql(Path("x"), cases, rows)]
    assert portions[0][0] == 1 and portions[-1][1] >= cases
    assert all(one[1] + 1 == two[0] for one, two in pairwise(portions))


def test_measuring_a_map_says_how_far_it_is_and_stops_when_asked(tmp_path, log):
    folder = prepare(log, log.name, ReadOptions(columns=COLUMNS), tmp_path / "out").folder
    steps = {name: [name] for name in ACTIVITIES}
    asked = {"steps": steps, "pairs": list(pairwise(ACTIVITIES)), "end_activities": [END_ACTIVITY]}
    told = []
    measure_map(folder, **asked, progress=lambda done, total: told.append(done / total))
    assert told == sorted(told) and len(set(told)) > 5

    def stop(done, total):
        if done / total > 0.6:
            raise InterruptedError

    with pytest.raises(InterruptedError):
        measure_map(folder, **asked, progress=stop)
