"""Times that no calendar has are refused by row and column, and never end in the middle of measuring."""

import io
from datetime import datetime

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from analytics.domain.events.roles import Role
from analytics.engine.refusal import LogRefused

from .logs import prepared


@pytest.mark.parametrize(
    ("time", "zone"),
    [
        ("9999-12-31 24:00", "UTC"),
        ("9999-12-31T23:30:00-01:00", "UTC"),
        ("9999-12-31 23:59:59", "America/New_York"),
        ("0001-01-01T00:00:00+01:00", "UTC"),
        ("0001-01-01", "Asia/Tokyo"),
    ],
)
def test_a_time_that_its_offset_or_zone_carries_out_of_the_calendar_is_refused_by_row(tmp_path, time, zone):
    with pytest.raises(LogRefused, match=r"log\.csv, row 2 \(line 3\), column “time”: the time lies outside the years 1 to 9999"):
        prepared(tmp_path, f"case,activity,time\n1,a,2026-01-01\n1,b,{time}\n", timezone=zone)


def test_the_last_day_of_the_calendar_is_a_time(tmp_path):
    found = prepared(tmp_path, "case,activity,time\n1,a,0001-01-01\n1,b,9999-12-31 23:59:59.999999\n")
    assert (found.first.year, found.last.year) == (1, 9999)


def parquet(times):
    out = io.BytesIO()
    pq.write_table(pa.table({"case": ["1"] * len(times), "activity": ["a"] * len(times), "time": times}), out)
    return out.getvalue()


@pytest.mark.parametrize("unit", ["ms", "us"])
@pytest.mark.parametrize("number", [2**62, -(2**62), 2**63 - 1, -(2**63)])
def test_a_typed_number_that_is_no_date_is_refused_by_row(tmp_path, unit, number):
    times = pa.array([0, number], pa.int64()).cast(pa.timestamp(unit))
    with pytest.raises(LogRefused, match="row 2, column “time”: the time lies outside the years 1 to 9999"):
        prepared(tmp_path, parquet(times), "log.parquet")


@pytest.mark.parametrize("kind", [pa.timestamp("s"), pa.timestamp("ms"), pa.timestamp("us"), pa.timestamp("ns"), pa.date32(), pa.date64()])
def test_each_type_of_time_gives_the_same_instants(tmp_path, kind):
    days = [datetime(1969, 12, 30), datetime(2026, 3, 1)]
    found = prepared(tmp_path, parquet(pa.array(days, pa.timestamp("us")).cast(kind)), "log.parquet")
    assert [found.first.date(), found.last.date()] == [day.date() for day in days]


LATE = "case,activity,time,lifecycle\n" + "".join(f"{row},a,2026-01-01,complete\n" for row in range(20_001)) + "x,a,2026-01-01,START\n"


def test_a_start_after_many_rows_without_one_is_refused_and_not_counted_as_a_completion(tmp_path):
    with pytest.raises(LogRefused, match=r"row 20002 \(line 20003\), column “lifecycle”: .*--timestamp and --lifecycle"):
        prepared(tmp_path, LATE)


def test_a_late_start_is_a_start_where_the_lifecycle_was_named(tmp_path):
    found = prepared(tmp_path, LATE, columns={Role.TIMESTAMP: "time", Role.LIFECYCLE: "lifecycle"})
    assert (found.counts.activity_instances, found.counts.rows_rejected) == (20_001, 1)


def test_every_row_counts_where_the_completion_was_named(tmp_path):
    assert prepared(tmp_path, LATE, columns={Role.END: "time"}).counts.activity_instances == 20_002
