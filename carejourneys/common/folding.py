"""Folds a text to plain signs, so that one look finds what people write in many ways; every plain sign knows its place in the text.

Widths, circles, ligatures and raised signs become the plain ones, digits of every script 0 to 9; every dash is "-", every apostrophe "'",
every space or line break " ". What nobody sees (joiners, marks of direction, soft hyphens, fillers, control signs) is left out, and so
are accents: "Zoë" and "Zoe" are folded alike. Letters of other scripts that look like Latin ones stay what they are.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

_DASHES = "‐‑‒–—―−⁃⸺⸻﹘﹣－⁻₋➖˗"
_APOSTROPHES = "‘’‚‛ʼʻʹˈ′‵＇`´"
_PLAIN = {**dict.fromkeys(_DASHES, "-"), **dict.fromkeys(_APOSTROPHES, "'"), "\u2044": "/", "\u2215": "/", "\u2800": " "}
# accents and other marks laid over a letter, variation selectors, and the fillers that are letters by name alone
_LEFT_OUT = re.compile(
    "[\u0300-\u036f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\u3164\ufe00-\ufe0f\ufe20-\ufe2f\uffa0"
    "\U000e0100-\U000e01ef]"
)


@dataclass(frozen=True)
class Folded:
    """text: the plain signs. Of each, where its sign begins in what was folded (starts) and where the next seen one does (ends)."""

    text: str
    starts: Sequence[int]
    ends: Sequence[int]

    def span(self, first: int, after: int) -> tuple[int, int]:
        """Where the plain signs from `first` to before `after` (at least one) stand in the text that was folded."""
        return self.starts[first], self.ends[after - 1]


def folded(text: str) -> Folded:
    """The text as it is looked through. Takes as long as the text is long."""
    if text.isascii() and text.isprintable() and "`" not in text:  # plain already, as most are
        return Folded(text, range(len(text)), range(1, len(text) + 1))
    signs: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for place, sign in enumerate(text):
        plain = sign if sign.isascii() and sign.isprintable() and sign != "`" else _plain(sign)
        if plain:
            signs.append(plain)
            starts += [place] * len(plain)
            ends += [place + 1] * len(plain)
        elif ends:
            ends[-1] = place + 1
    return Folded("".join(signs), starts, ends)


def _plain(sign: str) -> str:
    """One sign in plain ones; "" for one that is left out."""
    if sign in _PLAIN:
        return _PLAIN[sign]
    if sign.isspace():
        return " "
    if unicodedata.category(sign) in ("Cf", "Cc") or _LEFT_OUT.match(sign):
        return ""
    digit = unicodedata.digit(sign, None)
    if digit is not None:
        return str(digit)
    return "".join(_PLAIN.get(one, one) for one in unicodedata.normalize("NFKD", sign) if not _LEFT_OUT.match(one))
