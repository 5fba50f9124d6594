"""What the tables of event data and jobs hold, whoever writes to them: each constraint refuses a row that breaks it."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest

from analytics.models import ActivityMatch, Dataset, DeclaredCohort, EndActivity, Feed, Job, MeasureResult
from carejourneys.common.clock import now
from tests.constraints import again, named_in, refused
from tests.event_logs import kept_as_read
from tests.factories import make_cast, make_small_map, new_id

pytestmark = pytest.mark.django_db


@dataclass
class Stored:
    dataset: Dataset
    match: ActivityMatch
    cohort: DeclaredCohort
    result: MeasureResult
    job: Job


@pytest.fixture
def stored() -> Stored:
    cast = make_cast()
    small = make_small_map(cast)
    dataset = kept_as_read(small.map.journey, cast.ana, state=Dataset.RECEIVED)
    key = {"dataset": dataset, "map": small.map, "data_hash": "0" * 64, "question_hash": "1" * 64, "code_version": "1"}
    return Stored(
        dataset,
        ActivityMatch.objects.create(dataset=dataset, map=small.map, activity="Listen", step=small.steps[1]),
        DeclaredCohort.objects.create(
            dataset=dataset, name="Winter", told={}, people=9, smallest=9, declared_by=cast.ana, declared_at=now()
        ),
        MeasureResult.objects.create(map_revision=1, result={}, measured_at=now(), **key),
        Job.objects.create(economy=cast.economy, actor=cast.ana, kind="test", created_at=now()),
    )


BREAKS: dict[str, Callable[[Stored], object]] = {
    "dataset_state_known": lambda w: Dataset.objects.update(state="lost"),
    "dataset_ready_has_hash": lambda w: Dataset.objects.update(state=Dataset.READY, content_hash=""),
    "dataset_has_a_name": lambda w: Dataset.objects.update(name=""),
    "dataset_one_of_a_version": lambda w: again(w.dataset),
    "dataset_told_level_known": lambda w: Dataset.objects.update(told_level=5),
    "result_told_level_known": lambda w: MeasureResult.objects.update(told_level=0),
    "cohort_name_once": lambda w: again(w.cohort),
    "feed_has_a_name": lambda w: Feed.objects.update(name=""),
    "match_one_step_an_activity": lambda w: again(w.match, step=new_id()),
    "end_activity_once_a_map": lambda w: [EndActivity.objects.create(dataset=w.match.dataset, map=w.match.map, activity="x") for _ in "ab"],
    "result_one_a_question": lambda w: again(w.result),
    "job_state_known": lambda w: Job.objects.update(state="asleep", ended_at=now()),
    "job_end_dated": lambda w: Job.objects.update(state=Job.DONE, ended_at=None),
}


def test_every_constraint_has_a_row_that_breaks_it():
    assert named_in("analytics") == BREAKS.keys()


@pytest.mark.parametrize("name", BREAKS)
def test_the_database_refuses(name, stored):
    refused(lambda: BREAKS[name](stored), name)
