"""What whoever holds all that was told of a journey's data knows of how its counts hang together, whatever the numbers are.

Counts are unknown numbers with a name: of whose data, over which steps, ended by which activities. A step is known by its activities, so
that two maps that ask the same of the same data ask for the same counts, and so do two versions of a feed.
"""

import json
from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain
from typing import Any

from analytics.domain.audit.possibilities import Known, Name, Sum
from analytics.domain.version_changes import KINDS

MOST_PAIRED = 12  # steps of a map of which every move from one to another is thought possible; of more, those alone that people made


@dataclass(frozen=True)
class Data:
    """A version of a feed, as it is kept. id: the same for all that say the same, in whatever feed and version: they are of the same
    people. row: its own. counts: cases, activity_instances. activities: {name: (times, people)}. changes: since the version before.
    joined: of joined data, how their parts meet, and parts: the ids of these. merged: {name in its files: the activity it is}.
    told_before: thresholds under which all but its activities was told, which went by other names then.
    """

    id: Hashable
    feed: Hashable
    version: int
    counts: Mapping[str, int]
    activities: Mapping[str, tuple[int, int]]
    changes: Mapping[str, Any]
    joined: Mapping[str, Any] | None = None
    merged: Mapping[str, str] = field(default_factory=dict)
    row: Hashable = ""
    told_before: Collection[int] = ()

    def changed(self, kind: str) -> Name:
        """People of whom rows came, changed or went with it."""
        return (self.id, kind, self.row)

    def meet(self, kind: str, *part: Hashable) -> Name:
        """People in all parts, in some, or in one alone."""
        return (self.id, kind, *part, self.row)

    def done(self, name: str) -> Name:
        """How often an activity was done."""
        return activity(self.id, [name], self.merged)

    def did(self, name: str) -> Name:
        """To how many people."""
        return (self.id, "activity of", *self.done(name)[2:])


@dataclass(frozen=True)
class Run:
    """What was measured. steps: {id: activities}; ends: activities; kept: as as_json keeps it. merged: {name in the data: the activity it
    is}. links: {link: (from, to)} that the map draws.
    """

    id: Hashable
    data: Hashable
    steps: Mapping[str, Collection[str]]
    ends: Collection[str]
    kept: Mapping[str, Any]
    merged: Mapping[str, str] = field(default_factory=dict)
    links: Mapping[str, Sequence[str]] = field(default_factory=dict)

    @cached_property
    def called(self) -> dict[str, str]:
        """{id of a step: what it is whatever the map}."""
        return {step: json.dumps(in_the_data(activities, self.merged)) for step, activities in self.steps.items()}

    @cached_property
    def over(self) -> str:
        """The same for all that ask for the same steps."""
        return json.dumps(sorted(self.called.values()))

    @cached_property
    def until(self) -> str:
        """The same for all whose journeys end alike."""
        return json.dumps(in_the_data(self.ends, self.merged))

    @cached_property
    def moves(self) -> Mapping[tuple[str, str], tuple[int, int]]:
        """{(from, to): (times, people)}, each of the pairs that are thought possible."""
        made = {(one, two): (times, people) for one, two, times, people in self.kept["moved"]}
        steps = self.kept["steps"]
        possible = [(one, two) for one in steps for two in steps] if len(steps) <= MOST_PAIRED else list(made)
        return {pair: made.get(pair, (0, 0)) for pair in possible}

    def of_data(self, kind: str, step: str) -> Name:
        """A count of a step's activities, whatever else is asked for."""
        return (self.data, kind, self.called[step])

    def way(self, kind: str, *steps: str) -> Name:
        """A count of how people go over the steps, wherever they end."""
        return (self.data, kind, self.over, *(self.called[step] for step in steps))

    def end(self, kind: str, *more: Hashable) -> Name:
        """A count of who has finished, or has not."""
        return (self.data, kind, self.until, *more)

    def alone(self, kind: str, *named: str) -> Name:
        """A count that no other run is known to share."""
        return (self.data, kind, self.id, *named)

    def ended(self, kind: str, *steps: str) -> Name:
        """A count of who has finished, or has not, over the steps."""
        return (self.data, kind, self.until, self.over, *(self.called[step] for step in steps))


@dataclass(frozen=True)
class Paths:
    """How paths fit a map, of a run. fit: as fit_as_json keeps it."""

    id: Hashable
    run: Run
    fit: Mapping[str, Any]


