"""Data of a journey as they come in over time, everything a participant can read of them, and what an attacker makes of it.

Two agencies, several versions of the feed of one, two questions to each (another activity ends a journey), and the data of both joined. The
rows are put where the product keeps them; what is read comes out of its queries.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cached_property
from itertools import pairwise
from uuid import UUID

import numpy as np

from analytics.domain.map_fit import FIT_VERSION, MapFit
from analytics.domain.map_measures import CODE_VERSION
from analytics.domain.measured_rows import MeasuredRow
from analytics.domain.measured_weeks import weekly_as_json
from analytics.domain.telling_levels import FINEST
from analytics.engine.weekly import weekly
from analytics.models import Dataset, Feed, MeasureResult
from analytics.queries.dataset_answers import dataset_answer
from analytics.queries.datasets import datasets_read_by
from analytics.queries.map_fit import fit_of
from analytics.queries.metric_runs import rows_of, run_for, runs_read_by
from carejourneys.common.clock import now
from journeys.models import Map
from stakeholders.models import User
from tests.oracles.attacker import Attacker, class_around, class_of, class_of_times, step_of
from tests.pages.grid.test_fit_side_by_side import fit_kept
from tests.pages.grid.test_small_numbers_side_by_side import END, LINKS, STATE, STEPS
from tests.walked_log import Group, kept_of

MONDAY = datetime(2026, 1, 5, 9, tzinfo=UTC)
ENDS = {"last": ("d",), "earlier": ("b", "d")}  # the questions: which steps end a journey
MOVES = [(one, two) for one in STEPS for two in STEPS]
WEEKS = 5
NEAR = 0.0051  # a share, or how many times a person, is told in hundredths


@dataclass(frozen=True)
class Some:
    """people: how many did the same. way: the steps they were at when they came; since: the version they came with. later: steps they went
    on to, in the version after. week: when they set out; lasted: weeks from there to their last step. also: they are in the other
    agency's data too. timed, more: as of a Group.
    """

    people: int
    way: tuple[str, ...]
    since: int = 1
    later: tuple[str, ...] = ()
    week: int = 0
    lasted: int = 0
    also: bool = False
    timed: bool = True
    more: int = 0

    def in_version(self, version: int) -> "Some | None":
        """None: not there yet."""
        if version < self.since:
            return None
        on = self.later if version > self.since else ()
        return replace(self, way=self.way + on, lasted=self.lasted + len(on))


@dataclass(frozen=True)
class World:
    """others: people whom the other agency alone knows. versions: of the first agency's feed. raised: the threshold after all was read
    once; 0: it stays.
    """

    some: tuple[Some, ...]
    others: int = 0
    versions: int = 1
    raised: int = 0

    def people(self, version: int) -> list[Some]:
        return [found for one in self.some if (found := one.in_version(version)) is not None]


Run = tuple[int, str]  # version, question


class Truth:
    """The counts of a world by name, told by walking with everybody."""

    def __init__(self, world: World):
        self.world, self.counts = world, defaultdict(int)
        for version in range(1, world.versions + 1):
            for question in ENDS:
                self._run((version, question))
            if version > 1:
                self._changes(version)
        last = world.people(world.versions)
        self.counts["both"] = sum(one.people for one in last if one.also)
        self.counts["only here"] = sum(one.people for one in last if not one.also)
        self.counts["only there"] = world.others
        self.counts["there"] = world.others + self.counts["both"]
        self.counts["joined"] = self.counts["there"] + self.counts["only here"]

    def _run(self, run: Run) -> None:
        counts = self.counts
        for one in self.world.people(run[0]):
            n, ends = one.people, ENDS[run[1]]
            closed = bool(one.way) and one.way[-1] in ends
            counts[run, "cases"] += n
            counts[run, "closed" if closed else "open"] += n
            counts[run, "set out", one.week] += n
            counts[run, "round"] += n * (closed and len(set(one.way)) < len(one.way))
            if closed:
                counts[run, "finished", one.week + one.lasted] += n
                counts[run, "path", one.way] += n
                counts[run, "fits"] += n * (one.way[0] == "a" and one.way[-1] == "d" and set(pairwise(one.way)) <= set(LINKS))
            for move, times in Counter(pairwise(one.way)).items():
                counts[run, "link", *move] += n * times
                counts[run, "took", *move] += n
            for step, times in Counter(one.way).items():
                more = one.more if step == one.way[0] else 0
                counts[run, "visits", step] += n * times
                counts[run, "visited", step] += n * times * closed
                counts[run, "more", step] += n * more
                counts[run, "measured", step] += n * (times + more) * one.timed
                counts[run, "was measured", step] += n * one.timed
                counts[run, "not measured", step] += n * (times + more) * (not one.timed)
            if one.way:
                counts[run, "begun", one.way[0]] += n
                counts[run, "ended" if closed else "waiting", one.way[-1]] += n
            else:
                counts[run, "nowhere"] += n

    def _changes(self, version: int) -> None:
        old, new = self.counts[(version - 1, "last"), "cases"], self.counts[(version, "last"), "cases"]
        self.counts["new", version] = new - old
        for one in self.world.some:
            before, after = one.in_version(version - 1), one.in_version(version)
            if after is not None and after != before:
                self.counts["has new", version] += one.people
                self.counts["new rows", version] += one.people * (
                    len(after.way) + after.more * bool(after.way) - (len(before.way) + before.more * bool(before.way) if before else 0)
                )

    def things(self, version: int) -> dict[str, int]:
        """{activity, which is a step: how often it was done}."""
        run = (version, "last")
        return {step: self.counts[run, "visits", step] + self.counts[run, "more", step] for step in STEPS}


def _nothing() -> None:
    """Nobody has to look."""


class Kept:
    """The rows of a world, as uploads and measuring leave them. map: of the journey; by: who brought them. tell: looks at what came with
    each version before it is told; None: all was told to others as it came.
    """

    def __init__(self, world: World, map: Map, by: User, tell: Callable[[], None] | None = None):
        self.world, self.truth, self.map, self._by = world, Truth(world), map, by
        self._tell, self._level = tell or _nothing, None if tell else FINEST
        self.versions: dict[UUID, int] = {}
        self.runs: dict[UUID, Run | str] = {}
        self._feed = self._new_feed("Hospital")
        for version in range(1, world.versions + 1):
            self._version(version)
            self._tell()
        self._other_agency()
        self._tell()

    @cached_property
    def newest(self) -> Dataset:
        """Of the first agency."""
        return self._feed.versions.order_by("version").last()

    def _new_feed(self, name: str) -> Feed:
        return Feed.objects.create(journey=self.map.journey, name=name, uploaded_by=self._by, uploaded_at=now())

    def _dataset(self, feed: Feed, version: int, cases: int, things: dict[str, int], people: dict[str, int], **more) -> Dataset:
        done = sum(things.values())
        quality = {"findings": [], "activity_people": list(people.items()), "end_activities": [], **more.pop("quality", {})}
        return Dataset.objects.create(
            journey=self.map.journey,
            feed=feed,
            version=version,
            name=feed.name,
            suffix=".csv",
            state=Dataset.READY,
            content_hash=f"{feed.pk.hex}{version}"[:64],
            counts={"cases": cases, "activity_instances": done, "rows": done, "rows_rejected": 0},
            quality=quality,
            told_level=self._level,
            activities=sorted(things.items(), key=lambda one: -one[1]),
            uploaded_by=self._by,
            uploaded_at=now(),
            **more,
        )

    def _version(self, version: int) -> None:
        counts, people = self.truth.counts, self.world.people(version)
        met = {step: sum(one.people for one in people if step in one.way) for step in STEPS}
        changes = {}
        if version > 1:
            added = {"rows": counts["new rows", version], "people": counts["has new", version]}
            changes = {"against": version - 1, "added": added, "changed": _NOBODY, "gone": _NOBODY}
        dataset = self._dataset(self._feed, version, counts[(version, "last"), "cases"], self.truth.things(version), met, changes=changes)
        self.versions[dataset.pk] = version
        for question, ends in ENDS.items():
            self._measure(dataset, (version, question), people, ends)

    def _measure(
        self, dataset: Dataset, run: Run | str, people: Sequence[Some], ends: Sequence[str], steps: dict[str, list[str]] | None = None
    ) -> None:
        """steps: which activities they are; None: they are called alike."""
        groups = [Group(one.people, one.way, bool(one.way) and one.way[-1] in ends, one.timed, one.more) for one in people]
        named = END if len(ends) > 1 else None
        result = {**kept_of(groups, steps=STEPS, links=LINKS, end=named), "weekly": _weekly(people, ends)}
        for step, its in result["steps"].items():
            visits = sum(one.people * one.way.count(step) for one in groups if one.closed)
            its["visits_per_case"] = visits / result["n_closed"] if result["n_closed"] else None
        about = {"dataset": dataset, "map": self.map, "data_hash": dataset.content_hash, "map_revision": 1, "measured_at": now()}
        about["told_level"] = self._level
        question = f"{run}"
        asked = {"steps": steps or {step: [step] for step in STEPS}, "ends": [*ends, *(steps or {}).get("d", ())]}
        kept = MeasureResult.objects.create(**about, question=asked, question_hash=question, code_version=CODE_VERSION, result=result)
        self.runs[kept.pk] = run
        fit = {**fit_kept(groups), "beside": question}
        MeasureResult.objects.create(**about, question=asked, question_hash=f"paths {run}", code_version=FIT_VERSION, result=fit)

    def _other_agency(self) -> None:
        counts, feed, together = self.truth.counts, self._new_feed("Council"), self._new_feed("Together")
        there, joined = counts["there"], counts["joined"]
        dataset = self._dataset(feed, 1, there, {"Assessed": there}, {"Assessed": there})
        self._measure(dataset, "there", [Some(there, ("d",))] if there else [], ("d",), {"a": ["a"], "b": ["b"], "d": ["Assessed"]})
        parts = ((self.newest, "only here"), (dataset, "only there"))
        alone = [{"name": part.name, "dataset": str(part.pk), "alone": counts[name]} for part, name in parts]
        meeting = {"joined": {"cases": joined, "in_all": counts["both"], "alone": alone}}
        things = self.truth.things(self.world.versions)
        both = self._dataset(together, 1, joined, {**things, "Assessed": there}, {**things, "Assessed": there}, quality=meeting)
        others = [Some(self.world.others, ("d",))] if self.world.others else []
        self._measure(
            both, "joined", [*self.world.people(self.world.versions), *others], ("b", "d"), {"a": ["a"], "b": ["b"], "d": ["d", "Assessed"]}
        )


_NOBODY = {"rows": 0, "people": 0}


def _weekly(people: Sequence[Some], ends: Sequence[str]) -> dict:
    alone = [one for one in people for _person in range(one.people)]
    begun = np.array([_micros(one.week) for one in alone], dtype=np.int64)
    lead = np.array([_micros(one.lasted) - _micros(0) for one in alone], dtype=np.int64)
    closed = np.array([bool(one.way) and one.way[-1] in ends for one in alone], dtype=bool)
    return weekly_as_json(weekly(begun, lead, closed, as_of=_micros(2 * WEEKS), zone="UTC", few=8))


def _micros(week: int) -> int:
    return int((MONDAY + timedelta(weeks=week)).timestamp()) * 1_000_000


class Reader:
    """A participant who reads everything there is, and understands how it hangs together."""

    def __init__(self, kept: Kept, user: User):
        self.kept, self.user, self.attacker = kept, user, Attacker()
        self.t = 0
        for version in range(1, kept.world.versions + 1):
            for question in ENDS:
                self._how_a_run_hangs_together((version, question))
            self._how_questions_hang_together(version)
            if version > 1:
                self._how_versions_hang_together(version)
        self._how_data_are_joined()

    def read_all(self, t: int) -> None:
        """t: the threshold in force; what is told more coarsely says so."""
        for run in runs_read_by(self.user):
            if run.code_version == CODE_VERSION and run.pk in self.kept.runs:
                self.t = under(t, run)
                self._run(self.kept.runs[run.pk], rows_of(self.user, run_for(self.user, run.pk)))
        of = Map.objects.select_related("journey__economy").get(pk=self.kept.map.pk)
        found = fit_of(self.user, of, STATE, data=str(self.kept.newest.pk))
        if found.fit is not None:
            paths = MeasureResult.objects.get(pk=found.result_id)
            beside = paths.dataset.results.get(code_version=CODE_VERSION, question_hash=paths.result["beside"])
            self.t = max(under(t, paths), under(t, beside))
            self._fit(self.kept.runs[beside.pk], found.fit)
        for dataset in datasets_read_by(self.user):
            self.t = under(t, dataset)
            self._dataset(Dataset.objects.get(pk=dataset.pk))

    # how counts hang together

    def _how_a_run_hangs_together(self, run: Run) -> None:
        learn, equal = self.attacker.learn, self.attacker.equal
        for step in STEPS:
            into, out = ({(run, "link", *move): 1 for move in MOVES if move[place] == step} for place in (1, 0))
            equal((run, "visits", step), {**into, (run, "begun", step): 1})
            equal((run, "visits", step), {**out, (run, "ended", step): 1, (run, "waiting", step): 1})
            learn({(run, "visits", step): 1, (run, "visited", step): -1})
            learn({(run, "visited", step): 1, (run, "ended", step): -1})
            things = {(run, "visits", step): 1, (run, "more", step): 1}
            equal((run, "measured", step), {**things, (run, "not measured", step): -1})
            learn({(run, "measured", step): 1, (run, "was measured", step): -1})
        for move in MOVES:
            learn({(run, "link", *move): 1, (run, "took", *move): -1})
        equal((run, "closed"), {(run, "ended", step): 1 for step in STEPS})
        equal((run, "open"), {**{(run, "waiting", step): 1 for step in STEPS}, (run, "nowhere"): 1})
        equal((run, "cases"), {(run, "closed"): 1, (run, "open"): 1})
        learn({(run, "closed"): 1, (run, "round"): -1})
        learn({(run, "closed"): 1, (run, "fits"): -1})
        equal((run, "closed"), {(run, "finished", week): 1 for week in range(2 * WEEKS + 1)})
        equal((run, "cases"), {(run, "set out", week): 1 for week in range(WEEKS)})

    def _how_questions_hang_together(self, version: int) -> None:
        """Another activity ends a journey: who ended there was waiting there."""
        one, two = (version, "last"), (version, "earlier")
        for name in _same_for_every_question():
            self.attacker.equal((one, *name), {(two, *name): 1})
        for step in STEPS:
            both = {(two, "ended", step): 1, (two, "waiting", step): 1, (one, "ended", step): -1}
            self.attacker.equal((one, "waiting", step), both)
            if step not in ENDS["last"]:
                self.attacker.learn({(one, "ended", step): 1}, 0, 0)
            if step not in ENDS["earlier"]:
                self.attacker.learn({(two, "ended", step): 1}, 0, 0)

    def _how_versions_hang_together(self, version: int) -> None:
        """The file grows: nobody goes, and what was done stays done."""
        one, two = (version - 1, "last"), (version, "last")
        for name in _same_for_every_question():
            self.attacker.learn({(two, *name): 1, (one, *name): -1})
        self.attacker.equal(("new", version), {(two, "cases"): 1, (one, "cases"): -1})
        self.attacker.learn({("has new", version): 1, ("new", version): -1})

    def _how_data_are_joined(self) -> None:
        last = ((self.kept.world.versions, "last"), "cases")
        self.attacker.equal(last, {"only here": 1, "both": 1})
        self.attacker.equal("there", {"only there": 1, "both": 1})
        self.attacker.equal("joined", {"only here": 1, "only there": 1, "both": 1})

    # what is read

    def _told(self, of: dict[Hashable, float], number: float | None) -> None:
        if number is not None:
            self.attacker.learn(of, *class_of(number, self.t))

    def _run(self, run: Run | str, rows: Sequence[MeasuredRow]) -> None:
        for row in rows:
            number = row.number
            if run in ("there", "joined"):
                if (row.about, row.statistic, row.metric) == ("journey", "median", "measured_lead_time") and number.n_open is not None:
                    self._sum_told({run: 1}, [number.n, number.n_open])
                elif (row.about, row.statistic, row.metric) == ("journey", "median", "measured_lead_time") and run == "there":
                    self._told({run: 1}, number.n)  # everybody's journey is over there
                continue
            named = {"journey": "closed", "last_step": "arrived"}.get(row.about)
            if row.metric == "measured_lead_time" and row.statistic == "median":
                self._told({(run, named): 1} if named == "closed" else {(run, "ended", END): 1}, number.n)
                self._told({(run, "open"): 1}, number.n_open)
                self._centiles((run, "closed") if named == "closed" else (run, "ended", END), rows, row)
            elif row.metric == "measured_wait" and row.statistic == "median":
                one, two = row.element.split(">")
                self._times_told({(run, "link", one, two): 1}, (run, "took", one, two), number.n)
                self._told({(run, "waiting", one): 1}, number.n_open)
                self._centiles((run, "took", one, two), rows, row)
            elif row.metric == "measured_service" and row.statistic == "median":
                self._times_told({(run, "measured", row.element): 1}, (run, "was measured", row.element), number.n)
            elif row.metric == "measured_visits" and number.value is not None:
                self._mean((run, "visited", row.element), (run, "closed"), (run, "was measured", row.element), number)
            elif row.metric == "measured_going_round":
                self._share((run, "round"), (run, "closed"), number)
            elif row.metric == "measured_reach":
                self._share((run, "ended", END), (run, "closed"), number)
            elif row.about == "week" and row.statistic in ("begun", "finished", "on_the_way"):
                self._week(run, row)
            elif number.n is not None and row.about in ("work", "pair", "journey"):
                self._told({(run, "closed"): 1}, number.n)

    def _times_told(self, of: dict[Hashable, float], people: Hashable, number: float | None) -> None:
        """The attacker knows how many times a person did it at most."""
        if number is not None:
            truth = self.kept.truth.counts
            times, n = sum(each * truth[name] for name, each in of.items()), truth[people]
            each = max(1, -(-times // n)) if n else 1
            self.attacker.learn(of, *class_of_times(number, self.t, each))
            self.attacker.learn({people: each, **{name: -one for name, one in of.items()}})

    def _sum_told(self, of: dict, numbers: Sequence[float]) -> None:
        classes = [class_of(number, self.t) for number in numbers]
        self.attacker.learn(of, *(sum(one[place] for one in classes) for place in (0, 1)))

    def _centiles(self, of: Hashable, rows: Sequence[MeasuredRow], median: MeasuredRow) -> None:
        """Whether a median and an 80th centile are told says of how many people they are."""
        like = [row for row in rows if (row.metric, row.about, row.element) == (median.metric, median.about, median.element)]
        p80 = next(row.number for row in like if row.statistic == "closed_p80")
        if median.number.suppressed:
            self.attacker.learn({of: 1}, 1, self.t - 1)
        else:
            self.attacker.learn({of: 1}, self.t)
        enough = -(-5 * self.t // 2)  # a fifth of them is half the threshold
        self.attacker.learn({of: 1}, *((enough, np.inf) if p80.value is not None else (0, class_around(enough, self.t)[1])))

    def _share(self, part: Hashable, whole: Hashable, number) -> None:
        if number.value is not None:
            self._ratio({part: 100, whole: -number.value}, part, number, number.value / 100, NEAR)

    def _mean(self, part: Hashable, whole: Hashable, people: Hashable, number) -> None:
        truth = self.kept.truth.counts
        each = max(1, -(-truth[part] // truth[people])) if truth[people] else 1
        if number.value is not None:
            self._ratio({part: 1, whole: -number.value}, part, number, number.value, NEAR, each)

    def _ratio(self, exactly: dict[Hashable, float], part: Hashable, number, value: float, near: float, each: int = 1) -> None:
        """Of rounded counts, and rounded again, it says no more than they do; else it says how many exactly."""
        step, per_mille = step_of(self.t), round(value * 100)
        if abs(value * 100 - per_mille) > 1e-6 or (number.n is not None and number.n % step):
            self.attacker.learn(exactly, -1e-6, 1e-6)
        elif number.n is not None:
            told = [times for times in range(0, 9 * number.n, step * each) if abs(times / number.n - value) <= near]
            classes = [class_of_times(times, self.t, each) for times in told]
            self.attacker.learn({part: 1}, min(low for low, _high in classes), max(high for _low, high in classes))

    def _week(self, run: Run, row: MeasuredRow) -> None:
        first, last = ((datetime.fromisoformat(day).date() - MONDAY.date()).days // 7 for day in (row.element, row.to))
        done = {(run, "finished", week): 1 for week in range(first, last + 1)}
        come = {(run, "set out", week): 1 for week in range(first, min(last, WEEKS - 1) + 1)}
        if row.statistic == "on_the_way":
            done = {(run, "finished", week): -1 for week in range(last + 1)}
            come = {(run, "set out", week): 1 for week in range(min(last, WEEKS - 1) + 1)}
        of = {"finished": done, "begun": come, "on_the_way": {**done, **come}}[row.statistic]
        if of:
            self._told(of, row.number.value)

    def _fit(self, run: Run, fit: MapFit) -> None:
        told = {path.steps: path.n.value for path in fit.paths}
        for way, n in told.items():
            self._told({(run, "path", way): 1}, n)
        self._told({(run, "closed"): 1}, fit.closed.value)
        if fit.fits is not None:
            self._share((run, "fits"), (run, "closed"), fit.fits)
        others = {(run, "closed"): 1, **{(run, "path", way): -1 for way in told}}
        self.attacker.learn(others, fit.others)
        self._told(others, fit.others_n)
        for move in MOVES:
            on_it = {(run, "path", way): -list(pairwise(way)).count(move) for way in told if move in list(pairwise(way))}
            self.attacker.learn({(run, "link", *move): 1, **on_it})
        for step in STEPS:
            self.attacker.learn({(run, "ended", step): 1, **{(run, "path", way): -1 for way in told if way and way[-1] == step}})
            self.attacker.learn({(run, "begun", step): 1, **{(run, "path", way): -1 for way in told if way and way[0] == step}})
        again = {(run, "path", way): -1 for way in told if len(set(way)) < len(way)}
        self.attacker.learn({(run, "round"): 1, **again})
        for one in fit.lacking:
            here, there = one.move
            if here is None or there is None:
                self._told({(run, "begun", there) if here is None else (run, "ended", here): 1}, one.times)
            else:
                self._times_told({(run, "link", here, there): 1}, (run, "took", here, there), one.times)
        for here, there, _link in fit.not_taken:
            self.attacker.learn({(run, "link", here, there): 1}, 0, 0)

    def _dataset(self, dataset: Dataset) -> None:
        answer = dataset_answer(self.user, dataset)
        version = self.kept.versions.get(dataset.pk)
        run = (version, "last")
        name = (run, "cases") if version else {"Council": "there", "Together": "joined"}[dataset.name]
        if answer["counts"] is None:  # nothing of them is told
            return
        self._said(name, answer["counts"]["cases"])
        if version is None:
            return
        done = {(run, kind, step): 1 for kind in ("visits", "more") for step in STEPS}
        if (events := answer["counts"]["activity_instances"])["value"] is not None:
            self._times_told(done, (run, "cases"), events["value"])
        if answer["changes"]:
            people = answer["changes"]["added"]["people"]
            if people["suppressed"]:
                self.attacker.learn({("has new", version): 1}, 1, 2 * self.t - 1)
            else:
                self._told({("has new", version): 1}, people["value"])

    def _said(self, name: Hashable, envelope: dict) -> None:
        if envelope["suppressed"]:
            self.attacker.learn({name: 1}, 1, self.t - 1)
        else:
            self._told({name: 1}, envelope["value"])


def under(t: int, row: Dataset | MeasureResult) -> int:
    """The threshold under which a row is told, where the economy's is t: twice as high at each level."""
    return t * 2 ** ((row.told_level or 1) - 1)


