"""Where the days go on either map, step by step under their phases, with what each makes of the difference. The rows add up."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from journeys.domain.comparing.breakdowns import Line
from journeys.domain.comparing.comparison import Comparison
from journeys.domain.figures.durations import MINUTES_A_DAY
from journeys.domain.figures.words import minutes_text

from .amounts import judged, part_changed_by, whole_days
from .steps import named, phase_of

LEAD = "lead_time"
MOST = 5  # rows in the sentence


@dataclass(frozen=True)
class Row:
    """words: what the days go to; says: the same within a sentence. before, after, change: in words; by: the change in days.

    bars: per cent of the longest, before and after.
    """

    words: str
    says: str
    before: str
    after: str
    change: str
    by: float
    judged: str
    bars: tuple[float, float]


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


def sections(comparison: Comparison) -> list[Section]:
    """One a phase, then what going round adds and the work itself; empty where the lead times are not compared."""
    if not comparison.waiting or comparison.days is None:
        return []
    before, after = comparison.days
    phases = list(_by_phase(comparison))
    again, work = (before.again, after.again), (before.work, after.work)
    longest = max(max(*sums) for sums in (*map(_sums, phases), again, work)) or 1.0
    found = [_section(comparison, phase, longest) for phase in phases]
    if any(abs(days) > 1e-9 for days in again):
        found.append(Section(_row(_("Waiting again, when people are sent back"), *again, longest, _("waiting again when sent back")), ()))
    found.append(Section(_row(_("Work itself"), *work, longest, _("the work itself")), ()))
    return found


def total(comparison: Comparison) -> Row | None:
    """The lead times and their difference."""
    days = comparison.breakdowns.get(LEAD)
    return _row(_("Lead time"), days.before, days.after, max(days.before, days.after, 1e-9)) if days else None


def _by_phase(comparison: Comparison) -> Iterator[Phase]:
    phases: dict[str | None, Phase] = {}
    for line in comparison.waiting:
        id, title = phase_of(comparison, line.match)
        phases.setdefault(id, Phase(title)).lines.append(line)
    yield from phases.values()


def _sums(phase: Phase) -> tuple[float, float]:
    return sum(line.before for line in phase.lines), sum(line.after for line in phase.lines)


def _section(comparison: Comparison, phase: Phase, longest: float) -> Section:
    title = _("Waiting in “%(phase)s”") % {"phase": phase.title} if phase.title else _("Waiting in no phase")
    return Section(_row(title, *_sums(phase), longest), tuple(_waiting(comparison, line, longest) for line in phase.lines))


def _waiting(comparison: Comparison, line: Line, longest: float) -> Row:
    step = named(comparison, line.match)
    return _row(_("before %s") % step, line.before, line.after, longest, _("waiting before %s") % step)


def _row(words: str, before: float, after: float, longest: float, says: str = "") -> Row:
    widths = (round(100 * max(before, 0) / longest, 2), round(100 * max(after, 0) / longest, 2))
    by = after - before
    return Row(words, says or words, _days(before), _days(after), part_changed_by(LEAD, by), by, judged(LEAD, by), widths)


def _days(days: float) -> str:
    if abs(days) < 1e-9:
        return _("none")
    return minutes_text(days * MINUTES_A_DAY) if abs(days) < 1 / 24 else whole_days(days)


def most_of_it(found: Iterable[Section]) -> list[Row]:
    """The rows that make the most of the difference, the greatest first."""
    rows = [row for section in found for row in (section.rows or (section.whole,)) if row.judged]
    return sorted(rows, key=lambda row: -abs(row.by))[:MOST]
