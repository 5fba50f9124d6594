"""Names that mean the same are treated as one and kept apart again: counts, matches, ends and maps follow, the data stay as they were."""

import pytest

from analytics.domain.audit.knowledge import hang_together
from analytics.domain.audit.possibilities import Known
from analytics.domain.audit.telling import learn_all
from analytics.domain.map_measures import CODE_VERSION
from analytics.domain.telling_levels import FINEST
from analytics.engine.fingerprint import content_hash
from analytics.engine.prepared_folder import CASES, EVENTS
from analytics.models import ActivityMatch, Dataset, EndActivity, Feed, Job, MeasureResult, Recomputation
from analytics.queries.audit import everything_told
from analytics.queries.measured import measurements_of
from analytics.services import jobs
from analytics.services.activity_names import keep_apart, treat_as_one
from analytics.services.deleting import discard_dataset
from analytics.services.drafting import draft_map
from analytics.services.measuring import match_activities
from analytics.services.recomputing import recompute
from carejourneys.common.errors import NotAllowed, RuleBroken
from carejourneys.common.small_numbers import told_like
from journeys.services.journeys import archive_journey, archive_map
from stakeholders.models import AuditEntry
from tests.event_logs import log_of
from tests.feeds import begun_feed, next_file, next_version
from tests.interrupted import run_meanwhile

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("scratch")]


@pytest.fixture
def run(django_capture_on_commit_callbacks):
    return django_capture_on_commit_callbacks


def misspelt(people: int, misspelt: int = 9, days: float = 2) -> bytes:
    """As log_of, where the first of them were “listened ” to."""
    content = log_of(people, days=days)
    for number in range(misspelt):
        content = content.replace(f"{number:04d},Listened".encode(), f"{number:04d},listened ".encode())
    return content


@pytest.fixture
def feed(cast, small, run) -> Feed:
    return begun_feed(cast, small, misspelt(20), run)


@pytest.fixture
def dataset(feed) -> Dataset:
    return feed.versions.get()


def match(cast, small, dataset, *names: str, ends=("Referral written",)) -> None:
    """Each the step at its place; then the map is measured."""
    matches = dict(zip(names, small.steps, strict=False))
    match_activities(actor=cast.ana, dataset=dataset, of=small.map, matches=matches, end_activities=ends)
    run_all()


def run_all() -> None:
    while job := Job.objects.filter(state=Job.QUEUED).first():
        jobs.run_job(job_id=str(job.pk))


def as_one(cast, dataset, keep="Listened") -> Job:
    job = treat_as_one(actor=cast.ana, dataset=dataset, names=["Listened", "listened "], keep=keep)
    run_all()
    return ended(job, dataset)


def separate(cast, dataset, name="Listened") -> Job:
    job = keep_apart(actor=cast.ana, dataset=dataset, name=name)
    run_all()
    return ended(job, dataset)


def ended(job, dataset) -> Job:
    job.refresh_from_db()
    dataset.refresh_from_db()
    return job


def test_what_was_told_before_names_were_one_stays_known_but_how_often_each_was_done(cast, small, dataset):
    Dataset.objects.filter(pk=dataset.pk).update(told_level=2)
    as_one(cast, dataset)
    assert dataset.told_level is None
    known = Known()
    there = everything_told(small.map.journey, known)
    hang_together(known, there.every)
    before = len(known.facts)
    learn_all(known, there.every, 8, there.told)
    learnt = {name[1]: (low, high) for of, low, high in known.facts[before:] if len(of) == 1 for name in of}
    assert there.told == {} and learnt["cases"] == told_like(30, 16), "20 people, as under twice the threshold"
    assert "activity of" not in learnt and "activity" not in learnt
    Dataset.objects.filter(pk=dataset.pk).update(told_level=FINEST)
    separate(cast, dataset)
    (data,) = everything_told(small.map.journey, Known()).every.data
    assert data.told_before == (8, 16)


def matches(dataset) -> dict[str, str]:
    return {activity: str(step) for activity, step in dataset.matches.values_list("activity", "step")}


def finding(dataset, kind) -> list:
    return [one["names"] for one in dataset.quality["findings"] if one["kind"] == kind]


def visits(small, cast) -> int:
    """To the second step, of everybody, as the map shows it."""
    shown = next(one for one in measurements_of(cast.ana, small.map).sources if one.shown)
    return MeasureResult.objects.get(pk=shown.result_id).result["steps"][small.steps[1]]["n_visits"]


