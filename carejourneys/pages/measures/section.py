"""One measure on the page: a sentence that says what it shows, a table, and the same numbers as a file."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from analytics.charts.chart import Chart
from analytics.charts.drawing import NARROW, Drawing, drawing
from analytics.charts.plotly_figure import plotly_figure
from analytics.domain.measured_words import SECONDS_A_DAY, days_of
from analytics.domain.metrics import METRICS
from carejourneys.common.envelope import Number
from journeys.domain.figures.words import days_text

ENVELOPE = ("value", "unit", "definition", "calendar", "period", "n", "n_open", "source", "method", "suppressed", "why")
NAMES = ("measure", "what", "figure", "more_than", *ENVELOPE)  # of the columns of a file


@dataclass(frozen=True)
class Cell:
    """words: as people read it. number: what a file says of it; None for a count that a number beside it carries. beyond: the number has
    no value, and is more than this.
    """

    words: str
    number: Number | None = None
    beyond: float | None = None


@dataclass(frozen=True)
class Line:
    """A row of the table."""

    name: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Section:
    """name: in its address. metric: whose definition stands beside it. heads: of the rows' names and of the cells. chart: of the same
    numbers, where there is something to draw.
    """

    name: str
    title: str
    sentence: str
    metric: str
    heads: tuple[str, ...]
    lines: Sequence[Line] = ()
    note: str = ""
    chart: Chart | None = None

    @property
    def pictures(self) -> dict[str, Drawing]:
        """The chart as it is drawn on wide and on narrow screens, and on paper."""
        return {"wide": drawing(self.chart), "narrow": drawing(self.chart, NARROW)} if self.chart else {}

    @property
    def figure_id(self) -> str:
        """Under which it stands on the page."""
        return f"{self.name}-figure"

    @property
    def figure(self) -> dict[str, Any]:
        """The chart for Plotly."""
        return plotly_figure(self.chart) if self.chart else {}

    @property
    def definition(self) -> str:
        """What counts and what does not, in the language of the reader."""
        return _(METRICS[self.metric].definition)

    @property
    def term(self) -> str:
        """What the definition is of."""
        return _(METRICS[self.metric].title)

    def as_rows(self) -> Iterator[tuple]:
        """Lines of a file under NAMES: each number in its envelope."""
        for line in self.lines:
            for head, cell in zip(self.heads[1:], line.cells, strict=True):
                if cell.number is not None:
                    told = cell.number.as_dict()
                    yield (self.title, line.name, head, cell.beyond, *(told[name] for name in ENVELOPE))


def time_cell(number: Number, beyond: float | None = None) -> Cell:
    """A measured time in days."""
    return Cell(days_of(number, beyond) or too_few(), number, None if number.suppressed or number.value is not None else beyond)


def days_said(seconds: float) -> str:
    """Seconds as days."""
    return days_text(seconds / SECONDS_A_DAY)


def in_days(number: Number) -> float | None:
    """The length of a bar."""
    return None if number.value is None else number.value / SECONDS_A_DAY


def too_few() -> str:
    """In place of a number that would tell of a few people."""
    return _("too few to show")
