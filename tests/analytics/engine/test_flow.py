"""The engine agrees with the slow oracle on every key, whatever the log."""

import math
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.engine.flow import flow_metrics
from analytics.engine.refusal import LogRefused
from tests.oracles import event_log

from .logs import NAMED, ROWS, as_csv, prepared


def measured(rows, **options):
    with tempfile.TemporaryDirectory() as folder:
        return flow_metrics(prepared(Path(folder), as_csv(rows), columns=NAMED, **options).folder)


def as_oracle(metrics):
    """Lists of pairs as dictionaries, without the words."""
    found = {key: value for key, value in metrics.items() if key != "definitions"}
    found["directly_follows"] = {(pair["from"], pair["to"]): pair["count"] for pair in found["directly_follows"]}
    found["waiting_by_pair"] = {(pair.pop("from"), pair.pop("to")): pair for pair in found["waiting_by_pair"]}
    for kind in ("handover_resource", "handover_org"):
        if found[kind]:
            found[kind]["pairs"] = {(pair["from"], pair["to"]): pair["count"] for pair in found[kind]["pairs"]}
    return found


def assert_same(got, want, where=""):
    if isinstance(want, dict):
        assert got.keys() == want.keys(), where
        for key in want:
            assert_same(got[key], want[key], f"{where} {key}")
    elif isinstance(want, float):
        assert isinstance(got, int | float), where
        assert math.isclose(got, want, rel_tol=1e-9, abs_tol=1e-6), (where, got, want)
    else:
        assert got == want, (where, got, want)


@given(ROWS)
def test_random_logs_agree_with_the_oracle_on_every_key(rows):
    usable = [row for row in rows if row["case"] and row["activity"] and row["end"] is not None]
    if not usable:
        with pytest.raises(LogRefused, match="no row"):
            measured(rows)
        return
    assert_same(as_oracle(measured(rows)), event_log.flow(rows))


@given(ROWS, st.sampled_from([";", "\t", "|"]))
@settings(max_examples=settings.default.max_examples // 2)  # the same log but for one letter
def test_random_logs_with_another_delimiter_are_the_same_log(rows, delimiter):
    rows = [*rows, {"case": "1", "activity": "end", "start": None, "end": 1_600_000_000_000_000, "resource": "", "organisation": ""}]
    with tempfile.TemporaryDirectory() as folder:
        found = prepared(Path(folder), as_csv(rows, delimiter), columns=NAMED)
        assert found.quality.read_as["delimiter"] == delimiter
        assert_same(as_oracle(flow_metrics(found.folder)), event_log.flow(rows))


def test_every_key_has_its_definition(tmp_path):
    metrics = flow_metrics(prepared(tmp_path, "case,activity,time\n1,a,2026-01-01 10:00:00\n").folder)
    assert metrics["definitions"].keys() == metrics.keys() - {"definitions"}
    assert all(len(words) > 20 for words in metrics["definitions"].values())


def test_what_a_log_has_not_is_none_and_not_zero(tmp_path):
    metrics = flow_metrics(prepared(tmp_path, "case,activity,time\n1,a,2026-01-01 10:00:00\n1,b,2026-01-01 11:00:00\n").folder)
    assert metrics["flow_efficiency"] is None
    assert metrics["handover_resource"] is None
    assert metrics["handover_org"] is None
    assert metrics["service_by_activity"] == {}
    assert metrics["throughput"]["sd"] is None
    assert metrics["throughput"]["quantiles"]["0.5"] == 3600
