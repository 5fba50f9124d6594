"""Odd and hostile files of more than eighty kinds, each with what must come of it."""
