"""Small files that grow large when they are read, and large ones of one piece: written to disk bit by bit.

    python -m tests.hostile.bombs FOLDER SCALE [NAME ...]

makes each in turn, prepares it in this process, and prints {name: [megabytes held at most, what came of it]} as JSON. SCALE 1 is full size.
"""

import gzip
import json
import os
import shutil
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import django

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "carejourneys.settings.test")
    django.setup()

import pyarrow as pa
import pyarrow.parquet as pq

from analytics.domain.events.log import ReadOptions
from analytics.engine.log_preview import preview
from analytics.engine.preparing import prepare
from analytics.engine.refusal import LogRefused

MB = 1_000_000
_HEADER, _ROW = b"case,activity,time,note\n", b"P-1,Triage,2026-01-05T09:00:00Z,"
_NOON = pa.scalar(1_767_603_600_000_000, pa.timestamp("us", "UTC"))
Write = Callable[[Path, float], None]


@contextmanager
def _file(path: Path) -> Iterator[Callable[[bytes], object]]:
    with gzip.open(path, "wb", compresslevel=9) if path.suffix == ".gz" else path.open("wb") as file:
        yield file.write


def _rows_alike(path: Path, scale: float) -> None:
    row = (_ROW + b"\n") * 30_000
    with _file(path) as write:
        write(_HEADER)
        for _ in range(int(5_000 * scale)):
            write(row)


def _one_cell(path: Path, scale: float) -> None:
    piece = b"x" * MB
    with _file(path) as write:
        write(_HEADER + _ROW)
        for _ in range(int(1_000 * scale)):
            write(piece)


def _one_quoted_cell(path: Path, scale: float) -> None:
    """Of very many lines, none of them long."""
    piece = (b"x" * 99 + b"\n") * 10_000
    with _file(path) as write:
        write(_HEADER + _ROW + b'"')
        for _ in range(int(1_000 * scale)):
            write(piece)


def _many_columns(path: Path, scale: float) -> None:
    columns = int(20_000 * max(scale, 0.1))
    with _file(path) as write:
        write(_HEADER[:-1] + b"," + b",".join(b"note %d" % n for n in range(columns)) + b"\n")
        for _ in range(int(2_000 * scale)):
            write(_ROW + b"x," * columns + b"x\n")


def _many_cells(path: Path, scale: float) -> None:
    """Rows of very many cells beyond the header."""
    with _file(path) as write:
        write(_HEADER)
        for _ in range(int(200 * max(scale, 0.01))):
            write(_ROW + b"," * 7 * MB + b"\n")


def _short_cells(path: Path, scale: float) -> None:
    """Each takes many times more memory than its two letters."""
    with _file(path) as write:
        write(_HEADER[:-1] + b"," + b",".join(b"note %d" % n for n in range(996)) + b"\n")
        for _ in range(int(200_000 * scale)):
            write(_ROW + b"xy," * 996 + b"xy\n")


def _wide_and_full(path: Path, scale: float) -> None:
    """As many columns as may be, each row full of cells that are all long."""
    with _file(path) as write:
        write(_HEADER[:-1] + b"," + b",".join(b"note %d" % n for n in range(996)) + b"\n")
        for _ in range(int(200 * max(scale, 0.02))):
            write(_ROW + (b"x" * 7_000 + b",") * 996 + b"x\n")


def _ever_new_words(path: Path, scale: float) -> None:
    """A case, an activity and a long name of its own in every row."""
    with _file(path) as write:
        write(b"case,activity,time,resource\n")
        for n in range(int(1_000_000 * scale)):
            write(b"P-%d,%s %d,2026-01-05T09:00:00Z,%d%s\n" % (n, b"a" * 400, n, n, b"r" * 400))


def _few_long_words(path: Path, scale: float) -> None:
    """So few that they would be worth a list in memory, were they not so long."""
    with _file(path) as write:
        write(b"case,activity,time,resource\n")
        for n in range(int(2_000 * scale)):
            write(b"P-%d,a,2026-01-05T09:00:00Z,%d%s\n" % (n, n, b"r" * 900_000))


def _members_of_nothing(path: Path, scale: float) -> None:
    nothing = gzip.compress(b"") * 10_000
    with path.open("wb") as file:
        file.write(gzip.compress(_HEADER))
        for _ in range(int(100 * scale)):
            file.write(nothing)


