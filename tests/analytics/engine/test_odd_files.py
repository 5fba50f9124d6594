"""Odd and hostile files: read as what they say, or refused in one line that leaves nothing behind."""

from datetime import UTC
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from analytics.domain.events.log import Prepared, ReadOptions
from analytics.domain.events.roles import Role
from analytics.engine.log_preview import preview
from analytics.engine.preparing import prepare
from analytics.engine.refusal import LogRefused
from tests.hostile.every_kind import EVERY_KIND
from tests.hostile.kinds import Event, Odd, Read, Refused


def options_of(odd: Odd) -> ReadOptions:
    columns = {Role(role): column for role, column in odd.options.get("columns", {}).items()}
    return ReadOptions(**{**odd.options, "columns": columns})


def events_in(prepared: Prepared) -> list[Event]:
    """In the order of the file."""
    names = dict(
        zip(*(pq.read_table(prepared.folder / "cases.parquet").column(one).to_pylist() for one in ("case_no", "case_name")), strict=True)
    )
    rows = pq.read_table(prepared.folder / "events.parquet").sort_by("row").to_pylist()
    return [
        Event(
            names[row["case_no"]],
            row["activity"],
            row["completed"].replace(tzinfo=UTC),
            row["started"].replace(tzinfo=UTC) if row["has_start"] else None,
            row["resource"],
        )
        for row in rows
    ]


def check_refusal(message: str, refused: Refused, file: str) -> None:
    """One line that says which file, and where."""
    assert message.startswith(file) and message.removeprefix(file).isprintable() and len(message) < 600, message
    assert refused.words in message
    assert f"row {refused.row}" in message if refused.row else True, message
    assert f"column “{refused.column}”" in message if refused.column else True, message


def everything_in(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*"))


def test_there_are_more_than_eighty_kinds_each_of_a_name_of_its_own():
    assert len({odd.name for odd in EVERY_KIND}) == len(EVERY_KIND) >= 80


@pytest.mark.parametrize("odd", EVERY_KIND, ids=lambda odd: odd.name)
def test_an_odd_file_is_read_right_or_refused_and_leaves_nothing_behind(tmp_path, odd):
    path = tmp_path / "as brought"
    path.write_bytes(odd.content())
    if isinstance(odd.outcome, Read):
        prepared = prepare(path, odd.file, options_of(odd), tmp_path / "out")
        assert events_in(prepared) == list(odd.outcome.events)
        assert {one.row: one.reason for one in prepared.quality.rejected} == odd.outcome.left_out
        assert everything_in(tmp_path / "out") == ["cases.parquet", "events.parquet", "prepared.json"]
        assert not preview(path, odd.file, options_of(odd)).missing
    else:
        with pytest.raises(LogRefused) as refusal:
            prepare(path, odd.file, options_of(odd), tmp_path / "out")
        file = "" if refusal.value.option in {"timezone", "date_format"} and not refusal.value.file else odd.file
        check_refusal(str(refusal.value), odd.outcome, file)
        assert everything_in(tmp_path) == ["as brought"]
