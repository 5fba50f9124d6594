"""How the paths in the data fit a map, for whoever may see measures: of the data measured last, or of those that are asked for."""

from dataclasses import dataclass, field
from uuid import UUID

from analytics.domain.map_fit import FIT_VERSION, MapFit, fit_from_json
from analytics.domain.map_measures import CODE_VERSION
from analytics.models import Dataset, MeasureResult
from analytics.queries.dataset_pages import activities_said
from analytics.queries.datasets import matches_of
from analytics.queries.measured import Measurements, measurements_of
from analytics.queries.questions import paths_question_of
from journeys.domain.state import MapState
from journeys.models import Map
from stakeholders.domain.permissions import Permission
from stakeholders.models import User
from stakeholders.queries.access import permissions_in


@dataclass(frozen=True)
class FitOfMap:
    """measured: which data are shown, and which others there are. fit: None where nothing was measured, or by an older version of the code.

    unmatched: (activity, times in words) of those that are no step of the map. stale: the map or the matches changed since.
    result_id: of what was measured.
    """

    measured: Measurements
    fit: MapFit | None = None
    unmatched: list[tuple[str, str]] = field(default_factory=list)
    exact: bool = False
    stale: bool = False
    result_id: UUID | None = None


def fit_of(user: User, of: Map, state: MapState, data: str = "") -> FitOfMap:
    """Of the data that the map's own page would show. state: the map's, as it stands. Few queries, however large the map."""
    measured = measurements_of(user, of, data)
    if measured.times is None:
        return FitOfMap(measured)
    dataset = Dataset.objects.get(pk=measured.times.dataset_id)
    exact = Permission.VIEW_RAW_DATA in permissions_in(user, of.journey.economy_id)
    results = MeasureResult.objects.filter(map=of, dataset=dataset, data_hash=dataset.content_hash)
    kept = results.filter(code_version=FIT_VERSION).order_by("-measured_at").first()
    times = results.filter(code_version=CODE_VERSION, question_hash=kept.result["beside"]).first() if kept else None
    if kept is None or times is None:
        return FitOfMap(measured, exact=exact)
    t = of.journey.economy.small_number_threshold
    known, matched = {name for name, _n in dataset.activities}, matches_of(dataset, of)
    return FitOfMap(
        measured,
        fit_from_json(kept.result, times.result, t=t, exact=exact),
        [(name, n) for name, n in activities_said(dataset, t, exact=exact) if name in known and name not in matched],
        exact,
        stale=paths_question_of(dataset, of, state).hash != kept.question_hash,
        result_id=kept.pk,
    )
