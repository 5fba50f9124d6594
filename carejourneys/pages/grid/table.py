"""The grid: phases and columns across, lanes down, cards where they meet."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby

from journeys.domain.elements import Element
from journeys.domain.figures.score import Gap
from journeys.domain.state import MapState

from .cards import Card, around, card_of


@dataclass(frozen=True)
class Heading:
    """A phase over its columns; no title where columns stand under none."""

    title: str
    columns: int


@dataclass(frozen=True)
class Row:
    """A lane with one cell for each column. untold: a lane of the person's side in which nothing stands yet."""

    lane: Element
    cells: tuple[tuple[Card, ...], ...]
    untold: bool


@dataclass(frozen=True)
class Grid:
    """headings span the columns, which are known by their number, and by their own words where they have any."""

    headings: tuple[Heading, ...]
    columns: tuple[Element, ...]
    rows: tuple[Row, ...]


def grid_of(state: MapState, gaps: tuple[Gap, ...], waits: Mapping[str, str]) -> Grid:
    """The whole map as a table. waits: {link id: what the data say of it, in words}."""
    return Grid(tuple(_headings(state)), state.columns, tuple(_rows(state, gaps, waits)))


def _headings(state: MapState) -> Iterator[Heading]:
    for phase, columns in groupby(state.columns, key=lambda column: column["phase"]):
        found = state.get(phase)
        yield Heading(found["title"] if found else "", len(list(columns)))


def _rows(state: MapState, gaps: tuple[Gap, ...], waits: Mapping[str, str]) -> Iterator[Row]:
    seen = around(state, gaps, waits)
    for lane in state.lanes:
        cells = [state.cell(lane["id"], column["id"]) for column in state.columns]
        untold = lane["kind"] != "organisation" and not any(cells)
        yield Row(lane, tuple(tuple(card_of(state, step, seen) for step in cell) for cell in cells), untold)