def test_names_treated_as_one_are_counted_together_and_the_files_stay_as_they_were(cast, small, dataset):
    before = (dataset.content_hash, dataset.activities, dataset.quality)
    assert finding(dataset, "alike_names") == [[["Listened", "listened "]]]
    assert as_one(cast, dataset).state == Job.DONE
    assert dataset.merges == {"listened ": "Listened"}
    assert dict(dataset.activities) == {"Contact": 20, "Listened": 20, "Referral written": 20}
    assert dict(dataset.quality["activity_people"]) == {"Contact": 20, "Listened": 20, "Referral written": 20}
    assert finding(dataset, "alike_names") == [] and finding(dataset, "merged_names") == [[["Listened", "listened "]]]
    assert dataset.content_hash == content_hash(dataset.folder / EVENTS, dataset.folder / CASES)
    entry = AuditEntry.objects.get(action="dataset.names_as_one")
    assert (entry.actor, entry.subject_id, entry.details) == (cast.ana, str(dataset.pk), {"names": 1, "data": dataset.name, "version": 1})
    assert separate(cast, dataset).state == Job.DONE
    assert (dataset.content_hash, dataset.activities, dataset.quality) == before and dataset.merges == {}
    assert AuditEntry.objects.filter(action="dataset.names_apart", subject_id=str(dataset.pk)).exists()


def test_what_data_say_under_other_names_waits_to_be_looked_at_anew(cast, dataset):
    assert dataset.told_level == FINEST
    as_one(cast, dataset)
    assert dataset.told_level is None and dataset.told_since is None


def test_maps_are_measured_anew_and_both_results_can_be_proved(cast, small, dataset):
    match(cast, small, dataset, "Contact", "Listened", "Referral written")
    first = MeasureResult.objects.get(code_version=CODE_VERSION)
    assert visits(small, cast) == 11
    as_one(cast, dataset)
    assert visits(small, cast) == 20
    second = MeasureResult.objects.exclude(pk=first.pk).get(code_version=CODE_VERSION)
    for result in (first, second):
        recompute(actor=cast.ana, result=result)
    run_all()
    assert Recomputation.objects.count() == 2 and all(proof.proves for proof in Recomputation.objects.all())
    assert second.question["merged"] == {"listened ": "Listened"} and "merged" not in first.question


@pytest.mark.parametrize("matched", ["Listened", "listened "])
def test_a_match_of_either_name_is_that_of_both_and_keeps_its_id(cast, small, dataset, matched):
    match(cast, small, dataset, "Contact", matched)
    kept = ActivityMatch.objects.get(activity=matched).pk
    as_one(cast, dataset)
    assert matches(dataset) == {"Contact": small.steps[0], "Listened": small.steps[1]}
    assert ActivityMatch.objects.get(activity="Listened").pk == kept
    separate(cast, dataset)
    assert matches(dataset) == {"Contact": small.steps[0], "Listened": small.steps[1], "listened ": small.steps[1]}


def test_an_end_under_one_name_is_an_end_under_both(cast, small, dataset):
    match(cast, small, dataset, "Contact", ends=("listened ",))
    as_one(cast, dataset)
    assert [end.activity for end in EndActivity.objects.all()] == ["Listened"]
    separate(cast, dataset)
    assert {end.activity for end in EndActivity.objects.all()} == {"Listened", "listened "}


def test_names_that_are_different_steps_of_a_map_in_use_are_refused_until_they_are_one_there(cast, small, dataset):
    match(cast, small, dataset, "Contact", "Listened", "listened ")
    with pytest.raises(RuleBroken, match=f"On the map “{small.map.title}” these names are different steps"):
        as_one(cast, dataset)
    assert not Job.objects.filter(kind="dataset.names").exists()
    archive_map(actor=cast.freya, of=small.map)
    as_one(cast, dataset)
    assert matches(dataset) == {"Contact": small.steps[0], "Listened": small.steps[1]}


def test_matched_to_different_steps_after_it_began_it_is_refused_and_changes_nothing(cast, small, dataset):
    match(cast, small, dataset, "Contact", "Listened")
    job = treat_as_one(actor=cast.ana, dataset=dataset, names=["Listened", "listened "], keep="Listened")
    given = dict(zip(["Contact", "Listened", "listened "], small.steps, strict=True))
    match_activities(actor=cast.ana, dataset=dataset, of=small.map, matches=given, end_activities=["Contact"])
    run_all()
    assert ended(job, dataset).state == Job.FAILED and "are different steps" in job.message
    assert dataset.merges == {} and matches(dataset) == given


@pytest.mark.parametrize(
    ("names", "keep"), [(["Listened"], "Listened"), (["Listened", "Contact"], "Contact"), (["Listened", "listened "], "LISTENED")]
)
def test_names_that_are_not_alike_or_not_there_are_refused(cast, dataset, names, keep):
    with pytest.raises(RuleBroken):
        treat_as_one(actor=cast.ana, dataset=dataset, names=names, keep=keep)


def test_whoever_may_not_match_may_not_change_names_and_nobody_on_a_journey_put_away(cast, small, dataset):
    with pytest.raises(NotAllowed):
        treat_as_one(actor=cast.vic, dataset=dataset, names=["Listened", "listened "], keep="Listened")
    with pytest.raises(NotAllowed):
        keep_apart(actor=cast.vic, dataset=dataset, name="Listened")
    archive_journey(actor=cast.freya, journey=small.map.journey)
    dataset.journey.refresh_from_db()
    with pytest.raises(RuleBroken):
        treat_as_one(actor=cast.ana, dataset=dataset, names=["Listened", "listened "], keep="Listened")


