"""How large the pages of a Parquet file are once they are unpacked: by their heads alone, before any is.

A head is a struct in Thrift's compact protocol; field 2 is the size unpacked, field 3 the size as it lies in the file.
"""

from collections.abc import Iterator
from typing import BinaryIO

_HEAD = 1 << 16  # bytes; with the least and the greatest value of a page, cut short by most writers
_TRUE, _FALSE, _BYTE, _WORDS, _DOUBLE, _TEXT, _STRUCT = 1, 2, 3, (4, 5, 6), 7, 8, 12


class NoPage(ValueError):
    """What stands there is no head of a page."""


def unpacked_sizes(file: BinaryIO, offset: int, size: int) -> Iterator[int]:
    """Of the pages of a column that lie in these bytes of the file. NoPage where there is none."""
    end = offset + size
    while offset < end:
        file.seek(offset)
        head = _Head(file.read(min(_HEAD, end - offset)))
        numbers = head.numbers()
        if not {2, 3} <= numbers.keys() or numbers[2] < 0 or numbers[3] < 0:
            raise NoPage
        yield numbers[2]
        offset += head.place + numbers[3]


class _Head:
    """Reads along some bytes."""

    def __init__(self, data: bytes):
        self._data, self.place = data, 0

    def numbers(self) -> dict[int, int]:
        """{field: value} of the whole numbers of a struct; what else it has is passed over."""
        found: dict[int, int] = {}
        field = 0
        while head := self._byte():
            kind = head & 15
            field = field + (head >> 4) if head >> 4 else self._signed()
            if kind in _WORDS:
                found[field] = self._signed()
            else:
                self._pass(kind)
        return found

    def _pass(self, kind: int, depth: int = 0) -> None:
        if depth > 8:
            raise NoPage
        if kind in _WORDS:
            self._number()
        elif kind == _BYTE:
            self.place += 1
        elif kind == _DOUBLE:
            self.place += 8
        elif kind == _TEXT:
            length = self._number()
            self.place += length
        elif kind == _STRUCT:
            while head := self._byte():
                if not head >> 4:
                    self._signed()
                self._pass(head & 15, depth + 1)
        elif kind not in (_TRUE, _FALSE):  # no head has lists, sets or maps
            raise NoPage

    def _byte(self) -> int:
        if self.place >= len(self._data):
            raise NoPage
        self.place += 1
        return self._data[self.place - 1]

    def _number(self) -> int:
        value = shift = 0
        while True:
            byte = self._byte()
            value |= (byte & 127) << shift
            shift += 7
            if byte < 128:
                return value
            if shift > 63:
                raise NoPage

    def _signed(self) -> int:
        value = self._number()
        return (value >> 1) ^ -(value & 1)
