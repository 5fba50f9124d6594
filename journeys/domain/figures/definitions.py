"""What each figure of a map means: the words shown beside it. One entry a figure; the rule numbers are those of docs/figures.md."""

from dataclasses import dataclass
from enum import StrEnum


def _(text: str) -> str:
    """Marks a word for translation; the domain itself knows no language."""
    return text


class Good(StrEnum):
    """Which way is better."""

    LESS = "less"
    MORE = "more"
    NEITHER = "neither"


UNITS = {"d": _("days"), "min": _("minutes"), "%": "%", "times": _("times a person"), "count": _("a count")}  # as people say them


@dataclass(frozen=True)
class Definition:
    """name: its id everywhere. unit: d, min, %, times, count. counts: what counts and what does not.

    unknown: what it does to the figure when somebody's number is missing.
    """

    name: str
    title: str
    unit: str
    good: Good
    counts: str
    unknown: str
    rule: str
    source: str = ""


_ALL = (
    Definition(
        "lead_time",
        _("Lead time"),
        "d",
        Good.LESS,
        _(
            "The days from the first step to the last, on average over everybody who reaches the end: every wait, pause and piece of work, "
            "each as often as a person meets it, going round included. Of work done side by side the longest branch "
            "counts. Days of the calendar."
        ),
        _("A time nobody knows counts nothing, and the figure says “at least”. It also says so where work is done side by side."),
        "C6, C7",
        "Kemeny & Snell 1960, ch. 3; Dumas et al. 2018, 7.1",
    ),
    Definition(
        "going_round",
        _("Going round"),
        "d",
        Good.LESS,
        _("The part of the lead time that comes from being sent back: the lead time less what it would be if nobody were sent back."),
        _("Unknown times count nothing."),
        "C7",
    ),
    Definition(
        "touch",
        _("Touch time"),
        "min",
        Good.NEITHER,
        _(
            "The minutes of work on one person's way, each step as often as they pass it. Of work done side by side the "
            "longest branch counts."
        ),
        _("A time nobody knows counts nothing, and the figure says “at least”."),
        "C7",
        "Martin & Osterling",
    ),
    Definition(
        "flow_efficiency",
        _("Flow efficiency"),
        "%",
        Good.MORE,
        _("Touch time divided by lead time, both elapsed. The rest of the time the person waits."),
        _("Where a time is unknown it is only as good as what is known."),
        "C7",
        "Martin & Osterling",
    ),
    Definition(
        "flow_efficiency_working",
        _("Flow efficiency in working time"),
        "%",
        Good.MORE,
        _(
            "Touch time divided by the working hours in the lead time: working days of the week and hours of the day as the map says, "
            "spread evenly over days and nights. Over 100%: the work takes longer than these hours. Then it is done in one go within a "
            "day, or outside working hours, or the times that were said do not fit together."
        ),
        _("Where a time is unknown it is only as good as what is known."),
        "C7",
    ),
    Definition(
        "process_cycle_efficiency",
        _("Share of the days that is of value"),
        "%",
        Good.MORE,
        _("Minutes of value to the person divided by the lead time."),
        _("Where a time is unknown it is only as good as what is known."),
        "C7",
    ),
    Definition(
        "hand_offs",
        _("Hand-offs a person"),
        "times",
        Good.LESS,
        _(
            "How often the person, a letter or a thing passes from one agency to another, on average. Lanes of one "
            "organisation are one agency. "
            "When the person goes from one agency to another on their own, that is one hand-off, carried by the person."
        ),
        _("It needs no times, only shares."),
        "C9",
    ),
    Definition(
        "hand_off_kinds",
        _("Kinds of hand-off"),
        "count",
        Good.LESS,
        _("Different pairs of agencies, from and to."),
        "",
        "C9",
    ),
    Definition(
        "contacts",
        _("Contacts"),
        "times",
        Good.NEITHER,
        _("How often the person and a service meet, where the map shows both."),
        "",
        "C9",
    ),
    Definition(
        "decisions",
        _("Decisions"),
        "times",
        Good.NEITHER,
        _("How often a decision is made on one person's way: the steps marked as a decision, each as often as it is passed."),
        "",
        "C11",
    ),
    Definition("agencies", _("Agencies"), "count", Good.NEITHER, _("Organisations that do something on the way."), "", "C9"),
    Definition(
        "right_first_time",
        _("Right first time"),
        "%",
        Good.MORE,
        _(
            "The share of people for whom everything handed over on the way was complete and accurate, as the receiver "
            "judges it: the product of "
            "%C&A along the ways that lead on. What is sent back is not counted a second time."
        ),
        _("A %C&A nobody knows counts as 100%, and the figure says “at most” and how many are known."),
        "C8",
        "Martin & Osterling",
    ),
    Definition(
        "value",
        _("Services' time of value"),
        "min",
        Good.MORE,
        _("Minutes of the services' work that are of value to the person. A second pass of the same step has none."),
        _("A value nobody knows counts nothing, and the figure says “at least”."),
        "C7",
    ),
    Definition(
        "value_share",
        _("Of the services' time, of value"),
        "%",
        Good.MORE,
        _("The time of value divided by all minutes of work with the person, every branch, each step as often as it is passed."),
        _("A value nobody knows counts nothing."),
        "C7",
    ),
    Definition(
        "effort",
        _("Effort"),
        "min",
        Good.LESS,
        _(
            "Minutes of work for one person of all staff together: every step, every branch and every letter read, each as "
            "often as it is passed, "
            "times the people working on it."
        ),
        _("A time nobody knows counts nothing, and the figure says “at least”. Staff nobody named count as one."),
        "C7",
    ),
    Definition(
        "person_time",
        _("Person's own time"),
        "min",
        Good.LESS,
        _("Minutes the person spends: the boxes of the person's lane, added. Waiting days are never added to minutes."),
        _("A time nobody knows counts nothing, and the figure says “at least”."),
        "E18",
        "Womack & Jones, Lean Solutions",
    ),
    Definition(
        "person_value_share",
        _("Of it, of value"),
        "%",
        Good.MORE,
        _("The part of the person's own time that was of value to them."),
        "",
        "E18",
    ),
    Definition(
        "carer_time",
        _("Carer's time"),
        "min",
        Good.LESS,
        _("Minutes carers spend: the boxes of the carers' lane, added."),
        _("A time nobody knows counts nothing, and the figure says “at least”."),
        "E18",
    ),
    Definition(
        "carer_value_share",
        _("Of the carer's time, of value"),
        "%",
        Good.MORE,
        _("The part of the carer's time that was of value."),
        "",
        "E18",
    ),
    Definition(
        "gaps",
        _("No one responsible"),
        "count",
        Good.LESS,
        _(
            "Steps of services where nobody runs the process (G1) or nobody is clinically responsible for the person (G2). "
            "Where ways part or meet, and where only a letter comes, clinical responsibility is not asked for. "
            "Steps in a lane that no link leads to or from, such as cards in the parking list, wait beside the journey and are not counted "
            "before it is linked; while a map has no link at all, all of its steps are."
        ),
        "",
        "C9",
    ),
    Definition(
        "reach",
        _("Reach the end"),
        "%",
        Good.NEITHER,
        _(
            "Of everybody who starts, the share who come to the named end. The others leave on the way; all other figures "
            "are for those who reach it."
        ),
        "",
        "C6",
    ),
)
DEFINITIONS: dict[str, Definition] = {definition.name: definition for definition in _ALL}

# What the figures are made of; shown beside them, not among them.
PARTS: dict[str, Definition] = {
    definition.name: definition
    for definition in (
        Definition(
            "visits",
            _("Times a step is done"),
            "times",
            Good.NEITHER,
            _("How often a step is done for one person who reaches the end, on average, going round included."),
            "",
            "C7",
        ),
        Definition(
            "taken",
            _("Times a way is taken"),
            "times",
            Good.NEITHER,
            _("How often one person who reaches the end goes this way, or a letter does, on average."),
            "",
            "C7",
        ),
        Definition(
            "rung",
            _("A rung of the lead-time ladder"),
            "d",
            Good.LESS,
            _("Days that a step or a wait adds to the lead time when nobody is sent back. What going round adds is a rung of its own."),
            _("A time nobody knows counts nothing."),
            "C7",
        ),
    )
}
