"""Sheets as a PDF: Typst sets them, with the fonts that lie beside this file, so that words stay words."""

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from pathlib import Path

import typst

from journeys.domain.drawing.sheets import FOOTER, MARGIN, Sheet, Size
from journeys.domain.drawing.svg import svg_of_parts

_HERE = Path(__file__).parent
_SOURCE = """
#set document(title: sys.inputs.title)
#set text(font: "Atkinson Hyperlegible Next", size: 8pt, lang: sys.inputs.language)
#set page(width: WIDTHpt, height: HEIGHTpt, margin: (x: MARGINpt, top: MARGINpt, bottom: (MARGIN + FOOTER) * 1pt), footer-descent: 4pt,
  footer: context { let n = here().page(); sys.inputs.at("foot" + str(n - 1)) })
#let sheet(n, width, height) = align(center, image(bytes(sys.inputs.at("sheet" + str(n))), format: "svg", width: width, height: height,
  alt: sys.inputs.at("alt")))
SHEETS
"""


def pdf_of(sheets: Sequence[Sheet], size: Size, *, title: str, alt: str, feet: Sequence[str], language: str, made_at: datetime) -> bytes:
    """One page a sheet. feet: what stands at the foot of each; alt: the drawing in words. The same of all this makes the same bytes."""
    calls = "\n#pagebreak()\n".join(
        f"#sheet({n}, {sheet.width * sheet.scale:.2f}pt, {sheet.height * sheet.scale:.2f}pt)" for n, sheet in enumerate(sheets)
    )
    numbers = {"WIDTH": size.width, "HEIGHT": size.height, "MARGIN": MARGIN, "FOOTER": FOOTER}
    source = _SOURCE
    for name, number in numbers.items():
        source = source.replace(name, f"{number:g}")
    inputs = {f"sheet{n}": svg_of_parts(sheet.parts, sheet.width, sheet.height) for n, sheet in enumerate(sheets)}
    inputs |= {f"foot{n}": words for n, words in enumerate(feet)} | {"title": title, "alt": alt, "language": language}
    made = typst.compile(
        source.replace("SHEETS", calls).encode(),
        format="pdf",
        font_paths=_fonts(),
        sys_inputs=inputs,
        timestamp=made_at.replace(microsecond=0),
    )
    return bytes(made)


@cache
def _fonts() -> typst.Fonts:
    """Read once; none of the machine's own, so that a sheet looks alike everywhere."""
    return typst.Fonts(include_system_fonts=False, font_paths=[_HERE / "fonts"])
