"""How wide words are in the typeface of the product, and where lines break."""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path

_EM = 1000
_UNKNOWN = 700  # a letter that the typeface does not have: drawn in another
_SPARE = 1.04  # where the typeface is not at hand, another is a little wider


@cache
def _widths() -> Mapping[str, Mapping[str, int]]:
    """Read once: {"regular" or "bold": {letter: thousandths of the size}}, taken from the fonts that are sent along."""
    return json.loads((Path(__file__).parent / "letter_widths.json").read_text(encoding="utf-8"))


def width_of(words: str, size: float, *, bold: bool = False) -> float:
    """In points."""
    known = _widths()["bold" if bold else "regular"]
    return sum(known.get(letter, _UNKNOWN) for letter in words) * size * _SPARE / _EM


def lines_of(words: str, size: float, width: float, *, bold: bool = False) -> list[str]:
    """The words in lines no wider than that; a word that is too long for a line is broken."""
    lines = [""]
    for word in words.split():
        longer = f"{lines[-1]} {word}".strip()
        if width_of(longer, size, bold=bold) <= width:
            lines[-1] = longer
            continue
        if lines[-1]:
            lines.append("")
        for letter in word:
            if lines[-1] and width_of(lines[-1] + letter, size, bold=bold) > width:
                lines.append("")
            lines[-1] += letter
    return [line for line in lines if line]
