"""Text of a CSV: how a map is written as one, and how one from anywhere is read."""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence

from carejourneys.common.csv_cells import safe_cell
from carejourneys.common.errors import RuleBroken
from carejourneys.common.wording import Words as _

APOSTROPHE = "'"
MOST_BYTES = 5_000_000
MOST_ROWS = 20_000
_BEGINNINGS = ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"), (b"\xef\xbb\xbf", "utf-8-sig"))
_DELIMITERS = ",;\t|"


def guarded(text: str) -> str:
    """What a spreadsheet would run gets one apostrophe in front; so does what begins with one, which is taken off again."""
    return APOSTROPHE + text if text.startswith(APOSTROPHE) else safe_cell(text)


def unguarded(text: str) -> str:
    """The cell without the one apostrophe that `guarded` put there; what never had one stays."""
    rest = text[1:]
    return rest if text.startswith(APOSTROPHE) and guarded(rest) == text else text


def written(columns: Sequence[str], rows: Iterable[Mapping[str, str]]) -> str:
    """The whole table, with a mark at its beginning by which spreadsheets know its encoding."""
    out = io.StringIO()
    write = csv.writer(out).writerow
    write(columns)
    for row in rows:
        write([guarded(row[name]) for name in columns])
    return "\ufeff" + out.getvalue()


def decoded(raw: bytes) -> str:
    """Text in UTF-8 or UTF-16, or as old Windows programs write it. RuleBroken for what is no text, or too much of it."""
    if len(raw) > MOST_BYTES:
        raise RuleBroken(_("This file is too large: at most %(most)s MB.", most=MOST_BYTES // 1_000_000), field="file")
    encoding = next((name for beginning, name in _BEGINNINGS if raw.startswith(beginning)), "utf-8")
    try:
        text = raw.decode(encoding)
    except UnicodeDecodeError:
        text = raw.decode("cp1252", errors="replace")
    if "\x00" in text:
        raise RuleBroken(_("This is no file of text. Save it as CSV and bring that."), field="file")
    return text


def table(text: str) -> tuple[list[str], list[tuple[int, list[str]]]]:
    """(the first row, (number of the row, its cells) of each further one); no row is empty. RuleBroken for what is no table."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=False)
    rows = list(_rows(reader))
    if not rows:
        raise RuleBroken(_("There is nothing in it."), field="file")
    return rows[0][1], rows[1:]


def _rows(reader: Iterable[list[str]]) -> Iterator[tuple[int, list[str]]]:
    try:
        for number, cells in enumerate(reader, 1):
            if number > MOST_ROWS:
                raise RuleBroken(_("This file has too many rows: at most %(most)s.", most=MOST_ROWS), field="file")
            plain = [unguarded(cell) for cell in cells]
            if any(cell.strip() for cell in plain):
                yield number, plain
    except csv.Error as error:
        raise RuleBroken(_("This is no CSV that can be read. Save it as CSV once more and bring that."), field="file") from error


def _delimiter(text: str) -> str:
    """The sign that the first line has most of, outside of quotes."""
    first = "".join(text.lstrip("\r\n").split("\n", 1)[0].split('"')[::2])
    return max(_DELIMITERS, key=first.count)
