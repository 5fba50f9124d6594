"""Data of two agencies as one journey: who meets, what a person reads of it, what is new, and that nothing outlives its parts."""

import re
from datetime import timedelta
from uuid import UUID

import pytest
from django.urls import reverse

from analytics.models import Dataset, DeletedDataset, Feed, Job, MeasureResult
from analytics.services import jobs
from analytics.services.datasets import change_terms
from analytics.services.deleting import discard_dataset
from analytics.services.feeds import discard_feed, receive_version
from analytics.services.joining import join_anew, join_feeds
from analytics.services.measuring import match_activities
from carejourneys.common.errors import NotAllowed, NotFound, RuleBroken
from tests.event_logs import MONDAY, log_of, terms_for
from tests.factories import make_cast, make_small_map, signed_in
from tests.feeds import begun_feed, next_version, rows_as_csv

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(db):
    return make_cast()


@pytest.fixture
def small(cast):
    return make_small_map(cast)


@pytest.fixture
def run(settings, tmp_path, django_capture_on_commit_callbacks):
    settings.DATA_DIR = tmp_path
    jobs.current_app.conf.broker_url = "memory://"
    return django_capture_on_commit_callbacks


def council_log(people, days: float = 9) -> bytes:
    """The council assesses those of log_of with these numbers, so long after they contacted the surgery."""
    begun = [MONDAY + timedelta(hours=number, days=days) for number in people]
    return rows_as_csv(
        (f"NHS-PERSON-{number:04d}", "Needs assessed", at, at + timedelta(hours=1)) for number, at in zip(people, begun, strict=True)
    )


@pytest.fixture
def hospital(cast, small, run) -> Feed:
    return begun_feed(cast, small, log_of(30), run, name="Hospital")


@pytest.fixture
def council(cast, small, run) -> Feed:
    return begun_feed(cast, small, council_log(range(10, 42)), run, name="Council")


def joined(cast, small, parts, run, **more) -> Job:
    given = {"name": "Together", "parts": [one.pk for one in parts], "terms": terms_for(cast.economy), **more}
    return ran(join_feeds(actor=cast.ana, journey=small.map.journey, **given), run)


def ran(job: Job, run) -> Job:
    with run(execute=True):
        jobs.run_job(job_id=str(job.pk))
    job.refresh_from_db()
    return job


def the_newest(job: Job) -> Dataset:
    return Dataset.objects.get(pk=job.args["dataset"])


def test_the_events_of_a_person_in_both_become_one_journey(cast, small, hospital, council, run):
    job = joined(cast, small, [hospital, council], run)
    assert job.state == Job.DONE, job.message
    data = the_newest(job)
    assert (data.state, data.counts["cases"], data.counts["activity_instances"]) == (Dataset.READY, 42, 30 * 3 + 32)
    assert {name for name, _n in data.activities} == {"Contact", "Listened", "Referral written", "Needs assessed"}
    assert data.quality["joined"]["in_all"] == 20 and [part["alone"] for part in data.quality["joined"]["alone"]] == [10, 12]
    assert not data.raw.exists()
    match_activities(
        actor=cast.ana,
        dataset=data,
        of=small.map,
        matches={"Contact": small.steps[0], "Listened": small.steps[1], "Needs assessed": small.steps[2]},
        end_activities=["Needs assessed"],
    )
    jobs.run_job(job_id=str(Job.objects.get(kind="map.measure").pk))
    result = next(one.result for one in MeasureResult.objects.filter(dataset=data) if "lead_time" in one.result)
    assert result["waits"][small.links[1]]["times"]["n"] == 20
    assert result["lead_time"]["closed"]["median"] == pytest.approx(9 * 86_400 + 3_600)


def test_an_analyst_reads_how_many_meet_and_others_nothing_of_a_few(cast, small, hospital, council, run):
    data = the_newest(joined(cast, small, [hospital, council], run))
    page = signed_in(cast.ana).get(reverse("dataset", args=[data.pk])).content.decode()
    assert facts_of(page).items() >= {"In all parts": "20", "Only in “Hospital”": "10", "Only in “Council”": "12"}.items()
    few = begun_feed(cast, small, council_log(range(25, 33)), run, name="Charity")
    data = the_newest(joined(cast, small, [hospital, few], run, name="Few"))
    exact, hidden = (
        facts_of(signed_in(person).get(reverse("dataset", args=[data.pk])).content.decode()) for person in (cast.ana, cast.vic)
    )
    assert exact.items() >= {"In all parts": "5", "Only in “Hospital”": "25", "Only in “Charity”": "3"}.items()
    assert hidden.items() >= {"In all parts": "hidden", "Only in “Charity”": "hidden"}.items()


def facts_of(page: str) -> dict:
    found = re.findall(r"<dt>(.*?)</dt><dd>(.*?)</dd>", page)
    return dict(found)


def test_on_a_page_two_are_chosen_and_the_job_is_shown(cast, small, hospital, council, run):
    client = signed_in(cast.ana)
    address = reverse("join_data", args=[small.map.journey_id])
    assert address in client.get(reverse("journey_data", args=[small.map.journey_id])).content.decode()
    given = {"name": "Together", "purpose": "To see the whole", "controller": str(cast.council.pk), "delete_by": "2027-01-01"}
    one = client.post(address, {**given, "parts": [str(hospital.pk)]})
    assert one.status_code == 200 and "Choose two at least" in one.content.decode()
    done = client.post(address, {**given, "parts": [str(hospital.pk), str(council.pk)]})
    assert done.status_code == 302 and done.url == reverse("job", args=[Job.objects.latest("created_at").pk])
    assert Feed.objects.get(name="Together").purpose == "To see the whole"


