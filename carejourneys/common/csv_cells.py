"""Cells of a CSV that a spreadsheet will open: text that would run as a formula is made plain."""

from unicodedata import category, normalize

SIGNS = ("=", "+", "-", "@")
UNSEEN = ("Cc", "Cf")  # categories of what takes no place


def safe_cell(value: object) -> str:
    """The value as text; where a spreadsheet could read a formula it is prefixed with one apostrophe. None is empty.

    It could where the first thing to be seen is = + - or @, of any width and whatever spaces stand before it, and where a tab or a carriage
    return comes first.
    """
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(("\t", "\r")) or _first_seen(text) in SIGNS else text


def _first_seen(text: str) -> str:
    first = next((letter for letter in text if not letter.isspace() and category(letter) not in UNSEEN), "")
    return normalize("NFKC", first)
