"""Names as people typed or pasted them, made fit to stand in a line: of a page, a list, an email."""

import unicodedata

TURNING = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")  # they reorder what stands around them


def one_line(text: str) -> str:
    """The text with every run of whitespace, line breaks too, as one space, and without control characters."""
    kept = (letter for letter in text if letter.isspace() or not (unicodedata.category(letter) == "Cc" or letter in TURNING))
    return " ".join("".join(kept).split())
