"""Words and marks that a style sheet draws stand also where its way of hiding them from readers aloud is not understood."""

import re
from pathlib import Path

import pytest

CSS = Path(__file__).resolve().parents[2] / "static" / "css"
SHEETS = sorted(CSS.glob("*.css"))
DRAWN = re.compile(r"""content:\s*((?:"[^"]*"|attr\([\w-]+\)|counter\([\w-]+\)|\s)+?)\s*/\s*"[^"]*"\s*;""")


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.stem)
def test_what_is_drawn_is_said_first_without_words_instead(sheet):
    """A declaration that is not understood is dropped whole: cells would be bare numbers, marks would be gone."""
    rules = sheet.read_text()
    assert len(DRAWN.findall(rules)) == len(re.findall(r'content:[^;"]*(?:"[^"]*"[^;"]*)*/\s*"', rules))
    for found in DRAWN.finditer(rules):
        before = f"content: {found[1]}; "
        assert rules[: found.start()].endswith(before), f"{found[0]} needs {before}in front of it"


def test_the_headings_of_cells_are_among_them():
    assert any(found[1] == "attr(data-head)" for sheet in SHEETS for found in DRAWN.finditer(sheet.read_text()))
