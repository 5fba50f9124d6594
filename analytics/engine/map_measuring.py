"""What a prepared log says about the steps and links of a map."""

from collections.abc import Callable, Collection, Mapping
from datetime import UTC, datetime, timedelta
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from analytics.domain.cohorts import Cohort
from analytics.domain.events.map_times import (
    Again,
    HandOffs,
    LeadTime,
    MapTimes,
    Moved,
    RecordedShare,
    Share,
    StepTimes,
    Times,
    WaitBetween,
    WhereTheDaysGo,
)
from analytics.domain.events.merged_names import NO_MERGES, Merges
from analytics.domain.events.reached import Reached
from analytics.domain.events.weeks import Weekly
from analytics.engine.cohort_members import members_sql
from analytics.engine.database import Database, Watch, quoted
from analytics.engine.limits import LIMITS, Limits
from analytics.engine.map_visits import tell_visits
from analytics.engine.prepared_folder import EVENTS, prepared_in
from analytics.engine.survival import aalen_johansen, kaplan_meier
from analytics.engine.weekly import weekly
from carejourneys.common.small_numbers import THRESHOLD

_VISITS_TOLD, _WAITS_TOLD = 50, 75  # of 100: when the visits are told apart, when all waits are measured
_WAITING = -1  # stands for the next step of who is still waiting for one
_MOST_PAIRS = 200  # that are kept: a page lists few of them
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def measure_map(
    folder: Path,
    *,
    steps: Mapping[str, Collection[str]],
    pairs: Collection[tuple[str, str]],
    end_activities: Collection[str],
    named_end: str | None = None,
    as_of: datetime | None = None,
    progress: Callable[[int, int], None] = lambda done, total: None,
    zone: str = "UTC",
    few: int = THRESHOLD,
    cohort: Cohort | None = None,
    merges: Merges = NO_MERGES,
    limits: Limits = LIMITS,
) -> MapTimes:
    """steps: {step id: activity names}; an activity belongs to one step at most (ValueError). pairs: (from step, to step) of the links.

    end_activities: a case whose last event is one of these is closed. named_end: the step where the map ends.
    as_of: aware, not before the newest instant (ValueError), which it defaults to. progress: how much of 100 is done; may raise, to stop.
    zone: by whose calendar weeks begin. few: weeks are merged until they tell of no fewer people. cohort: of these people
    alone. merges: {name in the data: the activity it is}; the other arguments name those activities, and so does what is found.
    """
    prepared = prepared_in(folder)
    newest = prepared.last
    if newest is None or (as_of is not None and as_of < newest):
        raise ValueError("as_of is before the newest instant of the data")
    moment = as_of or newest
    told = _Told(progress)
    with (
        TemporaryDirectory(prefix=".spill-", dir=folder) as spill,
        Database(limits, Path(spill), lambda _share: told(told.done)) as database,
    ):
        members = members_sql(folder, cohort, zone) if cohort is not None else None
        names = tell_visits(database, folder, steps, end_activities, told.between(0, _VISITS_TOLD), members, merges)
        at_the_end = sorted(set(end_activities).intersection(steps.get(named_end or "", ())))
        told_apart = bool(at_the_end) and len(at_the_end) < len(set(end_activities))
        measuring = _Measuring(database, folder, names, (moment - _EPOCH) // timedelta(microseconds=1))
        return MapTimes(
            as_of=moment,
            n_closed=measuring.n_closed,
            n_open=measuring.n_open,
            waits=measuring.waits(pairs, told.between(_VISITS_TOLD, _WAITS_TOLD)),
            steps=measuring.steps(),
            moved=measuring.moved(),
            lead_time=measuring.lead_time(),
            named_end=named_end if told_apart else None,
            lead_time_to_end=measuring.lead_time(at_the_end) if told_apart else None,
            reached_end=measuring.reached(at_the_end) if told_apart else None,
            going_round=measuring.going_round(),
            hand_offs=measuring.hand_offs() if prepared.has_organisations else None,
            recorded_share=measuring.recorded_share(),
            days=measuring.days(),
            handed=measuring.handed() if prepared.has_organisations else {},
            again=measuring.again(),
            weekly=measuring.weekly(zone, few),
        )


class _Told:
    """How far measuring is, of 100. What leads nowhere by itself says again what was said last, so that whoever hears it may stop it."""

    def __init__(self, progress: Callable[[int, int], None]):
        self._progress, self.done = progress, 0

    def __call__(self, done: int) -> None:
        self.done = max(self.done, done)
        self._progress(self.done, 100)

    def between(self, low: int, high: int) -> Watch:
        """For work that leads from one place to another."""
        return lambda part: self(int(low + (high - low) * part))


class _Measuring:
    """Questions to the tables of one map."""

    def __init__(self, database: Database, folder: Path, names: list[str], as_of_us: int):
        self._database, self._names, self._as_of = database, names, as_of_us
        self._events = f"read_parquet({quoted(folder / EVENTS)})"
        self.n_closed, self.n_open = database.row("SELECT count(*) FILTER (WHERE ended), count(*) FILTER (WHERE NOT ended) FROM closed")

    def waits(self, pairs: Collection[tuple[str, str]], watch: Watch) -> dict[tuple[str, str], WaitBetween]:
        """From step to step, asked step by step: what leads from one is held, not all visits of all."""
        found: dict[tuple[str, str], WaitBetween] = {}
        for one, its in groupby(sorted(pairs), key=itemgetter(0)):
            found |= self._waits_from(one, [two for _one, two in its])
            watch(len(found) / len(pairs))
        return found

    def _waits_from(self, one: str, others: list[str]) -> dict[tuple[str, str], WaitBetween]:
        """What is held of one step is let go before the next is asked for."""
        left = self._database.arrays(
            """SELECT case_no, coalesce(next_step, ?)::INTEGER AS next_step,
            CASE WHEN next_step IS NULL THEN ? - completed ELSE wait_us END AS lasted
            FROM visits WHERE step = ? AND (next_step IS NOT NULL OR NOT ended)""",
            [_WAITING, self._as_of, self._names.index(one)],
        )
        case_no, next_step, lasted = (np.asarray(left[name]) for name in ("case_no", "next_step", "lasted"))
        return {(one, two): _wait(case_no, next_step, lasted, self._names.index(two)) for two in others}

    def steps(self) -> dict[str, StepTimes]:
        """Of every step, met or not."""
        used = "service_us >= 0"
        found = self._database.rows(
            f"""SELECT step, count(*) FILTER (WHERE {used}), sum(service_us) FILTER (WHERE {used}),
            quantile_cont(service_us / 1e6, [0.5, 0.8]) FILTER (WHERE {used}), count(*) FILTER (WHERE service_us < 0),
            count(*) FILTER (WHERE NOT has_start), count(*), count(DISTINCT case_no) FILTER (WHERE {used})
            FROM {self._events} JOIN steps USING (activity) SEMI JOIN closed USING (case_no) GROUP BY step"""  # noqa: S608
        )
        visits = dict(self._database.rows("SELECT step, count(*) FROM visits WHERE ended GROUP BY step"))
        everywhere, ended, waiting = (
            dict(self._database.rows(f"SELECT step, count(*) FROM visits WHERE {those} GROUP BY step"))  # noqa: S608
            for those in ("true", "next_step IS NULL AND ended", "next_step IS NULL AND NOT ended")
        )
        by_step = {row[0]: row[1:] for row in found}
        result = {}
        for place, name in enumerate(self._names):
            n, total, quantiles, negative, without, instances, cases = by_step.get(place, (0, None, None, 0, 0, 0, 0))
            median, p80 = quantiles or (None, None)
            result[name] = StepTimes(
                service=Times(n, total / n / 1e6 if n else None, median, p80),
                n_negative=negative,
                n_without_start=without,
                n_instances=instances,
                n_cases=cases,
                visits_per_case=visits.get(place, 0) / self.n_closed if self.n_closed else None,
                n_visits=everywhere.get(place, 0),
                n_ended=ended.get(place, 0),
                n_waiting=waiting.get(place, 0),
            )
        return result

    def moved(self) -> dict[tuple[str, str], Moved]:
        """Between which steps people moved on, and how often."""
        found = self._database.rows(
            "SELECT step, next_step, count(*), count(DISTINCT case_no) FROM visits WHERE next_step IS NOT NULL GROUP BY ALL ORDER BY ALL"
        )
        return {(self._names[one], self._names[two]): Moved(times, people) for one, two, times, people in found}

    def lead_time(self, ends: Collection[str] = ()) -> LeadTime:
        """To any end, or to these among them; who is still on the way counts as on the way."""
        found = self._database.arrays(
            "SELECT lead_us, list_contains(?::VARCHAR[], last_activity) AS here FROM closed WHERE ended", [list(ends)]
        )
        closed, here = np.asarray(found["lead_us"]) / 1e6, np.asarray(found["here"], dtype=bool)
        begun = np.asarray(self._database.arrays("SELECT epoch_us(first) AS begun FROM closed WHERE NOT ended")["begun"])
        durations = np.concatenate([closed, (self._as_of - begun) / 1e6])
        if not ends:
            curve = kaplan_meier(durations, np.arange(len(durations)) < len(closed))
            return LeadTime(_times(closed), len(begun), curve.quantile(0.5), curve.quantile(0.8), _levels(curve.quantile))
        causes = np.concatenate([np.where(here, 1, 2), np.zeros(len(begun), dtype=np.int64)])
        among = aalen_johansen(durations, causes, 1)
        median, p80 = among.quantile_of_reached(0.5), among.quantile_of_reached(0.8)
        return LeadTime(_times(closed[here]), len(begun), median, p80, _levels(among.quantile_of_reached))

    def reached(self, ends: Collection[str]) -> Share:
        """Closed cases that ended with one of these."""
        (n,) = self._database.row(
            "SELECT count(*) FILTER (WHERE list_contains(?::VARCHAR[], last_activity)) FROM closed WHERE ended", [list(ends)]
        )
        return Share(n, self.n_closed, n / self.n_closed if self.n_closed else None)

    def going_round(self) -> Share:
        """Closed cases with any step visited again."""
        (round_,) = self._database.row(
            """SELECT count(DISTINCT case_no) FROM (
                SELECT case_no FROM visits WHERE ended GROUP BY case_no, step HAVING count(*) > 1
            )"""
        )
        return Share(round_, self.n_closed, round_ / self.n_closed if self.n_closed else None)

    def hand_offs(self) -> HandOffs:
        """Changes of organisation a closed case."""
        per_case = self._database.arrays("SELECT organisation_handoffs AS n FROM closed WHERE ended")["n"]
        pairs, missing = self._database.row(
            f"""SELECT count(*), count(*) FILTER (WHERE organisation = '' OR next_organisation = '')
            FROM {self._events} JOIN closed USING (case_no) WHERE ended AND next_activity IS NOT NULL"""  # noqa: S608
        )
        return HandOffs(_times(np.asarray(per_case, dtype=np.float64)), pairs, missing)

    def handed(self) -> dict[tuple[str, str], Moved]:
        """Between which organisations closed cases went, the most frequent ways first."""
        found = self._database.rows(
            f"""SELECT organisation, next_organisation, count(*) AS n, count(DISTINCT case_no)
            FROM {self._events} JOIN closed USING (case_no)
            WHERE ended AND organisation <> '' AND next_organisation <> '' AND organisation <> next_organisation
            GROUP BY organisation, next_organisation ORDER BY n DESC, organisation, next_organisation LIMIT {_MOST_PAIRS}"""  # noqa: S608
        )
        return {(one, two): Moved(times, people) for one, two, times, people in found}

    def again(self) -> dict[str, Again]:
        """Which activities came again in closed cases, the most frequent first."""
        found = self._database.rows(
            f"""SELECT activity, count(*) AS n, count(*) FILTER (WHERE visit = 2) FROM {self._events} JOIN closed USING (case_no)
            ANTI JOIN called USING (activity) WHERE ended AND visit > 1 GROUP BY activity
            UNION ALL SELECT called, sum(times - 1)::BIGINT, count(*) FROM (
                SELECT called, count(*) AS times FROM {self._events} JOIN called USING (activity) JOIN closed USING (case_no)
                WHERE ended GROUP BY called, case_no HAVING count(*) > 1
            ) GROUP BY called ORDER BY n DESC, activity LIMIT {_MOST_PAIRS}"""  # noqa: S608
        )
        return {activity: Again(times, people) for activity, times, people in found}

    def weekly(self, zone: str, few: int) -> Weekly:
        """The journey week by week."""
        found = self._database.arrays("SELECT epoch_us(first) AS begun, lead_us AS lead, ended FROM closed")
        begun, lead, ended = (np.asarray(found[name]) for name in ("begun", "lead", "ended"))
        return weekly(begun, lead, ended.astype(bool), as_of=self._as_of, zone=zone, few=few)

    def recorded_share(self) -> RecordedShare:
        """Sum of busy time over sum of lead times."""
        busy, lead = self._database.row("SELECT sum(busy_us), sum(lead_us) FROM closed WHERE ended")
        without, instances = self._database.row(
            f"SELECT count(*) FILTER (WHERE NOT has_start), count(*) FROM {self._events} JOIN closed USING (case_no) WHERE ended"  # noqa: S608
        )
        return RecordedShare(self.n_closed, busy / lead if lead else None, without / instances if instances else None)

    def days(self) -> WhereTheDaysGo:
        """Means of closed cases that add up to the mean lead time."""
        n = self.n_closed
        if not n:
            return WhereTheDaysGo(0, None, None, {}, {})
        busy, lead = self._database.row("SELECT sum(busy_us), sum(lead_us) FROM closed WHERE ended")
        rows = self._database.rows(
            f"""SELECT one.step, two.step, sum(idle_us), count(DISTINCT case_no) FROM {self._events} AS event JOIN closed USING (case_no)
            LEFT JOIN steps AS one ON one.activity = event.ended_last LEFT JOIN steps AS two ON two.activity = event.activity
            WHERE ended AND idle_us > 0 GROUP BY one.step, two.step ORDER BY one.step, two.step"""  # noqa: S608
        )
        between = {(self._name(a), self._name(b)): total / n / 1e6 for a, b, total, _people in rows}
        people = {(self._name(a), self._name(b)): cases for a, b, _total, cases in rows}
        return WhereTheDaysGo(n, lead / n / 1e6, busy / n / 1e6, between, people)

    def _name(self, place: int | None) -> str | None:
        return None if place is None else self._names[place]


def _wait(case_no: np.ndarray, next_step: np.ndarray, lasted: np.ndarray, there: int) -> WaitBetween:
    """Of visits to a step, one each: whose, which step came next (_WAITING: none yet), and microseconds until then or until now."""
    taken, waiting = next_step == there, next_step == _WAITING
    curve = aalen_johansen(np.maximum(lasted, 0) / 1e6, next_step + 1, there + 1)
    waits = lasted[taken]
    return WaitBetween(
        times=_times(np.maximum(waits, 0) / 1e6),
        n_cases=len(np.unique(case_no[taken])),
        n_overlap=int((waits < 0).sum()),
        n_open=int(waiting.sum()),
        median_open=curve.quantile_of_reached(0.5) if len(waits) else Reached(None),
        p80_open=curve.quantile_of_reached(0.8) if len(waits) else Reached(None),
    )


def _levels(quantile: Callable[[float], Reached]) -> tuple[tuple[int, float], ...]:
    found = ((percent, quantile(percent / 100).seconds) for percent in range(1, 100))
    return tuple((percent, seconds) for percent, seconds in found if seconds is not None)


def _times(values: np.ndarray) -> Times:
    if not len(values):
        return Times(0, None, None, None)
    median, p80 = np.quantile(values, [0.5, 0.8])
    return Times(len(values), float(values.mean()), float(median), float(p80))
