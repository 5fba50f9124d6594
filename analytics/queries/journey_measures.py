"""What the data say of a whole journey, for whoever may see measures: of its main map and the data it was measured with last, or of those
asked for.
"""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from analytics.domain.measured import MeasuredMap
from analytics.models import Dataset, DeclaredCohort, MeasureResult
from analytics.queries.cohorts import cohorts_for
from analytics.queries.measured import newest_of_each, of_newest_versions, results_for, that_say_something, times_of
from analytics.queries.tellings import reads_exactly, threshold_for
from journeys.models import Journey, Map
from stakeholders.models import User


@dataclass(frozen=True)
class MeasuredWith:
    """Data with which a map of the journey was measured. result_id: what came out. shown: whether what they say is what is shown."""

    result_id: UUID
    dataset_id: UUID
    map_id: UUID
    data: str
    map: str
    synthetic: bool
    shown: bool


@dataclass(frozen=True)
class JourneyMeasures:
    """of: the map in whose words it is said. sources: all that was measured and the person may see, map by map in the order of the journey
    (current before future, older before newer), of each what was measured last first.
    cohorts: groups declared of these data; cohort: the one whose figures are shown, None for everybody.
    unmeasured: data that were read and no map was measured with, for a page that has nothing to show. gone: what was asked for is not
    there, or not for this person. ahead: the newest time of the data shown lies after they were brought. withheld: why newer figures are
    not there for this person, in words.
    """

    of: Map | None = None
    times: MeasuredMap | None = None
    sources: list[MeasuredWith] = field(default_factory=list)
    unmeasured: list[Dataset] = field(default_factory=list)
    gone: bool = False
    cohorts: list[DeclaredCohort] = field(default_factory=list)
    cohort: DeclaredCohort | None = None
    ahead: bool = False
    withheld: str = ""

    @property
    def of_everybody(self) -> str:
        """What an address needs at its end for the same data and map."""
        return f"?data={self.times.dataset_id}&map={self.of.pk}" if self.times and self.of else ""

    @property
    def query(self) -> str:
        """The same, for the group that is shown."""
        return f"{self.of_everybody}&cohort={self.cohort.pk}" if self.cohort else self.of_everybody


def journey_measures_of(user: User, journey: Journey, *, data: str = "", of: str = "", cohort: str = "") -> JourneyMeasures:
    """Of the data, the map and the declared group with these ids. Without them of everybody on the journey's main map, the first that was
    measured, so that a map drafted since takes no one's place: of the data it was measured with last that have a lead time to show to this
    person. The caller has opened the journey's door. Few queries, however many data and maps there are.
    """
    exact = reads_exactly(user, journey.economy)
    told, withheld = newest_of_each(results_for(user).filter(map__journey=journey, map__archived_at=None), exact=exact)
    measured = sorted(told, key=_place_of_map)
    if not measured:
        return JourneyMeasures(unmeasured=_read(journey, user), gone=bool(data or of), withheld=withheld)
    named = [one for one in measured if data in ("", str(one.dataset_id)) and of in ("", str(one.map_id))]
    newest = of_newest_versions(measured, named[0] if data and named else None)
    asked = [one for one in newest if one in named]
    on_main_map = [one for one in asked or newest if one.map_id == (asked or newest)[0].map_id]
    shown, times = that_say_something(on_main_map, exact=exact)
    sources = [_source(one, shown=one is shown) for one in newest]
    groups = cohorts_for(shown.dataset_id, t=threshold_for(shown, journey.economy, exact=exact), exact=exact)
    group = next((one for one in groups if str(one.pk) == cohort), None)
    of_group = _of_group(user, group, shown, exact=exact) if group else []
    gone = not asked or bool(cohort and not of_group)
    if of_group:
        times = times_of(of_group[0], exact=exact)
    return JourneyMeasures(
        shown.map,
        times,
        sources,
        gone=gone,
        cohorts=groups,
        cohort=group if of_group else None,
        ahead=shown.dataset.ahead,
        withheld=withheld,
    )


def _of_group(user: User, group: DeclaredCohort, shown: MeasureResult, *, exact: bool) -> list[MeasureResult]:
    """What was measured of a group beside what is shown of everybody."""
    found, _withheld = newest_of_each(results_for(user, group).filter(dataset=shown.dataset_id, map=shown.map_id), exact=exact)
    return found


def _place_of_map(one: MeasureResult) -> tuple[str, datetime, UUID]:
    """In the order that the journey shows its maps in."""
    return one.map.kind, one.map.created_at, one.map_id


def _source(one: MeasureResult, *, shown: bool) -> MeasuredWith:
    return MeasuredWith(one.pk, one.dataset_id, one.map_id, one.dataset.called, one.map.title, one.dataset.synthetic, shown)


def _read(journey: Journey, user: User) -> list[Dataset]:
    """Data of the journey that were read and that the person may see, newest first."""
    return list(Dataset.objects.seen_by(user).filter(journey=journey, state=Dataset.READY).only("pk", "name", "journey_id"))
