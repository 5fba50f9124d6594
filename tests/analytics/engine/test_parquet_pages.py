"""The sizes of pages, told from their heads, beside what the library that wrote them says of all of them."""

import io

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from analytics.engine.parquet_pages import NoPage, unpacked_sizes

WORDS = pa.table({"word": [f"{n:020}" for n in range(50_000)]})


def pages(**options) -> tuple[list[int], pq.ColumnChunkMetaData]:
    out = io.BytesIO()
    pq.write_table(WORDS, out, row_group_size=50_000, **options)
    column = pq.ParquetFile(io.BytesIO(out.getvalue())).metadata.row_group(0).column(0)
    begin = column.dictionary_page_offset or column.data_page_offset
    return list(unpacked_sizes(out, begin, column.total_compressed_size)), column


@pytest.mark.parametrize("compression", ["none", "snappy", "zstd"])
@pytest.mark.parametrize("version", ["1.0", "2.0"])
@pytest.mark.parametrize("dictionary", [True, False])
def test_the_pages_of_a_column_add_up_to_what_the_foot_says(compression, version, dictionary):
    sizes, column = pages(compression=compression, data_page_version=version, use_dictionary=dictionary, data_page_size=50_000)
    assert len(sizes) > 5
    assert 0 <= column.total_uncompressed_size - sum(sizes) < 300 * len(sizes)  # their heads


def test_one_page_is_as_large_as_its_words():
    sizes, _column = pages(compression="none", use_dictionary=False, data_page_size=1 << 30, write_statistics=False)
    assert max(sizes) >= 20_000 * 24  # rows of a page at most, as this library writes them


@pytest.mark.parametrize("data", [b"", b"\xff" * 200, b"\x15\x00\x15", b"\x00" * 9, b"\x5c" * 400, b"\x1b" * 100])
def test_what_is_no_head_of_a_page_is_said_to_be_none(data):
    with pytest.raises(NoPage):
        list(unpacked_sizes(io.BytesIO(data), 0, 1_000))
