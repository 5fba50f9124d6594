"""How the paths people really took fit a map: as it is kept (JSON) and as it leaves the server (small numbers hidden)."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import asdict, dataclass
from itertools import pairwise
from typing import Any

from analytics.domain.events.map_paths import PathsTaken
from analytics.domain.shown_counts import Name, shown_counts
from analytics.domain.shown_paths import fitting_may_be_told, in_order_told, shown_paths
from analytics.domain.told import told_figure, told_ratio
from carejourneys.common.envelope import Number
from carejourneys.common.small_numbers import rounded_times
from journeys.domain.moves import Moves

FIT_VERSION = "fit 2"  # of the code that answered; raise when the same question to the same data may get another answer
Move = tuple[str | None, str | None]  # None: a journey begins here, or ends


def fit_as_json(taken: PathsTaken, moves: Moves, beside: str) -> dict[str, Any]:
    """JSON-ready. beside: the hash of the question under which the times of the same map were measured."""
    return {
        **asdict(taken),
        "beside": beside,
        "drawn": [[*pair, link] for pair, link in sorted(moves.drawn.items())],
        "side_by_side": sorted(moves.side_by_side),
        "begins": sorted(moves.begins),
        "ends": sorted(moves.ends),
    }


@dataclass(frozen=True)
class Lacking:
    """A move people made that the map has not. times: how often; per_hundred: for 100 people, None where it tells how many they are."""

    move: Move
    times: int
    per_hundred: float | None


@dataclass(frozen=True)
class TakenPath:
    """steps: in order. lacks: which moves the map has not: 0 is that it begins with the first step, the last that it ends with the last."""

    steps: tuple[str, ...]
    n: Number
    share: Number | None
    lead: Number
    fits: bool
    lacks: frozenset[int]


@dataclass(frozen=True)
class MapFit:
    """closed: how many have finished. fits: the share of them who took a path that the map has. paths: the most frequent; others: how many
    further ones there are, and of how many people, None when that is hidden.

    lacking: moves the map has not, the most frequent first; few: how many further ones, each of few people. not_taken: moves that are
    drawn and that nobody made, with their link where there is one; not_visited: steps that nobody came to.
    """

    as_of: str
    closed: Number
    fits: Number | None
    paths: list[TakenPath]
    others: int
    others_n: int | None
    lacking: list[Lacking]
    few: int
    not_taken: list[tuple[str, str, str | None]]
    not_visited: list[str]


def fit_from_json(fit: Mapping[str, Any], kept: Mapping[str, Any], *, t: int, exact: bool) -> MapFit:
    """kept: what was measured of the same map with the same data, as as_json keeps it. exact: for somebody who may open the data."""
    return _Reader(fit, kept, t, exact).fit()


class _Reader:
    def __init__(self, fit: Mapping[str, Any], kept: Mapping[str, Any], t: int, exact: bool):
        self.kept_fit, self.kept, self.t, self.exact = fit, kept, t, exact
        self.drawn = {(one, two): link for one, two, link in fit["drawn"]}
        self.pairs = set(self.drawn) | {(one, two) for one, two in fit["side_by_side"]}
        self.took: dict[Name, int] = {("link", one, two): people for one, two, _times, people in kept["moved"]}
        self.lacking = dict(self._lacking())
        self.counts = shown_counts(kept, t, exact=exact, further=self.lacking)
        paths = fit["paths"]
        told = shown_paths(kept, paths, self.counts, t) if not exact else range(len(paths))
        self.told = sorted(told, key=lambda place: in_order_told(paths[place], t)) if not exact else told

    def fit(self) -> MapFit:
        kept, paths = self.kept_fit, [self.kept_fit["paths"][place] for place in self.told]
        told = {name: times for name, times in self.lacking.items() if times and name in self.counts}
        said = {name: self._rounded(times, self._people(name, times)) for name, times in told.items()}
        n, taken = kept["n_closed"], {(one, two) for one, two, _times, _people in self.kept["moved"]}
        others_n = n - sum(path["n"] for path in paths)
        return MapFit(
            as_of=self.kept["as_of"][:10],
            closed=self._closed(),
            fits=self._fits(paths, told),
            paths=[self._path(path) for path in paths],
            others=kept["n_paths"] - len(paths),
            others_n=self._rounded(others_n) if ("closed",) in self.counts else None,
            lacking=[Lacking(_move(name), n, self._per_hundred(name, told[name])) for name, n in sorted(said.items(), key=_most_first)],
            few=sum(times > 0 for times in self.lacking.values()) - len(told),
            not_taken=[(*pair, link) for pair, link in self.drawn.items() if pair not in taken],
            not_visited=[step for step, its in self.kept["steps"].items() if not its["n_visits"]],
        )

    def _lacking(self) -> Iterator[tuple[Name, int]]:
        begun = {step: its["n_visits"] for step, its in self.kept["steps"].items()}
        for one, two, times, _people in self.kept["moved"]:
            begun[two] -= times
            if (one, two) not in self.pairs:
                yield ("link", one, two), times
        for step, times in begun.items():
            if step not in self.kept_fit["begins"]:
                yield ("begun", step), times
        for step, its in self.kept["steps"].items():
            if step not in self.kept_fit["ends"]:
                yield ("ended", step), its["n_ended"]

    def _closed(self) -> Number:
        n = self.kept_fit["n_closed"]
        number = self._number("explained_by_map", "people", self._rounded(n), n)
        return number if ("closed",) in self.counts else number.hidden(self.t)

    def _fits(self, told: Collection[Mapping[str, Any]], lacking: Mapping[Name, int]) -> Number | None:
        n, fits = self.kept_fit["n_closed"], self.kept_fit["n_fit"]
        if not n:
            return None
        number = self._number("explained_by_map", "%", self._share(fits, n), n)
        able = self.exact or fitting_may_be_told(self.kept, self.kept_fit, told, lacking, self.counts, self.t)
        return number if able else number.hidden(self.t)

    def _path(self, path: Mapping[str, Any]) -> TakenPath:
        n, closed = path["n"], self.kept_fit["n_closed"]
        steps = tuple(path["steps"])
        lead = self._number("measured_lead_time", "s", path["lead"], n, method="closed cases alone")
        return TakenPath(
            steps=steps,
            n=self._number("path_taken", "people", self._rounded(n), n),
            share=self._number("path_taken", "%", self._share(n, closed), closed) if ("closed",) in self.counts else None,
            lead=lead if self.exact else told_figure(lead, 0.5, n, self.t),
            fits=path["fits"],
            lacks=frozenset(place for place, move in enumerate(_moves(steps)) if not self._has(move)),
        )

    def _has(self, move: Move) -> bool:
        one, two = move
        if one is None:
            return two in self.kept_fit["begins"]
        return one in self.kept_fit["ends"] if two is None else move in self.pairs

    def _per_hundred(self, name: Name, times: int) -> float | None:
        if not {("closed",), ("open",)} <= self.counts:
            return None
        return self._share(times, self.kept["n_closed"] + self.kept["n_open"], self._people(name, times))

    def _people(self, name: Name, times: int) -> int:
        """Who begin or end do so once."""
        return self.took.get(name, times)

    def _share(self, part: int, whole: int, people: int | None = None) -> float:
        """Per cent; others read it whole, of rounded counts."""
        return 100 * part / whole if self.exact else round(100 * told_ratio(part, whole, self.t, people))

    def _rounded(self, n: int, people: int | None = None) -> int:
        return n if self.exact else rounded_times(n, n if people is None else people, self.t)

    def _number(self, definition: str, unit: str, value: float, n: int, method: str = "") -> Number:
        told = self._rounded(n)
        return Number(value, unit, definition, calendar="elapsed", period=f"/{self.kept['as_of'][:10]}", n=told, method=method)


def _moves(steps: tuple[str, ...]) -> list[Move]:
    return [(None, steps[0]), *pairwise(steps), (steps[-1], None)] if steps else []


def _move(name: Name) -> Move:
    kind, *steps = name
    if kind == "link":
        return (steps[0], steps[1])
    return (None, steps[0]) if kind == "begun" else (steps[0], None)


def _most_first(of: tuple[Name, int]) -> tuple[int, Name]:
    return (-of[1], of[0])
