"""A picture as a small SVG: shapes with their places, which templates/components/drawing.svg writes down. It needs no script."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from textwrap import wrap

from analytics.charts.chart import Bar, Bars, Chart, Series, Steps
from analytics.charts.colours import AMBER, AMBER_LINE, BLUE, INK, INK_2, LINE, PERSON, WHITE
from analytics.charts.scale import named_places, tick_words, ticks

WIDE, NARROW = 760, 340  # units of the picture; a letter is 14 of them high
_LETTER, _LINE, _LEFT, _RIGHT, _TOP = 6.6, 18, 4, 12, 10
_PLOT = 240  # height of a curve


@dataclass(frozen=True)
class Shape:
    """tag: rect, line, polyline, circle or text. at: its attributes as they are written. words: of a text."""

    tag: str
    at: dict[str, str]
    words: str = ""


@dataclass(frozen=True)
class Drawing:
    """title: what it is, for whoever cannot see it."""

    title: str
    width: int
    height: int
    shapes: Sequence[Shape] = field(default_factory=list)


def drawing(chart: Chart, width: int = WIDE) -> Drawing:
    """The picture, `width` units wide and as high as it needs to be."""
    if isinstance(chart, Bars):
        return _bars(chart, width)
    if isinstance(chart, Steps):
        return _steps(chart, width)
    return _series(chart, width)


def _of(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")


def _text(x: float, y: float, words: str, anchor: str = "start", colour: str = INK, weight: str = "") -> Shape:
    at = {"x": _of(x), "y": _of(y), "fill": colour} | ({"text-anchor": anchor} if anchor != "start" else {})
    return Shape("text", at | ({"font-weight": weight} if weight else {}), words)


def _rule(x1: float, y1: float, x2: float, y2: float, colour: str = LINE, width: float = 1, dash: str = "") -> Shape:
    at = {"x1": _of(x1), "y1": _of(y1), "x2": _of(x2), "y2": _of(y2), "stroke": colour, "stroke-width": _of(width)}
    return Shape("line", at | ({"stroke-dasharray": dash} if dash else {}))


def _fits(words: str, width: float) -> list[str]:
    return wrap(words, max(8, int(width / _LETTER))) or [""]


# -- bars


def _bars(chart: Bars, width: int) -> Drawing:
    drawn = [length for bar in chart.bars for length in (bar.value, bar.mark) if length is not None]
    marks = ticks(max(drawn, default=0.0), 6 if width == WIDE else 4)
    room = width - _LEFT - _RIGHT - max((len(bar.words) * _LETTER + 10 for bar in chart.bars), default=0)
    scale = room / marks[-1]
    rows, y = [], _TOP + (2 * _LINE if chart.mark else 0)
    for bar in chart.bars:
        name = _fits(bar.name, width - _LEFT - _RIGHT)
        rows.append((bar, name, y))
        y += _LINE * len(name) + 26
    shapes = list(_legend_of_bars(chart)) if chart.mark else []
    for tick in marks:
        shapes += [_rule(_LEFT + tick * scale, _TOP + (2 * _LINE if chart.mark else 0), _LEFT + tick * scale, y)]
        anchor = "middle" if tick else "start"
        shapes.append(_text(_LEFT + tick * scale, y + 16, tick_words(tick), anchor, INK_2))
    for bar, name, top in rows:
        shapes += _one_bar(chart, bar, name, top, scale)
    shapes.append(_text(_LEFT, y + 36, chart.axis, colour=INK_2))
    return Drawing(chart.title, width, round(y + 46), shapes)


def _one_bar(chart: Bars, bar: Bar, name: Sequence[str], top: float, scale: float) -> Iterator[Shape]:
    for place, line in enumerate(name):
        yield _text(_LEFT, top + 13 + _LINE * place, line)
    y, longest = top + _LINE * len(name), max(bar.value or 0.0, bar.mark or 0.0)
    if bar.value is not None:
        colour, edge = (AMBER, AMBER_LINE) if chart.waiting else (BLUE, BLUE)
        at = {"x": _of(_LEFT), "y": _of(y), "width": _of(max(bar.value * scale, 1.0)), "height": "16", "fill": colour, "stroke": edge}
        yield Shape("rect", at)
    if bar.mark is not None:
        yield _rule(_LEFT + (bar.value or 0.0) * scale, y + 8, _LEFT + bar.mark * scale, y + 8, INK, 1.5)
        yield _rule(_LEFT + bar.mark * scale, y - 1, _LEFT + bar.mark * scale, y + 17, INK, 3)
    yield _text(_LEFT + longest * scale + 8, y + 13, bar.words, weight="700")


def _legend_of_bars(chart: Bars) -> Iterator[Shape]:
    colour, edge = (AMBER, AMBER_LINE) if chart.waiting else (BLUE, BLUE)
    at = {"x": _of(_LEFT), "y": _of(_TOP), "width": "22", "height": "12", "fill": colour, "stroke": edge}
    yield Shape("rect", at)
    yield _text(_LEFT + 30, _TOP + 11, chart.bar)
    x = _LEFT + 30 + len(chart.bar) * _LETTER + 28
    yield _rule(x, _TOP - 2, x, _TOP + 14, INK, 3)
    yield _text(x + 10, _TOP + 11, chart.mark)


# -- curves


@dataclass(frozen=True)
class _Plot:
    """Where the axes of a curve stand. x_end, y_end: the greatest value on each."""

    left: float
    top: float
    right: float
    bottom: float
    x_end: float
    y_end: float

    def at(self, x: float, y: float) -> tuple[float, float]:
        across = self.left + (self.right - self.left) * (x / self.x_end if self.x_end else 0.0)
        return across, self.bottom - (self.bottom - self.top) * y / self.y_end


def _frame(plot: _Plot, y_ticks: Sequence[float], x_ticks: Sequence[tuple[float, str]], y_sign: str = "") -> Iterator[Shape]:
    for tick in y_ticks:
        x, y = plot.at(0, tick)
        yield _rule(x, y, plot.right, y)
        yield _text(x - 8, y + 5, tick_words(tick) + y_sign, "end", INK_2)
    for place, words in x_ticks:
        x, y = plot.at(place, 0)
        yield _rule(x, y, x, y + 5, INK_2)
        yield _text(x, y + 20, words, "middle", INK_2)
    yield _rule(plot.left, plot.bottom, plot.right, plot.bottom, INK_2, 1.5)


def _line(points: Sequence[tuple[float, float]], colour: str, width: float, dash: str = "") -> Shape:
    at = {"points": " ".join(f"{_of(x)},{_of(y)}" for x, y in points), "fill": "none", "stroke": colour, "stroke-width": _of(width)}
    return Shape("polyline", at | ({"stroke-dasharray": dash} if dash else {}))


def _steps(chart: Steps, width: int) -> Drawing:
    x_ticks = ticks(max((x for x, _y in chart.points), default=0.0), 8 if width == WIDE else 4)
    plot = _Plot(52, _TOP + _LINE, width - _RIGHT - 14, _TOP + _LINE + _PLOT, x_ticks[-1], 100)
    shapes = [_text(_LEFT, _TOP + 6, chart.y_axis, colour=INK_2)]
    shapes += _frame(plot, [0, 20, 40, 60, 80, 100], [(tick, tick_words(tick)) for tick in x_ticks], "%")
    way, before = [plot.at(0, 0)], 0.0
    for x, y in chart.points:
        way += [plot.at(x, before), plot.at(x, y)]
        before = y
    shapes.append(_line(way, BLUE, 3))
    for x, y, words in chart.marks:
        across, up = plot.at(x, y)
        shapes += [_rule(plot.left, up, across, up, INK, 1, "4 3"), _rule(across, up, across, plot.bottom, INK, 1, "4 3")]
        at = {"cx": _of(across), "cy": _of(up), "r": "5", "fill": WHITE, "stroke": INK, "stroke-width": "2"}
        shapes.append(Shape("circle", at))
        left = across + 10 + len(words) * _LETTER > width
        shapes.append(_text(across + (-10 if left else 10), up + (-9 if left else 18), words, "end" if left else "start", weight="700"))
    shapes.append(_text(plot.right, plot.bottom + 40, chart.x_axis, "end", INK_2))
    return Drawing(chart.title, width, round(plot.bottom + 50), shapes)


_TRACKS = ((BLUE, "", "circle"), (PERSON, "2 4", "rect"))


def _series(chart: Series, width: int) -> Drawing:
    highest = max((value for track in chart.tracks for value in track.values if value is not None), default=0.0)
    y_ticks, along = ticks(highest, 5), [where - chart.at[0] for where in chart.at]
    top = _TOP + _LINE * (1 + (len(chart.tracks) + 0.5 if len(chart.tracks) > 1 else 0))
    plot = _Plot(52, top, width - _RIGHT - 22, top + _PLOT, along[-1] or 1, y_ticks[-1])
    named = [(along[place], chart.places[place]) for place in named_places(along, 7 if width == WIDE else 3)]
    shapes = [_text(_LEFT, _TOP + 6, chart.y_axis, colour=INK_2)]
    if len(chart.tracks) > 1:
        shapes += _legend_of_tracks(chart)
    shapes += _frame(plot, y_ticks, named)
    for track, (colour, dash, mark) in zip(chart.tracks, _TRACKS, strict=False):
        points = [plot.at(place, value) if value is not None else None for place, value in zip(along, track.values, strict=True)]
        shapes += [_line(run, colour, 2, dash) for run in _runs(points) if len(run) > 1]
        hollow = list(track.open) or [False] * len(points)
        shapes += [_dot(point, colour, mark, open_) for point, open_ in zip(points, hollow, strict=True) if point is not None]
    shapes.append(_text(plot.right, plot.bottom + 40, chart.x_axis, "end", INK_2))
    return Drawing(chart.title, width, round(plot.bottom + 50), shapes)


def _runs(points: Sequence[tuple[float, float] | None]) -> Iterator[list[tuple[float, float]]]:
    """What hangs together: a line breaks where there is nothing."""
    run: list[tuple[float, float]] = []
    for point in points:
        if point is None:
            yield run
            run = []
        else:
            run.append(point)
    yield run


def _dot(point: tuple[float, float], colour: str, mark: str, open_: bool) -> Shape:
    x, y = point
    paint = {"fill": WHITE if open_ else colour, "stroke": colour, "stroke-width": "2"}
    if mark == "circle":
        return Shape("circle", {"cx": _of(x), "cy": _of(y), "r": "3.5", **paint})
    return Shape("rect", {"x": _of(x - 3), "y": _of(y - 3), "width": "6", "height": "6", **paint})


def _legend_of_tracks(chart: Series) -> Iterator[Shape]:
    """One below the other: names can be long."""
    for place, (track, (colour, dash, mark)) in enumerate(zip(chart.tracks, _TRACKS, strict=False)):
        y = _TOP + _LINE * (place + 1.5)
        yield _line([(_LEFT, y), (_LEFT + 28, y)], colour, 2, dash)
        yield _dot((_LEFT + 14, y), colour, mark, False)
        yield _text(_LEFT + 36, y + 5, track.name)