@dataclass(frozen=True)
class Everything:
    """All that is told of one journey."""

    data: Sequence[Data]
    runs: Sequence[Run]
    paths: Sequence[Paths]

    @cached_property
    def asked(self) -> list[Run]:
        """All runs there is anything told of, be it the paths alone."""
        return list({run.id: run for run in (*(paths.run for paths in self.paths), *self.runs)}.values())

    def pairs_of_versions(self) -> Iterator[tuple[Data, Data]]:
        """Each with the version that its changes are told since, where that is still there."""
        versions = {(one.feed, one.version): one for one in self.data}
        for after in self.data:
            before = versions.get((after.feed, after.changes.get("against", after.version)))
            if before is not None and before.id != after.id:  # the same data brought again are the same people
                yield before, after


def cases(data: Hashable) -> Name:
    return (data, "cases")


def in_the_data(activities: Collection[str], merged: Mapping[str, str]) -> list[str]:
    """The names that these go under there, however they are treated since."""
    return sorted({*activities, *(name for name, under in merged.items() if under in activities)})


def activity(data: Hashable, activities: Collection[str], merged: Mapping[str, str]) -> Name:
    """How often what goes under these names was done."""
    return (data, "activity", json.dumps(in_the_data(activities, merged)))


def hang_together(known: Known, every: Everything) -> None:
    """Every count with its true number, and how they hang together, put into what is known."""
    for one in every.data:
        _of_data(known, one)
    for run in every.asked:
        known.look()
        _of_run(known, run)
    for paths in every.paths:
        _of_paths(known, paths)
    for run in every.asked:
        known.look()
        _of_ends(known, run, [other for other in every.asked if other.data == run.data])
    for before, after in every.pairs_of_versions():
        _of_versions(known, before, after)
    _of_joined(known, every.data)


def _of_data(known: Known, data: Data) -> None:
    known.truth[cases(data.id)] = data.counts["cases"]
    known.truth[(data.id, "things done")] = data.counts["activity_instances"]
    for kind in KINDS:
        if kind in data.changes:
            known.truth[data.changed(kind)] = data.changes[kind]["people"]
    for name, (times, people) in data.activities.items():
        known.truth[data.done(name)] = times
        known.truth[data.did(name)] = people
        known.suppose({data.done(name): 1, data.did(name): -1})
        known.suppose({cases(data.id): 1, data.did(name): -1})
    known.equal((data.id, "things done"), {data.done(name): 1 for name in data.activities})


def _of_run(known: Known, run: Run) -> None:
    kept, truth = run.kept, known.truth
    closed, still = run.end("closed"), run.end("open")
    truth[closed], truth[still] = kept["n_closed"], kept["n_open"]
    truth.setdefault(cases(run.data), kept["n_closed"] + kept["n_open"])
    known.equal(cases(run.data), {closed: 1, still: 1})
    truth[run.ended("round")] = kept["going_round"]["numerator"]
    known.suppose({closed: 1, run.ended("round"): -1})
    for (one, two), (times, people) in run.moves.items():
        truth[run.way("link", one, two)], truth[run.way("took", one, two)] = times, people
        known.learn({run.way("link", one, two): 1, run.way("took", one, two): -1})
    for step in kept["steps"]:
        _of_step(known, run, step)
    ended, waiting = (sum(its[kind] for its in kept["steps"].values()) for kind in ("n_ended", "n_waiting"))
    truth[run.ended("ended unseen")], truth[run.ended("nowhere")] = kept["n_closed"] - ended, kept["n_open"] - waiting
    if set(run.ends) <= {name for activities in run.steps.values() for name in activities}:
        known.suppose({run.ended("ended unseen"): 1}, 0, 0)
    known.equal(closed, {run.ended("ended", step): 1 for step in kept["steps"]} | {run.ended("ended unseen"): 1})
    known.equal(still, {run.ended("waiting", step): 1 for step in kept["steps"]} | {run.ended("nowhere"): 1})
    if kept["reached_end"]:
        _of_arrived(known, run)
    for kind in ("handed", "again"):
        for *named, times, people in kept[kind] or ():
            often, whom = run.alone(kind, *named), run.alone(f"{kind} people", *named)
            truth[often], truth[whom] = times, people
            known.suppose({often: 1, whom: -1})
            known.suppose({closed: 1, whom: -1})
    _of_weeks(known, run)


