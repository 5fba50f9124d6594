"""Matching the activities of a dataset to the steps of a map, and measuring the map with them in a job."""

from collections.abc import Collection, Mapping
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from analytics.domain.map_measures import CODE_VERSION, as_json
from analytics.engine.map_measuring import measure_map
from analytics.engine.refusal import LogRefused
from analytics.models import ActivityMatch, Dataset, EndActivity, Job, MeasureResult
from analytics.queries.questions import Question, question_of
from carejourneys.common.clock import now
from carejourneys.common.errors import RuleBroken
from journeys.models import Map
from journeys.queries.states import state_of
from journeys.services.map_lock import locked_map
from journeys.services.put_away import refuse_if_put_away
from stakeholders.domain.permissions import Permission
from stakeholders.models import User
from stakeholders.queries.access import check
from stakeholders.services.audit import record

from .jobs import Cancelled, Progress, runner, start_job

MEASURE = "map.measure"


@transaction.atomic
def match_activities(*, actor: User, dataset: Dataset, of: Map, matches: Mapping[str, str], end_activities: Collection[str]) -> Job:
    """Says which activity is which step and which activities end a journey, and starts the job that measures.

    matches: {activity: step id}; activities left out belong to no step. RuleBroken names what is not of this dataset or map.
    """
    check(actor, dataset.journey.economy_id, Permission.UPLOAD_DATA)
    refuse_if_put_away(dataset.journey, of)
    if (
        Dataset.objects.select_for_update().filter(pk=dataset.pk, state=Dataset.READY).first() is None
        or of.journey_id != dataset.journey_id
    ):
        raise RuleBroken(_("These data have not been read yet."))
    locked = locked_map(of.pk)  # so that no step goes meanwhile
    steps = {step["id"] for step in state_of(locked).steps} if locked is not None else set()
    known = {name for name, _n in dataset.activities}
    for activity, step in matches.items():
        if activity not in known:
            raise RuleBroken(_("These data have no activity of that name."), field="matches")
        if step not in steps:
            raise RuleBroken(_("That step is no longer on the map. Choose another."), field="matches")
    if not matches:
        raise RuleBroken(_("Say of at least one activity which step it is: without that there is nothing to measure."))
    if not end_activities or not set(end_activities) <= known:
        raise RuleBroken(_("Choose at least one activity that ends a journey."), field="end_activities")
    told = ActivityMatch.objects.filter(dataset=dataset, map=of, activity__in=known)  # of others earlier versions told, and later ones may
    told.exclude(activity__in=list(matches)).delete()
    ActivityMatch.objects.bulk_create(  # a match that is said again keeps its id: the map's log knows it by that
        [ActivityMatch(dataset=dataset, map=of, activity=activity, step=step) for activity, step in matches.items()],
        update_conflicts=True,
        unique_fields=["dataset", "map", "activity"],
        update_fields=["step"],
    )
    EndActivity.objects.filter(dataset=dataset, map=of, activity__in=known).delete()
    EndActivity.objects.bulk_create(EndActivity(dataset=dataset, map=of, activity=activity) for activity in sorted(set(end_activities)))
    details = {"map": str(of.pk), "matched": len(matches), "ends": len(end_activities)}
    record(actor=actor, economy=dataset.journey.economy, action="dataset.matched", subject=dataset, details=details)
    return start_job(actor=actor, economy=dataset.journey.economy, kind=MEASURE, args={"dataset": str(dataset.pk), "map": str(of.pk)})


@runner(MEASURE)
def _measure(job: Job, progress: Progress) -> None:
    """The result for the matches as they are; computed unless it is kept already under the same data, question and code."""
    dataset = Dataset.objects.select_related("journey").filter(pk=job.args["dataset"]).first()
    if dataset is None:
        raise Cancelled
    of = Map.objects.select_related("journey__economy").get(pk=job.args["map"])
    asked = question_of(dataset, of)
    key: dict[str, Any] = {"data_hash": dataset.content_hash, "question_hash": asked.hash, "code_version": CODE_VERSION}
    same = MeasureResult.objects.filter(dataset=dataset, map=of, **key)
    if same.update(measured_at=now(), map_revision=of.revision):
        return
    progress(0, 0, _("Measuring waits and times"))
    try:
        found = answer_to(asked, dataset, progress)
    except LogRefused:
        if not Dataset.objects.filter(pk=dataset.pk).exists():  # its files went while they were measured
            raise Cancelled from None
        raise
    result = {"map_revision": of.revision, "question": asked.as_json(), "result": found, "measured_at": now()}
    with transaction.atomic():
        if Dataset.objects.select_for_update().filter(pk=dataset.pk).first() is None:
            raise Cancelled
        progress.hold()
        MeasureResult.objects.update_or_create(dataset=dataset, map=of, **key, defaults=result)


def answer_to(asked: Question, dataset: Dataset, progress: Progress) -> dict[str, Any]:
    """What the data say to a question, as it is kept. LogRefused when they cannot be measured; whatever progress raises."""
    times = measure_map(
        dataset.folder,
        steps=dict(sorted(asked.steps.items())),  # in one order, so that the same question has the same answer to the letter
        pairs=set(asked.links.values()),
        end_activities=asked.ends,
        named_end=asked.named_end,
        zone=settings.TIME_ZONE,
        few=asked.few,
        progress=progress,
    )
    return as_json(times, asked.links)