def _events_alike(path: Path, scale: float) -> None:
    event = b'<event><string key="concept:name" value="a"/><date key="time:timestamp" value="2026-01-05T09:00:00Z"/></event>' * 10_000
    with _file(path) as write:
        write(b'<log><trace><string key="concept:name" value="P-1"/>')
        for _ in range(int(2_000 * scale)):
            write(event)
        write(b"</trace></log>")


def _deep(path: Path, scale: float) -> None:
    with _file(path) as write:
        write(b"<log>")
        for _ in range(int(1_000 * scale)):
            write(b"<list>" * 100_000)


def _one_attribute(path: Path, scale: float) -> None:
    piece = b"x" * MB
    with _file(path) as write:
        write(b'<log><trace><string key="concept:name" value="')
        for _ in range(int(1_000 * scale)):
            write(piece)


def _many_attributes(path: Path, scale: float) -> None:
    """Of one element: a parser holds them all before it tells of any."""
    with _file(path) as write:
        write(b"<log><trace><string ")
        for n in range(int(1_000 * scale)):
            write(b"".join(b'k%d="x" ' % (n * 100_000 + m) for m in range(100_000)))


def _long_names(path: Path, scale: float) -> None:
    """Names of elements, each new: a parser may remember every one."""
    with _file(path) as write:
        write(b"<log><trace>")
        for n in range(int(500_000 * scale)):
            write(b"<%s%d/>" % (b"n" * 2_000, n))


def _many_short_values(path: Path, scale: float) -> None:
    """Of events: each takes many times more memory than its letters."""
    values = b"".join(b'<string key="k%d" value="xy"/>' % n for n in range(900))
    event = b'<event><string key="concept:name" value="a"/><date key="time:timestamp" value="2026-01-05T09:00:00Z"/>' + values + b"</event>"
    with _file(path) as write:
        write(b'<log><trace><string key="concept:name" value="P-1"/>')
        for _ in range(int(20_000 * scale)):
            write(event)
        write(b"</trace></log>")


def _many_short_cells(path: Path, scale: float) -> None:
    """As many columns as may be, of few letters each."""
    rows = int(100_000 * scale)
    cells = pa.array([f"{n % 97:02}" for n in range(rows)])
    names = {"case": cells, "activity": cells, "time": pa.repeat(_NOON, rows)}
    pq.write_table(pa.table(names | {f"note {n}": cells for n in range(990)}), path, compression="zstd")


def _shared_word(path: Path, scale: float) -> None:
    """One long word, in every row of a dictionary page."""
    rows = int(200_000 * scale)
    zeros = pa.repeat(pa.scalar(0, pa.int32()), rows)
    word = pa.DictionaryArray.from_arrays(zeros, pa.array(["x" * 900_000]))
    table = pa.table({"case": pa.repeat("P-1", rows), "activity": word, "time": pa.repeat(_NOON, rows)})
    pq.write_table(table, path, compression="zstd", row_group_size=rows)


def _long_dictionary(path: Path, scale: float) -> None:
    """A dictionary of very many long words that are all alike but for their end."""
    words = pa.array([f"{'x' * 200_000}{n}" for n in range(int(5_000 * scale))])
    places = pa.array(range(len(words)), pa.int32())
    table = pa.table({"case": pa.repeat("P-1", len(words)), "activity": pa.DictionaryArray.from_arrays(places, words)})
    table = table.append_column("time", pa.repeat(_NOON, len(words)))
    pq.write_table(table, path, compression="zstd", dictionary_pagesize_limit=4_000 * MB)


def _huge_page(path: Path, scale: float) -> None:
    """One page as large as the file, of words that hardly pack."""
    words = pa.array([os.urandom(25_000).hex() for _ in range(int(20_000 * scale))])
    table = pa.table({"case": words, "activity": pa.repeat("a", len(words)), "time": pa.repeat(_NOON, len(words))})
    pq.write_table(table, path, compression="zstd", use_dictionary=False, data_page_size=4_000 * MB, row_group_size=len(words))


def _huge_dictionary(path: Path, scale: float) -> None:
    """A dictionary as large as the file, of words that hardly pack."""
    words = pa.array([os.urandom(50_000).hex() for _ in range(int(10_000 * scale))])
    places = pa.array([n % len(words) for n in range(2 * len(words))], pa.int32())
    table = pa.table({"case": pa.DictionaryArray.from_arrays(places, words), "activity": pa.repeat("a", len(places))})
    table = table.append_column("time", pa.repeat(_NOON, len(places)))
    pq.write_table(table, path, compression="zstd", dictionary_pagesize_limit=4_000 * MB, row_group_size=len(places))


