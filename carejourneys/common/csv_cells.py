"""Cells of a CSV that a spreadsheet will open: text that would run as a formula is made plain."""

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def safe_cell(value: object) -> str:
    """The value as text; a leading = + - @, tab or carriage return is prefixed with one apostrophe. None is empty."""
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text
