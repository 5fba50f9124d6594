"""A drawn map on sheets of paper: on one where its type stays readable, else cut between columns and lanes."""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

from carejourneys.common.errors import RuleBroken
from carejourneys.common.wording import Words as _

from .map_layout import LANES, SMALLEST, Grid
from .shapes import Drawing, stacked

MARGIN, FOOTER, GAP = 34.0, 16.0, 18.0
LEAST_TYPE = 6.0  # points, of the smallest type on any sheet
MOST_SHEETS = 120
_LARGEST = 2.4  # times: a small map on a large sheet grows so far


@dataclass(frozen=True)
class Size:
    """A sheet in landscape, in points."""

    name: str
    width: float
    height: float

    @property
    def room(self) -> tuple[float, float]:
        """What a drawing may take."""
        return self.width - 2 * MARGIN, self.height - 2 * MARGIN - FOOTER


SIZES = {one.name: one for one in (Size("a3", 1190.55, 841.89), Size("a1", 2383.94, 1683.78))}


@dataclass(frozen=True)
class Part:
    """A drawing at its place on a sheet, in the drawing's own points."""

    x: float
    y: float
    drawing: Drawing


@dataclass(frozen=True)
class Sheet:
    """width, height: of all the parts, in their own points; `scale` times so large on paper."""

    parts: Sequence[Part]
    width: float
    height: float
    scale: float

    @property
    def least_type(self) -> float:
        """The smallest type on it, in points of the paper."""
        return SMALLEST * self.scale


def sheets_of(head: Drawing, grid: Grid, foot: Drawing, size: Size) -> list[Sheet]:
    """One sheet, or first how to read the map and then its parts, row by row. RuleBroken for more sheets than anybody hangs up."""
    whole = stacked((head, grid.drawing, foot), GAP)
    alone = _sheet([Part(0, 0, whole)], whole.width, whole.height, size)
    if alone.least_type >= LEAST_TYPE:
        return [alone]
    first = stacked((head, foot), GAP)
    return [_sheet([Part(0, 0, first)], first.width, first.height, size), *_cut(grid, size)]


def _sheet(parts: Sequence[Part], width: float, height: float, size: Size, scale: float | None = None) -> Sheet:
    across, down = size.room
    return Sheet(parts, width, height, scale or min(across / width, down / height, _LARGEST))


def _cut(grid: Grid, size: Size) -> list[Sheet]:
    """Each part with the names of its lanes at the left and the headings of its columns above."""
    scale = LEAST_TYPE / SMALLEST
    across, down = (length / scale for length in size.room)
    columns = _groups(grid.columns, across - LANES)
    lanes = _groups(grid.lanes, down - grid.head)
    if len(columns) * len(lanes) > MOST_SHEETS:
        raise RuleBroken(_("This map needs %(n)s sheets of this size. Take larger paper, or the picture.", n=len(columns) * len(lanes)))
    return [_piece(grid, left, right, top, bottom, size, scale) for top, bottom in lanes for left, right in columns]


def _piece(grid: Grid, left: float, right: float, top: float, bottom: float, size: Size, scale: float) -> Sheet:
    width, height = right - left, bottom - top
    parts = [
        Part(0, grid.head, grid.drawing.window(0, top, LANES, height)),
        Part(LANES, 0, grid.drawing.window(left, 0, width, grid.head)),
        Part(LANES, grid.head, grid.drawing.window(left, top, width, height)),
    ]
    return _sheet([part for part in parts if part.drawing.height], LANES + width, grid.head + height, size, scale)


def _groups(edges: Sequence[float], most: float) -> list[tuple[float, float]]:
    """Neighbours together as long as they fit; one that does not fit alone is cut."""
    fine = [edges[0]]
    for edge in edges[1:]:
        while edge - fine[-1] > most:
            fine.append(fine[-1] + most)
        fine.append(edge)
    groups, start = [], fine[0]
    for last, edge in itertools.pairwise(fine):
        if edge - start > most:
            groups.append((start, last))
            start = last
    return [*groups, (start, fine[-1])]
