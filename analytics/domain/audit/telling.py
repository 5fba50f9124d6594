"""What is told of counts, as sums of them that lie between two numbers: read out of the very values that leave the server."""

from collections.abc import Callable, Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any

from analytics.domain.audit.knowledge import Data, Everything, Name, Paths, Run, cases, path_fits, path_name
from analytics.domain.audit.possibilities import Known, Sum
from analytics.domain.map_fit import MapFit, fit_from_json
from analytics.domain.map_measures import EIGHTIETH, from_json
from analytics.domain.measured import MeasuredMap, MeasuredTime
from analytics.domain.told import few_changed, told_change, told_count
from analytics.domain.version_changes import KINDS
from carejourneys.common.envelope import Number
from carejourneys.common.small_numbers import hidden_cells, hide_average, hide_count, rounded_inside, told_like


def learn_all(known: Known, every: Everything, t: int, told: Mapping[Any, Collection[int]] | None = None) -> list[Sum]:
    """Whatever is told. told: {row: the thresholds under which it was}, of others nothing is; None: everything is, under threshold t. Sums
    that what is told makes worth asking for: the rest of a whole of which the parts are.
    """

    def under(row: Hashable) -> Collection[int]:
        known.look()
        return (t,) if told is None else told.get(row, ())

    for data in every.data:
        for one in data.told_before:
            learn_all_but_activities(known, data, one)
        for one in under(data.row):
            learn_data(known, data, one)
    for run in every.runs:
        for one in under(run.id):
            learn_run(known, run, one)
    return [learn_paths(known, paths, one) for paths in every.paths for one in under(paths.id)]