def test_two_people_at_once_change_names_one_after_the_other(cast, dataset):
    job = treat_as_one(actor=cast.ana, dataset=dataset, names=["Listened", "listened "], keep="Listened")
    with pytest.raises(RuleBroken, match="being changed already"):
        treat_as_one(actor=cast.ana, dataset=dataset, names=["Listened", "listened "], keep="listened ")
    run_all()
    assert ended(job, dataset).state == Job.DONE and dataset.merges == {"listened ": "Listened"}
    with pytest.raises(RuleBroken, match="apart already"):
        keep_apart(actor=cast.ana, dataset=dataset, name="listened ")


@pytest.mark.parametrize("looks", [True, False])
def test_stopped_even_at_its_very_end_it_changes_nothing(cast, dataset, looks):
    job = treat_as_one(actor=cast.ana, dataset=dataset, names=["Listened", "listened "], keep="Listened")
    before = (dataset.activities, dataset.quality, {})
    run_meanwhile(job, lambda: jobs.cancel_job(actor=cast.ana, job=job), looks)
    assert ended(job, dataset).state == Job.CANCELLED and (dataset.activities, dataset.quality, dataset.merges) == before


def test_data_deleted_meanwhile_stop_it(cast, dataset, run):
    job = treat_as_one(actor=cast.ana, dataset=dataset, names=["Listened", "listened "], keep="Listened")

    def discard():
        with run(execute=True):
            discard_dataset(actor=cast.ana, dataset=Dataset.objects.get(pk=dataset.pk))

    run_meanwhile(job, discard, False)
    assert job.state == Job.CANCELLED and not Dataset.objects.exists()


def test_matches_sent_while_names_were_changed_are_held_against_the_new_names(cast, small, dataset):
    opened = Dataset.objects.get(pk=dataset.pk)  # by a page, before
    as_one(cast, dataset)
    with pytest.raises(RuleBroken, match="no activity of that name"):
        match_activities(
            actor=cast.ana, dataset=opened, of=small.map, matches={"listened ": small.steps[1]}, end_activities=["Referral written"]
        )
    assert not ActivityMatch.objects.exists()


def test_a_map_is_not_drafted_under_names_that_were_changed_meanwhile(cast, small, dataset, run):
    given = {"title": "Drafted", "steps": 3, "least": 0, "end_activities": ["Referral written"]}
    job = draft_map(actor=cast.ana, dataset=dataset, **given)
    run_meanwhile(job, lambda: as_one(cast, dataset), False)
    assert job.state == Job.FAILED and "draft it again" in job.message
    assert not small.map.journey.maps.filter(title="Drafted").exists()


def test_the_next_version_is_counted_and_matched_under_the_same_names_and_offers_a_new_spelling(cast, small, feed, dataset, run):
    match(cast, small, dataset, "Contact", "Listened", "Referral written")
    as_one(cast, dataset)
    second = next_version(cast, feed, misspelt(25).replace(b"0020,Listened", b"0020,LISTENED"), run)
    assert second.merges == {"listened ": "Listened"}
    assert dict(second.activities) == {"Contact": 25, "Listened": 24, "Referral written": 25, "LISTENED": 1}
    assert finding(second, "alike_names") == [[["LISTENED", "Listened"]]]
    assert second.changes["new_activities"] == ["LISTENED"] and "listened " not in matches(second)
    run_all()
    assert visits(small, cast) == 24
    treat_as_one(actor=cast.ana, dataset=second, names=["Listened", "LISTENED"], keep="LISTENED")
    run_all()
    second.refresh_from_db()
    assert second.merges == {"listened ": "LISTENED", "Listened": "LISTENED"} and visits(small, cast) == 25
    assert matches(second)["LISTENED"] == small.steps[1] and "Listened" not in matches(second)


def test_names_are_not_changed_while_the_next_version_is_read(cast, feed, dataset):
    job = treat_as_one(actor=cast.ana, dataset=dataset, names=["Listened", "listened "], keep="Listened")
    assert next_file(cast, feed, misspelt(21)).job is not None
    jobs.run_job(job_id=str(job.pk))
    assert ended(job, dataset).state == Job.FAILED and "Version 2 of this feed is being read" in job.message and dataset.merges == {}
    with pytest.raises(RuleBroken, match="Version 2 of this feed is being read"):
        treat_as_one(actor=cast.ana, dataset=dataset, names=["Listened", "listened "], keep="Listened")


def test_a_map_never_measured_is_not_measured_for_it(cast, small, dataset):
    match(cast, small, dataset, "Contact", "Listened")
    MeasureResult.objects.all().delete()
    as_one(cast, dataset)
    assert not MeasureResult.objects.exists()
