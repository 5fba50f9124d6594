"""The contrast of every pair of colours that meet, computed from static/css/tokens.css (WCAG 2.2: 4.5 for words, 3 for edges and marks)."""

import re
from pathlib import Path

import pytest

CSS = Path(__file__).resolve().parents[2] / "static" / "css"
TOKENS = dict(re.findall(r"--([a-z0-9-]+):\s*(#[0-9a-f]{3,6})\s*;", (CSS / "tokens.css").read_text().split("@media")[0]))

WORDS = [
    *[(ink, ground) for ink in ("ink", "ink-2", "blue", "blue-dark", "visited", "red") for ground in ("white", "paper", "wash")],
    *[(ink, ground) for ink in ("ink", "ink-2") for ground in ("blue-wash", "green-wash", "amber-wash", "red-wash", "person-wash")],
    *[("on-navy", ground) for ground in ("navy", "navy-2")],
    *[("on-navy-2", ground) for ground in ("navy", "navy-2")],
    *[("white", ground) for ground in ("blue", "blue-dark", "green", "green-dark", "red", "red-dark", "person")],
    ("blue", "blue-wash"),
    ("blue-dark", "blue-wash"),
    ("red", "red-wash"),
    ("ink", "amber"),
    ("ink", "person-mid"),
    ("focus-ink", "focus"),
    *[(f"{tone}-ink", f"{tone}-wash") for tone in ("green", "amber", "red", "person")],
    *[(source, f"{source}-wash") for source in ("measured", "observed", "told", "workshop", "planned")],
    *[(source, "white") for source in ("measured", "observed", "told", "workshop", "planned")],
]
MARKS = [
    *[("line-2", ground) for ground in ("white", "paper")],
    *[("ink-2", ground) for ground in ("white", "paper", "wash")],
    ("amber-line", "white"),
    ("amber-line", "amber-wash"),
    ("person-line", "white"),
    ("focus-ink", "white"),
    ("focus-ink", "paper"),
    ("focus", "navy"),
]


def luminance(colour: str) -> float:
    digits = colour.lstrip("#")
    digits = "".join(digit * 2 for digit in digits) if len(digits) == 3 else digits
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_the_measure_itself():
    assert contrast("#000", "#fff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize(("ink", "ground"), WORDS)
def test_words_can_be_read(ink, ground):
    assert contrast(TOKENS[ink], TOKENS[ground]) >= 4.5


@pytest.mark.parametrize(("mark", "ground"), MARKS)
def test_edges_and_marks_can_be_seen(mark, ground):
    assert contrast(TOKENS[mark], TOKENS[ground]) >= 3


@pytest.mark.parametrize("path", sorted(CSS.glob("*.css")), ids=lambda path: path.name)
def test_every_token_used_is_defined(path):
    defined = set(re.findall(r"--([a-z0-9-]+)\s*:", " ".join(sheet.read_text() for sheet in CSS.glob("*.css"))))
    # tokens named --x-set are set from scripts
    assert not {
        used for used in re.findall(r"var\(--([a-z0-9-]+)(?!\S*,)", path.read_text()) if used not in defined and not used.endswith("-set")
    }