def times_told_like(times: int, people: int, t: int) -> tuple[int, int]:
    """(fewest, most) of the times that are told like so many, which happened to so many people, t at least or none."""
    each = max(1, -(-times // people)) if people else 1
    fewest, most = _told_as(rounded_inside((times + each // 2) // each, t), t)
    if not most:
        return 0, 0
    return (t if fewest == t else fewest * each - each // 2), most * each + each - 1 - each // 2


def fewest_with(least: float, t: int) -> int:
    """The smallest count told like none that is below `least`: what is shown of `least` people or more is shown of these or more."""
    told = step = rounded_inside(1, t)
    while _told_as(told, t)[0] < least:
        told += step
    return _told_as(told, t)[0]


def _told_as(told: int, t: int) -> tuple[int, int]:
    return told_like(told, t) if told else (0, 0)


@dataclass(frozen=True)
class _Ear:
    """Hears what is told under a threshold."""

    known: Known
    t: int

    def count(self, of: Sum, told: float | None) -> None:
        """People; told None: hidden, which says nothing."""
        if told is not None:
            self.known.learn(of, *told_like(round(self.known.worth(of)), self.t))

    def times(self, of: Sum, people: Name, told: float | None) -> None:
        """How often something happened, and to how many people: it is known how often at most to one of them."""
        if told is None:
            return
        times, n = round(self.known.worth(of)), self.known.truth[people]
        each = max(1, -(-times // n)) if n else 1
        self.known.learn(of, *times_told_like(times, n, self.t))
        self.known.learn({people: each, **{name: -one for name, one in of.items()}})

    def rounded(self, of: Sum, people: Name) -> None:
        """The same where it is told within a share or a mean."""
        self.times(of, people, 0)

    def time(self, people: Sum, median: Number, p80: Number) -> None:
        """Whether a median and an 80th centile are shown tells of how many people they are."""
        if not self.known.worth(people):
            self.known.learn(people, 0, 0)
            return
        self.median(people, median)
        self._enough(people, self.t / 2 / (1 - EIGHTIETH) - 1e-6, shown=not p80.suppressed)

    def median(self, people: Sum, median: Number) -> None:
        """Of one person or more."""
        self._enough(people, self.t, shown=not median.suppressed)

    def _enough(self, people: Sum, least: float, *, shown: bool) -> None:
        least = fewest_with(least, self.t)
        if shown:
            self.known.learn(people, least)
        else:
            self.known.learn(people, 1, least - 1)


def learn_data(known: Known, data: Data, t: int) -> None:
    """What the pages and the interface of data tell: how many, of what, since when, how parts meet."""
    learn_all_but_activities(known, data, t)
    _learn_activities(_Ear(known, t), data)


def learn_all_but_activities(known: Known, data: Data, t: int) -> None:
    """What is the same whatever its activities are called."""
    ear = _Ear(known, t)
    n = data.counts["cases"]
    if hide_count(n, t):
        known.learn({cases(data.id): 1}, 1, t - 1)
    else:
        ear.count({cases(data.id): 1}, told_count(n, t))
        ear.times({(data.id, "things done"): 1}, cases(data.id), told_count(data.counts["activity_instances"], t, n))
    if all(kind in data.changes for kind in KINDS):
        for kind in KINDS:
            _rows, people = told_change(data.changes[kind], t)
            if people is None:
                known.learn({data.changed(kind): 1}, 1, few_changed(t) - 1)
            else:
                ear.count({data.changed(kind): 1}, people)
    if data.joined:
        _learn_meeting(ear, data)


def _learn_activities(ear: _Ear, data: Data) -> None:
    """The list of activities: named where enough people did it, with how often."""
    names = list(data.activities)
    hidden = hidden_cells([data.activities[name][1] for name in names], ear.t)
    for place, name in enumerate(names):
        people = data.did(name)
        if hide_average(data.activities[name][1], ear.t):
            ear.known.learn({people: 1}, 0, ear.t - 1)
            continue
        ear.known.learn({people: 1}, ear.t)
        if place not in hidden:
            ear.times({data.done(name): 1}, people, told_count(*data.activities[name][:1], ear.t, data.activities[name][1]))


def _learn_meeting(ear: _Ear, data: Data) -> None:
    alone: Sequence[Mapping[str, Any]] = data.joined["alone"] if data.joined else ()
    lines = [data.meet("in all"), *(data.meet("alone", part["dataset"]) for part in alone)]
    lines += [data.meet("in some")] if len(alone) > 2 else []
    hidden = hidden_cells([ear.known.truth[name] for name in lines], ear.t)
    for place, name in enumerate(lines):
        if place not in hidden:
            ear.count({name: 1}, told_count(ear.known.truth[name], ear.t))


def told_of(run: Run, t: int) -> MeasuredMap:
    """What others read of a run."""
    about = {"dataset": "", "dataset_id": "", "synthetic": False, "stale": False}
    return from_json(run.kept, t=t, exact=False, **about)  # type: ignore[arg-type]


def learn_run(known: Known, run: Run, t: int) -> None:
    """What the pages of a map and of measures tell, the lists for programs, and files."""
    kept, told, ear = run.kept, told_of(run, t), _Ear(known, t)
    closed, still = run.end("closed"), run.end("open")
    if not (hide_count(kept["n_closed"], t) or hide_count(kept["n_open"], t)):  # among the findings of the data
        ear.count({still: 1}, told_count(kept["n_open"], t))
    if told.lead_time is not None:
        _learn_time(ear, closed, still, told.lead_time)
    if told.to_end is not None:
        _learn_time(ear, run.ended("arrived", kept["named_end"]), still, told.to_end)
    for link, wait in told.waits.items():
        one, two = kept["waits"][link]["source"], kept["waits"][link]["target"]
        ear.times({run.way("link", one, two): 1}, run.way("took", one, two), wait.n)
        ear.count({run.ended("waiting", one): 1}, wait.n_open)
        ear.time({run.way("took", one, two): 1}, wait.median, wait.p80)
    for step, time in told.service.items():
        people = run.of_data("was measured", step)
        ear.times({run.of_data("measured", step): 1}, people, time.n)
        ear.time({people: 1}, time.median, time.p80)
    _learn_nobody(known, run, told)
    for step, visits in told.visits.items():
        people, visited = run.of_data("was measured", step), run.ended("visited", step)
        if visits.value is not None and known.truth[people]:
            ear.rounded({visited: 1}, people)
            ear.count({closed: 1}, 0)
        elif visits.value is not None:  # of a step without starts it is not known of how many people: each is taken to have come once
            ear.count({visited: 1}, 0)
            ear.count({closed: 1}, 0)
    arrived = run.ended("arrived", kept["named_end"]) if kept["reached_end"] else closed
    for share, part in ((told.reached_end, arrived), (told.going_round, run.ended("round"))):
        if share is not None and share.value is not None:
            ear.count({part: 1}, 0)
            ear.count({closed: 1}, 0)
    for number in (told.hand_offs, told.recorded_share, told.missing_starts, told.days.lead if told.days else None):
        if number is not None:
            ear.count({closed: 1}, number.n)
    _learn_weeks(ear, run, told)
    for kind, found in (("handed", told.handed), ("again", told.again)):
        for one in found.listed if found is not None else ():
            people = run.alone(f"{kind} people", *one.of)
            known.learn({people: 1}, ear.t)
            ear.count({people: 1}, one.people.value)
            ear.times({run.alone(kind, *one.of): 1}, people, one.times.value)
            if one.each.value is not None:
                known.learn({closed: 1}, fewest_with(10 * ear.t, ear.t))


def _learn_nobody(known: Known, run: Run, told: MeasuredMap) -> None:
    """Of a few something would stand there, and be hidden: where nothing stands it is nobody."""
    drawn = {link: (wait["source"], wait["target"]) for link, wait in run.kept["waits"].items()} | dict(run.links)
    for link, (one, two) in drawn.items():
        if link not in told.waits and (one, two) in run.moves:
            known.suppose({run.way("link", one, two): 1}, 0, 0)
            known.suppose({run.way("took", one, two): 1}, 0, 0)
    for step in run.kept["steps"]:
        if step not in told.service:
            known.suppose({run.of_data("measured", step): 1}, 0, 0)
            known.suppose({run.of_data("was measured", step): 1}, 0, 0)


def _learn_time(ear: _Ear, people: Name, still: Name, time: MeasuredTime) -> None:
    ear.count({people: 1}, time.n)
    ear.count({still: 1}, time.n_open)
    ear.time({people: 1}, time.median, time.p80)
    if time.curve:  # as fine as people are enough for it
        ear.count({people: 1}, 0)


def _learn_weeks(ear: _Ear, run: Run, told: MeasuredMap) -> None:
    weeks = [week["first"] for week in run.kept["weekly"]["weeks"]]
    first = weeks[0] if weeks else ""
    for week in told.weeks:
        among = [name for name in weeks if week.first <= date.fromisoformat(name) <= week.last]
        until = [name for name in weeks if date.fromisoformat(name) <= week.last]
        come: dict[Name, float] = {(run.data, "set out", name): 1 for name in among}
        done: dict[Name, float] = {run.end("finished", name): 1 for name in among}
        on_the_way: dict[Name, float] = {(run.data, "set out", name): 1 for name in until}
        on_the_way |= {run.end("finished", name): -1 for name in until}
        on_the_way |= {(run.data, "set out before", first): 1, run.end("finished before", first): -1}
        ear.count(come, week.begun.value)
        ear.count(done, week.finished.value)
        ear.count(on_the_way, week.on_the_way.value)
        ear.time(done, week.median, week.p80)


def learn_paths(known: Known, paths: Paths, t: int) -> Sum:
    """What the page on how the paths in the data fit a map tells. All who took a path that is not told, to be asked for."""
    run, ear, fit = paths.run, _Ear(known, t), fit_from_json(paths.fit, paths.run.kept, t=t, exact=False)
    closed, fits = run.end("closed"), path_fits(paths)
    told = {path.steps: path for path in fit.paths}
    named: dict[tuple[str, ...], Name] = {steps: path_name(run, {"steps": steps}) for steps in told}
    for steps, path in told.items():
        ear.count({named[steps]: 1}, path.n.value)
        ear.median({named[steps]: 1}, path.lead)
    ear.count({closed: 1}, fit.closed.value)
    if fit.fits is not None and fit.fits.value is not None:
        ear.count({fits: 1}, 0)
        ear.count({closed: 1}, 0)
    fitting, unfit = ([named[steps] for steps, path in told.items() if path.fits == able] for able in (True, False))
    known.learn({fits: 1, **dict.fromkeys(fitting, -1)})
    known.learn({closed: 1, fits: -1, **dict.fromkeys(unfit, -1)})
    others = {closed: 1, **dict.fromkeys(named.values(), -1)}
    known.learn(others, fit.others)
    ear.count(others, fit.others_n)
    _learn_ways(known, run, named)
    if not fit.few:
        _learn_nothing_else(known, paths, fit)
    for one in fit.lacking:
        here, there = one.move
        if here is None or there is None:
            ear.count({run.way("begun", there) if there else run.ended("ended", here or ""): 1}, one.times)
        else:
            ear.times({run.way("link", here, there): 1}, run.way("took", here, there), one.times)
    for here, there, _link in fit.not_taken:
        if (here, there) in run.moves:
            known.learn({run.way("link", here, there): 1}, 0, 0)
    for step in fit.not_visited:
        known.learn({run.way("visits", step): 1}, 0, 0)
    return others


def _learn_nothing_else(known: Known, paths: Paths, fit: MapFit) -> None:
    """Where no further moves are said to be lacking, nobody made one that neither the map has nor the list."""
    run, kept = paths.run, paths.fit
    has = {(one, two) for one, two, *_link in (*kept["drawn"], *kept["side_by_side"])} | {one.move for one in fit.lacking}
    for pair in run.moves:
        if pair not in has:
            known.suppose({run.way("link", *pair): 1}, 0, 0)
    for step in run.kept["steps"]:
        if step not in kept["begins"] and (None, step) not in has:
            known.suppose({run.way("begun", step): 1}, 0, 0)
        if step not in kept["ends"] and (step, None) not in has:
            known.suppose({run.ended("ended", step): 1}, 0, 0)


def _learn_ways(known: Known, run: Run, named: Mapping[tuple[str, ...], Name]) -> None:
    """Whoever took a path is counted at each of its moves, where it begins and where it ends."""

    def at_least(name: Name, times: Callable[[tuple[str, ...]], int]) -> None:
        on_it = {path: -n for steps, path in named.items() if (n := times(steps))}
        if on_it:
            known.learn({name: 1, **on_it})

    for pair in run.moves:
        at_least(run.way("link", *pair), lambda steps, pair=pair: list(pairwise(steps)).count(pair))  # type: ignore[misc]
        at_least(run.way("took", *pair), lambda steps, pair=pair: int(pair in set(pairwise(steps))))  # type: ignore[misc]
    for step in run.kept["steps"]:
        at_least(run.way("begun", step), lambda steps, step=step: int(steps[:1] == (step,)))  # type: ignore[misc]
        at_least(run.ended("ended", step), lambda steps, step=step: int(steps[-1:] == (step,)))  # type: ignore[misc]
        at_least(run.ended("visited", step), lambda steps, step=step: steps.count(step))  # type: ignore[misc]
    at_least(run.ended("round"), lambda steps: int(len(set(steps)) < len(steps)))
