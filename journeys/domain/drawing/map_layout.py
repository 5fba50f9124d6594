"""A map as a drawing: phases and columns across, lanes down, cards where they meet, arrows between them, waits on the arrows.

Arrows run in the gaps between columns and in a channel at the foot of each lane, so that none runs through a card.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from .letters import lines_of, width_of
from .shapes import (
    AMBER,
    AMBER_EDGE,
    EDGE,
    INK,
    LINE,
    NAVY,
    PERSON,
    PERSON_WASH,
    QUIET,
    RED,
    WASH,
    WHITE,
    Box,
    Drawing,
    Path,
    Shape,
    Text,
)

TITLE, SMALL, PILL = 10.0, 8.5, 8.0  # sizes of type
SMALLEST = PILL
LANES, CARD, GAP = 112.0, 124.0, 46.0  # widths
COLUMN = CARD + GAP
_LEAD = 1.25  # line height
_PAD, _BETWEEN, _CHANNEL, _MOST_TRACKS = 6.0, 14.0, 5.0, 8
DASHES = {"flow": "", "rework": "5 3", "information": "1.5 3"}
COLOURS = {"flow": INK, "rework": RED, "information": QUIET}


@dataclass(frozen=True)
class DrawnLane:
    id: str
    title: str
    subtitle: str
    own: bool


@dataclass(frozen=True)
class DrawnCard:
    """lines: (words, bold, colour) below the title. shape: task, decision, wait, gateway or event. changed: pointed out by its edge."""

    id: str
    lane: str
    column: int
    title: str
    shape: str
    own: bool
    ends: bool
    lines: tuple[tuple[str, bool, str], ...]
    changed: bool = False


@dataclass(frozen=True)
class DrawnLink:
    """words: what stands on the arrow. hands_off: it goes to another agency."""

    source: str
    target: str
    kind: str
    words: str
    hands_off: bool


@dataclass(frozen=True)
class DrawnMap:
    """phases, headings: one for each column, "" where there is none."""

    lanes: Sequence[DrawnLane]
    phases: Sequence[str]
    headings: Sequence[str]
    cards: Sequence[DrawnCard]
    links: Sequence[DrawnLink]


@dataclass(frozen=True)
class Grid:
    """The drawing, where its columns and lanes begin and end, and how high its head is: where it may be cut into sheets."""

    drawing: Drawing
    head: float
    columns: tuple[float, ...]
    lanes: tuple[float, ...]


def grid_of(shown: DrawnMap) -> Grid:
    """The grid of a map."""
    return _Layout(shown).grid()


class _Layout:
    def __init__(self, shown: DrawnMap):
        self.shown = shown
        self.cards = {card.id: card for card in shown.cards}
        self.row = {lane.id: place for place, lane in enumerate(shown.lanes)}
        self.boxes: dict[str, Box] = {}
        self.pills: list[tuple[float, float, float, float]] = []
        self.gutter: dict[int, int] = defaultdict(int)
        self.channel: dict[int, int] = defaultdict(int)

    def grid(self) -> Grid:
        columns = max(1, len(self.shown.headings))
        self.width = LANES + GAP / 2 + columns * COLUMN
        head = self._head()
        self.tops = self._tops(head.height)
        behind, cards = self._lanes(), self._cards()
        arrows, words = self._arrows()
        height = self.tops[-1]
        frame = Box(0, 0, self.width, height, fill="", edge=EDGE)
        edges = tuple(LANES + GAP / 4 + place * COLUMN for place in range(columns + 1))
        drawing = Drawing(self.width, height, (*behind, *head.shapes, frame, *arrows, *cards, *words))
        return Grid(drawing, head.height, (*edges[:-1], self.width), tuple(self.tops))

    # heads

    def _head(self) -> Drawing:
        phases = _heading_row(self.shown.phases, 11)
        headings = _heading_row(self.shown.headings, SMALL)
        y = 0.0
        shapes: list[Shape] = [Box(0, 0, self.width, phases.height + headings.height, fill=WASH)]
        for row in (phases, headings):
            shapes += [shape.moved(0, y) for shape in row.shapes]
            y += row.height
        return Drawing(self.width, y, tuple(shapes))

    def _tops(self, top: float) -> list[float]:
        """Where each lane begins, and where the last one ends."""
        tracks: dict[int, int] = defaultdict(int)
        for link in self.shown.links:
            if not self._is_next(link):
                tracks[self.row[self.cards[link.source].lane]] += 1
        tops = [top]
        for place, lane in enumerate(self.shown.lanes):
            cells = defaultdict(float)
            for card in self.shown.cards:
                if card.lane == lane.id:
                    cells[card.column] += _height(card) + _BETWEEN
            label = (
                len(lines_of(lane.title, TITLE, LANES - 12, bold=True)) * TITLE + len(lines_of(lane.subtitle, SMALL, LANES - 12)) * SMALL
            )
            channel = min(tracks[place], _MOST_TRACKS) * _CHANNEL + (6 if tracks[place] else 0)
            tops.append(tops[-1] + max(44.0, label * _LEAD + 16, max(cells.values(), default=0.0) + _BETWEEN / 2) + channel)
        return tops

    def _is_next(self, link: DrawnLink) -> bool:
        return self.cards[link.target].column - self.cards[link.source].column in (0, 1)

    # lanes and cards

    def _lanes(self) -> list[Shape]:
        shapes: list[Shape] = []
        for place, lane in enumerate(self.shown.lanes):
            top, bottom = self.tops[place], self.tops[place + 1]
            shapes.append(Box(0, top, self.width, bottom - top, fill=WHITE))
            shapes.append(Box(0, top, LANES, bottom - top, fill=PERSON_WASH if lane.own else WASH))
            shapes.append(Path(((0, top), (self.width, top)), edge=LINE))
            at = top + 8
            for words, size, bold, colour in (
                (lane.title, TITLE, True, PERSON if lane.own else INK),
                (lane.subtitle, SMALL, False, QUIET),
            ):
                placed, at = text_block(words, 8, at, size, LANES - 12, bold=bold, fill=colour)
                shapes += placed
        shapes.append(Path(((LANES, self.tops[0]), (LANES, self.tops[-1])), edge=LINE))
        return shapes

    def _cards(self) -> list[Shape]:
        shapes: list[Shape] = []
        at: dict[tuple[str, int], float] = {}
        for card in self.shown.cards:
            cell = card.lane, card.column
            top = at.get(cell, self.tops[self.row[card.lane]] + _BETWEEN / 2)
            box = _card_box(card, LANES + GAP / 2 + card.column * COLUMN, top)
            self.boxes[card.id] = box
            shapes += [box, *_on_card(card, box)]
            at[cell] = top + box.height + _BETWEEN
        return shapes

    # arrows

    def _arrows(self) -> tuple[list[Shape], list[Shape]]:
        arrows: list[Shape] = []
        words: list[Shape] = []
        for link in self.shown.links:
            points = self._way(link)
            colour, thick = (NAVY, 1.8) if link.hands_off and link.kind == "flow" else (COLOURS[link.kind], 1.1)
            arrows += [Path(tuple(points), edge=colour, thick=thick, dash=DASHES[link.kind]), _head_of_arrow(points, colour)]
            if link.words:
                words += self._pill(link.words, points)
        return arrows, words

    def _way(self, link: DrawnLink) -> list[tuple[float, float]]:
        source, target = self.boxes[link.source], self.boxes[link.target]
        a, b = self.cards[link.source], self.cards[link.target]
        y, end = source.y + min(source.height / 2, 22), target.y + min(target.height / 2, 22)
        right = source.x + source.width
        if b.column == a.column:
            x = self._track(a.column + 1)
            return [(right, y), (x, y), (x, end + 5), (target.x + target.width, end + 5)]
        if b.column == a.column + 1:
            if abs(y - end) < 0.5:
                return [(right, y), (target.x, end)]
            x = self._track(b.column)
            return [(right, y), (x, y), (x, end), (target.x, end)]
        lane = self.row[a.lane]
        level = self.tops[lane + 1] - 4 - (self.channel[lane] % _MOST_TRACKS) * _CHANNEL
        self.channel[lane] += 1
        x, last = self._track(a.column + 1), self._track(b.column)
        return [(right, y), (x, y), (x, level), (last, level), (last, end), (target.x, end)]

    def _track(self, gap: int) -> float:
        """A place for an upright line in the gap before this column; several stand side by side."""
        middle = LANES + GAP / 2 + gap * COLUMN - GAP / 2
        place = self.gutter[gap]
        self.gutter[gap] += 1
        return middle + (0, -5, 5, -10, 10, -14, 14)[place % 7]

    def _pill(self, words: str, points: Sequence[tuple[float, float]]) -> list[Shape]:
        """The words on the arrow, moved down as long as others stand there."""
        width, height = width_of(words, PILL, bold=True) + 8, PILL + 5
        (x1, y1), (x2, y2) = _longest(points)
        x, y = (x1 + x2) / 2 - width / 2, (y1 + y2) / 2 - height / 2
        taken = [*self.pills, *(box.bounds for box in self.boxes.values() if abs(box.x - x) < COLUMN * 1.2)]
        for _try in range(14):
            if not any(x < right and x + width > left and y < bottom and y + height > top for left, top, right, bottom in taken):
                break
            y += height + 1
        self.pills.append((x, y, x + width, y + height))
        return [Box(x, y, width, height, AMBER, AMBER_EDGE, 0.7, height / 2), Text(x + 4, y + PILL + 1.2, words, PILL, width - 8, True)]


def _longest(points: Sequence[tuple[float, float]]) -> tuple[tuple[float, float], tuple[float, float]]:
    """The part of a way that has most room in the gap before where it leads: its last upright one, else the whole."""
    upright = [(a, b) for a, b in pairwise(points) if a[0] == b[0] and a[1] != b[1]]
    return upright[-1] if upright else (points[0], points[-1])


def _head_of_arrow(points: Sequence[tuple[float, float]], colour: str) -> Path:
    (from_x, _y), (x, y) = points[-2], points[-1]
    back = -6 if from_x < x else 6
    return Path(((x, y), (x + back, y - 3.5), (x + back, y + 3.5), (x, y)), edge=colour, thick=0.5, fill=colour)


def _heading_row(titles: Sequence[str], size: float) -> Drawing:
    """Titles over the columns they span; nothing where none has one."""
    shapes: list[Shape] = []
    height, place = 0.0, 0
    for title, columns in groupby(titles):
        span = len(list(columns))
        if title:
            placed, bottom = text_block(title, LANES + GAP / 2 + place * COLUMN, 5, size, span * COLUMN - GAP / 2, bold=True)
            shapes += placed
            height = max(height, bottom + 4)
        place += span
    return Drawing(0, height, tuple(shapes))


def text_block(
    words: str, x: float, top: float, size: float, width: float, *, bold: bool = False, fill: str = INK
) -> tuple[list[Shape], float]:
    """(the words in as many lines as they need, where they end)."""
    shapes: list[Shape] = []
    for line in lines_of(words, size, width, bold=bold):
        shapes.append(Text(x, top + size, line, size, width_of(line, size, bold=bold), bold, fill))
        top += size * _LEAD
    return shapes, top


def _height(card: DrawnCard) -> float:
    inner = CARD - 2 * _PAD - 3
    lines = len(lines_of(card.title, TITLE, inner, bold=True)) * TITLE
    lines += sum(len(lines_of(words, SMALL, inner, bold=bold)) * SMALL for words, bold, _colour in card.lines)
    return lines * _LEAD + 2 * _PAD


def _card_box(card: DrawnCard, x: float, top: float) -> Box:
    round_ = 14 if card.ends else 3
    edge, thick = (PERSON if card.own else EDGE), (1.4 if card.ends else 0.9)
    if card.changed:
        edge, thick = NAVY, 3
    return Box(x, top, CARD, _height(card), PERSON_WASH if card.own else WHITE, edge, thick, round_)


MARKS: Mapping[str, tuple[tuple[float, float], ...]] = {  # on the upper edge: what kind of step it is
    "decision": ((0, -6), (6, 0), (0, 6), (-6, 0), (0, -6)),
    "gateway": ((0, -6), (6, 0), (0, 6), (-6, 0), (0, -6)),
    "wait": ((-5, -5), (5, -5), (-5, 5), (5, 5), (-5, -5)),
    "event": ((-4, -4), (4, -4), (4, 4), (-4, 4), (-4, -4)),
}


def _on_card(card: DrawnCard, box: Box) -> list[Shape]:
    x, inner = box.x + _PAD + 3, CARD - 2 * _PAD - 3
    shapes, at = text_block(card.title, x, box.y + _PAD, TITLE, inner, bold=True, fill=PERSON if card.own else INK)
    for words, bold, colour in card.lines:
        more, at = text_block(words, x, at, SMALL, inner, bold=bold, fill=colour)
        shapes += more
    if not card.own and not card.ends:
        shapes.append(Box(box.x, box.y, 3, box.height, NAVY))
    if card.shape in MARKS:
        mark = Path(MARKS[card.shape], edge=INK, fill=AMBER).moved(box.x + box.width - 12, box.y)
        shapes.append(mark)
    return shapes
