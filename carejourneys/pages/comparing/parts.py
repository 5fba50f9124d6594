"""Every figure that is made of parts, as a table: which step or link makes how much of its difference. The rows add up."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from journeys.domain.comparing.breakdowns import LINK, PAUSE, ROUND, STEP, WAIT, WORK, Breakdown, Line
from journeys.domain.comparing.comparison import Comparison
from journeys.domain.figures.definitions import DEFINITIONS

from .amounts import SAME, judged, part_changed_by
from .steps import named

KIND_WORDS = {
    WAIT: gettext_lazy("wait, %s"),
    PAUSE: gettext_lazy("pause in %s"),
    ROUND: gettext_lazy("again, %s"),
    WORK: gettext_lazy("work at %s"),
    STEP: gettext_lazy("%s"),
    LINK: gettext_lazy("%s"),
}
MATCH_WORDS = {
    "kept": "",
    "merged": gettext_lazy("become one"),
    "divided": gettext_lazy("divided"),
    "regrouped": gettext_lazy("arranged anew"),
    "removed": gettext_lazy("goes"),
    "added": gettext_lazy("new"),
}


@dataclass(frozen=True)
class PartRow:
    """words: the step or link and what of it; kind: what becomes of it, in words; change: in words."""

    words: str
    kind: str
    change: str
    judged: str


@dataclass(frozen=True)
class PartTable:
    """The parts of one figure that change. alike: how many do not. together: what arises only in combination, in words or empty."""

    name: str
    title: str
    rows: tuple[PartRow, ...]
    together: str
    whole: str
    one_by_one: bool


def part_tables(comparison: Comparison) -> list[PartTable]:
    """One for each figure that differs."""
    return [_table(comparison, one) for one in comparison.breakdowns.values() if _differs(one)]


def _differs(one: Breakdown) -> bool:
    return abs(one.together) > SAME or any(abs(line.change) > SAME for line in one.lines)


def _table(comparison: Comparison, one: Breakdown) -> PartTable:
    rows = tuple(_row(comparison, one.figure, line) for line in one.lines if abs(line.change) > SAME)
    together = part_changed_by(one.figure, one.together) if abs(one.together) > SAME else ""
    whole, title = part_changed_by(one.figure, one.change), _(DEFINITIONS[one.figure].title)
    return PartTable(one.figure, title, rows, together, whole, one.figure in ONE_BY_ONE)


ONE_BY_ONE = ("right_first_time", "hand_off_kinds", "agencies")


def _row(comparison: Comparison, figure: str, line: Line) -> PartRow:
    words = str(KIND_WORDS[line.kind]) % named(comparison, line.match)
    becomes = str(MATCH_WORDS[line.match.kind])
    return PartRow(words, becomes, part_changed_by(figure, line.change), judged(figure, line.change))
