"""Reads CSV: header, then batches of the columns asked for. Only the empty string is missing."""

import csv
import itertools
from collections.abc import Iterator, Mapping
from pathlib import Path

import numpy as np
import pyarrow as pa
from django.utils.translation import gettext as _

from analytics.domain.events.log import ReadOptions
from analytics.domain.events.roles import Role
from analytics.engine.csv_text import NO_DELIMITER, Lines, check_encoding, guessed_delimiter, guessed_encoding
from analytics.engine.limits import Limits
from analytics.engine.opening import CSV, Counted, open_bytes
from analytics.engine.refusal import LogRefused, too_many_columns
from analytics.engine.source import Batch, Head, NotInThisEncoding

_ROWS = 50_000
_SAMPLE = 1 << 16
_NO_LIMIT = 1 << 30


class CsvLog:
    """An open CSV file. Each head() and batches() reads it anew from its beginning."""

    kind = CSV

    def __init__(self, path: Path, name: str, options: ReadOptions, limits: Limits):
        self._path, self.name, self._limits = path, name, limits
        self._file: Counted | None = None
        self._total = path.stat().st_size
        sample = self._sample()
        self.encoding = options.encoding or guessed_encoding(sample)
        self._guessed = not options.encoding
        self._may_fall_back = self._guessed and self.encoding == "utf-8"
        check_encoding(self.encoding, name)
        text = sample.decode(self.encoding, errors="ignore").removeprefix("\ufeff")
        if options.delimiter and (len(options.delimiter) != 1 or options.delimiter.isalnum() or options.delimiter in NO_DELIMITER):
            raise LogRefused(_("a delimiter is one character that is no letter, digit, quote or line end"), file=name, option="delimiter")
        self.delimiter = options.delimiter or guessed_delimiter(text, tuple(options.columns.values()))

    def _sample(self) -> bytes:
        file = open_bytes(self._path, self.name, self._limits)
        try:
            return file.stream.read(_SAMPLE)
        finally:
            file.close()

    def head(self, rows: int) -> Head:
        """The header and the first rows; falls back to Windows-1252 where the text is no UTF-8."""
        try:
            return self._head(rows)
        except NotInThisEncoding:
            self.fall_back()
            return self._head(rows)

    def fall_back(self) -> None:
        """Takes the text for Windows-1252 from now on; LogRefused when it was not ours to choose."""
        if not self._may_fall_back:
            words = _("the text is not in the encoding %(encoding)s") % {"encoding": self.encoding}
            if self._guessed and self.encoding == "cp1252":
                words = _("the content is no text, or text in an encoding that has to be named")
            raise LogRefused(words, file=self.name, option="encoding")
        self.encoding, self._may_fall_back = "cp1252", False

    def _head(self, rows: int) -> Head:
        reading = self._open()
        taken: list[tuple[str, ...]] = []
        held = cells = 0
        for row in reading.rows():
            if len(taken) == rows or held > self._limits.text or cells > self._limits.cells:
                return Head(reading.header, taken, whole=False)
            taken.append(tuple(row))
            held += sum(map(len, row))
            cells += len(row)
        return Head(reading.header, taken, whole=True)

    def batches(self, roles: Mapping[Role, str]) -> Iterator[Batch]:
        """The columns of the roles. NotInThisEncoding when the guess from the beginning was wrong: fall_back() and begin again."""
        return self._open().batches(roles)

    def _open(self) -> "_Reading":
        self.close()
        self._file = open_bytes(self._path, self.name, self._limits)
        lines = Lines(self._file.stream, self.encoding, self.name, self._limits, guessed=self._guessed)
        return _Reading(lines, self.delimiter, self.name, self._limits)

    def progress(self) -> tuple[int, int]:
        """(bytes read, bytes in all), as they lie on disk."""
        return (self._file.done if self._file else 0), self._total

    def close(self) -> None:
        """Closes the file."""
        if self._file:
            self._file.close()


