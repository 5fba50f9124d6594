"""Where the days go on either map, step by step under their phases, with what each makes of the difference. The rows add up.

Beside them the measured means of those who have finished, which add up to their own sum.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from journeys.domain.comparing.breakdowns import WAIT, Line
from journeys.domain.comparing.comparison import Comparison
from journeys.domain.figures.durations import MINUTES_A_DAY
from journeys.domain.figures.words import minutes_text

from .amounts import judged, part_changed_by, whole_days
from .measured import MeasuredWaits
from .steps import named, phase_of

LEAD = "lead_time"
MOST = 5  # rows in the sentence
SMALL = 1e-9  # days: less is rounding of the computer


@dataclass(frozen=True)
class Row:
    """words: what the days go to; says: the same within a sentence. before, after, change: in words; by: the change in days.

    bars: per cent of the longest, before and after. measured: in words, empty where nothing was; measured_bar: per cent.
    """

    words: str
    says: str
    before: str
    after: str
    change: str
    by: float
    judged: str
    bars: tuple[float, float]
    measured: str = ""
    measured_bar: float | None = None


@dataclass
class Phase:
    """A phase with its sum and the steps that are waited for in it; without `title` what stands in none."""

    title: str
    lines: list[Line] = field(default_factory=list)


@dataclass(frozen=True)
class Section:
    """whole: the sum of the rows, which may be left out where it is of one row only."""

    whole: Row
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class _Amounts:
    """Days before, after and measured; measured None where data do not tell."""

    before: float
    after: float
    measured: float | None = None

    @property
    def most(self) -> float:
        return max(self.before, self.after, self.measured or 0.0)


def sections(comparison: Comparison, measured: MeasuredWaits | None = None) -> list[Section]:
    """One a phase, then what going round adds and the work itself; empty where the lead times are not compared."""
    if "lead_time" not in comparison.breakdowns or comparison.days is None:
        return []
    before, after = comparison.days
    phases = list(_by_phase(comparison, measured))
    again = _Amounts(before.again, after.again)
    work = _Amounts(before.work, after.work, measured.work if measured else None)
    elsewhere = _Amounts(0.0, 0.0, measured.elsewhere if measured else None)
    longest = max(amounts.most for amounts in (*(_sum(phase, measured) for phase in phases), again, work, elsewhere)) or 1.0
    found = [_section(comparison, phase, measured, longest) for phase in phases]
    if abs(again.before) > SMALL or abs(again.after) > SMALL:
        words = _("Waiting again, when people are sent back"), _("waiting again when sent back")
        found.append(Section(_row(*words, again, longest, untold=measured is not None), ()))
    if elsewhere.measured:
        words = _("Between what is no step here, or of few people"), ""
        found.append(Section(_row(*words, elsewhere, longest), ()))
    found.append(Section(_row(_("Work itself"), _("the work itself"), work, longest), ()))
    return found


def total(comparison: Comparison, measured: MeasuredWaits | None = None) -> Row | None:
    """The lead times and their difference."""
    days = comparison.breakdowns.get(LEAD)
    if days is None:
        return None
    amounts = _Amounts(days.before, days.after, measured.whole if measured else None)
    return _row(_("Lead time"), "", amounts, max(amounts.most, SMALL))


def _by_phase(comparison: Comparison, measured: MeasuredWaits | None) -> Iterator[Phase]:
    """What is waited for on either map, and on the map before as the data have it, in journey order."""
    lines = {line.match: line for line in comparison.waiting}
    phases: dict[str | None, Phase] = {}
    for match in comparison.steps.all:
        line = lines.get(match) or Line(WAIT, match, 0.0, 0.0)
        if match in lines or _measured(line, measured):
            id, title = phase_of(comparison, match)
            phases.setdefault(id, Phase(title)).lines.append(line)
    yield from phases.values()


def _measured(line: Line, measured: MeasuredWaits | None) -> float | None:
    return sum(measured.at.get(id, 0.0) for id in line.match.before) if measured else None


def _amounts(line: Line, measured: MeasuredWaits | None) -> _Amounts:
    return _Amounts(line.before, line.after, _measured(line, measured))


def _sum(phase: Phase, measured: MeasuredWaits | None) -> _Amounts:
    each = [_amounts(line, measured) for line in phase.lines]
    whole = sum(one.measured or 0.0 for one in each) if measured else None
    return _Amounts(sum(one.before for one in each), sum(one.after for one in each), whole)


def _section(comparison: Comparison, phase: Phase, measured: MeasuredWaits | None, longest: float) -> Section:
    title = _("Waiting in “%(phase)s”") % {"phase": phase.title} if phase.title else _("Waiting in no phase")
    rows = (_waiting(comparison, line, measured, longest) for line in phase.lines)
    return Section(_row(title, "", _sum(phase, measured), longest), tuple(rows))


def _waiting(comparison: Comparison, line: Line, measured: MeasuredWaits | None, longest: float) -> Row:
    step = named(comparison, line.match)
    return _row(_("before %s") % step, _("waiting before %s") % step, _amounts(line, measured), longest)


def _row(words: str, says: str, of: _Amounts, longest: float, *, untold: bool = False) -> Row:
    """untold: data do not tell this apart."""
    before, after, by = _days(of.before), _days(of.after), of.after - of.before
    bars = (_width(of.before, longest), _width(of.after, longest))
    measured = _("in the waits above") if untold else "" if of.measured is None else _days(of.measured)
    bar = None if of.measured is None else _width(of.measured, longest)
    return Row(words, says, before, after, part_changed_by(LEAD, by), by, judged(LEAD, by), bars, measured, bar)


def _width(days: float, longest: float) -> float:
    return round(100 * max(days, 0.0) / longest, 2)


def _days(days: float) -> str:
    if abs(days) < SMALL:
        return _("none")
    return minutes_text(days * MINUTES_A_DAY) if abs(days) < 1 / 24 else whole_days(days)


def most_of_it(found: Iterable[Section]) -> list[Row]:
    """The rows that make the most of the difference, the greatest first."""
    rows = [row for section in found for row in (section.rows or (section.whole,)) if row.judged]
    return sorted(rows, key=lambda row: -abs(row.by))[:MOST]
