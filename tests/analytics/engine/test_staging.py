"""Rows whose time no calendar has are left out by row and column, and never end in the middle of measuring."""

import io
from datetime import datetime

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from analytics.domain.events.quality import RejectedRow
from analytics.domain.events.roles import Role
from analytics.engine.refusal import LogRefused

from .logs import prepared


@pytest.mark.parametrize(
    ("time", "zone"),
    [
        ("9999-12-31 24:00", "UTC"),
        ("9999-12-31T23:30:00-01:00", "UTC"),
        ("0001-01-01T00:00:00+01:00", "UTC"),
        ("0001-01-01", "Asia/Tokyo"),
    ],
)
def test_a_row_whose_time_its_offset_or_zone_carries_out_of_the_calendar_is_left_out(tmp_path, time, zone):
    quality = prepared(tmp_path, f"case,activity,time\n1,a,2026-01-01\n1,b,{time}\n", timezone=zone).quality
    assert quality.rejected == (RejectedRow(2, 3, "time", "impossible_year"),)


def test_the_first_day_of_1900_and_the_last_of_2099_are_times_and_the_days_before_and_after_are_none(tmp_path):
    found = prepared(tmp_path, "case,activity,time\n1,a,1900-01-01\n1,b,2099-12-31 23:59:59.999999\n1,c,1899-12-31\n1,d,2100-01-01\n")
    assert (found.first.year, found.last.year) == (1900, 2099)
    assert [(one.row, one.reason) for one in found.quality.rejected] == [(3, "impossible_year"), (4, "distant_year")]


@pytest.mark.parametrize(
    ("time", "zone"),
    [("9999-12-31", "Europe/London"), ("31/12/9999", "UTC"), ("9999-12-31 23:59:59", "America/New_York"), ("2100-01-01T00:00Z", "UTC")],
)
def test_an_end_left_open_by_a_far_date_leaves_out_its_row_by_a_reason_of_its_own(tmp_path, time, zone):
    found = prepared(tmp_path, f"case,activity,time\n1,a,2026-01-01\n1,b,{time}\n", timezone=zone)
    assert found.quality.rejected == (RejectedRow(2, 3, "time", "distant_year"),) and found.last.year < 2027


def test_a_column_most_of_which_is_an_open_end_is_refused_in_its_own_words(tmp_path):
    with pytest.raises(LogRefused, match=r"row 2 \(line 3\), column “time”: .*2100"):
        prepared(tmp_path, "case,activity,time\n1,a,2026-01-01\n1,b,9999-12-31\n2,b,9999-12-31\n")


def test_a_start_in_a_year_that_cannot_be_leaves_out_its_row(tmp_path):
    found = prepared(tmp_path, "case,activity,start,end\n1,a,2026-01-01,2026-01-02\n1,b,0202-01-01,2026-01-02\n")
    assert found.quality.rejected == (RejectedRow(2, 3, "start", "impossible_year"),) and found.first.year == 2026


def parquet(times):
    out = io.BytesIO()
    pq.write_table(pa.table({"case": ["1"] * len(times), "activity": ["a"] * len(times), "time": times}), out)
    return out.getvalue()


@pytest.mark.parametrize("unit", ["ms", "us"])
@pytest.mark.parametrize("number", [2**62, -(2**62), 2**63 - 1, -(2**63)])
def test_a_typed_number_that_is_no_date_leaves_out_its_row(tmp_path, unit, number):
    times = pa.array([0, number], pa.int64()).cast(pa.timestamp(unit))
    assert prepared(tmp_path, parquet(times), "log.parquet").quality.rejected == (RejectedRow(2, 0, "time", "impossible_year"),)


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
