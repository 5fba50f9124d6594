"""Reads XES as it streams by: no document type, no entities, no tree in memory."""

import itertools
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from xml.sax import SAXParseException
from xml.sax.handler import ContentHandler

import numpy as np
import pyarrow as pa
from defusedxml.common import DefusedXmlException
from defusedxml.expatreader import create_parser
from django.utils.translation import gettext as _

from analytics.domain.events.log import ReadOptions
from analytics.domain.events.roles import Role
from analytics.engine.limits import Limits
from analytics.engine.opening import XES, Counted, open_bytes
from analytics.engine.refusal import LogRefused, too_many_columns
from analytics.engine.source import Batch, Head

_ROWS = 50_000
_CHUNK = 1 << 16
_DEEP = 100
_CELL = 100  # bytes that a value takes beside its letters
_VALUES = {"string", "date", "int", "float", "boolean", "id"}


class XesLog:
    """An open XES file. Columns are the keys of events, and of traces with `case:` before them."""

    kind = XES
    delimiter = ""

    def __init__(self, path: Path, name: str, options: ReadOptions, limits: Limits):
        self._path, self.name, self._limits = path, name, limits
        self.encoding = ""
        self._total = path.stat().st_size
        self._file: Counted | None = None

    def head(self, rows: int) -> Head:
        """The first rows, as text; the columns are the keys that these use."""
        taken: list[dict[str, str]] = []
        columns: dict[str, None] = {}
        held, cells, whole = 0, 0, True
        for line, event in itertools.chain.from_iterable(self._events()):
            if len(taken) == rows or held > self._limits.text or cells > self._limits.cells:
                whole = False
                break
            taken.append(event)
            columns.update(dict.fromkeys(event))
            held += sum(map(len, event.values()))
            cells += len(event)
            if len(columns) > self._limits.columns:
                raise too_many_columns(self.name, self._limits, row=len(taken), line=line)
        return Head(tuple(columns), [tuple(event.get(key, "") for key in columns) for event in taken], whole)

    def batches(self, roles: Mapping[Role, str]) -> Iterator[Batch]:
        """The columns of the roles."""
        first = 1
        for events in self._events():
            columns = {role: self._text([event.get(key, "") for _line, event in events], key) for role, key in roles.items()}
            yield Batch(first, len(events), columns, np.array([line for line, _event in events], dtype=np.int64))
            first += len(events)

    def _text(self, values: list[str], key: str) -> pa.Array:
        """A trace's values are written once and stand in each of its events: very much text out of a small file is refused."""
        if sum(map(len, values)) > self._limits.batch:
            raise LogRefused(_("the content grows out of all proportion when read"), file=self.name, column=key)
        return pa.array(values, pa.string())

    def _events(self) -> Iterator[list[tuple[int, dict[str, str]]]]:
        self.close()
        self._file = open_bytes(self._path, self.name, self._limits)
        reading = _Reading(self.name, self._limits)
        try:
            while chunk := self._file.stream.read(_CHUNK):
                reading.feed(chunk)
                if len(reading.events) >= _ROWS or reading.held > self._limits.text:
                    yield reading.taken()
            reading.finish()
        except DefusedXmlException as error:
            words = _("a document type or an entity is declared, which is not allowed")
            raise LogRefused(words, file=self.name, line=reading.line) from error
        except SAXParseException as error:
            words = _("the file is cut short or is no well-formed XML")
            raise LogRefused(words, file=self.name, line=error.getLineNumber() or 0) from error
        if reading.events:
            yield reading.taken()

    def fall_back(self) -> None:
        """The format itself says how text is encoded."""
        raise LogRefused(_("the text is not in the encoding that the file names"), file=self.name)

    def progress(self) -> tuple[int, int]:
        """(bytes read, bytes in all), as they lie on disk."""
        return (self._file.done if self._file else 0), self._total

    def close(self) -> None:
        """Closes the file."""
        if self._file:
            self._file.close()