def _many_groups(path: Path, scale: float) -> None:
    """A row a group: the foot is longer than the rest."""
    table = pa.table({"case": ["P-1"], "activity": ["a"], "time": pa.repeat(_NOON, 1)})
    with pq.ParquetWriter(path, table.schema) as writer:
        for _ in range(int(100_000 * scale)):
            writer.write_table(table)


def _nested_lists(path: Path, scale: float) -> None:
    """A column that is not used, far larger than those that are."""
    inner = pa.array([[["x" * 1_000] * 1_000]] * int(1_000 * scale))
    table = pa.table(
        {"case": pa.repeat("P-1", len(inner)), "activity": pa.repeat("a", len(inner)), "time": pa.repeat(_NOON, len(inner)), "more": inner}
    )
    pq.write_table(table, path, compression="zstd")


def _packed_twice(path: Path, scale: float) -> None:
    """Zstandard around Parquet that is packed with Zstandard."""
    inner = path.with_suffix(".inner")
    _shared_word(inner, scale)
    path.write_bytes(pa.compress(inner.read_bytes(), codec="zstd", asbytes=True))
    inner.unlink()


BOMBS: dict[str, tuple[str, Write]] = {
    "rows alike, packed": ("log.csv.gz", _rows_alike),
    "one cell, packed": ("log.csv.gz", _one_cell),
    "one cell": ("log.csv", _one_cell),
    "one quoted cell of many lines": ("log.csv", _one_quoted_cell),
    "twenty thousand columns": ("log.csv", _many_columns),
    "rows of empty cells": ("log.csv", _many_cells),
    "a thousand columns of short cells": ("log.csv", _short_cells),
    "a thousand columns, all full": ("log.csv", _wide_and_full),
    "ever new words": ("log.csv", _ever_new_words),
    "few long words": ("log.csv", _few_long_words),
    "members of nothing": ("log.csv.gz", _members_of_nothing),
    "events alike, packed": ("log.xes.gz", _events_alike),
    "deep elements": ("log.xes", _deep),
    "deep elements, packed": ("log.xes.gz", _deep),
    "one attribute": ("log.xes", _one_attribute),
    "one element of many attributes": ("log.xes", _many_attributes),
    "long names of elements": ("log.xes", _long_names),
    "many short values": ("log.xes", _many_short_values),
    "many short cells": ("log.parquet", _many_short_cells),
    "one long word in every row": ("log.parquet", _shared_word),
    "a long dictionary": ("log.parquet", _long_dictionary),
    "one huge page": ("log.parquet", _huge_page),
    "one huge dictionary": ("log.parquet", _huge_dictionary),
    "a row a group": ("log.parquet", _many_groups),
    "lists of lists": ("log.parquet", _nested_lists),
    "packed twice": ("log.parquet", _packed_twice),
}


def held_at_most(begin: bool = False) -> float:
    """Megabytes this process held at most since it was asked to begin; it has no children."""
    if begin:
        Path("/proc/self/clear_refs").write_text("5")
    status = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines())
    assert not Path("/proc/self/task").joinpath(str(os.getpid()), "children").read_text().strip()
    return int(status["VmHWM"].split()[0]) * 1024 / MB


def gone_off(path: Path, folder: Path) -> str:
    """What came of it."""
    try:
        preview(path, path.name, ReadOptions())
        return f"{prepare(path, path.name, ReadOptions(), folder / 'out').counts.rows} rows"
    except LogRefused as refusal:
        return str(refusal)


def main(folder: Path, scale: float, names: list[str]) -> None:
    seen = {}
    for name in names or BOMBS:
        file, write = BOMBS[name]
        place = folder / name
        place.mkdir()
        made = os.fork()
        if not made:  # what making it takes is not held by the process that is measured
            write(place / file, scale)
            os._exit(0)
        os.waitpid(made, 0)
        held_at_most(begin=True)
        began = time.monotonic()
        outcome = gone_off(place / file, place)
        seconds, size = time.monotonic() - began, (place / file).stat().st_size / MB
        seen[name] = [round(held_at_most()), outcome]
        print(f"{name}: {held_at_most():.0f} MB, {seconds:.1f} s, {size:.0f} MB on disk, {outcome}", file=sys.stderr, flush=True)
        shutil.rmtree(place)
    print(json.dumps(seen))


if __name__ == "__main__":
    main(Path(sys.argv[1]), float(sys.argv[2]), sys.argv[3:])
