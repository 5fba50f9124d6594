"""The pictures there are, as values. Words in them are in the reader's language already; lengths are in the unit of their axis."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Bar:
    """value: its length, None where there is none to draw. words: what stands beside it. mark: a second length, such as an 80th centile."""

    name: str
    value: float | None
    words: str
    mark: float | None = None


@dataclass(frozen=True)
class Bars:
    """Bars that lie under their names. axis: what their length is. bar, mark: what each means, for the legend. waiting: amber, not blue."""

    title: str
    axis: str
    bars: Sequence[Bar]
    bar: str
    mark: str = ""
    waiting: bool = False


@dataclass(frozen=True)
class Steps:
    """A curve that rises in steps from 0 to 100 per cent. points: (x, per cent), rising. marks: (x, per cent, words) to be pointed at."""

    title: str
    x_axis: str
    y_axis: str
    points: Sequence[tuple[float, float]]
    marks: Sequence[tuple[float, float, str]] = ()


@dataclass(frozen=True)
class Track:
    """One line over the places of a series; None where there is nothing. open: places drawn hollow, whose value is not settled yet."""

    name: str
    values: Sequence[float | None]
    open: Sequence[bool] = ()


@dataclass(frozen=True)
class Series:
    """One or two lines over the same places. places: what stands under them. at: how far along the axis each is, rising, in any unit."""

    title: str
    x_axis: str
    y_axis: str
    places: Sequence[str]
    tracks: Sequence[Track]
    at: Sequence[float]


Chart = Bars | Steps | Series
