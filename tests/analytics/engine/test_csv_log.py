"""CSV as it comes: in pieces that fit into memory, whatever stands in its columns."""

import gzip
from dataclasses import replace

import pytest

from analytics.domain.events.log import ReadOptions
from analytics.domain.events.roles import Role
from analytics.engine.csv_log import CsvLog
from analytics.engine.limits import LIMITS
from analytics.engine.refusal import LogRefused

from .logs import prepared

LONG = "case,activity,time,note\n" + "".join(f"{row},a,2026-01-01,{'n' * 1000}\n" for row in range(100))


def opened(folder, content, **limits):
    path = folder / "log.csv"
    path.write_text(content)
    return CsvLog(path, path.name, ReadOptions(), replace(LIMITS, **limits))


def test_no_more_text_is_held_at_once_than_the_limit_and_no_row_is_lost(tmp_path):
    log = opened(tmp_path, LONG, text=10_000)
    batches = list(log.batches({Role.CASE: "case"}))
    assert max(batch.size for batch in batches) <= 12
    assert [batch.first for batch in batches] == [sum(one.size for one in batches[:place]) + 1 for place in range(len(batches))]
    assert [case for batch in batches for case in batch.columns[Role.CASE].to_pylist()] == [str(row) for row in range(100)]
    assert [line for batch in batches for line in batch.lines] == list(range(2, 102))


def test_the_head_ends_where_its_text_grows_too_long_and_says_that_more_follows(tmp_path):
    head = opened(tmp_path, LONG, text=10_000).head(50)
    assert len(head.rows) <= 12 and not head.whole
    assert len(opened(tmp_path, LONG).head(50).rows) == 50


@pytest.mark.parametrize("encoding", ["undefined", "idna", "punycode", "zip", "nobody knows"])
def test_an_encoding_that_text_cannot_be_read_in_is_refused_by_the_file(tmp_path, encoding):
    with pytest.raises(LogRefused, match=r"log\.csv: there is no encoding of this name"):
        prepared(tmp_path, LONG, encoding=encoding)


@pytest.mark.parametrize(("encoding", "half"), [("utf-7", "+2AA-"), ("unicode_escape", r"\ud800")])
def test_half_a_character_is_no_text(tmp_path, encoding, half):
    with pytest.raises(LogRefused, match=rf"log\.csv: the text is not in the encoding {encoding}"):
        prepared(tmp_path, f"case,activity,time\n1,{half},2026-01-01\n", encoding=encoding)


def test_utf_16_without_its_mark_is_found_by_itself_and_refused_where_the_mark_is_promised(tmp_path):
    content = "case,activity,time\n1,bør,2026-01-01\n".encode("utf-16-be")
    assert prepared(tmp_path, content).activities == (("bør", 1),)
    with pytest.raises(LogRefused, match=r"log\.csv: the text is not in the encoding utf-16"):
        CsvLog(tmp_path / "log.csv", "log.csv", ReadOptions(encoding="utf-16"), LIMITS).head(10)


def test_a_zero_byte_is_refused_by_its_line(tmp_path):
    with pytest.raises(LogRefused, match=r"log\.csv, line 3: the content is not text"):
        prepared(tmp_path, "case,activity,time\r\n1,a,2026-01-01\r\n1,a\0b,2026-01-01\r\n")


def test_a_packed_file_goes_on_after_any_number_of_zeros_between_its_parts(tmp_path):
    parts = [gzip.compress(b"case,activity,time\n1,a,2026-01-01\n"), gzip.compress(b"2,b,2026-01-01\n")]
    found = prepared(tmp_path, (b"\0" * 200_000).join(parts) + b"\0" * 200_000, "log.csv.gz")
    assert found.counts.cases == 2


@pytest.mark.parametrize("delimiter", ["a", "7", '"', "\n", ";;"])
def test_what_cannot_stand_between_columns_is_refused_as_a_delimiter(tmp_path, delimiter):
    with pytest.raises(LogRefused, match="a delimiter is one character that is no letter, digit, quote or line end"):
        prepared(tmp_path, LONG, delimiter=delimiter)
