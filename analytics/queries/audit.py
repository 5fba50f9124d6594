"""What could be found out of few people from everything that is told of a journey's data today: for whoever runs the installation.

It is read as whoever may see all measures of the journey and may not open the data reads it, whoever they are and wherever they look.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar
from uuid import UUID

import structlog
from django.db.models import QuerySet, Sum, TextField
from django.db.models.functions import Cast, Length
from django.utils.translation import gettext as _

from analytics.domain.audit.knowledge import Data, Everything, Paths, Run, few_in, hang_together
from analytics.domain.audit.possibilities import Found, Known, TooBig, all_bounded
from analytics.domain.audit.telling import learn_all
from analytics.domain.map_fit import FIT_VERSION
from analytics.domain.map_measures import CODE_VERSION
from analytics.models import Dataset, MeasureResult
from analytics.queries.audit_words import Line, in_words
from analytics.queries.tellings import Row, Thresholds
from journeys.models import Journey
from stakeholders.models import Economy

log = structlog.get_logger(__name__)
R = TypeVar("R", Dataset, MeasureResult)
T = TypeVar("T")
MOST_KEPT = 30_000_000  # letters of JSON, of all that is kept of a journey


@dataclass(frozen=True)
class Audit:
    """asked: of how many counts and differences of few people it was asked; bounded: each that can be; unknown: of how many of them it
    could not be found out in time. trouble: why nothing can be said at all, in words.
    """

    asked: int = 0
    bounded: tuple[Line, ...] = ()
    unknown: int = 0
    trouble: str = ""


def journeys_to_audit(economy: str = "", journey: str = "") -> QuerySet[Journey]:
    """All, or those of one economy, or of one name in addresses."""
    found = Journey.objects.select_related("economy").order_by("economy__name", "title", "pk")
    found = found.filter(economy__slug=economy) if economy else found
    return found.filter(slug=journey) if journey else found


def audit_of(journey: Journey, *, seconds: float, kept: int = MOST_KEPT, size: int | None = None) -> Audit:
    """Of everything told of it, as it was told. seconds: after these no more is looked for; the page of one measured map may be read to its
    end. kept, size: of more than these nothing is looked for either.
    """
    known = Known(until=time.monotonic() + seconds)
    known.size = known.size if size is None else size
    t = journey.economy.small_number_threshold
    try:
        there = everything_told(journey, known, kept)
        hang_together(known, there.every)
        further = learn_all(known, there.every, t, there.told)
        few = few_in(known, there.every, further, t)
        if known.untrue():
            return Audit(trouble=_("What is kept of it does not hang together as it should: nothing can be said."))
        found = all_bounded(known, few)
    except TooBig:
        return Audit(trouble=_("There is too much of it to be looked at in this time."))
    return Audit(len(few), _lines(found, there.every), found.unknown)


@dataclass(frozen=True)
class There:
    """every: all that is there of a journey, and how it hangs together. told: {row: the thresholds under which it was told}. rows: as they
    are kept, by the id they have in `every`, in the order in which they are looked at. for_some: those of data that are not for the whole
    economy. put_aside: rows that cannot be understood, and paths
    without the times they stand beside.
    """

    every: Everything
    told: dict[str, tuple[int, ...]]
    rows: dict[str, Row]
    for_some: frozenset[str]
    put_aside: dict[str, Row]


def everything_told(journey: Journey, known: Known, kept: int = MOST_KEPT) -> There:
    """Its data, what this version of the code measured of everybody in them, and paths; also those of journeys of the economy that the same
    data were brought to. TooBig before more letters are read than kept.
    """
    datasets = Dataset.objects.filter(journey__in=of_the_same_people(journey), state=Dataset.READY)
    results = measured_of_everybody().filter(dataset__in=datasets)
    if _letters(datasets, "quality", "activities") + _letters(results, "result", "question") > kept:
        raise TooBig
    there = list(datasets.order_by("uploaded_at", "version", "pk"))
    known.look()
    rows = list(results.order_by("measured_at", "pk"))
    known.look()
    return _There(there, rows, journey.economy).found()


def measured_of_everybody() -> QuerySet[MeasureResult]:
    """What this version of the code measured, of times and of paths."""
    return MeasureResult.objects.filter(cohort=None, code_version__in=(CODE_VERSION, FIT_VERSION))


class _There:
    """Reads rows, and puts aside those that cannot be read."""

    def __init__(self, datasets: Sequence[Dataset], results: Sequence[MeasureResult], economy: Economy):
        self._datasets, self._results = datasets, results
        self._history = Thresholds.of(economy)
        self._marks = {str(one.pk): one.content_hash for one in datasets}
        self._put_aside: dict[str, Row] = {}

    def found(self) -> There:
        data = self._read(self._datasets, self._data)
        times, paths = ([one for one in self._results if one.code_version == code] for code in (CODE_VERSION, FIT_VERSION))
        runs = self._read(times, self._run)
        self._runs = {_place(row, row.question_hash): run for row, run in runs}
        read = self._read(paths, self._paths)
        found = [(row, one) for row, one in read if one is not None]
        self._put_aside |= {str(row.pk): row for row, one in read if one is None}
        every = Everything([one for _row, one in data], [one for _row, one in runs], [one for _row, one in found])
        rows: list[Row] = [row for part in (data, runs, found) for row, _one in part]
        told = {str(row.pk): self._history.told_under(row) for row in rows if row.is_told}
        not_for_all = {
            *Dataset.objects.filter(pk__in=[one.pk for one in self._datasets]).exclude(readers=None).values_list("pk", flat=True)
        }
        for_some = frozenset(str(row.pk) for row in rows if (row.pk if isinstance(row, Dataset) else row.dataset_id) in not_for_all)
        return There(every, told, {str(row.pk): row for row in rows}, for_some, self._put_aside)

    def _read(self, rows: Sequence[R], read: Callable[[R], T]) -> list[tuple[R, T]]:
        found = []
        for row in rows:
            try:
                found.append((row, read(row)))
            except (KeyError, TypeError, ValueError, AttributeError) as fault:
                log.warning("not_understood", row=str(row.pk), fault=type(fault).__name__)
                self._put_aside[str(row.pk)] = row
        return found

    def _data(self, one: Dataset) -> Data:
        """Known by the mark of what they say: the same are of the same people."""
        people = dict(one.quality.get("activity_people", []))
        activities = {name: (n, people[name]) for name, n in one.activities if name in people}
        changes = one.changes if "against" in one.changes else {}
        joined = one.quality.get("joined")
        if joined:
            alone = [{**part, "dataset": self._marks.get(part["dataset"], part["dataset"])} for part in joined["alone"]]
            joined = {**joined, "alone": alone}
        about = {"joined": joined, "merged": one.merges, "row": str(one.pk), "told_before": self._history.told_before(one)}
        return Data(one.content_hash, str(one.feed_id), one.version, one.counts, activities, changes, **about)

    def _run(self, one: MeasureResult) -> Run:
        """Of results from before questions were kept, each step is one by itself, and ends as no others do."""
        asked = one.question or {"steps": {step: [step] for step in one.result["steps"]}, "ends": [one.question_hash]}
        about = {"merged": asked.get("merged", {}), "links": asked.get("links", {})}
        return Run(str(one.pk), self._marks[str(one.dataset_id)], asked["steps"], asked["ends"], one.result, **about)

    def _paths(self, one: MeasureResult) -> Paths | None:
        """None where what they stand beside is not there any more."""
        run = self._runs.get(_place(one, one.result["beside"]))
        return None if run is None else Paths(str(one.pk), run, one.result)


def of_the_same_people(journey: Journey) -> set[UUID]:
    """The journey, and those of its economy that hold the same data as it or as one of these: they are of the same people."""
    found: set[UUID] = set()
    more = {journey.pk}
    ready = Dataset.objects.filter(journey__economy=journey.economy_id, state=Dataset.READY)
    while more - found:
        found |= more
        marks = ready.filter(journey__in=found).values("content_hash")
        more = set(ready.filter(content_hash__in=marks).values_list("journey", flat=True))
    return found


def _letters(rows: QuerySet, *names: str) -> int:
    sizes = rows.aggregate(**{name: Sum(Length(Cast(name, TextField()))) for name in names})
    return sum(n or 0 for n in sizes.values())


def _place(one: MeasureResult, question: str) -> tuple:
    return (one.dataset_id, one.map_id, one.data_hash, question)


def _lines(found: Found, every: Everything) -> tuple[Line, ...]:
    named = Dataset.objects.filter(pk__in=[one.row for one in every.data]).only("name", "version", "feed", "content_hash")
    called = {data.content_hash: (data.name, data.version) for data in named.order_by("-uploaded_at", "-version", "-pk")}
    return tuple(in_words(one, called) for one in found.bounded)
