"""Each bound within which a file is read, met by a small file under a smaller bound; just within it nothing is refused."""

import io
from dataclasses import replace

import pyarrow.parquet as pq
import pytest

from analytics.domain.events.log import ReadOptions
from analytics.domain.events.roles import Role
from analytics.engine.csv_log import CsvLog
from analytics.engine.layout import LONGEST_WORDS, MOST_WORDS, word_sql
from analytics.engine.limits import LIMITS
from analytics.engine.log_opening import open_log
from analytics.engine.preparing import prepare
from analytics.engine.refusal import LogRefused
from tests.hostile.kinds import EVENTS, lines
from tests.hostile.parquet_files import table_of
from tests.hostile.xes_files import xes


def parquet(**options) -> bytes:
    out = io.BytesIO()
    pq.write_table(table_of(EVENTS * 2_000), out, use_dictionary=False, compression="none", **options)
    return out.getvalue()


PAGES = parquet(data_page_size=10_000)


@pytest.mark.parametrize(
    ("content", "name", "within", "beyond", "words"),
    [
        (lines().encode(), "log.csv", {"word": 8}, {"word": 7}, r"row 1 \(line 2\), column “activity”: a name is longer than 7 characters"),
        (lines().encode(), "log.csv", {"activities": 3}, {"activities": 2}, "column “activity”: there are too many different activities"),
        (lines().encode(), "log.csv", {"text": 18}, {"text": 17}, "their names are too long"),
        (lines().encode(), "log.csv", {"columns": 3}, {"columns": 2}, "more than 2 columns"),
        (xes(), "log.xes", {"names": 8}, {"names": 7}, "too many different names of elements and attributes"),
        (PAGES, "log.parquet", {"page": 50_000}, {"page": 5_000}, "a page of the file is too large"),
        (parquet(row_group_size=1_000), "log.parquet", {"groups": 30}, {"groups": 29}, "too many groups"),
    ],
    ids=["word", "activities", "text", "columns", "names", "page", "groups"],
)
def test_a_bound_refuses_what_is_beyond_it_alone(tmp_path, content, name, within, beyond, words):
    path = tmp_path / name
    path.write_bytes(content)
    assert prepare(path, name, ReadOptions(), tmp_path / "out", limits=replace(LIMITS, **within)).counts.activities == 3
    with pytest.raises(LogRefused, match=words):
        prepare(path, name, ReadOptions(), tmp_path / "again", limits=replace(LIMITS, **beyond))
    assert not (tmp_path / "again").exists()


@pytest.mark.parametrize(("name", "content"), [("log.csv", lines(EVENTS * 20).encode()), ("log.xes", xes()), ("log.parquet", parquet())])
def test_a_head_ends_where_its_cells_become_too_many(tmp_path, name, content):
    path = tmp_path / name
    path.write_bytes(content)
    head = open_log(path, name, ReadOptions(), replace(LIMITS, cells=9)).head
    assert len(head.rows) < 5 and not head.whole
    assert len(open_log(path, name, ReadOptions(), LIMITS).head.rows) >= 5


def test_rows_of_csv_come_in_batches_of_few_cells_and_none_is_lost(tmp_path):
    path = tmp_path / "log.csv"
    path.write_text(lines(EVENTS * 20))
    batches = list(CsvLog(path, path.name, ReadOptions(), replace(LIMITS, cells=30)).batches({Role.CASE: "case"}))
    assert sum(batch.size for batch in batches) == 100 and max(batch.size for batch in batches) <= 11


@pytest.mark.parametrize(
    ("count", "longest", "kind"),
    [
        (MOST_WORDS, 10, "ENUM"),
        (MOST_WORDS + 1, 10, "VARCHAR"),
        (10, LONGEST_WORDS // 10, "ENUM"),
        (10, LONGEST_WORDS // 10 + 1, "VARCHAR"),
    ],
)
def test_only_words_that_are_few_and_short_are_held_in_memory(tmp_path, count, longest, kind):
    assert f" AS {kind}" in word_sql(tmp_path, "resource", count, longest)
