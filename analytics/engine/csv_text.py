"""Text out of bytes for CSV: the encoding, the lines, the delimiter."""

import codecs
import csv
import io
import re
from collections.abc import Collection, Iterator, Sequence

from django.utils.translation import gettext as _

from analytics.domain.events.roles import missing_roles, recognised_roles
from analytics.engine.limits import Limits
from analytics.engine.refusal import LogRefused
from analytics.engine.source import NotInThisEncoding

DELIMITERS = (",", ";", "\t", "|")
NO_DELIMITER = '"\r\n'
_CHUNK = 1 << 18
_WHOLE_ONLY = {"idna", "punycode", "undefined"}
_LINE_FIELDS = 8  # a line may have this many fields of the greatest length
# Letters of UTF-8 that nobody means by their reading in Windows-1252: Ã and a sign, three signs in a row, two pairs of letter and sign
_UTF_8 = re.compile(rb"[\xc2\xc3][\x80-\xbf]|[\xe2-\xef][\x80-\xbf]{2}|(?:[\xc4-\xdf][\x80-\xbf]){2}|\xf0[\x90-\xbf][\x80-\xbf]{2}")
_LETTER = 4  # bytes of UTF-8 at most


def guessed_encoding(head: bytes) -> str:
    """By the byte order mark; without one UTF-16 by its zeros, else UTF-8 if the head is that, else Windows-1252."""
    if head.startswith(codecs.BOM_UTF8):
        return "utf-8-sig"
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if len(head) >= 4 and max(even, odd) > len(head) // 8:
        return "utf-16-be" if even > odd else "utf-16-le"
    try:
        codecs.getincrementaldecoder("utf-8")("strict").decode(head, final=False)
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8"


def check_encoding(encoding: str, name: str) -> None:
    """LogRefused unless this is the name of an encoding of text that can be read in pieces."""
    try:
        found = codecs.lookup(encoding)
        known = found._is_text_encoding and found.name not in _WHOLE_ONLY  # codecs such as zip or hex are none
    except (LookupError, ValueError):
        known = False
    if not known:
        raise LogRefused(_("there is no encoding of this name"), file=name, option="encoding")


class Lines:
    """The lines of a text with their ends, split at line feeds and carriage returns alone.

    current: the one given last. characters: how many the lines given so far have. guessed: nobody named the encoding, so that text which is
    partly UTF-8 is refused and not read as other letters.
    """

    def __init__(self, stream: io.BufferedIOBase, encoding: str, name: str, limits: Limits, *, guessed: bool = False):
        self._name, self._longest, self._limits = name, limits.field * _LINE_FIELDS, limits
        self._look_for_utf_8 = guessed and encoding == "cp1252"
        self._before = b""
        self._decode = codecs.getincrementaldecoder(encoding)("strict").decode
        self._stream = stream
        self.current = ""
        self.number = 0
        self.characters = 0

    def __iter__(self) -> Iterator[str]:
        rest = ""
        while True:
            chunk = self._read()
            if not self.number and not rest:  # a mark before a quotation mark would make it a letter of the first cell
                chunk = chunk.lstrip("\ufeff")
            over = not chunk
            text = rest + chunk
            keep = "" if over else _unfinished(text)
            for line in io.StringIO(text[: len(text) - len(keep)], newline=""):
                self.current = line
                self.number += 1
                self.characters += len(line)
                yield line
            rest = keep
            if len(rest) > self._longest:
                self.current = rest
                words = _("a field is longer than %(limit)s characters") % {"limit": f"{self._limits.field:,}"}
                raise LogRefused(words, file=self._name, line=self.number + 1)
            if over:
                return

    def _read(self) -> str:
        while True:
            data = self._stream.read(_CHUNK)
            if self._look_for_utf_8 and not data.isascii():
                self._refuse_utf_8(data)
            try:
                chunk = self._decode(data, final=not data)
                chunk.encode()  # UTF-7 and escapes can spell halves of characters
            except UnicodeError as error:
                raise NotInThisEncoding from error
            if "\0" in chunk:
                before = io.StringIO(chunk[: chunk.index("\0")], newline=None).read().count("\n")
                raise LogRefused(_("the content is not text"), file=self._name, line=self.number + before + 1)
            if chunk or not data:
                return chunk

    def _refuse_utf_8(self, data: bytes) -> None:
        found = _UTF_8.search(self._before + data)
        if found:
            line = self.number + data[: max(0, found.start() - len(self._before))].count(b"\n") + 1
            words = _("the text is partly UTF-8 and partly in another encoding: save it as UTF-8, or name its encoding")
            raise LogRefused(words, file=self._name, line=line, option="encoding")
        self._before = data[-_LETTER:]


def _unfinished(text: str) -> str:
    """What follows the last line end; with a carriage return at the very end, whose line feed may come, the line before it too."""
    if text.endswith("\r"):
        body = text[:-1]
        return text[max(body.rfind("\n"), body.rfind("\r")) + 1 :]
    return text[max(text.rfind("\n"), text.rfind("\r")) + 1 :]


def guessed_delimiter(sample: str, named: Collection[str]) -> str:
    """The one that makes sense of the header; of those the one that cuts the rows most evenly, then into most columns."""
    if found := re.match(r"sep=(.)\r?\n", sample, re.IGNORECASE):
        return found[1]
    return max(DELIMITERS, key=lambda delimiter: _sense(sample, delimiter, named))


def _sense(sample: str, delimiter: str, named: Collection[str]) -> tuple:
    rows: list[Sequence[str]] = []
    try:
        for row in csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter):
            if row:
                rows.append(row)
            if len(rows) > 100:
                break
    except csv.Error:
        pass
    rows = rows[:-1] if 1 < len(rows) <= 100 and not sample.endswith(("\n", "\r")) else rows
    if not rows:
        return (0, 0, 0.0, 0, 0)
    width = len(rows[0])
    even = sum(len(row) == width for row in rows) / len(rows)
    known = sum(name in rows[0] for name in named)
    recognised = 3 - len(missing_roles(recognised_roles(rows[0])))
    return (known, recognised, even if width > 1 else 0.0, width, -DELIMITERS.index(delimiter))
