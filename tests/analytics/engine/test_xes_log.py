"""XES as it streams by, within bounds of memory."""

from dataclasses import replace

import pytest

from analytics.domain.events.log import ReadOptions
from analytics.domain.events.roles import Role
from analytics.engine.limits import LIMITS
from analytics.engine.refusal import LogRefused
from analytics.engine.xes_log import XesLog

NAME = '<string key="concept:name" value="{}"/>'


def event(*attributes):
    return f"<event>{''.join(attributes)}</event>"


def trace(*parts):
    return f"<trace>{''.join(parts)}</trace>"


def opened(folder, *traces, **limits):
    path = folder / "log.xes"
    path.write_text(f"<log>{''.join(traces)}</log>")
    return XesLog(path, path.name, ReadOptions(), replace(LIMITS, **limits))


def named(key):
    return f'<string key="{key}" value="x"/>'


def test_ever_new_keys_of_events_are_refused_once_there_are_too_many(tmp_path):
    log = opened(tmp_path, trace(NAME.format("1"), *(event(named(f"key {row}")) for row in range(20))), columns=10)
    with pytest.raises(LogRefused, match=r"log\.xes, row 10 .*more than 10 columns"):
        log.head(100)


@pytest.mark.parametrize("wide", [event(*(named(f"key {one}") for one in range(20))), "".join(named(f"key {one}") for one in range(20))])
def test_one_event_or_trace_of_too_many_keys_is_refused_as_it_is_read(tmp_path, wide):
    log = opened(tmp_path, trace(NAME.format("1"), event(NAME.format("a")), wide), columns=10)
    with pytest.raises(LogRefused, match=r"row 2 \(line 1\): there are more than 10 columns"):
        list(log.batches({Role.CASE: "case:concept:name"}))


def test_a_trace_without_a_name_does_not_wait_for_it_for_ever(tmp_path):
    many = 120_000
    log = opened(tmp_path, trace("<event/>" * many), trace(event(NAME.format("a")), NAME.format("late")))
    batches = list(log.batches({Role.CASE: "case:concept:name"}))
    assert sum(batch.size for batch in batches) == many + 1
    assert max(batch.size for batch in batches) < many
    assert batches[-1].columns[Role.CASE][-1].as_py() == "late"


def test_no_more_text_is_held_at_once_than_the_limit(tmp_path):
    log = opened(tmp_path, trace(NAME.format("1"), *(event(NAME.format("a" * 1000)) for _row in range(1000))), text=100_000)
    assert max(batch.size for batch in log.batches({Role.CASE: "case:concept:name"})) < 300
    head = log.head(500)
    assert len(head.rows) <= 102 and not head.whole


@pytest.mark.parametrize("encoding", ["nobody-knows", "shift_jis", "utf-7"])
def test_an_encoding_that_the_parser_cannot_read_is_refused(tmp_path, encoding):
    path = tmp_path / "log.xes"
    path.write_text(f"<?xml version='1.0' encoding='{encoding}'?><log/>")
    with pytest.raises(LogRefused, match=r"log\.xes: the file names an encoding that cannot be read"):
        XesLog(path, path.name, ReadOptions(), LIMITS).head(10)


def test_a_declared_entity_is_still_refused_as_one(tmp_path):
    path = tmp_path / "log.xes"
    path.write_text("<!DOCTYPE log [<!ENTITY name 'x'>]><log/>")
    with pytest.raises(LogRefused, match="a document type or an entity is declared"):
        XesLog(path, path.name, ReadOptions(), LIMITS).head(10)
