"""Bounds within which a file is read and measured."""

from dataclasses import dataclass

MB = 1_000_000


@dataclass(frozen=True)
class Limits:
    """field: characters of one field; word: of the name of a case, an activity, a resource, an organisation, an instance. batch: of 50,000
    rows of one column. columns: of a file; rows: of a Parquet file.

    unpacked: bytes out of a compressed file; ratio: unpacked to packed, looked at past ratio_from bytes. text: characters of rows held at
    once while they are read; cells: how many, for a short one takes more than its letters. activities: different ones. page: bytes of a
    page of a Parquet file, unpacked; groups: columns of its groups of rows, which its foot lists. names: different names of elements and
    attributes of an XML file. memory, threads: what DuckDB may use (a worker takes about 300 MB beside it); temp: where it spills, beside
    the data when empty.
    """

    field: int = MB
    word: int = 4_000
    columns: int = 1_000
    unpacked: int = 20_000 * MB
    rows: int = 200_000_000
    ratio: int = 200
    ratio_from: int = 32 * MB
    batch: int = 256 * MB
    text: int = 32 * MB
    cells: int = 2_000_000
    activities: int = 100_000
    page: int = 64 * MB
    groups: int = 200_000
    names: int = 1_000
    memory: str = "500MB"
    threads: int = 2
    temp: str = ""


LIMITS = Limits()
