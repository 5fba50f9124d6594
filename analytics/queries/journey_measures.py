"""What the data say of a whole journey, for whoever may see measures: of the data and map measured last, or of those asked for."""

from dataclasses import dataclass, field
from uuid import UUID

from analytics.domain.measured import MeasuredMap
from analytics.models import Dataset, DeclaredCohort, MeasureResult
from analytics.queries.cohorts import cohorts_for
from analytics.queries.measured import newest_of_each, of_newest_versions, results_for, that_say_something, times_of
from journeys.models import Journey, Map
from stakeholders.domain.permissions import Permission
from stakeholders.models import User
from stakeholders.queries.access import permissions_in


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
    """of: the map in whose words it is said. sources: all that was measured and the person may see, what was measured last first.
    cohorts: groups declared of these data; cohort: the one whose figures are shown, None for everybody.
    unmeasured: data that were read and no map was measured with, for a page that has nothing to show. gone: what was asked for is not
    there, or not for this person.
    """

    of: Map | None = None
    times: MeasuredMap | None = None
    sources: list[MeasuredWith] = field(default_factory=list)
    unmeasured: list[Dataset] = field(default_factory=list)
    gone: bool = False
    cohorts: list[DeclaredCohort] = field(default_factory=list)
    cohort: DeclaredCohort | None = None

    @property
    def of_everybody(self) -> str:
        """What an address needs at its end for the same data and map."""
        return f"?data={self.times.dataset_id}&map={self.of.pk}" if self.times and self.of else ""

    @property
    def query(self) -> str:
        """The same, for the group that is shown."""
        return f"{self.of_everybody}&cohort={self.cohort.pk}" if self.cohort else self.of_everybody


def journey_measures_of(user: User, journey: Journey, *, data: str = "", of: str = "", cohort: str = "") -> JourneyMeasures:
    """Of the data, the map and the declared group with these ids, else of everybody in what was measured last that has a lead time to show
    to this person. The caller has opened the journey's door. Few queries, however many data and maps there are.
    """
    measured = newest_of_each(results_for(user).filter(map__journey=journey, map__archived_at=None))
    if not measured:
        return JourneyMeasures(unmeasured=_read(journey, user), gone=bool(data or of))
    named = [one for one in measured if data in ("", str(one.dataset_id)) and of in ("", str(one.map_id))]
    newest = of_newest_versions(measured, named[0] if data and named else None)
    asked = [one for one in newest if one in named]
    exact = Permission.VIEW_RAW_DATA in permissions_in(user, journey.economy_id)
    shown, times = that_say_something(asked or newest, exact=exact)
    sources = [_source(one, shown=one is shown) for one in newest]
    groups = cohorts_for(shown.dataset_id, t=journey.economy.small_number_threshold, exact=exact)
    group = next((one for one in groups if str(one.pk) == cohort), None)
    of_group = newest_of_each(results_for(user, group).filter(dataset=shown.dataset_id, map=shown.map_id)) if group else []
    gone = not asked or bool(cohort and not of_group)
    if of_group:
        times = times_of(of_group[0], exact=exact)
    return JourneyMeasures(shown.map, times, sources, gone=gone, cohorts=groups, cohort=group if of_group else None)


def _source(one: MeasureResult, *, shown: bool) -> MeasuredWith:
    return MeasuredWith(one.pk, one.dataset_id, one.map_id, one.dataset.called, one.map.title, one.dataset.synthetic, shown)


def _read(journey: Journey, user: User) -> list[Dataset]:
    """Data of the journey that were read and that the person may see, newest first."""
    return list(Dataset.objects.seen_by(user).filter(journey=journey, state=Dataset.READY).only("pk", "name", "journey_id"))
