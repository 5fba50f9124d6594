"""One measure on the page: a sentence that says what it shows, a table, and the same numbers as a file."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

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
    """name: in its address. metric: whose definition stands beside it. heads: of the rows' names and of the cells."""

    name: str
    title: str
    sentence: str
    metric: str
    heads: tuple[str, ...]
    lines: Sequence[Line] = ()
    note: str = ""

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


def too_few() -> str:
    """In place of a number that would tell of a few people."""
    return _("too few to show")
