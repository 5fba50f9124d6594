"""Opens a file as what its name and its first bytes say it is; unpacks gzip within bounds."""

import io
import zlib
from pathlib import Path

from django.utils.translation import gettext as _

from analytics.engine.limits import Limits
from analytics.engine.refusal import LogRefused

CSV, XES, PARQUET = "csv", "xes", "parquet"
_ENDINGS = {".csv": CSV, ".csv.gz": CSV, ".xes": XES, ".xes.gz": XES, ".parquet": PARQUET}
_MAGIC = {
    b"\x1f\x8b": "gzip",
    b"PAR1": "Parquet",
    b"PK\x03\x04": "ZIP (or a workbook)",
    b"\xd0\xcf\x11\xe0": "Excel 97",
    b"%PDF": "PDF",
    b"BZh": "bzip2",
    b"\xfd7zXZ": "xz",
    b"\x28\xb5\x2f\xfd": "Zstandard",
    b"7z\xbc\xaf": "7-Zip",
    b"SQLite format 3": "SQLite",
    b"Obj\x01": "Avro",
}
BOMS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")


def kind_of(name: str) -> tuple[str, bool]:
    """(csv, xes or parquet; whether packed) by the file's name. LogRefused for any other ending."""
    low = name.lower()
    for ending, kind in _ENDINGS.items():
        if low.endswith(ending):
            return kind, ending.endswith(".gz")
    raise LogRefused(_("only .csv, .csv.gz, .xes, .xes.gz and .parquet can be read"), file=name)


def open_bytes(path: Path, name: str, limits: Limits) -> "Counted":
    """The bytes of a CSV or XES file, unpacked. LogRefused when the first bytes are not what the name says."""
    kind, packed = kind_of(name)
    head = _head(path)
    if not head:
        raise LogRefused(_("the file is empty"), file=name)
    if packed and not head.startswith(b"\x1f\x8b"):
        raise LogRefused(_("the name ends in .gz and the content is not gzip"), file=name)
    raw = Counted(path.open("rb"))
    if not packed:
        _check_text(head, kind, name)
        return raw
    stream = GzipStream(raw, name, limits)
    raw.unpacked = io.BufferedReader(stream, 1 << 18)
    try:
        _check_text(raw.unpacked.peek(64)[:64], kind, name)
    except LogRefused:
        raw.close()
        raise
    return raw


def check_parquet(path: Path, name: str) -> None:
    """LogRefused unless the file begins and ends as Parquet does."""
    with path.open("rb") as file:
        head = file.read(4)
        if head != b"PAR1":
            raise LogRefused(_("the name ends in .parquet and the content is not Parquet"), file=name)
        size = file.seek(0, io.SEEK_END)
        file.seek(max(size - 4, 0))
        if size < 12 or file.read(4) != b"PAR1":
            raise LogRefused(_("the file is cut short: its end, which a Parquet file needs, is missing"), file=name)


def _head(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(64)


def _check_text(head: bytes, kind: str, name: str) -> None:
    for magic, called in _MAGIC.items():
        if head.startswith(magic):
            raise LogRefused(_("the content is %(called)s, not what the name says") % {"called": called}, file=name)
    text = head
    for bom in BOMS:
        text = text.removeprefix(bom)
    begins_as_xml = text.replace(b"\0", b"").lstrip().startswith((b"<?xml", b"<log", b"<!DOCTYPE"))
    if kind == XES and not text.replace(b"\0", b"").lstrip().startswith(b"<"):
        raise LogRefused(_("the name ends in .xes and the content is not XML"), file=name)
    if kind == CSV and begins_as_xml:
        raise LogRefused(_("the content is XML, not what the name says"), file=name)


class Counted:
    """An open file that knows how far it was read. `unpacked`, where set, is what to read from."""

    def __init__(self, file):
        self._file = file
        self.total = file.seek(0, io.SEEK_END)
        file.seek(0)
        self.unpacked: io.BufferedReader | None = None

    @property
    def done(self) -> int:
        """Bytes of the file as it lies on disk."""
        return 0 if self._file.closed else self._file.tell()

    def read_packed(self, size: int) -> bytes:
        """Bytes as they lie on disk."""
        return self._file.read(size)

    @property
    def stream(self) -> io.BufferedReader:
        """What to read the content from."""
        return self.unpacked or self._file

    def close(self) -> None:
        """Closes the file."""
        self._file.close()


class GzipStream(io.RawIOBase):
    """Unpacks gzip members one after another. LogRefused when cut short, damaged, or growing out of all proportion."""

    def __init__(self, source: Counted, name: str, limits: Limits):
        self._source, self._name, self._limits = source, name, limits
        self._unpack = zlib.decompressobj(31)
        self._held = b""
        self._in, self._out = 0, 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer) -> int:
        piece = self._next(len(buffer))
        buffer[: len(piece)] = piece
        return len(piece)

    def _next(self, size: int) -> bytes:
        while True:
            if self._unpack.eof:
                rest = self._unpack.unused_data.lstrip(b"\0")
                while not rest:  # between members there may be any number of zeros
                    more = self._more()
                    if not more:
                        return b""
                    rest = more.lstrip(b"\0")
                self._unpack, self._held = zlib.decompressobj(31), rest
            packed = self._held or self._more()
            if not packed:
                raise LogRefused(_("the file is cut short: its packed content does not come to an end"), file=self._name)
            try:
                piece = self._unpack.decompress(packed, size)
            except zlib.error as error:
                raise LogRefused(_("the packed content is damaged"), file=self._name) from error
            self._held = self._unpack.unconsumed_tail
            if piece:
                self._count(len(piece))
                return piece

    def _more(self) -> bytes:
        packed = self._source.read_packed(1 << 16)
        self._in += len(packed)
        return packed

    def _count(self, size: int) -> None:
        self._out += size
        limits = self._limits
        if self._out > limits.unpacked or (self._out > limits.ratio_from and self._out > limits.ratio * max(self._in, 1)):
            raise LogRefused(_("the packed content grows out of all proportion when unpacked"), file=self._name)