class _Reading:
    """One pass over the rows."""

    def __init__(self, lines: Lines, delimiter: str, name: str, limits: Limits):
        self._lines, self._delimiter, self._name, self._limits = lines, delimiter, name, limits
        csv.field_size_limit(limits.field)
        self._reader = csv.reader(iter(lines), delimiter=delimiter, strict=True)
        self.header: tuple[str, ...] = ()
        self._done = 0
        self._first_line = 0
        self._read_header()

    def _read_header(self) -> None:
        rows = self._take(1)
        while rows and (not rows[0] or self._says_delimiter(rows[0])):
            rows = self._take(1)
        if not rows:
            raise LogRefused(_("there is no header"), file=self._name)
        self.header = (rows[0][0].removeprefix("\ufeff"), *rows[0][1:])

    def _says_delimiter(self, row: list[str]) -> bool:
        """The line `sep=;` that spreadsheets put before the header."""
        return self._reader.line_num == 1 and self._delimiter.join(row).lower() == f"sep={self._delimiter}"

    def rows(self) -> Iterator[list[str]]:
        """Each row as wide as the header."""
        while rows := self._take(_ROWS):
            yield from self._squared(rows)[0]

    def batches(self, roles: Mapping[Role, str]) -> Iterator[Batch]:
        """Batches of the columns of the roles."""
        places = {role: self._place(column) for role, column in roles.items()}
        while rows := self._take(_ROWS):
            rows, lines = self._squared(rows)
            if rows:
                columns = {role: pa.array([row[place] for row in rows], pa.string()) for role, place in places.items()}
                yield Batch(self._done + 1, len(rows), columns, lines)
            self._done += len(rows)

    def _place(self, column: str) -> int:
        if self.header.count(column) > 1:
            raise LogRefused(_("two columns have this name"), file=self._name, column=column)
        return self.header.index(column)

    def _take(self, count: int) -> list[list[str]]:
        """At most this many rows, and no more text or cells than may be held at once."""
        enough = self._lines.characters + self._limits.text
        cells = 0
        self._first_line = self._reader.line_num + 1
        rows: list[list[str]] = []
        try:
            for fields in itertools.islice(self._reader, count):
                rows.append(fields)
                cells += len(fields)
                if len(fields) > self._limits.columns:
                    row = self._done + sum(map(bool, rows)) if self.header else 0
                    raise too_many_columns(self._name, self._limits, row=row, line=self._reader.line_num if row else 0)
                if self._lines.characters > enough or cells > self._limits.cells:
                    break
        except csv.Error as error:
            raise self._broken(error, rows) from error
        except LogRefused as refusal:
            if refusal.row or not self.header:
                raise
            row = self._done + sum(map(bool, rows)) + 1
            column = self._column()
            raise LogRefused(refusal.why, file=self._name, row=row, line=refusal.line, column=column, hopeless=True) from refusal
        return rows

    def _broken(self, error: csv.Error, rows: list[list[str]]) -> LogRefused:
        row = self._done + sum(map(bool, rows)) + 1 if self.header else 0
        line = self._reader.line_num
        if "field larger" in str(error):
            words = _("a field is longer than %(limit)s characters") % {"limit": f"{self._limits.field:,}"}
            return LogRefused(words, file=self._name, row=row, line=line, column=self._column(), hopeless=True)
        if "unexpected end" in str(error):
            return LogRefused(_("a quotation mark is opened and never closed"), file=self._name, row=row)
        return LogRefused(_("a quotation mark stands where none can: %(why)s") % {"why": error}, file=self._name, row=row, line=line)

    def _column(self) -> str | None:
        """The column of the first field of the current line that is too long; None when it cannot be told."""
        csv.field_size_limit(_NO_LIMIT)
        try:
            fields = next(csv.reader([self._lines.current], delimiter=self._delimiter), [])
        finally:
            csv.field_size_limit(self._limits.field)
        place = next((place for place, text in enumerate(fields) if len(text) > self._limits.field), None)
        return self.header[place] if place is not None and place < len(self.header) else None

    def _squared(self, rows: list[list[str]]) -> tuple[list[list[str]], np.ndarray]:
        """Rows as wide as the header, blank lines left out, and the line each begins on."""
        width = len(self.header)
        lines = self._lines_of(rows)
        widths = set(map(len, rows))
        if widths == {width}:
            return rows, lines
        full = np.array([bool(row) for row in rows], dtype=bool)
        rows, lines = [row for row in rows if row], lines[full]
        for place, row in enumerate(rows):
            if len(row) < width:
                row.extend([""] * (width - len(row)))
            elif len(row) > width:
                if any(row[width:]):
                    words = _("there are %(n)s fields, and %(width)s in the header") % {"n": len(row), "width": width}
                    raise LogRefused(words, file=self._name, row=self._done + place + 1, line=int(lines[place]))
                del row[width:]
        return rows, lines

    def _lines_of(self, rows: list[list[str]]) -> np.ndarray:
        span = self._reader.line_num - self._first_line + 1
        if span == len(rows):
            return np.arange(self._first_line, self._first_line + span, dtype=np.int64)
        breaks = [sum(text.count("\n") + text.count("\r") - text.count("\r\n") for text in row) for row in rows]
        return self._first_line + np.concatenate([[0], np.cumsum(np.array(breaks[:-1], dtype=np.int64) + 1)]).astype(np.int64)