def test_with_one_feed_the_page_says_what_to_do(cast, small, hospital):
    text = signed_in(cast.ana).get(reverse("join_data", args=[small.map.journey_id])).content.decode()
    assert "There is nothing to join yet" in text and "Join them" not in text


def test_joined_data_follow_their_parts_when_they_are_joined_anew(cast, small, hospital, council, run):
    first = the_newest(joined(cast, small, [hospital, council], run))
    client, address = signed_in(cast.ana), reverse("feed", args=[first.feed_id])
    assert "Join anew" not in client.get(address).content.decode() and "Bring this week" not in client.get(address).content.decode()
    with pytest.raises(RuleBroken, match="Nothing new"):
        join_anew(actor=cast.ana, feed=first.feed)
    next_version(cast, council, council_log(range(10, 45)), run)
    assert "Join anew" in client.get(address).content.decode()
    second = the_newest(ran(join_anew(actor=cast.ana, feed=first.feed), run))
    assert (second.version, second.counts["cases"], second.feed_id) == (2, 45, first.feed_id)
    assert second.changes["against"] == 1 and second.changes["added"]["people"] == 3
    first.refresh_from_db()
    assert first.counts["cases"] == 42


def test_no_file_is_brought_to_joined_data_and_they_are_no_part_of_others(cast, small, hospital, council, run):
    whole = the_newest(joined(cast, small, [hospital, council], run)).feed
    with pytest.raises(RuleBroken, match="joined from others"):
        receive_version(actor=cast.ana, feed=whole, filename="log.csv", chunks=[log_of(3)])
    with pytest.raises(RuleBroken, match="cannot be joined"):
        joined(cast, small, [whole, council], run, name="Again")


def test_joined_data_go_with_any_of_their_parts(cast, small, hospital, council, run):
    data = the_newest(joined(cast, small, [hospital, council], run))
    folder = data.folder
    with run(execute=True):
        discard_dataset(actor=cast.ana, dataset=hospital.versions.get())
    assert not Dataset.objects.filter(pk=data.pk).exists() and not Feed.objects.filter(pk=data.feed_id).exists()
    assert not folder.exists() and DeletedDataset.objects.filter(pk=data.pk, content_hash=data.content_hash).exists()
    again = the_newest(joined(cast, small, [begun_feed(cast, small, log_of(9), run, name="Other"), council], run))
    with run(execute=True):
        discard_feed(actor=cast.ana, feed=council)
    assert not Dataset.objects.filter(pk=again.pk).exists() and not Feed.objects.filter(pk=again.feed_id).exists()


def test_joined_data_are_for_nobody_who_may_not_see_a_part_and_stay_no_longer(cast, small, hospital, run):
    council = begun_feed(cast, small, council_log(range(9)), run, name="Council", readers=[cast.council])
    with pytest.raises(RuleBroken) as refusal:
        joined(cast, small, [hospital, council], run)
    assert refusal.value.field == "readers"
    with pytest.raises(RuleBroken) as refusal:
        joined(cast, small, [hospital, council], run, terms=terms_for(cast.economy, cast.council, days=366))
    assert refusal.value.field == "delete_by"
    whole = the_newest(joined(cast, small, [hospital, council], run, terms=terms_for(cast.economy, cast.council)))
    with pytest.raises(RuleBroken) as refusal:
        change_terms(actor=cast.ana, dataset=whole, terms=terms_for(cast.economy))
    assert refusal.value.field == "readers"
    with pytest.raises(RuleBroken, match="Together"):
        change_terms(actor=cast.ana, dataset=hospital.versions.get(), terms=terms_for(cast.economy, cast.hospital))
    assert signed_in(cast.eddie).get(reverse("dataset", args=[whole.pk])).status_code == 404


def test_who_may_join_and_what(cast, small, hospital, council, run):
    given = {"journey": small.map.journey, "name": "Together", "parts": [hospital.pk, council.pk], "terms": terms_for(cast.economy)}
    for person, error in ((cast.freya, NotAllowed), (cast.stan, NotFound)):
        with pytest.raises(error):
            join_feeds(actor=person, **given)
        with pytest.raises(error):
            join_anew(actor=person, feed=hospital)
    for parts in ([hospital.pk], [hospital.pk, UUID(int=1)]):
        with pytest.raises(RuleBroken) as refusal:
            join_feeds(actor=cast.ana, **{**given, "parts": parts})
        assert refusal.value.field == "parts"
    with pytest.raises(RuleBroken, match="not joined from others"):
        join_anew(actor=cast.ana, feed=hospital)
    assert Feed.objects.count() == 2


def test_data_of_one_name_and_real_data_with_made_up_ones_are_not_joined(cast, small, hospital, council, run):
    namesake = begun_feed(cast, small, council_log(range(9)), run, name="hospital")
    with pytest.raises(RuleBroken, match="the same name"):
        joined(cast, small, [hospital, namesake], run)
    Feed.objects.filter(pk=council.pk).update(synthetic=True)
    with pytest.raises(RuleBroken, match="made-up"):
        joined(cast, small, [hospital, council], run)


def test_joining_that_fails_leaves_nothing_behind(cast, small, hospital, council, run):
    job = join_feeds(
        actor=cast.ana, journey=small.map.journey, name="Together", parts=[hospital.pk, council.pk], terms=terms_for(cast.economy)
    )
    data = the_newest(job)
    (hospital.versions.get().folder / "events.parquet").write_bytes(b"no parquet")
    assert ran(job, run).state == Job.FAILED
    assert not Dataset.objects.filter(pk=data.pk).exists() and not Feed.objects.filter(name="Together").exists()
    assert not data.raw.exists() and not data.folder.exists()
