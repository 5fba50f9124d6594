"""What a drawing is made of. Lengths are points (1/72 inch); y grows downwards."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

INK, QUIET, WHITE, LINE, EDGE, WASH = "#212b32", "#4c6272", "#ffffff", "#d8dde0", "#768692", "#fafbfc"
NAVY, RED, AMBER, AMBER_EDGE, PERSON, PERSON_WASH = "#003087", "#8c1d17", "#fff4d6", "#b97b00", "#330072", "#f3eef8"


@dataclass(frozen=True)
class Box:
    """A rectangle."""

    x: float
    y: float
    width: float
    height: float
    fill: str = WHITE
    edge: str = ""
    thick: float = 0.8
    round: float = 0

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        return self.x, self.y, self.x + self.width, self.y + self.height

    def moved(self, dx: float, dy: float) -> "Box":
        return replace(self, x=self.x + dx, y=self.y + dy)


@dataclass(frozen=True)
class Path:
    """A line through points; `dash` as SVG writes it; filled when `fill` is given."""

    points: tuple[tuple[float, float], ...]
    edge: str = INK
    thick: float = 1
    dash: str = ""
    fill: str = ""

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        across, down = zip(*self.points, strict=True)
        return min(across), min(down), max(across), max(down)

    def moved(self, dx: float, dy: float) -> "Path":
        return replace(self, points=tuple((x + dx, y + dy) for x, y in self.points))


@dataclass(frozen=True)
class Text:
    """One line of words; y is the line they stand on."""

    x: float
    y: float
    words: str
    size: float
    width: float
    bold: bool = False
    fill: str = INK

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        return self.x, self.y - self.size, self.x + self.width, self.y + self.size / 3

    def moved(self, dx: float, dy: float) -> "Text":
        return replace(self, x=self.x + dx, y=self.y + dy)


Shape = Box | Path | Text


@dataclass(frozen=True)
class Drawing:
    """Shapes from the bottom to the top."""

    width: float
    height: float
    shapes: tuple[Shape, ...]

    def window(self, x: float, y: float, width: float, height: float) -> "Drawing":
        """The part that shows through a window; what reaches beyond it is cut off where it is drawn."""
        seen = (shape for shape in self.shapes if _meets(shape.bounds, (x, y, x + width, y + height)))
        return Drawing(width, height, tuple(shape.moved(-x, -y) for shape in seen))


def _meets(one: tuple[float, ...], other: tuple[float, ...]) -> bool:
    return one[0] <= other[2] and one[2] >= other[0] and one[1] <= other[3] and one[3] >= other[1]


def stacked(drawings: Iterable[Drawing], gap: float) -> Drawing:
    """One below the other."""
    shapes: list[Shape] = []
    width = height = 0.0
    for one in drawings:
        top = height + gap if height else 0.0
        shapes += [shape.moved(0, top) for shape in one.shapes]
        width, height = max(width, one.width), top + one.height
    return Drawing(width, height, tuple(shapes))
