"""What was said of a feed's version holds for the next: which activity is which step, which end a journey; and maps are measured anew."""

from collections.abc import Iterable
from uuid import UUID

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
    maps = [one for one in (locked_map(pk) for pk in _matched_maps(before)) if one is not None]  # so that no step goes meanwhile
    for of in maps:
        _copy(before, dataset, of)
    if maps:
        details = {"map": [str(of.pk) for of in maps], "by_themselves": True, "version": dataset.version}
        record(actor=actor, economy=dataset.journey.economy, action="dataset.matched", subject=dataset, details=details)
    return [_measured_anew(actor, dataset, of) for of in maps if _in_use(of) and _is_measured(before, of)]


def _matched_maps(dataset: Dataset) -> Iterable[UUID]:
    return ActivityMatch.objects.filter(dataset=dataset).order_by("map").values_list("map", flat=True).distinct()


def _copy(before: Dataset, dataset: Dataset, of: Map) -> None:
    matches = ActivityMatch.objects.filter(dataset=before, map=of).values_list("activity", "step")
    ActivityMatch.objects.bulk_create(ActivityMatch(dataset=dataset, map=of, activity=name, step=step) for name, step in matches)
    ends = EndActivity.objects.filter(dataset=before, map=of).values_list("activity", flat=True)
    EndActivity.objects.bulk_create(EndActivity(dataset=dataset, map=of, activity=name) for name in ends)


def _in_use(of: Map) -> bool:
    return of.archived_at is None and of.journey.archived_at is None


def _is_measured(dataset: Dataset, of: Map) -> bool:
    at_it = Job.objects.filter(kind=MEASURE, state__in=Job.OPEN, args={"dataset": str(dataset.pk), "map": str(of.pk)})
    return MeasureResult.objects.filter(dataset=dataset, map=of).exists() or at_it.exists()


def _measured_anew(actor: User, dataset: Dataset, of: Map) -> Job:
    return start_job(actor=actor, economy=dataset.journey.economy, kind=MEASURE, args={"dataset": str(dataset.pk), "map": str(of.pk)})