def _same_for_every_question() -> Iterator[tuple]:
    yield ("cases",)
    yield from (("link", *move) for move in MOVES)
    yield from (("took", *move) for move in MOVES)
    yield from ((kind, step) for kind in ("begun", "visits", "more", "not measured") for step in STEPS)
    yield from (("set out", week) for week in range(WEEKS))


def secrets(truth: Truth, t: int) -> Iterator[tuple[str, dict[Hashable, int]]]:
    """Everything that is of 1 to t-1 people: counts, the rest of a whole, what came with a version or with another question. Not the parts
    of data of which all is said to be of fewer than t people.
    """
    world, counts = truth.world, truth.counts
    parts = ("both", "only here", "only there") if counts["joined"] >= t else ()
    sums: list[dict[Hashable, int]] = [{name: 1} for name in parts]
    for version in range(1, world.versions + 1):
        one, two = (version, "last"), (version, "earlier")
        if counts[one, "cases"] < t:
            continue
        for run in (one, two):
            sums += [{(run, name): 1} for name in ("closed", "open", "round", "nowhere")]
            sums += [{(run, "closed"): 1, (run, "round"): -1}]
            sums += [{(run, kind, step): 1} for kind in ("ended", "waiting") for step in STEPS]
            sums += [{(run, "visits", step): 1, (run, "visited", step): -1} for step in STEPS]
            sums += [{(run, "finished", week): 1} for week in range(2 * WEEKS)]
        sums += [{(two, "closed"): 1, (one, "closed"): -1}]
        sums += [{(one, *name): 1} for name in _same_for_every_question()]
        if version > 1:
            before = (version - 1, "last")
            sums += [{("new", version): 1}, {("has new", version): 1}]
            sums += [{(one, *name): 1, (before, *name): -1} for name in _same_for_every_question()]
    for of in sums:
        if 0 < sum(times * counts[name] for name, times in of.items()) < t:
            yield ", ".join(f"{times:+d} {name}" for name, times in of.items()), of
