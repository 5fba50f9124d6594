"""The measured times of a map, for whoever may see measures: of the data measured last, or of those that are asked for."""

from dataclasses import dataclass, field
from typing import cast
from uuid import UUID

from django.db.models import QuerySet

from analytics.domain.map_measures import CODE_VERSION, from_json
from analytics.domain.measured import MeasuredMap, outside
from analytics.models import Dataset, DeclaredCohort, MeasureResult
from analytics.queries.questions import question_of
from analytics.queries.tellings import is_told_to, may_read_exactly, threshold_for, withheld_said
from journeys.models import Map
from stakeholders.domain.permissions import Permission
from stakeholders.models import User
from stakeholders.queries.access import permissions_in


@dataclass(frozen=True)
class Source:
    """Data a map was measured with. result_id: what was measured. shown: whether what they say is what is shown."""

    dataset_id: UUID
    result_id: UUID
    name: str
    synthetic: bool
    shown: bool


@dataclass(frozen=True)
class Measurements:
    """What data say of a map. times: of those that are shown, None when there are none or the person may not see measures.
    sources: of each feed the newest version that was measured and the person may see, those measured last first. chosen: those asked for by
    name. gone: those asked for are not there, or not for this person; then it is those measured last. withheld: why newer ones are not
    there for this person, in words; "" where there are none.
    """

    times: MeasuredMap | None = None
    sources: list[Source] = field(default_factory=list)
    chosen: UUID | None = None
    gone: bool = False
    withheld: str = ""

    @property
    def query(self) -> str:
        """What an address needs at its end to go on showing the same."""
        return f"?data={self.chosen}" if self.chosen else ""

    @property
    def of_shown(self) -> str:
        """What another page's address needs at its end to show the same data, asked for or not."""
        return f"?data={self.times.dataset_id}" if self.times else ""


def measurements_of(user: User, of: Map, data: str = "") -> Measurements:
    """Of the data with the id `data`, else of those measured last that have a lead time to show to this person. What an older version of
    the code measured is not shown. Few queries, however large the map.

    Whoever may open the data themselves sees exact figures, everybody else those that rule S lets through.
    """
    may = permissions_in(user, of.journey.economy_id)
    if Permission.VIEW_MEASURES not in may:
        return Measurements()
    exact = may_read_exactly(may)
    measured, withheld = newest_of_each(results_for(user).filter(map=of), exact=exact)
    asked = next((one for one in measured if str(one.dataset_id) == data), None)
    newest = of_newest_versions(measured, asked)
    gone = bool(data) and asked is None
    if not newest:
        return Measurements(gone=gone, withheld=withheld)
    shown, times = that_say_something([asked] if asked else newest, exact=exact)
    sources = [Source(one.dataset_id, one.pk, one.dataset.called, one.dataset.synthetic, one is shown) for one in newest]
    return Measurements(times, sources, asked.dataset_id if asked else None, gone, withheld)


def measurements_outside(user: User, of: Map) -> Measurements:
    """What readers from outside are shown for this person: of data that the whole economy may see, rule S for everybody, counts rounded
    as for others inside (rule 20 asks for fives: they are tens or coarser); nothing where the person may not see measures.
    """
    if Permission.VIEW_MEASURES not in permissions_in(user, of.journey.economy_id):
        return Measurements()
    told, _withheld = newest_of_each(results_for(user).filter(map=of, dataset__readers=None), exact=False)
    newest = of_newest_versions(told)
    if not newest:
        return Measurements()
    shown, times = that_say_something(newest, exact=False)
    source = Source(shown.dataset_id, shown.pk, shown.dataset.called, shown.dataset.synthetic, True)
    return Measurements(outside(times), [source])


def results_for(user: User, group: DeclaredCohort | None = None) -> QuerySet[MeasureResult]:
    """What this version of the code measured, of the data that the person may see: of everybody, or of one declared group."""
    return MeasureResult.objects.filter(code_version=CODE_VERSION, cohort=group, dataset__in=Dataset.objects.seen_by(user))


def that_say_something(results: list[MeasureResult], *, exact: bool) -> tuple[MeasureResult, MeasuredMap]:
    """The first of them (one at least) whose lead time may be shown to this person, else the first."""
    first = None
    for one in results:
        times = times_of(one, exact=exact)
        first = first or (one, times)
        if times.headline is not None and times.headline.median.value is not None:
            return one, times
    return cast(tuple[MeasureResult, MeasuredMap], first)


def newest_of_each(results: QuerySet[MeasureResult], *, exact: bool) -> tuple[list[MeasureResult], str]:
    """The newest result of each dataset on each map that is told to a reader, what was measured last first; without what it says. Why newer
    ones are not there, in words; "" where there are none. exact: for somebody who may open the data.
    """
    found: dict[tuple[UUID, UUID], MeasureResult] = {}
    told: set[tuple[UUID, UUID]] = set()  # feeds on maps
    withheld = ""
    whole = results.select_related("dataset", "map__journey__economy", "cohort").defer("result", "dataset__quality", "dataset__activities")
    for one in whole.order_by("-measured_at"):
        if is_told_to(one, exact=exact):
            found.setdefault((one.dataset_id, one.map_id), one)
            told.add((one.dataset.feed_id, one.map_id))
        elif (one.dataset.feed_id, one.map_id) not in told:
            withheld = withheld or withheld_said(one)
    return list(found.values()), withheld


def of_newest_versions(results: list[MeasureResult], asked: MeasureResult | None = None) -> list[MeasureResult]:
    """Of each feed on each map the newest version alone, and the one that was asked for."""
    newest: dict[tuple[UUID, UUID], int] = {}
    for one in results:
        place = (one.dataset.feed_id, one.map_id)
        newest[place] = max(one.dataset.version, newest.get(place, 0))
    return [one for one in results if one is asked or one.dataset.version == newest[one.dataset.feed_id, one.map_id]]


def times_of(of_data: MeasureResult, *, exact: bool) -> MeasuredMap:
    """What a result of this version of the code says; exact: nothing is hidden. ValueError where it is not told to others."""
    dataset, of = of_data.dataset, of_data.map
    return from_json(
        of_data.result,
        t=threshold_for(of_data, of.journey.economy, exact=exact),
        exact=exact,
        dataset=dataset.called,
        dataset_id=str(dataset.pk),
        synthetic=dataset.synthetic,
        part=of_data.cohort is not None,
        stale=question_of(dataset, of, of_data.cohort).hash != of_data.question_hash,  # other links, matches or ends since: ask anew
    )
