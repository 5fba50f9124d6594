"""The ways dates and times are written, as regular expressions that both Python and RE2 read; and those made of a strptime format.

Groups: y year, q year of two digits, m month, d day, a and b day and month in an order to decide, n month's name, H M S f p z.
"""

import re
from dataclasses import dataclass

from django.utils.translation import gettext as _

from analytics.engine.refusal import LogRefused

_TIME = (
    r"(?:[T ,]+(?P<H>\d{1,2}):(?P<M>\d{2})(?::(?P<S>\d{2})(?:[.,](?P<f>\d{1,9}))?)?"
    r"(?: ?(?P<p>[AaPp]\.?[Mm]\.?))? ?(?P<z>Z|z|UTC|GMT|[+-]\d{2}(?::?\d{2}(?::?\d{2})?)?)?)?"
)
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_LONG = ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december")
MONTH_NUMBERS = {name: place % 12 + 1 for place, name in enumerate((*MONTHS, *_LONG))} | {"sept": 9}


@dataclass(frozen=True)
class Pattern:
    """One way of writing. python: the compiled expression; re2: its source."""

    re2: str
    python: re.Pattern

    @property
    def groups(self) -> frozenset[str]:
        """The groups it has."""
        return frozenset(self.python.groupindex)


@dataclass(frozen=True)
class Count:
    """Times written as a number of units since a day. unit: microseconds; since: microseconds since 1970; naive: by a place's clock."""

    unit: int
    since: int
    naive: bool


_TO_1899 = -25_569 * 86_400_000_000  # 30 December 1899, from which spreadsheets count
COUNTS = {
    "spreadsheet": Count(86_400_000_000, _TO_1899, naive=True),
    "seconds": Count(1_000_000, 0, naive=False),
    "milliseconds": Count(1_000, 0, naive=False),
}


def _pattern(source: str) -> Pattern:
    whole = r"^\s*" + source + r"\s*$"
    return Pattern(whole, re.compile(whole, re.ASCII))


_DATES = (
    r"(?P<y>\d{4})[-/.](?P<m>\d{1,2})[-/.](?P<d>\d{1,2})",
    r"(?P<a>\d{1,2})[-/.](?P<b>\d{1,2})[-/.](?P<y>\d{4})",
    r"(?:[A-Za-z]{3,9},? +)?(?P<d>\d{1,2})(?:st|nd|rd|th)?[-/ .]*(?P<n>[A-Za-z]{3,9})[-/ .,]*(?P<y>\d{4})",
    r"(?:[A-Za-z]{3,9},? +)?(?P<n>[A-Za-z]{3,9})[ .]+(?P<d>\d{1,2})(?:st|nd|rd|th)?,? +(?P<y>\d{4})",
)
PATTERNS = (
    *(_pattern(date + _TIME) for date in _DATES),
    _pattern(
        r"(?P<y>\d{4})(?P<m>\d{2})(?P<d>\d{2})(?:[T ]?(?P<H>\d{2}):?(?P<M>\d{2}):?(?:(?P<S>\d{2})(?:[.,](?P<f>\d{1,9}))?)?"
        r" ?(?P<z>Z|z|[+-]\d{2}(?::?\d{2})?)?)?"
    ),
)

_DIRECTIVES = {
    "Y": r"(?P<y>\d{4})",
    "y": r"(?P<q>\d{2})",
    "m": r"(?P<m>\d{1,2})",
    "d": r"(?P<d>\d{1,2})",
    "e": r" *(?P<d>\d{1,2})",
    "b": r"(?P<n>[A-Za-z]{3,9})",
    "B": r"(?P<n>[A-Za-z]{3,9})",
    "a": r"[A-Za-z]{3,9}",
    "A": r"[A-Za-z]{3,9}",
    "H": r"(?P<H>\d{1,2})",
    "I": r"(?P<H>\d{1,2})",
    "M": r"(?P<M>\d{1,2})",
    "S": r"(?P<S>\d{1,2})",
    "f": r"(?P<f>\d{1,9})",
    "p": r"(?P<p>[AaPp]\.?[Mm]\.?)",
    "z": r"(?P<z>Z|z|UTC|GMT|[+-]\d{2}(?::?\d{2}(?::?\d{2})?)?)",
    "%": "%",
}
_SHORT = {"%T": "%H:%M:%S", "%R": "%H:%M", "%F": "%Y-%m-%d", "%D": "%m/%d/%y"}


def pattern_of_format(date_format: str) -> Pattern | Count:
    """A strptime format as a pattern, or one of COUNTS. LogRefused when it has a directive that is not known, or no full date."""
    if date_format in COUNTS:
        return COUNTS[date_format]
    for short, full in _SHORT.items():
        date_format = date_format.replace(short, full)
    parts = re.split(r"%(.)", date_format)
    source, seen = "", set()
    for place, part in enumerate(parts):
        if place % 2 == 0:
            source += re.escape(part)
            continue
        directive = _DIRECTIVES.get(part)
        if directive is None or (directive.startswith("(?P<") and directive[:6] in seen):
            raise LogRefused(_("the date format has %%%(part)s, which is not known or stands twice") % {"part": part}, option="date_format")
        seen.add(directive[:6])
        source += directive
    pattern = _pattern(source)
    if not {"y", "q"} & pattern.groups or not {"m", "n"} & pattern.groups or "d" not in pattern.groups:
        words = _("the date format needs a year, a month and a day, such as %(example)s") % {"example": "%d/%m/%Y %H:%M"}
        raise LogRefused(words, option="date_format")
    return pattern
