"""Cuts the typeface of the product for paper: TrueType, regular and bold, and how wide each letter is. Needs fonttools and brotli:

uv run --with fonttools --with brotli scripts/paper_fonts.py
"""

import json
from pathlib import Path
from tempfile import TemporaryDirectory

from fontTools.merge import Merger
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

ROOT = Path(__file__).parent.parent
SOURCE = ROOT / "static/vendor/atkinson-hyperlegible-next"
FONTS, WIDTHS = ROOT / "journeys/engine/fonts", ROOT / "journeys/domain/drawing/letter_widths.json"


def cut(weight: int, name: str) -> dict[str, int]:
    """Writes one font; {letter: its width}."""
    with TemporaryDirectory() as folder:
        parts = []
        for part in ("latin", "latin-ext"):
            font = instantiateVariableFont(TTFont(SOURCE / f"{part}-normal.woff2"), {"wght": weight})
            font.flavor = None
            parts.append(f"{folder}/{part}.ttf")
            font.save(parts[-1])
        whole = Merger().merge(parts)
        whole.save(FONTS / f"{name}.ttf")
    return {chr(sign): whole["hmtx"][glyph][0] for sign, glyph in sorted(whole.getBestCmap().items()) if sign >= 32}


if __name__ == "__main__":
    widths = {name: cut(weight, name) for weight, name in ((400, "regular"), (700, "bold"))}
    WIDTHS.write_text(json.dumps(widths, ensure_ascii=False, separators=(",", ":")), encoding="utf-8")