def _of_arrived(known: Known, run: Run) -> None:
    """Who ended where the map does: the last visit of some others is there too, whose last activity is no step."""
    arrived = run.ended("arrived", run.kept["named_end"])
    ended = {run.ended("ended", run.kept["named_end"]): 1, arrived: -1}
    known.truth[arrived] = run.kept["reached_end"]["numerator"]
    matched = set(run.ends) <= {name for activities in run.steps.values() for name in activities}
    known.suppose(ended, 0, 0 if matched else float("inf"))


def _of_step(known: Known, run: Run, step: str) -> None:
    its, truth, moves = run.kept["steps"][step], known.truth, run.moves
    visits, visited, begun = run.way("visits", step), run.ended("visited", step), run.way("begun", step)
    measured, people, left_out, done = (run.of_data(kind, step) for kind in ("measured", "was measured", "not measured", "done"))
    came = sum(times for (_one, two), (times, _people) in moves.items() if two == step)
    truth[visits], truth[begun] = its["n_visits"], its["n_visits"] - came
    truth[visited] = round((its["visits_per_case"] or 0) * run.kept["n_closed"])
    truth[measured], truth[people], truth[done] = its["service"]["n"], its["n_cases"], its["n_instances"]
    truth[left_out], truth[run.way("more", step)] = its["n_instances"] - its["service"]["n"], its["n_instances"] - its["n_visits"]
    truth[run.ended("ended", step)], truth[run.ended("waiting", step)] = its["n_ended"], its["n_waiting"]
    out = {run.way("link", one, two): 1 for one, two in moves if one == step}
    known.equal(visits, {run.way("link", one, two): 1 for one, two in moves if two == step} | {begun: 1})
    known.equal(visits, out | {run.ended("ended", step): 1, run.ended("waiting", step): 1})
    known.suppose({visits: 1, visited: -1})
    known.suppose({visited: 1, run.ended("ended", step): -1})
    known.equal(done, {visits: 1, run.way("more", step): 1})
    known.equal(done, {measured: 1, left_out: 1})
    known.suppose({measured: 1, people: -1})
    parts = [activity(run.data, [name], run.merged) for name in run.steps[step]]
    if all(part in truth for part in parts):
        known.equal(done, dict.fromkeys(parts, 1))
    if not set(run.steps[step]) & set(run.ends):
        known.suppose({run.ended("ended", step): 1}, 0, 0)


def _of_weeks(known: Known, run: Run) -> None:
    weekly, truth = run.kept["weekly"], known.truth
    begun: dict[Name, int] = {}
    finished: dict[Name, int] = {}
    for week in weekly["weeks"]:
        begun[(run.data, "set out", week["first"])], finished[run.end("finished", week["first"])] = week["begun"], week["finished"]
    truth.update(begun)
    truth.update(finished)
    first = weekly["weeks"][0]["first"] if weekly["weeks"] else ""
    earlier, done_earlier = (run.data, "set out before", first), run.end("finished before", first)
    truth[earlier] = truth[cases(run.data)] - sum(begun.values())
    truth[done_earlier] = run.kept["n_closed"] - sum(finished.values())
    if not weekly["left_out"]:
        known.suppose({earlier: 1}, 0, 0)
        known.suppose({done_earlier: 1}, 0, 0)
    known.equal(cases(run.data), {**dict.fromkeys(begun, 1), earlier: 1})
    known.equal(run.end("closed"), {**dict.fromkeys(finished, 1), done_earlier: 1})


def _of_paths(known: Known, paths: Paths) -> None:
    run, fit = paths.run, paths.fit
    fits = path_fits(paths)
    known.truth[fits] = fit["n_fit"]
    known.suppose({run.end("closed"): 1, fits: -1})
    for path in fit["paths"]:
        known.truth[path_name(run, path)] = path["n"]


def path_name(run: Run, path: Mapping[str, Any]) -> Name:
    """How many took a path."""
    return run.ended("path", *path["steps"])


def path_fits(paths: Paths) -> Name:
    """How many took a path that the map has."""
    return (*paths.run.ended("fits"), paths.id)


