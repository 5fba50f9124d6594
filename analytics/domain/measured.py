"""What the data say about a map's links and steps, beside what people estimated: the shape pages get it in."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from carejourneys.common.envelope import Number


@dataclass(frozen=True)
class MeasuredTime:
    """One measured time in seconds, each number with n, n_open and whether it is hidden (rule S).

    median, p80: with those counted who are still waiting, where the data know them. closed_median, closed_p80, mean: of those alone for
    whom it is over, which look too good. beyond: a median or centile without a value is more than this: too many are still waiting.
    curve: {per cent: by when so many have come there}, of a lead time.
    """

    median: Number
    p80: Number
    mean: Number
    closed_median: Number
    closed_p80: Number
    beyond: float | None = None
    curve: Mapping[int, Number] = field(default_factory=dict)

    @property
    def n(self) -> int | None:
        """How many times it was measured; None when hidden."""
        return self.median.n

    @property
    def n_open(self) -> int | None:
        """How many people are still waiting; None when unknown or hidden."""
        return self.median.n_open


Pair = tuple[str | None, str | None]  # step that ended last, step that begins next; None: what belongs to no step


@dataclass(frozen=True)
class MeasuredDays:
    """Where the days go: means of those who have finished, in seconds, which add up to `lead`. touch: while anything runs.

    between: one a pair. together: the sum of pairs of few people, which stand under no name (rule S); None when there are none.
    """

    lead: Number
    touch: Number
    between: Mapping[Pair, Number]
    together: Number | None = None


@dataclass(frozen=True)
class MeasuredFrequency:
    """How often something happened to those who have finished: a hand-off between two organisations, an activity that came again.

    of: its names. people: to how many; times: how often in all; each: how often a person who has finished.
    """

    of: tuple[str, ...]
    people: Number
    times: Number
    each: Number


@dataclass(frozen=True)
class MeasuredFrequencies:
    """The most frequent first. few: whether others of very few people are left out (rule S)."""

    listed: tuple[MeasuredFrequency, ...]
    few: bool = False


@dataclass(frozen=True)
class MeasuredWeek:
    """One week, or several that are told together. first: its Monday; last: its Sunday. begun, finished, on_the_way at its end: people.

    median, p80: lead times of those who finished in it. started: median of those who set out in it, with those on the way counted; without
    a value it is more than `beyond`. ripe: whether those who set out in it could be followed long enough to say so.
    """

    first: date
    last: date
    begun: Number
    finished: Number
    on_the_way: Number
    median: Number
    p80: Number
    started: Number
    beyond: float | None
    ripe: bool


@dataclass(frozen=True)
class MeasuredMap:
    """Measured times of one map from one dataset. waits: {link id: time}; service: {step id: hands-on time}; visits: {step id: a case}.

    lead_time: from the first event to any end activity; to_end: to the map's named end, where the data tell it from other ends, and
    reached_end: the share of those who finished that finished there. handed: between organisations, None where the data name none. again:
    activities that came again. weeks: in their order; rounded: counts are, and several weeks told together so that none tells of few
    people; left_out: earlier ones. part: of a declared group. missing_starts: what the recorded share is blind to. stale: the map or
    the matches changed since it was measured. dataset: its name; dataset_id: its id; as_of: the day of the newest event, ISO.
    """

    dataset: str
    dataset_id: str
    as_of: str
    synthetic: bool
    lead_time: MeasuredTime | None
    to_end: MeasuredTime | None = None
    reached_end: Number | None = None
    waits: Mapping[str, MeasuredTime] = field(default_factory=dict)
    service: Mapping[str, MeasuredTime] = field(default_factory=dict)
    visits: Mapping[str, Number] = field(default_factory=dict)
    days: MeasuredDays | None = None
    hand_offs: Number | None = None
    going_round: Number | None = None
    recorded_share: Number | None = None
    missing_starts: Number | None = None
    handed: MeasuredFrequencies | None = None
    again: MeasuredFrequencies | None = None
    weeks: tuple[MeasuredWeek, ...] = ()
    rounded: bool = False
    left_out: int = 0
    part: bool = False
    stale: bool = False

    @property
    def day(self) -> date:
        """The day of the newest event."""
        return date.fromisoformat(self.as_of)

    @property
    def headline(self) -> MeasuredTime | None:
        """The measured lead time to hold against an estimate, which is of those who reach the named end."""
        return self.to_end or self.lead_time


def outside(times: MeasuredMap) -> MeasuredMap:
    """What of it leaves the economy: no weeks and frequencies, which are not shown there. times: as told to others, with rounded counts."""
    return replace(times, handed=None, again=None, weeks=(), left_out=0)
