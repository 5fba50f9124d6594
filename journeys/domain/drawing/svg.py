"""A drawing as SVG: attributes only, no style and no script."""

from collections.abc import Iterable, Iterator
from xml.sax.saxutils import escape, quoteattr

from .shapes import Box, Drawing, Path, Shape, Text
from .sheets import Part

EDGE = 18.0
TYPEFACE = "Atkinson Hyperlegible Next, Arial, sans-serif"


def svg_of(drawing: Drawing, title: str = "", description: str = "") -> str:
    """The whole document, on white with an edge around it; title and description are for readers who cannot see it."""
    width, height = drawing.width + 2 * EDGE, drawing.height + 2 * EDGE
    size = f'width="{width:.2f}pt" height="{height:.2f}pt" viewBox="{-EDGE:g} {-EDGE:g} {width:.2f} {height:.2f}"'
    ground = f'<rect x="{-EDGE:g}" y="{-EDGE:g}" width="{width:.2f}" height="{height:.2f}" fill="#ffffff"/>'
    about = f"<title>{_clean(title)}</title><desc>{_clean(description)}</desc>" if title else ""
    head = f'<svg xmlns="http://www.w3.org/2000/svg" role="img" {size} font-family="{TYPEFACE}">{about}'
    return "\n".join([head, ground, *(line for shape in drawing.shapes for line in _drawn(shape)), "</svg>", ""])


def svg_of_parts(parts: Iterable[Part], width: float, height: float) -> str:
    """Several drawings on one sheet, each cut off at its edges."""
    size = f'width="{width:.2f}pt" height="{height:.2f}pt" viewBox="0 0 {width:.2f} {height:.2f}"'
    lines = [f'<svg xmlns="http://www.w3.org/2000/svg" {size} font-family="{TYPEFACE}">']
    for part in parts:
        drawing = part.drawing
        seen = f'width="{drawing.width:.2f}" height="{drawing.height:.2f}" viewBox="0 0 {drawing.width:.2f} {drawing.height:.2f}"'
        lines.append(f'<svg x="{part.x:.2f}" y="{part.y:.2f}" {seen} overflow="hidden">')
        lines += [line for shape in drawing.shapes for line in _drawn(shape)]
        lines.append("</svg>")
    return "\n".join([*lines, "</svg>"])


def _drawn(shape: Shape) -> Iterator[str]:
    match shape:
        case Box():
            place = f'x="{shape.x:.2f}" y="{shape.y:.2f}" width="{shape.width:.2f}" height="{shape.height:.2f}"'
            yield f'<rect {place} rx="{shape.round:g}" fill="{shape.fill or "none"}"{_edge(shape.edge, shape.thick)}/>'
        case Path():
            points = "M" + " L".join(f"{x:.2f} {y:.2f}" for x, y in shape.points)
            dash = f' stroke-dasharray="{shape.dash}"' if shape.dash else ""
            yield f'<path d="{points}" fill="{shape.fill or "none"}"{_edge(shape.edge, shape.thick)}{dash} stroke-linejoin="round"/>'
        case Text():
            weight = ' font-weight="700"' if shape.bold else ""
            place = f'x="{shape.x:.2f}" y="{shape.y:.2f}" font-size="{shape.size:g}"'
            yield f"<text {place}{weight} fill={quoteattr(shape.fill)}>{_clean(shape.words)}</text>"


def _edge(colour: str, thick: float) -> str:
    return f' stroke="{colour}" stroke-width="{thick:g}"' if colour else ""


def _clean(words: str) -> str:
    """Without signs that XML cannot hold."""
    return escape("".join(letter for letter in words if (letter >= " " and letter not in "\ufffe\uffff") or letter in "\t\n"))
