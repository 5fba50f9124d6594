"""Parquet of any make: only the columns that are used need to be readable."""

import io
from datetime import UTC, datetime
from uuid import UUID

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from analytics.domain.events.log import ReadOptions
from analytics.engine.log_preview import preview
from analytics.engine.preparing import prepare
from analytics.engine.refusal import LogRefused

from .logs import prepared

NOON = pa.array([datetime(2026, 1, 1, 12)], pa.timestamp("us"))
NO_TEXT = pa.Array.from_buffers(pa.string(), 1, [None, pa.array([0, 1], pa.int32()).buffers()[1], pa.py_buffer(b"\xff")])
BYTES = pa.array([b"\xff\xfe"])


def parquet(*columns, case="case", time=NOON, **options):
    """A log of one row with further columns."""
    names = [case, "activity", "time", *(name for name, _array in columns)]
    out = io.BytesIO()
    arrays = [pa.array(["1"]), pa.array(["a"]), time, *(array for _name, array in columns)]
    pq.write_table(pa.Table.from_arrays(arrays, names), out, **options)
    return out.getvalue()


@pytest.mark.parametrize(
    "array",
    [
        BYTES,
        BYTES.cast(pa.large_binary()),
        BYTES.dictionary_encode(),
        BYTES.cast(pa.binary(2)),
        NO_TEXT,
        pa.array([{"inner": 1}]),
        NOON.cast(pa.timestamp("us", tz="Nowhere/Town")),
    ],
    ids=lambda array: str(array.type),
)
def test_a_column_that_is_not_used_need_not_be_text(tmp_path, array):
    assert prepared(tmp_path, parquet(("photo", array)), "log.parquet").counts.cases == 1


def test_two_columns_of_one_name_do_not_matter_where_they_are_not_used(tmp_path):
    twice = ("note", pa.array(["x"])), ("note", pa.array(["y"]))
    assert prepared(tmp_path, parquet(*twice), "log.parquet").counts.cases == 1


def test_two_columns_of_one_name_are_refused_where_they_are_used(tmp_path):
    with pytest.raises(LogRefused, match="column “case”: two columns have this name"):
        prepared(tmp_path, parquet(("case", pa.array(["2"]))), "twice.parquet")


def test_identifiers_of_their_own_type_are_read_and_shown_as_people_write_them(tmp_path):
    ids = pa.array([UUID("01a2141b-1e7c-79f0-b7dd-ef2726af624c").bytes], pa.uuid())
    assert prepared(tmp_path, parquet(("case", ids), case="number"), "log.parquet").counts.cases == 1
    shown = preview(tmp_path / "log.parquet", "log.parquet", ReadOptions())
    assert shown.rows[0][-1] == "01a2141b-1e7c-79f0-b7dd-ef2726af624c"


@pytest.mark.parametrize("array", [NO_TEXT, BYTES, BYTES.dictionary_encode()], ids=lambda array: str(array.type))
@pytest.mark.parametrize("dictionary", [True, False])
def test_a_column_in_use_that_is_no_text_is_refused_by_its_name(tmp_path, array, dictionary):
    content = parquet(("case", array), case="number", use_dictionary=dictionary)
    with pytest.raises(LogRefused, match=r"log\.parquet, column “case”: the column cannot be read as text"):
        prepared(tmp_path, content, "log.parquet")


def test_a_zone_that_this_machine_does_not_know_is_read_and_shown_as_instants(tmp_path):
    content = parquet(time=NOON.cast(pa.timestamp("us", tz="Nowhere/Town")))
    assert prepared(tmp_path, content, "log.parquet").first == datetime(2026, 1, 1, 12, tzinfo=UTC)
    shown = preview(tmp_path / "log.parquet", "log.parquet", ReadOptions())
    assert shown.rows == (("1", "a", "2026-01-01 12:00:00.000000Z"),)
    assert not shown.trouble


def test_very_many_rows_out_of_a_very_small_file_are_refused(tmp_path):
    many = 2_000_000
    text, zeros = pa.array(["x"]), pa.repeat(pa.scalar(0, pa.int32()), many)
    columns = {name: pa.DictionaryArray.from_arrays(zeros, text) for name in ("case", "activity")}
    table = pa.table({**columns, "time": pa.repeat(NOON[0], many)})
    pq.write_table(table, tmp_path / "log.parquet", compression="zstd", row_group_size=many)
    with pytest.raises(LogRefused, match="grows out of all proportion"):
        prepare(tmp_path / "log.parquet", "log.parquet", ReadOptions(), tmp_path / "out")