def _of_ends(known: Known, run: Run, others: Sequence[Run]) -> None:
    """Another activity ends a journey: who ended at a step under one question waits there under another."""
    for other in others:
        if other.until == run.until or not set(other.ends) <= set(run.ends):
            continue
        known.suppose({run.end("closed"): 1, other.end("closed"): -1})
        for week in run.kept["weekly"]["weeks"]:
            if other.end("finished", week["first"]) in known.truth:
                known.suppose({run.end("finished", week["first"]): 1, other.end("finished", week["first"]): -1})
        if other.over != run.over:
            continue
        for step in run.kept["steps"]:
            mine, its = (next(id for id, called in one.called.items() if called == run.called[step]) for one in (run, other))
            known.suppose({run.ended("ended", mine): 1, other.ended("ended", its): -1})


def _of_versions(known: Known, before: Data, after: Data) -> None:
    """A file that only grows: nobody goes, and what was done stays done. Else as many more or fewer as rows were added or gone."""
    new = {cases(after.id): 1, cases(before.id): -1}
    if not all(kind in after.changes for kind in KINDS):
        return
    known.suppose({after.changed("added"): 1, **{name: -times for name, times in new.items()}})
    known.suppose({after.changed("gone"): 1, **new})
    if any(after.changes[kind]["rows"] for kind in ("changed", "gone")):
        return
    for name in list(known.truth):
        if name[0] == after.id and (earlier := (before.id, *name[1:])) in known.truth and grows(name):
            known.suppose({name: 1, earlier: -1})


GROWING = frozenset(
    ("cases", "things done", "activity", "activity of", "link", "took", "begun", "visits", "more", "set out", "not measured", "done")
)


def grows(name: Name) -> bool:
    """Whether a count can only grow with a file that does."""
    return name[1] in GROWING


def _of_joined(known: Known, every: Sequence[Data]) -> None:
    for data in every:
        if not data.joined:
            continue
        alone = {part["dataset"]: part["alone"] for part in data.joined["alone"]}
        some = data.joined["cases"] - data.joined["in_all"] - sum(alone.values())
        known.truth[data.meet("in all")], known.truth[data.meet("in some")] = data.joined["in_all"], some
        for part, n in alone.items():
            known.truth[data.meet("alone", part)] = n
        whole: dict[Name, float] = {data.meet("in all"): 1, **{data.meet("alone", part): 1 for part in alone}}
        known.equal(cases(data.id), whole | ({data.meet("in some"): 1} if len(alone) > 2 else {}))
        for part in alone:
            if cases(part) not in known.truth:
                continue
            its: dict[Name, float] = {data.meet("in all"): 1, data.meet("alone", part): 1}
            if len(alone) == 2:
                known.equal(cases(part), its)
                continue
            known.suppose({cases(part): 1, **dict.fromkeys(its, -1)})
            known.suppose({data.meet("in some"): 1, **its, cases(part): -1})


def few_in(known: Known, every: Everything, further: Iterable[Sum], t: int) -> list[tuple[Sum, int]]:
    """Everything that is of 1 to t-1 people: (sum, t): counts, the rest of a whole, what came with a version or another question, and what
    is further asked.
    """
    small = {data.id for data in every.data if data.counts["cases"] < t}  # all of it is said to be of fewer than t people
    sums: dict[frozenset, Sum] = {}
    for of in chain(_asked(known, every), further):
        known.look()
        if 0 < known.worth(of) < t and not {name[0] for name in of} <= small:
            sums.setdefault(frozenset(of.items()), of)
    return [(of, t) for of in sums.values()]


ASKED = frozenset(
    (
        *("cases", "closed", "open", "round", "nowhere", "ended", "waiting", "finished", "set out", "link", "took", "begun", "visits"),
        *("more", "not measured", "in all", "in some", "alone", "added", "arrived", "handed people", "again people", "fits"),
    )
)


def _asked(known: Known, every: Everything) -> Iterator[Sum]:
    for name in known.truth:
        if name[1] in ASKED:
            yield {name: 1}
    for run in every.asked:
        yield {run.end("closed"): 1, run.ended("round"): -1}
        for step in run.kept["steps"]:
            yield {run.way("visits", step): 1, run.ended("visited", step): -1}
        known.look()
        for other in every.asked:
            if other.data == run.data and other.until != run.until:
                yield {run.end("closed"): 1, other.end("closed"): -1}
    for paths in every.paths:
        yield {paths.run.end("closed"): 1, path_fits(paths): -1}
    for before, after in every.pairs_of_versions():
        if not all(kind in after.changes for kind in KINDS):
            continue
        for name in list(known.truth):
            if name[0] == after.id and grows(name) and name[1] in ASKED and (earlier := (before.id, *name[1:])) in known.truth:
                yield {name: 1, earlier: -1}
