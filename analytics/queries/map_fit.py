"""How the paths in the data fit a map, for whoever may see measures: of the data measured last, or of those that are asked for."""

from dataclasses import dataclass, field
from uuid import UUID

from analytics.domain.map_fit import FIT_VERSION, MapFit, fit_from_json
from analytics.domain.map_measures import CODE_VERSION
from analytics.models import TOLD, Dataset, MeasureResult
from analytics.queries.dataset_pages import activities_said
from analytics.queries.datasets import matches_of
from analytics.queries.measured import Measurements, measurements_of
from analytics.queries.questions import paths_question_of
from analytics.queries.tellings import is_told_to, reads_exactly, threshold_for, withheld_said
from journeys.domain.state import MapState
from journeys.models import Map
from stakeholders.models import User


@dataclass(frozen=True)
class FitOfMap:
    """measured: which data are shown, and which others there are. fit: None where nothing was measured, or by an older version of the code.

    unmatched: (activity, times in words) of those that are no step of the map. stale: the map or the matches changed since.
    result_id: of what was measured. withheld: why what was found last is not there for this person, in words; "" where it is.
    """

    measured: Measurements
    fit: MapFit | None = None
    unmatched: list[tuple[str, str]] = field(default_factory=list)
    exact: bool = False
    stale: bool = False
    result_id: UUID | None = None
    withheld: str = ""


def fit_of(user: User, of: Map, state: MapState, data: str = "") -> FitOfMap:
    """Of the data that the map's own page would show. state: the map's, as it stands. Few queries, however large the map."""
    measured = measurements_of(user, of, data)
    if measured.times is None:
        return FitOfMap(measured)
    dataset = Dataset.objects.get(pk=measured.times.dataset_id)
    economy = of.journey.economy
    exact = reads_exactly(user, economy)
    results = MeasureResult.objects.filter(map=of, dataset=dataset, data_hash=dataset.content_hash)
    paths = results.filter(code_version=FIT_VERSION).order_by("-measured_at")
    kept, withheld = paths.first(), ""
    if kept is not None and not is_told_to(kept, exact=exact):
        withheld = withheld_said(kept)
        kept = paths.filter(TOLD).first()
    times = results.filter(code_version=CODE_VERSION, question_hash=kept.result["beside"]).first() if kept else None
    if kept is None or times is None or not is_told_to(times, exact=exact):
        return FitOfMap(measured, exact=exact, withheld=withheld)
    t = max(threshold_for(one, economy, exact=exact) for one in (kept, times))
    said = activities_said(dataset, threshold_for(dataset, economy, exact=exact), exact=exact) if is_told_to(dataset, exact=exact) else []
    known, matched = {name for name, _n in dataset.activities}, matches_of(dataset, of)
    return FitOfMap(
        measured,
        fit_from_json(kept.result, times.result, t=t, exact=exact),
        [(name, n) for name, n in said if name in known and name not in matched],
        exact,
        stale=paths_question_of(dataset, of, state).hash != kept.question_hash,
        result_id=kept.pk,
        withheld=withheld,
    )