class _Reading(ContentHandler):
    """One pass. Events of a trace, of a batch at most, wait until its name is known, which the format puts before them."""

    def __init__(self, name: str, limits: Limits):
        super().__init__()
        self._name, self._limits = name, limits
        self._parser = create_parser(forbid_dtd=True, forbid_entities=True, forbid_external=True)
        self._parser.setContentHandler(self)
        self._silent = 0
        self._names: set[str] = set()
        self._path: list[str] = []
        self._trace: dict[str, str] = {}
        self._event: dict[str, str] | None = None
        self._event_line = 0
        self._waiting: list[tuple[int, dict[str, str]]] = []
        self.events: list[tuple[int, dict[str, str]]] = []
        self.held = 0  # about how many bytes the events not yet taken are
        self._given = 0

    @property
    def line(self) -> int:
        """Where the parser stands."""
        return self._parser.getLineNumber() or 0

    def feed(self, chunk: bytes) -> None:
        """Takes more of the file. LogRefused when a field does not come to an end."""
        self._silent += len(chunk)
        try:
            self._parser.feed(chunk)
        except DefusedXmlException:
            raise
        except (LookupError, ValueError) as error:
            raise LogRefused(_("the file names an encoding that cannot be read"), file=self._name) from error
        if self._silent > 2 * self._limits.field + 2 * _CHUNK:
            raise self._too_long()

    def finish(self) -> None:
        """The file is over; SAXParseException when the document is not."""
        self._parser.close()

    def taken(self) -> list[tuple[int, dict[str, str]]]:
        """(line, values) of the events since the last time."""
        events, self.events, self.held = self.events, [], 0
        self._given += len(events)
        return events

    def startElement(self, name, attrs):
        self._silent = 0
        self._learn_names(name, attrs)
        tag = name.rpartition(":")[2]
        if not self._path and tag != "log":
            raise LogRefused(_("the outermost element is not a log"), file=self._name, line=self.line)
        parent = self._path[-1] if self._path else ""
        if len(self._path) > _DEEP:
            raise LogRefused(_("elements stand too deep inside one another"), file=self._name, line=self.line)
        self._path.append(tag)
        if tag == "trace" and parent == "log":
            self._trace = {}
        elif tag == "event" and parent in {"trace", "log"}:
            self._event, self._event_line = {}, self.line
        elif tag in _VALUES and parent in {"event", "trace"}:
            self._value(parent, attrs)

    def _learn_names(self, name: str, attrs) -> None:
        """The parser remembers every name it meets until its end."""
        met = {name, *attrs.getNames()}
        if not met <= self._names:
            self._names |= met
            if len(self._names) > self._limits.names:
                raise LogRefused(_("there are too many different names of elements and attributes"), file=self._name, line=self.line)

    def _value(self, parent: str, attrs) -> None:
        key, value = attrs.get("key"), attrs.get("value", "")
        if key is None:
            return
        if len(value) > self._limits.field or len(key) > self._limits.field:
            raise self._too_long(key if len(key) < 200 else None)
        if parent == "event" and self._event is not None:
            self._event[sys.intern(key)] = value
            self.held += len(value) + _CELL
            told = self._event
        else:
            self._trace[f"case:{key}"] = value
            told = self._trace
        if len(told) > self._limits.columns:
            raise too_many_columns(self._name, self._limits, row=self._row, line=self.line)

    def _too_long(self, column: str | None = None) -> LogRefused:
        words = _("a field is longer than %(limit)s characters") % {"limit": f"{self._limits.field:,}"}
        return LogRefused(words, file=self._name, row=self._row, line=self.line, column=column, hopeless=True)

    @property
    def _row(self) -> int:
        """The number of the event that is being read, or comes next."""
        return self._given + len(self.events) + len(self._waiting) + 1

    def endElement(self, name):
        self._silent = 0
        tag = self._path.pop()
        parent = self._path[-1] if self._path else ""
        if tag == "event" and parent in {"trace", "log"} and self._event is not None:
            if parent == "trace":
                self._waiting.append((self._event_line, self._event))
                if "case:concept:name" in self._trace or len(self._waiting) >= _ROWS or self.held > self._limits.text:
                    self._release()
            else:
                self.events.append((self._event_line, self._event))
            self._event = None
        elif tag == "trace":
            self._release()
            self._trace = {}

    def _release(self) -> None:
        self.events.extend((line, {**self._trace, **event}) for line, event in self._waiting)
        self._waiting = []
