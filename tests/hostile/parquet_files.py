"""Parquet of every make, and Parquet that is cut, damaged, forged or far larger inside than outside."""

import io
import struct
from collections.abc import Iterator
from datetime import UTC

import pyarrow as pa
import pyarrow.parquet as pq

from .kinds import EVENTS, Event, Odd, Read, Refused, at

_FILE = "log.parquet"


def table_of(events=EVENTS, kind: pa.DataType | None = None) -> pa.Table:
    """The events as a table. kind: of the times."""
    times = pa.array([one.done for one in events], pa.timestamp("us", "UTC"))
    return pa.table(
        {
            "case": [one.case for one in events],
            "activity": [one.activity for one in events],
            "time": times.cast(kind) if kind is not None else times,
        }
    )


def written(table: pa.Table, **options) -> bytes:
    """As a file."""
    out = io.BytesIO()
    pq.write_table(table, out, **options)
    return out.getvalue()


def _odd(name: str, table: pa.Table, outcome: Read | Refused, **options) -> Odd:
    return Odd(name, lambda: written(table, **options), outcome, _FILE)


def odd_parquet() -> Iterator[Odd]:
    """Only the columns in use need to make sense."""
    read = Read(EVENTS)
    for codec in ("none", "snappy", "gzip", "zstd", "brotli", "lz4"):
        yield _odd(f"parquet packed with {codec}", table_of(), read, compression=codec)
    for version in ("1.0", "2.4", "2.6"):
        yield _odd(
            f"parquet of version {version}", table_of(), read, version=version, data_page_version="2.0" if version == "2.6" else "1.0"
        )
    for unit in ("s", "ms", "us", "ns"):
        yield _odd(f"parquet with times in {unit}", table_of(kind=pa.timestamp(unit)), read)
    yield _odd("parquet with times of Tokyo", table_of(kind=pa.timestamp("us", "Asia/Tokyo")), read)
    days = tuple(Event(one.case, one.activity, one.done.replace(hour=0, minute=0, second=0)) for one in EVENTS)
    yield _odd("parquet with dates", table_of(days, pa.date32()), Read(days))
    text = table_of().set_column(2, "time", pa.array([one.done.isoformat() for one in EVENTS]))
    yield _odd("parquet with times as text", text, read)
    serial = table_of().set_column(2, "time", pa.array([46_027.0 + n for n in range(5)]))
    yield _odd("parquet with serial numbers for times", serial, Refused("no date and time", row=1, column="time"))
    coded = table_of().set_column(1, "activity", table_of().column("activity").dictionary_encode())
    yield _odd("parquet with words of a list", coded, read)
    large = table_of().set_column(0, "case", table_of().column("case").cast(pa.large_string()))
    yield _odd("parquet with large text", large, read)
    numbered = tuple(Event(str(2**53 + n), one.activity, one.done) for n, one in enumerate(EVENTS))
    yield _odd(
        "parquet with whole numbers for cases",
        table_of(numbered).set_column(0, "case", pa.array([int(one.case) for one in numbered])),
        Read(numbered),
    )
    nulls = table_of().set_column(0, "case", pa.array(["P-1", None, "", "P-3", "P-2"]))
    yield _odd("parquet with nothing in cells", nulls, Read((EVENTS[0], EVENTS[3], EVENTS[4]), {2: "no_case", 3: "no_case"}))
    yield _odd("parquet with a row a group", table_of(), read, row_group_size=1)
    yield _odd("parquet with columns of columns", table_of().append_column("more", pa.array([{"a": [1, 2]}] * 5)), read)
    inside = table_of().set_column(1, "activity", pa.array([["a"]] * 5))
    yield _odd("parquet with lists for activities", inside, Refused("more than one value", column="activity"))
    yield _odd("parquet of another maker's words", table_of().replace_schema_metadata({"pandas": "{not json"}), read)
    yield _odd("parquet without rows", table_of().slice(0, 0), Refused("no row"))
    yield _odd("parquet without columns", pa.table({}), Refused("not recognised"))
    wide = table_of()
    yield Odd("parquet of twenty thousand columns", lambda: written(_widened(wide, 20_000)), Refused("more than 1000 columns"), _FILE)
    far = table_of().set_column(2, "time", pa.array([2**62] * 5, pa.int64()).cast(pa.timestamp("us")))
    yield _odd("parquet with times of no calendar", far, Refused("a year that cannot be", row=1, column="time"))
    before = (*EVENTS, Event("P-1", "Referral", at(1066, 10, 14, 9).astimezone(UTC)))
    yield _odd("parquet with a time of long ago", table_of(before), Read(EVENTS, {6: "impossible_year"}))
    yield from _damaged()


def _widened(table: pa.Table, columns: int) -> pa.Table:
    more = {f"note {n}": [None] * len(table) for n in range(columns - table.num_columns)}
    return pa.table({**{name: table.column(name) for name in table.column_names}, **more})


def _damaged() -> Iterator[Odd]:
    whole = lambda: written(table_of(EVENTS * 200), compression="none", use_dictionary=False)  # noqa: E731
    yield Odd("parquet cut at its end", lambda: whole()[:-50], Refused("cut short"), _FILE)
    yield Odd("parquet cut at its middle", lambda: whole()[: len(whole()) // 2], Refused("cut short"), _FILE)
    yield Odd("parquet of its magic alone", lambda: b"PAR1", Refused("cut short"), _FILE)
    yield Odd("parquet whose foot is zeros", lambda: whole()[:-300] + b"\0" * 292 + whole()[-8:], Refused("damaged"), _FILE)
    yield Odd("parquet whose foot is too long", lambda: whole()[:-8] + struct.pack("<I", 2**31) + b"PAR1", Refused("damaged"), _FILE)
    yield Odd("parquet whose pages are noise", lambda: b"PAR1" + b"\x5a" * 2_000 + whole()[2_004:], Refused("damaged"), _FILE)
    yield Odd("parquet that is locked", lambda: b"PARE" + whole()[4:-4] + b"PARE", Refused("not Parquet"), _FILE)
    no_text = pa.Array.from_buffers(pa.string(), 1, [None, pa.array([0, 1], pa.int32()).buffers()[1], pa.py_buffer(b"\xff")])
    bytes_ = table_of(EVENTS[:1]).set_column(1, "activity", no_text)
    yield _odd("parquet with text that is none", bytes_, Refused("cannot be read as text", column="activity"))
    long = table_of(EVENTS[:1]).set_column(1, "activity", pa.array(["x" * 1_000_001]))
    yield _odd("parquet with a cell of a million and one letters", long, Refused("longer than", row=1, column="activity"))
    zeros = pa.repeat(pa.scalar(0, pa.int32()), 400)
    shared = pa.DictionaryArray.from_arrays(zeros, pa.array(["x" * 900_000]))
    times = pa.repeat(pa.scalar(EVENTS[0].done, pa.timestamp("us", "UTC")), 400)
    few = pa.table({"case": shared, "activity": pa.repeat("a", 400), "time": times})
    yield _odd("parquet with one long word in every row", few, Refused("out of all proportion", column="case"))
    many = 2_000_000
    zeros = pa.repeat(pa.scalar(0, pa.int32()), many)
    word = pa.DictionaryArray.from_arrays(zeros, pa.array(["x"]))
    same = pa.table({"case": word, "activity": word, "time": pa.repeat(times[0], many)})
    yield Odd(
        "parquet of very many rows in few bytes",
        lambda: written(same, compression="zstd", row_group_size=many),
        Refused("out of all proportion"),
        _FILE,
    )
