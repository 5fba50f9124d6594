"""Bounds within which a file is read and measured."""

from dataclasses import dataclass

MB = 1_000_000


@dataclass(frozen=True)
class Limits:
    """field: characters of one field; batch: of 50,000 rows of one column. columns: of a file; rows: of a Parquet file.

    unpacked: bytes out of a compressed file; ratio: unpacked to packed, looked at past ratio_from bytes.
    text: characters of rows held at once while they are read.
    memory, threads: what DuckDB may use (a worker takes about 300 MB beside it); temp: where it spills, beside the data when empty.
    """

    field: int = MB
    columns: int = 1_000
    unpacked: int = 20_000 * MB
    rows: int = 200_000_000
    ratio: int = 200
    ratio_from: int = 32 * MB
    batch: int = 256 * MB
    text: int = 32 * MB
    memory: str = "500MB"
    threads: int = 2
    temp: str = ""


LIMITS = Limits()
