"""What was measured for a map, as it is kept (JSON) and as it leaves the server (numbers in envelopes, small ones hidden)."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict, replace
from typing import Any

from analytics.domain.events.map_times import MapTimes, Times, WhereTheDaysGo
from analytics.domain.events.reached import Reached
from analytics.domain.measured import MeasuredDays, MeasuredMap, MeasuredTime
from analytics.domain.measured_frequencies import Frequencies
from analytics.domain.measured_weeks import Weeks, weekly_as_json
from analytics.domain.shown_counts import Name, shown_counts
from analytics.domain.told import DAY, TENTH, told_figure, told_ratio, told_time
from carejourneys.common.envelope import Number
from carejourneys.common.small_numbers import fewest_told, hidden_cells, hide_average, hide_count, rounded_times

CODE_VERSION = "7"  # raise when the same question to the same data may get another answer
MEDIAN, EIGHTIETH = 0.5, 0.8
WEEK = 7 * DAY
APART = (1, 2, 5, 10, 20, 25)  # per cent, between two points of a curve
CLOSED_ALONE = "closed cases alone"


def as_json(times: MapTimes, links: Mapping[str, tuple[str, str]]) -> dict[str, Any]:
    """JSON-ready. links: {link id: (from step, to step)}; a link the log never took is left out."""
    found = {link: times.waits[pair] for link, pair in links.items() if pair in times.waits}
    return {
        "as_of": times.as_of.isoformat(),
        "n_closed": times.n_closed,
        "n_open": times.n_open,
        "waits": {link: {"source": links[link][0], "target": links[link][1], **asdict(wait)} for link, wait in found.items()},
        "steps": {step: asdict(one) for step, one in times.steps.items()},
        "moved": [[*pair, moved.times, moved.people] for pair, moved in times.moved.items()],
        "named_end": times.named_end,
        "lead_time": asdict(times.lead_time),
        "to_end": asdict(times.lead_time_to_end) if times.lead_time_to_end else None,
        "reached_end": asdict(times.reached_end) if times.reached_end else None,
        "going_round": asdict(times.going_round),
        "hand_offs": asdict(times.hand_offs) if times.hand_offs else None,
        "recorded_share": asdict(times.recorded_share),
        "days": _days_as_json(times.days),
        "handed": [[*pair, moved.times, moved.people] for pair, moved in times.handed.items()] if times.hand_offs else None,
        "again": [[activity, again.times, again.people] for activity, again in times.again.items()],
        "weekly": weekly_as_json(times.weekly),
    }


def _days_as_json(days: WhereTheDaysGo) -> dict[str, Any]:
    pairs = [{"pair": pair, "mean": mean, "people": days.people[pair]} for pair, mean in days.between.items()]
    return {"n": days.n, "lead": days.lead, "touch": days.touch, "between": pairs}


def from_json(
    kept: Mapping[str, Any],
    *,
    t: int,
    exact: bool,
    dataset: str,
    dataset_id: str,
    synthetic: bool,
    stale: bool,
    part: bool = False,
) -> MeasuredMap:
    """t: the economy's threshold. exact: for somebody who may open the data themselves, nothing is hidden. part: of a declared group.

    For everybody else the counts are judged together: a figure may stand without its n, where the n would say by subtraction how many a
    few others are. What stands is rounded, shares and means too: the same people are counted again in the next version of the data, in
    joined ones and under other questions. Of a group they read times alone: each count less that of everybody would be the count of the
    rest.
    """
    as_of = kept["as_of"][:10]  # the last event to the second could be somebody's
    shown = frozenset() if part and not exact else shown_counts(kept, t, exact=exact)
    read = _Reader(t, exact, f"/{as_of}", shown)
    told = Frequencies(kept["n_closed"], kept["going_round"]["numerator"], t=t, exact=exact, period=f"/{as_of}")
    weeks = Weeks(kept, t=t, exact=exact, shown=shown)
    measured = MeasuredMap(
        dataset=dataset,
        dataset_id=dataset_id,
        as_of=as_of,
        synthetic=synthetic,
        lead_time=read.lead_time(kept["lead_time"], ("closed",), "Kaplan–Meier"),
        to_end=read.lead_time(kept["to_end"], ("arrived",), "Aalen–Johansen") if kept["to_end"] else None,
        reached_end=read.share("measured_reach", kept["reached_end"]) if kept["reached_end"] else None,
        waits={link: read.wait(one) for link, one in kept["waits"].items() if one["times"]["n"]},
        service={step: read.service(step, one) for step, one in kept["steps"].items() if one["service"]["n"]},
        visits={step: read.visits(one, kept["n_closed"]) for step, one in kept["steps"].items() if one["visits_per_case"] is not None},
        days=read.days(kept["days"]) if kept["days"]["n"] else None,
        hand_offs=read.hand_offs(kept["hand_offs"]) if kept["hand_offs"] else None,
        going_round=read.share("measured_going_round", kept["going_round"]),
        recorded_share=read.plain_share("recorded_activity_share", kept["recorded_share"], "value"),
        missing_starts=read.plain_share("missing_starts", kept["recorded_share"], "missing_starts"),
        handed=None if kept["handed"] is None else told.frequencies("measured_pairs", kept["handed"]),
        again=told.frequencies("measured_again", kept["again"]),
        weeks=weeks.told(),
        rounded=not exact,
        left_out=kept["weekly"]["left_out"],
        part=part,
        stale=stale,
    )
    return _times_alone(measured) if part and not exact else measured


def _times_alone(measured: MeasuredMap) -> MeasuredMap:
    """Without counts, and without shares and means that say them."""
    return replace(
        measured,
        reached_end=None,
        service={},
        visits={},
        hand_offs=None,
        going_round=None,
        recorded_share=None,
        missing_starts=None,
        handed=None,
        again=None,
        weeks=(),
    )


class _Reader:
    """Makes envelopes out of what is kept, each after rule S, and rounded unless exact. shown: the counts that may stand side by side."""

    def __init__(self, t: int, exact: bool, period: str, shown: Collection[Name]):
        self.t, self.exact, self.period, self.shown = t, exact, period, shown

    def wait(self, kept: Mapping[str, Any]) -> MeasuredTime:
        """Of those who took the link; median and 80th centile with those counted who wait after its first step."""
        reached = (Reached(**kept["median_open"]), Reached(**kept["p80_open"]))
        return self._time(
            "measured_wait",
            Times(**kept["times"]),
            reached,
            people=kept["n_cases"],
            n=self._count(kept["times"]["n"], ("link", kept["source"], kept["target"]), kept["n_cases"]),
            n_open=self._count(kept["n_open"], ("waiting", kept["source"])),
            method="Aalen–Johansen",
        )

    def service(self, step: str, kept: Mapping[str, Any]) -> MeasuredTime:
        """Nobody is left half done in these: begun and completed both, or not counted."""
        times = Times(**kept["service"])
        reached, n = (Reached(times.median), Reached(times.p80)), self._count(times.n, ("service", step), kept["n_cases"])
        return self._time("measured_service", times, reached, people=kept["n_cases"], n=n, n_open=None, method="")

    def lead_time(self, kept: Mapping[str, Any], count: Name, method: str) -> MeasuredTime | None:
        """count: the name of how many it is over for. None where it is over for nobody."""
        closed, reached = Times(**kept["closed"]), (Reached(**kept["median"]), Reached(**kept["p80"]))
        if not closed.n:
            return None
        n, n_open = self._count(closed.n, count), self._count(kept["n_open"], ("open",))
        time = self._time("measured_lead_time", closed, reached, people=closed.n, n=n, n_open=n_open, method=method)
        return replace(time, curve=self._curve(kept["curve"], closed.n, time.median))

    def hand_offs(self, kept: Mapping[str, Any]) -> Number | None:
        """A mean over closed cases."""
        n, mean = kept["per_case"]["n"], kept["per_case"]["mean"]
        return None if not n or mean is None else self._times_each("measured_hand_offs", mean, n, n)

    def plain_share(self, definition: str, kept: Mapping[str, Any], name: str) -> Number | None:
        """A share of time or of events, not of people: it needs people enough, like a mean. Others read two digits."""
        if not kept["n"] or kept[name] is None:
            return None
        value = 100 * kept[name] if self.exact else float(f"{100 * kept[name]:.2g}")
        return self._averaged(self._number(definition, "%", value, kept["n"]), kept["n"])

    def visits(self, kept: Mapping[str, Any], n_closed: int) -> Number:
        """Over everybody who has finished; of a step that few people ever met nothing is said."""
        number = self._times_each("measured_visits", kept["visits_per_case"], n_closed, kept["n_cases"])
        return number.hidden(self.t) if not self.exact and hide_count(kept["n_cases"], self.t) else number

    def days(self, kept: Mapping[str, Any]) -> MeasuredDays:
        """A mean over everybody gives a pair of few people away all the same: such pairs are summed, with others that hide them."""

        def mean(seconds: float) -> Number:
            told = seconds if self.exact else told_time(seconds)
            return self._averaged(self._number("where_the_days_go", "s", told, kept["n"], method=CLOSED_ALONE), kept["n"])

        pairs = sorted(kept["between"], key=lambda pair: [step or "" for step in pair["pair"]])  # by name where they are told alike
        few = frozenset() if self.exact else hidden_cells([pair["people"] for pair in pairs], self.t)
        named = {tuple(pair["pair"]): mean(pair["mean"]) for place, pair in enumerate(pairs) if place not in few}
        together = mean(sum(pairs[place]["mean"] for place in few)) if few else None
        return MeasuredDays(mean(kept["lead"]), mean(kept["touch"]), named, together)

    def share(self, definition: str, kept: Mapping[str, Any]) -> Number | None:
        """A share of closed cases; with its n it says its numerator and the rest."""
        if not kept["n"]:
            return None
        n, part = kept["n"], kept["numerator"]
        number = self._number(definition, "%", 100 * kept["value"], n)
        judged = number if self.exact else number.for_share(part, self.t)
        if self.exact or judged.suppressed:
            return judged
        return replace(judged, value=round(100 * told_ratio(part, n, self.t)), n=self._count(n, ("closed",)))

    def _time(
        self,
        definition: str,
        closed: Times,
        reached: tuple[Reached, Reached],
        *,
        people: int,
        n: int | None,
        n_open: int | None,
        method: str,
    ) -> MeasuredTime:
        """n, n_open: None when hidden. n may count times rather than people: the rule asks about people."""

        def judged(value: float | None, q: float | None, method: str) -> Number:
            number = self._number(definition, "s", value, people, method=method)
            number = number if self.exact else told_figure(number, q, people, self.t)
            return number if number.suppressed else replace(number, n=n, n_open=n_open)

        return MeasuredTime(
            median=judged(reached[0].seconds, MEDIAN, method),
            p80=judged(reached[1].seconds, EIGHTIETH, method),
            mean=judged(closed.mean, None, CLOSED_ALONE),
            closed_median=judged(closed.median, MEDIAN, CLOSED_ALONE),
            closed_p80=judged(closed.p80, EIGHTIETH, CLOSED_ALONE),
            beyond=self._beyond(reached[0].beyond if reached[0].beyond is not None else reached[1].beyond),
        )

    def _curve(self, kept: Iterable[tuple[int, float]], n: int, like: Number) -> dict[int, Number]:
        """Others read as many of its points as have t people between one and the next, in tenths of days: each is one person's time."""
        if self.exact:
            return {percent: replace(like, value=seconds) for percent, seconds in kept}
        if like.suppressed:
            return {}
        apart = next((step for step in APART if fewest_told(n, self.t) * step >= 100 * self.t), 100)
        told = {percent: seconds for percent, seconds in kept if percent % apart == 0}
        return {percent: replace(like, value=round(seconds / TENTH) * TENTH) for percent, seconds in told.items()}

    def _beyond(self, seconds: float | None) -> float | None:
        """The longest seen is one person's: others read it in whole weeks, or days where it is less than a week."""
        if seconds is None or self.exact:
            return seconds
        return seconds - seconds % (WEEK if seconds >= WEEK else DAY)

    def _times_each(self, definition: str, mean: float, n: int, people: int) -> Number:
        """How often a person who has finished, of n, though it happened to so many; hidden from others where few times are meant."""
        number, times = self._number(definition, "times", mean, n), round(mean * n)
        if self.exact:
            return self._averaged(number, n)
        if hide_average(n, self.t) or hide_count(times, self.t):
            return number.hidden(self.t)
        return self._averaged(replace(number, value=told_ratio(times, n, self.t, people)), n)

    def _averaged(self, number: Number, n: int) -> Number:
        """Over the n closed cases."""
        judged = number if self.exact else number.for_average(self.t)
        return judged if judged.suppressed else replace(judged, n=self._count(n, ("closed",)))

    def _number(self, definition: str, unit: str, value: float | None, n: int, method: str = "") -> Number:
        return Number(value, unit, definition, calendar="elapsed", period=self.period, n=n, method=method)

    def _count(self, n: int, name: Name, people: int | None = None) -> int | None:
        """people: to how many it happened n times; None: n are people."""
        if name not in self.shown:
            return None
        return n if self.exact else rounded_times(n, n if people is None else people, self.t)
