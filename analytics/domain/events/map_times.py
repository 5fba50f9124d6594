"""What a log says about a map: waits between steps, hands-on times, lead time, where the days go. Durations in seconds."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from analytics.domain.events.reached import Reached
from analytics.domain.events.weeks import NO_WEEKS, Weekly


@dataclass(frozen=True)
class Times:
    """n values, their mean, median and 80th centile (linear, type 7); None where n is 0."""

    n: int
    mean: float | None
    median: float | None
    p80: float | None


@dataclass(frozen=True)
class WaitBetween:
    """From step a done to step b begun, activities without a step passed over. An overlap waits 0 and is counted in n_overlap.

    n_open: open cases now waiting after a (for whichever step comes next). median_open, p80_open: Aalen-Johansen, these counted.
    n_cases: people among the n waits.
    """

    times: Times
    n_cases: int
    n_overlap: int
    n_open: int
    median_open: Reached
    p80_open: Reached


@dataclass(frozen=True)
class StepTimes:
    """service: start to completion, of instances with both, none negative; n_cases: people it is of. visits_per_case: over closed cases.

    n_visits: of everybody; n_ended of them are the last of a closed case, n_waiting the last of an open one.
    """

    service: Times
    n_negative: int
    n_without_start: int
    n_instances: int
    n_cases: int
    visits_per_case: float | None
    n_visits: int
    n_ended: int
    n_waiting: int


@dataclass(frozen=True)
class Moved:
    """How often a visit to one step was followed by one to another, and by how many people."""

    times: int
    people: int


@dataclass(frozen=True)
class LeadTime:
    """First instant to the completion of an end activity. closed: of closed cases alone; median, p80: with open ones counted.

    Of any end: Kaplan-Meier. Of one end among several: Aalen-Johansen, of those who will ever reach it. curve: ((per cent, seconds by
    which so many of them have come there), …) for each whole per cent that is reached.
    """

    closed: Times
    n_open: int
    median: Reached
    p80: Reached
    curve: tuple[tuple[int, float], ...] = ()


@dataclass(frozen=True)
class Share:
    """numerator of n, and their ratio; None where n is 0."""

    numerator: int
    n: int
    value: float | None


@dataclass(frozen=True)
class WhereTheDaysGo:
    """Means over closed cases, which add up: lead = touch + sum of between (rule 14).

    between: {(ended last, next begun): seconds}; each is a step id, or None for activities without a step. people: {the same: cases in it}.
    """

    n: int
    lead: float | None
    touch: float | None
    between: Mapping[tuple[str | None, str | None], float]
    people: Mapping[tuple[str | None, str | None], int]


@dataclass(frozen=True)
class RecordedShare:
    """Recorded activity share (rule 15): sum of busy time over sum of lead times, closed cases; missing_starts: share of instances."""

    n: int
    value: float | None
    missing_starts: float | None


@dataclass(frozen=True)
class HandOffs:
    """Changes of organisation between consecutive instances of a closed case, both known. times: per case, values are counts."""

    per_case: Times
    pairs: int
    pairs_with_missing: int


@dataclass(frozen=True)
class Again:
    """An activity in closed cases. times: instances beyond the first of their case; people: cases with any such."""

    times: int
    people: int


@dataclass(frozen=True)
class MapTimes:
    """waits: {(step a, step b): …} for the pairs asked. steps: {step: …}. hand_offs: None when the log names no organisations.

    moved: {(step a, step b): …} of every visit followed by another, whether the map has such a link or not.
    lead_time: to any end. named_end, lead_time_to_end, reached_end: the step where the map ends, the way there, and the closed cases that
    reached it; None where the data do not tell it from other ends. handed: {(organisation, next organisation): …} over closed cases, both
    known and different, the most frequent. again: {activity: …} of those that came again. weekly: the journey week by week.
    """

    as_of: datetime
    n_closed: int
    n_open: int
    waits: Mapping[tuple[str, str], WaitBetween]
    steps: Mapping[str, StepTimes]
    moved: Mapping[tuple[str, str], Moved]
    lead_time: LeadTime
    named_end: str | None
    lead_time_to_end: LeadTime | None
    reached_end: Share | None
    going_round: Share
    hand_offs: HandOffs | None
    recorded_share: RecordedShare
    days: WhereTheDaysGo
    handed: Mapping[tuple[str, str], Moved] = field(default_factory=dict)
    again: Mapping[str, Again] = field(default_factory=dict)
    weekly: Weekly = NO_WEEKS
