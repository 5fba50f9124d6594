"""What was said of a feed's version holds for the next: which activity is which step, which end a journey; and maps are measured anew."""

from collections.abc import Iterable

from analytics.models import ActivityMatch, Dataset, EndActivity, Job, MeasureResult
from journeys.models import Map
from journeys.services.map_lock import locked_map
from stakeholders.models import User
from stakeholders.services.audit import record

from .jobs import start_job
from .measuring import MEASURE


def carry_on(*, actor: User, before: Dataset, dataset: Dataset) -> list[Job]:
    """Matches and ends of the version before, also of activities that this one lacks: they may come again. Inside the transaction that
    keeps the version. The jobs that measure the maps in use that were measured with the version before, or are being.
    """
    maps = matched_maps(before)
    for of in maps:
        _copy(before, dataset, of)
    if maps:
        details = {"map": [str(of.pk) for of in maps], "by_themselves": True, **dataset.in_record}
        record(actor=actor, economy=dataset.journey.economy, action="dataset.matched", subject=dataset, details=details)
    return measure_anew(actor, dataset, maps, as_with=before)


def matched_maps(dataset: Dataset) -> list[Map]:
    """The maps that activities of a dataset were matched to, locked, so that no step goes meanwhile."""
    matched = ActivityMatch.objects.filter(dataset=dataset).order_by("map").values_list("map", flat=True).distinct()
    return [one for one in map(locked_map, matched) if one is not None]


def measure_anew(actor: User, dataset: Dataset, maps: Iterable[Map], *, as_with: Dataset) -> list[Job]:
    """The jobs that measure those maps in use that were measured with a dataset, or are being."""
    return [_measured_anew(actor, dataset, of) for of in maps if in_use(of) and _is_measured(as_with, of)]


def _copy(before: Dataset, dataset: Dataset, of: Map) -> None:
    matches = ActivityMatch.objects.filter(dataset=before, map=of).values_list("activity", "step")
    ActivityMatch.objects.bulk_create(ActivityMatch(dataset=dataset, map=of, activity=name, step=step) for name, step in matches)
    ends = EndActivity.objects.filter(dataset=before, map=of).values_list("activity", flat=True)
    EndActivity.objects.bulk_create(EndActivity(dataset=dataset, map=of, activity=name) for name in ends)


def in_use(of: Map) -> bool:
    """Whether neither it nor its journey was put away."""
    return of.archived_at is None and of.journey.archived_at is None


def _is_measured(dataset: Dataset, of: Map) -> bool:
    at_it = Job.objects.filter(kind=MEASURE, state__in=Job.OPEN, args={"dataset": str(dataset.pk), "map": str(of.pk)})
    return MeasureResult.objects.filter(dataset=dataset, map=of).exists() or at_it.exists()


def _measured_anew(actor: User, dataset: Dataset, of: Map) -> Job:
    return start_job(actor=actor, economy=dataset.journey.economy, kind=MEASURE, args={"dataset": str(dataset.pk), "map": str(of.pk)})
