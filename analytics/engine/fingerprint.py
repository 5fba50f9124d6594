"""A hash of prepared data by what they say: the same whatever file, batch size or library version they came through."""

import hashlib
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

_NUMBERS = ("case_no", "place", "started", "completed", "has_start")
_TEXTS = ("activity", "resource", "organisation")


def content_hash(events: Path, cases: Path) -> str:
    """sha256 over the columns from which all others follow, each in its own stream."""
    whole = hashlib.sha256(b"event log, layout 1\n")
    for path, numbers, texts in ((events, _NUMBERS, _TEXTS), (cases, (), ("case_name",))):
        for name, digest in _streams(path, numbers, texts).items():
            whole.update(f"{name}:{digest}\n".encode())
    return whole.hexdigest()


def _streams(path: Path, numbers: tuple[str, ...], texts: tuple[str, ...]) -> dict[str, str]:
    streams = {name: hashlib.sha256() for name in numbers} | {name + part: hashlib.sha256() for name in texts for part in (".n", ".text")}
    with pq.ParquetFile(path) as file:
        for batch in file.iter_batches(batch_size=122_880, columns=[*numbers, *texts]):
            for name in numbers:
                streams[name].update(_integers(batch.column(name)).tobytes())
            for name in texts:
                column = batch.column(name).cast(pa.large_binary())
                streams[name + ".n"].update(np.asarray(pc.binary_length(column), dtype="<i8").tobytes())
                streams[name + ".text"].update(_bytes(column))
    return {name: stream.hexdigest() for name, stream in streams.items()}


def _integers(column: pa.Array) -> np.ndarray:
    if pa.types.is_timestamp(column.type):
        column = column.cast(pa.timestamp("us")).cast(pa.int64())
    if pa.types.is_boolean(column.type):
        column = column.cast(pa.int8())
    return np.asarray(column).astype("<i8")


def _bytes(column: pa.Array) -> bytes:
    offsets = np.frombuffer(column.buffers()[1], dtype=np.int64)[column.offset : column.offset + len(column) + 1]
    data = column.buffers()[2]
    return memoryview(data)[offsets[0] : offsets[-1]].tobytes() if data is not None and len(column) else b""
