"""What was said of a version holds for the next, and maps follow it: measured anew, unless somebody asks for an earlier one by name."""

import pytest
from django.urls import reverse

from analytics.models import ActivityMatch, EndActivity, Feed, Job, MeasureResult
from analytics.queries.measured import measurements_of
from analytics.services.measuring import match_activities
from journeys.services.journeys import archive_map
from stakeholders.models import AuditEntry
from tests.event_logs import MONDAY, NAMES, log_of, measured, run_job
from tests.factories import signed_in
from tests.feeds import begun_feed, next_version, rows_as_csv

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("scratch")]


@pytest.fixture
def run(django_capture_on_commit_callbacks):
    return django_capture_on_commit_callbacks


@pytest.fixture
def feed(cast, small, run) -> Feed:
    """Matched, and the map measured with it: people wait two days."""
    feed = begun_feed(cast, small, log_of(20), run)
    measured(cast, small, feed.versions.get())
    return feed


def matches(dataset) -> dict[str, str]:
    return {activity: str(step) for activity, step in dataset.matches.values_list("activity", "step")}


def waits(user, small, data="") -> int | None:
    """Days on the first link."""
    times = measurements_of(user, small.map, data).times
    return times and round(times.waits[small.links[0]].median.value / 86400)


def measure_what_waits() -> list[Job]:
    waiting = list(Job.objects.filter(kind="map.measure", state=Job.QUEUED))
    for job in waiting:
        run_job(job_id=str(job.pk))
    return waiting


def test_matches_and_ends_hold_for_the_next_version_and_the_map_follows_it(cast, small, feed, run):
    first = feed.versions.get()
    second = next_version(cast, feed, log_of(25, days=5), run)
    assert matches(second) == matches(first) == dict(zip(NAMES, small.steps, strict=True))
    assert [end.activity for end in second.ends.all()] == [NAMES[-1]]
    assert waits(cast.vic, small) == 2  # until it is measured
    (job,) = measure_what_waits()
    assert (job.actor, job.args) == (cast.ana, {"dataset": str(second.pk), "map": str(small.map.pk)})
    assert waits(cast.vic, small) == 5 and waits(cast.vic, small, str(first.pk)) == 2
    entry = AuditEntry.objects.get(action="dataset.matched", subject_id=str(second.pk))
    assert entry.details == {"map": [str(small.map.pk)], "by_themselves": True, "data": "January", "version": 2}


def test_the_map_shows_the_newest_version_though_an_older_was_measured_last_and_offers_no_older_one(cast, small, feed, run):
    first, second = feed.versions.get(), next_version(cast, feed, log_of(25, days=5), run)
    measure_what_waits()
    measured(cast, small, first)
    assert waits(cast.vic, small) == 5
    page = signed_in(cast.vic).get(reverse("map", args=[small.map.pk])).content.decode()
    assert "January, version 2" in page and "Show instead" not in page
    older = signed_in(cast.vic).get(reverse("map", args=[small.map.pk]) + f"?data={first.pk}").content.decode()
    assert f"?data={second.pk}" in older and "<b>January</b>" in older


def test_an_activity_that_is_new_belongs_to_no_step_and_is_named_to_those_who_may_match_it(cast, small, feed, run):
    more = rows_as_csv([("NHS-PERSON-0000", "Sent a letter", MONDAY, MONDAY)]).split(b"\n", 1)[1]
    second = next_version(cast, feed, log_of(20) + more, run)
    assert "Sent a letter" not in matches(second) and second.changes["new_activities"] == ["Sent a letter"]
    for reader, told in ((cast.ana, True), (cast.vic, False)):
        page = signed_in(reader).get(reverse("dataset", args=[second.pk])).content.decode()
        assert ("New activities belong to no step yet" in page) is told
        listed = signed_in(reader).get(reverse("journey_data", args=[feed.journey_id])).content.decode()
        assert ("1 activity is new" in listed) is told
    given = {**matches(second), "Sent a letter": small.steps[2]}
    match_activities(actor=cast.ana, dataset=second, of=small.map, matches=given, end_activities=[NAMES[-1]])
    assert "New activities" not in signed_in(cast.ana).get(reverse("dataset", args=[second.pk])).content.decode()
    third = next_version(cast, feed, log_of(21) + more, run)
    assert matches(third)["Sent a letter"] == small.steps[2] and third.changes["new_activities"] == []


def test_an_activity_that_one_file_lacks_keeps_its_step_and_its_end_for_the_next(cast, small, feed, run):
    contacts = [(f"P{n}", name, MONDAY, MONDAY) for n in range(9) for name in NAMES[:1]]
    second = next_version(cast, feed, rows_as_csv(contacts), run)
    match_activities(actor=cast.ana, dataset=second, of=small.map, matches={NAMES[0]: small.steps[1]}, end_activities=[NAMES[0]])
    third = next_version(cast, feed, log_of(9), run)
    assert matches(third) == dict(zip(NAMES, (small.steps[1], small.steps[1], small.steps[2]), strict=True))
    assert sorted(third.ends.values_list("activity", flat=True)) == sorted([NAMES[0], NAMES[-1]])


def test_a_map_put_away_keeps_its_matches_and_is_not_measured_and_one_never_measured_is_not_either(cast, small, feed, run):
    MeasureResult.objects.all().delete()
    next_version(cast, feed, log_of(25), run)
    assert measure_what_waits() == []
    measured(cast, small, feed.versions.get(version=2))
    archive_map(actor=cast.freya, of=small.map)
    third = next_version(cast, feed, log_of(26), run)
    assert measure_what_waits() == [] and len(matches(third)) == 3


def test_a_version_that_comes_while_the_map_is_still_measured_is_measured_too(cast, small, feed, run):
    next_version(cast, feed, log_of(25), run)
    third = next_version(cast, feed, log_of(26, days=7), run)
    assert len(measure_what_waits()) == 2 and waits(cast.vic, small) == 7
    assert MeasureResult.objects.filter(dataset=third).exists()


def test_another_feeds_matches_are_not_touched(cast, small, feed, run):
    other = begun_feed(cast, small, log_of(21), run, name="February")
    assert not ActivityMatch.objects.filter(dataset__feed=other).exists() and not EndActivity.objects.filter(dataset__feed=other).exists()
