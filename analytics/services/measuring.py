"""Matching the activities of a dataset to the steps of a map, and measuring the map with them in a job."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from analytics.domain.cohorts import Cohort
from analytics.domain.map_fit import FIT_VERSION, fit_as_json
from analytics.domain.map_measures import CODE_VERSION, as_json
from analytics.engine.map_measuring import measure_map
from analytics.engine.map_paths import measure_paths
from analytics.engine.refusal import LogRefused
from analytics.models import ActivityMatch, Dataset, DeclaredCohort, EndActivity, Job, MeasureResult
from analytics.queries.questions import PathsQuestion, Question, is_about_paths, paths_question_of, question_of
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
from .telling import look_soon

MEASURE = "map.measure"
_TIMES_DONE = 70  # of 100: when the times are measured and the paths are next


@transaction.atomic
def match_activities(*, actor: User, dataset: Dataset, of: Map, matches: Mapping[str, str], end_activities: Collection[str]) -> Job:
    """Says which activity is which step and which activities end a journey, and starts the job that measures.

    matches: {activity: step id}; activities left out belong to no step. RuleBroken names what is not of this dataset or map.
    """
    check(actor, dataset.journey.economy_id, Permission.UPLOAD_DATA)
    refuse_if_put_away(dataset.journey, of)
    data = Dataset.objects.select_for_update().filter(pk=dataset.pk, state=Dataset.READY).first()
    if data is None or of.journey_id != data.journey_id:
        raise RuleBroken(_("These data have not been read yet."))
    locked = locked_map(of.pk)  # so that no step goes meanwhile
    steps = {step["id"] for step in state_of(locked).steps} if locked is not None else set()
    known = {name for name, _n in data.activities}  # as they are called now
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
    details = {"map": str(of.pk), "matched": len(matches), "ends": len(end_activities), **dataset.in_record}
    record(actor=actor, economy=dataset.journey.economy, action="dataset.matched", subject=dataset, details=details)
    return start_job(actor=actor, economy=dataset.journey.economy, kind=MEASURE, args={"dataset": str(dataset.pk), "map": str(of.pk)})


@runner(MEASURE)
def _measure(job: Job, progress: Progress) -> None:
    """The times and the paths for the matches as they are, and the times of each declared group; of one group alone where it is named.
    Computed unless kept already under the same data, question and code.
    """
    dataset = Dataset.objects.select_related("journey").filter(pk=job.args["dataset"]).first()
    if dataset is None:
        raise Cancelled
    of = Map.objects.select_related("journey__economy").get(pk=job.args["map"])
    asked = _asked(dataset, of, job.args.get("cohort"))
    kept = MeasureResult.objects.filter(dataset=dataset, map=of)
    try:
        results = [None if kept.filter(**one.key).exists() else _answer(one.question, dataset, progress) for one in asked]
    except LogRefused:
        if not Dataset.objects.filter(pk=dataset.pk).exists():  # its files went while they were measured
            raise Cancelled from None
        raise
    with transaction.atomic():
        if Dataset.objects.select_for_update().filter(pk=dataset.pk).first() is None:
            raise Cancelled
        progress.hold()
        for one, result in zip(asked, results, strict=True):
            answered = {} if result is None else {"question": one.question.as_json(), "result": result, "cohort": one.group}
            defaults = {"map_revision": of.revision, "measured_at": now(), **answered}
            MeasureResult.objects.update_or_create(dataset=dataset, map=of, **one.key, defaults=defaults)
        look_soon()


@dataclass(frozen=True)
class _Asked:
    """key: under which its answer is kept. group: of whom alone it is asked, None for everybody."""

    question: Question | PathsQuestion
    key: dict[str, Any]
    group: DeclaredCohort | None = None


def _asked(dataset: Dataset, of: Map, cohort: str | None) -> list[_Asked]:
    """All that is to be measured; for one group its times alone."""
    asked = []
    if cohort is None:
        paths = paths_question_of(dataset, of, state_of(of))
        asked.append(_Asked(paths.beside, _key(dataset, paths.beside.hash, CODE_VERSION)))
        asked.append(_Asked(paths, _key(dataset, paths.hash, FIT_VERSION)))
    for group in dataset.cohorts.all() if cohort is None else dataset.cohorts.filter(pk=cohort):
        question = question_of(dataset, of, group)
        asked.append(_Asked(question, _key(dataset, question.hash, CODE_VERSION), group))
    return asked


def _key(dataset: Dataset, question: str, code: str) -> dict[str, Any]:
    return {"data_hash": dataset.content_hash, "question_hash": question, "code_version": code}


def _answer(question: Question | PathsQuestion, dataset: Dataset, progress: Progress) -> dict[str, Any]:
    if isinstance(question, PathsQuestion):
        progress(_TIMES_DONE, 100, _("Looking at the paths people took"))
        return paths_answer(question, dataset, lambda done, total: progress(_TIMES_DONE + done * (100 - _TIMES_DONE) // total, 100))
    progress(0, 0, _("Measuring waits and times"))
    return answer_to(question, dataset, lambda done, total: progress(done * _TIMES_DONE // total, 100))


Report = Callable[[int, int], None]  # hears how much is done, of how much; may raise, to stop


def answer_to(asked: Question, dataset: Dataset, progress: Report) -> dict[str, Any]:
    """What the data say to a question, as it is kept. LogRefused when they cannot be measured; whatever progress raises."""
    times = measure_map(
        dataset.folder,
        steps=dict(sorted(asked.steps.items())),  # in one order, so that the same question has the same answer to the letter
        pairs=set(asked.links.values()),
        end_activities=asked.ends,
        named_end=asked.named_end,
        zone=settings.TIME_ZONE,
        few=asked.few,
        cohort=Cohort.from_json(asked.cohort) if asked.cohort else None,
        merges=asked.merged,
        progress=progress,
    )
    return as_json(times, asked.links)


def answer_again(result: MeasureResult, progress: Report) -> dict[str, Any]:
    """What the data say now to the question that was kept with a result."""
    if is_about_paths(result.question):
        return paths_answer(PathsQuestion.from_json(result.question), result.dataset, progress)
    return answer_to(Question.from_json(result.question), result.dataset, progress)


def paths_answer(asked: PathsQuestion, dataset: Dataset, progress: Report) -> dict[str, Any]:
    """The same of the paths people took."""
    paths = measure_paths(
        dataset.folder,
        steps=dict(sorted(asked.beside.steps.items())),
        pairs=asked.moves.pairs,
        begins=asked.moves.begins,
        ends=asked.moves.ends,
        end_activities=asked.beside.ends,
        merges=asked.beside.merged,
        progress=progress,
    )
    return fit_as_json(paths, asked.moves, asked.beside.hash)
