"""What was wrong or noteworthy about a log, by row number, column and reason; never by the values of a row."""

from collections.abc import Mapping
from dataclasses import dataclass, field


def _(text: str) -> str:
    """Marks a word for translation; the domain itself knows no language."""
    return text


@dataclass(frozen=True)
class RejectedRow:
    """row: 1 is the first after the header. line: of the file, 0 where it has none. reason: one of REASONS."""

    row: int
    line: int
    column: str
    reason: str


REASONS = {
    "no_case": _("no case"),
    "no_activity": _("no activity"),
    "no_completion": _("no time of completion"),
    "unreadable_time": _("no date and time that can be read"),
    "impossible_year": _("a year that cannot be: before 1900 or after 9999"),
    "distant_year": _("a year of 2100 or later, as stands for an end that is left open"),
    "never_completed": _("started, and no completion of the same instance"),
}


@dataclass(frozen=True)
class Finding:
    """kind: one of KINDS. count: how many. rows: some of the rows, at most 20. names: activities, organisations or columns, where that is
    the matter. lines: of the file, one a row; empty where it has none.
    """

    kind: str
    count: int
    rows: tuple[int, ...] = ()
    names: tuple[tuple[str, ...], ...] = ()
    lines: tuple[int, ...] = ()


KINDS = {
    "missing_start": _("activities without a start: counted for order and waiting, left out of hands-on times"),
    "negative_duration": _("activities that end before they start: left out of hands-on times"),
    "zero_duration": _("activities that take no time at all"),
    "over_a_day": _("activities longer than 24 hours"),
    "duplicate": _("rows that repeat another: same case, activity and times, and the same resource"),
    "several_resources": _("rows with the same case, activity and times as another, and another resource"),
    "tie": _("neighbouring rows of a case with equal times: the order in the file decides"),
    "long_gap": _("activities that begin more than a year after all before them in the same case had ended"),
    "alike_names": _("activity names that differ only by capitals, spaces or punctuation"),
    "alike_organisations": _(
        "organisation names that differ only by capitals, spaces or punctuation: work that goes between them is counted as if from one to "
        "another; write each in one way where the data come from, and bring them again"
    ),
    "merged_names": _("activity names that somebody treats as one with others alike"),
    "near_names": _("rare activity names one letter away from a frequent one"),
    "number_names": _("activity names without a letter"),
    "missing_resource": _("activities without a resource"),
    "missing_organisation": _("activities without an organisation"),
    "other_transition": _("rows that are neither a start nor a completion: not used"),
    "no_offset": _("times without an offset, read in the zone named"),
    "doubtful_hour": _(
        "times that the clock change repeats or skips in the zone named: a repeated one was read as the earlier, a skipped one by the "
        "clock before the change"
    ),
    "ambiguous_date": _("dates in numbers that may be read day or month first: read in the order that the other dates show"),
    "number_gap": _("numbers that no case has, in a series of cases numbered one after another: some may have been left out of the file"),
    "future": _("times after the day the file was read"),
}
ABOUT_NAMES = ("alike_names", "near_names", "number_names")  # kinds that change with the names that activities go under
# Of joined data: all else is told of a part.
OF_WHAT_MEETS = ("duplicate", "several_resources", "tie", "long_gap", "alike_names", "alike_organisations", "merged_names", "near_names")


@dataclass(frozen=True)
class Quality:
    """rejected: the first 1,000 rows left out. zone: the zone assumed for times without an offset, "" when each had one.

    read_as: how the file was read, in words such as the encoding and the delimiter. by_reason: {reason: rows}.
    """

    rows: int
    rows_rejected: int
    rejected: tuple[RejectedRow, ...] = ()
    by_reason: Mapping[str, int] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()
    zone: str = ""
    date_order: str = ""
    read_as: Mapping[str, str] = field(default_factory=dict)

    def count(self, kind: str) -> int:
        """How often a finding was made."""
        return sum(finding.count for finding in self.findings if finding.kind == kind)
