"""Files whose name and content do not agree, and gzip that is cut, doubled, damaged, or put together from many."""

import gzip
import io
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator

from .kinds import EVENTS, Odd, Read, Refused, lines, text
from .parquet_files import table_of, written
from .xes_files import xes

_PLAIN = lines().encode()
_PACKED = "log.csv.gz"


def _zip() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        file.writestr("log.csv", _PLAIN)
    return out.getvalue()


def _with_name() -> bytes:
    """A header that says another name, a remark and a checksum of its own."""
    head = b"\x1f\x8b\x08\x1e" + struct.pack("<I", 0) + b"\x00\x03" + struct.pack("<H", 4) + b"AB\0\0" + b"$(reboot).csv\0" + b"remark\0"
    head += struct.pack("<H", zlib.crc32(head) & 0xFFFF)
    body = zlib.compressobj(9, zlib.DEFLATED, -15)
    return head + body.compress(_PLAIN) + body.flush() + struct.pack("<II", zlib.crc32(_PLAIN), len(_PLAIN))


def odd_packing() -> Iterator[Odd]:
    """Only what the name says, whole."""
    read, packed = Read(EVENTS), gzip.compress(_PLAIN)
    long = gzip.compress(lines(EVENTS * 2_000).encode())
    yield Odd("gzip", lambda: packed, read, _PACKED)
    yield Odd("gzip whose header says much", _with_name, read, _PACKED)
    half = len(_PLAIN) // 2
    yield Odd("gzip in two members", lambda: gzip.compress(_PLAIN[:half]) + gzip.compress(_PLAIN[half:]), read, _PACKED)
    yield Odd("gzip in a member a byte", lambda: b"".join(gzip.compress(bytes([one])) for one in _PLAIN), read, _PACKED)
    yield Odd("gzip with zeros after", lambda: packed + b"\0" * 1_000, read, _PACKED)
    yield Odd("gzip of utf-16", lambda: gzip.compress(lines().encode("utf-16")), read, _PACKED)
    cut: list[tuple[str, Callable[[], bytes]]] = [
        ("in its header", lambda: packed[:6]),
        ("in its content", lambda: long[: len(long) // 2]),
        ("before its checksum", lambda: packed[:-8]),
        ("in its second member", lambda: packed + packed[:-9]),
    ]
    for where, content in cut:
        yield Odd(f"gzip cut {where}", content, Refused("cut short"), _PACKED)
    yield Odd("gzip with a wrong checksum", lambda: packed[:-8] + b"\0\0\0\0" + packed[-4:], Refused("damaged"), _PACKED)
    yield Odd("gzip with a wrong length", lambda: packed[:-4] + b"\1\1\1\1", Refused("damaged"), _PACKED)
    yield Odd("gzip with a bit turned", lambda: long[:500] + bytes([long[500] ^ 16]) + long[501:], Refused("packed content"), _PACKED)
    yield Odd("gzip with text after", lambda: packed + _PLAIN, Refused("damaged"), _PACKED)
    yield Odd("gzip in gzip", lambda: gzip.compress(packed), Refused("gzip"), _PACKED)
    yield Odd("gzip of nothing", lambda: gzip.compress(b""), Refused("no header"), _PACKED)
    yield Odd("not gzip", lambda: _PLAIN, Refused("not gzip"), _PACKED)
    yield Odd("gzip without its ending", lambda: packed, Refused("gzip"))
    yield Odd("xes packed as csv", lambda: gzip.compress(xes()), Refused("XML"), _PACKED)
    yield Odd("csv packed as xes", lambda: packed, Refused("not XML"), "log.xes.gz")
    yield Odd("xes called csv", xes, Refused("XML"))
    yield Odd("csv called xes", text(lines()), Refused("not XML"), "log.xes")
    yield Odd("csv called parquet", text(lines()), Refused("not Parquet"), "log.parquet")
    yield Odd("parquet called csv", lambda: written(table_of()), Refused("Parquet"))
    yield Odd("parquet called xes", lambda: written(table_of()), Refused("Parquet"), "log.xes")
    yield Odd("zip called csv", _zip, Refused("ZIP"))
    yield Odd("zip called parquet", _zip, Refused("not Parquet"), "log.parquet")
    fakes = {
        "pdf": b"%PDF-1.7\n",
        "excel 97": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        "sqlite": b"SQLite format 3\0",
        "zstandard": b"\x28\xb5\x2f\xfd",
    }
    fakes |= {"bzip2": b"BZh91AY", "xz": b"\xfd7zXZ\0", "7-zip": b"7z\xbc\xaf\x27\x1c", "avro": b"Obj\x01"}
    for name, magic in fakes.items():
        yield Odd(f"{name} called csv", lambda magic=magic: magic + _PLAIN, Refused("not what the name says"))
    yield Odd("a web page called csv", text("<!DOCTYPE html>\n<html><table><tr><td>case</td></tr></table></html>"), Refused("XML"))
    yield Odd("the magic of gzip before text", lambda: b"\x1f\x8b" + _PLAIN, Refused("damaged"), _PACKED)
    yield Odd("the magic of parquet around text", lambda: b"PAR1" + _PLAIN + b"PAR1", Refused("damaged"), "log.parquet")
