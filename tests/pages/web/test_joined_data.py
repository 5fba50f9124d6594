"""Data of two agencies as one journey: who meets, what a person reads of it, what is new, and that nothing outlives its parts."""

import re
from datetime import timedelta
from uuid import UUID

import pytest
from django.urls import reverse
from django.utils.formats import date_format

from analytics.models import Dataset, DeletedDataset, Feed, Job, MeasureResult
from analytics.queries.dataset_answers import dataset_answer
from analytics.queries.dataset_pages import DatasetPage
from analytics.services import jobs
from analytics.services.deleting import discard_dataset
from analytics.services.feeds import discard_feed, receive_version
from analytics.services.joining import join_anew, join_feeds
from analytics.services.measuring import match_activities
from analytics.services.terms import change_terms
from carejourneys.common.errors import NotAllowed, NotFound, RuleBroken
from tests.event_logs import MONDAY, log_of, run_job, terms_for
from tests.factories import signed_in
from tests.feeds import begun_feed, next_version, rows_as_csv

pytestmark = pytest.mark.django_db


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
        run_job(job_id=str(job.pk))
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
    run_job(job_id=str(Job.objects.get(kind="map.measure").pk))
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
    job = Job.objects.latest("created_at")
    assert done.status_code == 302 and done.url == reverse("job", args=[job.pk])
    assert "Joining the data</h1>" in client.get(done.url).content.decode()
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


def test_of_joined_data_it_is_said_how_each_part_was_read_and_nothing_of_a_file_that_nobody_brought(cast, small, hospital, council, run):
    data = the_newest(joined(cast, small, [hospital, council], run))
    page = signed_in(cast.ana).get(reverse("dataset", args=[data.pk])).content.decode()
    whole, parts = page.split("How each part was read")
    assert "Its columns" not in page and "without a resource" not in page and "rows 1" not in page
    assert not {"Rows left out", "Dates in numbers", "Times without a zone"} & facts_of(whole).keys()
    assert facts_of(parts)["Rows left out"] == "0 of 90" and facts_of(parts)["Times without a zone"] == "none: each said its own"
    assert all(f'href="{reverse("dataset", args=[one.versions.get().pk])}"' in parts for one in (hospital, council))
    assert "more than one of the parts" not in page and "newer data" not in page
    alone = signed_in(cast.ana).get(reverse("dataset", args=[hospital.versions.get().pk])).content.decode()
    assert "How each part was read" not in alone and "Its columns" in alone
    assert facts_of(alone)["Rows left out"] == "0 of 90"


def test_programs_hear_of_joined_data_what_their_page_says(cast, small, hospital, council, run):
    data = the_newest(joined(cast, small, [hospital, council], run))
    data.quality["findings"] += [{"kind": kind, "count": 7, "rows": [3], "names": []} for kind in ("tie", "alike_organisations")]
    data.quality |= {"zone": "Europe/London", "date_order": "day first", "by_reason": {"no_case": 4}}
    data.quality["rejected"] = [{"row": 3, "line": 4, "reason": "no_case", "column": "case"}]
    data.save(update_fields=["quality"])
    told, page = dataset_answer(cast.ana, data)["quality"], DatasetPage.of(cast.ana, data)
    assert (told["zone"], told["date_order"], told["rejected"], page.rejected) == ("", "", [], [])
    assert "missing_resource" in {one["kind"] for one in data.quality["findings"] if one["count"]}
    assert [one["words"] for one in told["findings"]] == [line.words for line in page.findings]
    kinds = {one["kind"] for one in told["findings"]}
    assert {"tie", "alike_organisations"} <= kinds and "missing_resource" not in kinds
    alone = hospital.versions.get()
    alone.quality["zone"] = "Europe/London"
    assert dataset_answer(cast.ana, alone)["quality"]["zone"] == "Europe/London"


def test_where_nobody_is_in_two_parts_whoever_may_open_the_data_is_told_what_to_check(cast, small, hospital, run):
    others = begun_feed(cast, small, council_log(range(50, 70)), run, name="Council")
    data = the_newest(joined(cast, small, [hospital, others], run))
    page, theirs = (signed_in(who).get(reverse("dataset", args=[data.pk])).content.decode() for who in (cast.ana, cast.vic))
    assert "Nobody is in more than one of the parts" in page and "same identifier" in page
    assert "Nobody is in more than one of the parts" not in theirs


def test_newer_parts_are_named_on_the_data_and_on_the_feed_until_they_are_joined_anew(cast, small, hospital, council, run):
    first = the_newest(joined(cast, small, [hospital, council], run))
    next_version(cast, council, council_log(range(10, 45)), run)
    pages = [reverse("dataset", args=[first.pk]), reverse("feed", args=[first.feed_id])]
    for address in pages:
        page, theirs = (signed_in(who).get(address).content.decode() for who in (cast.ana, cast.vic))
        assert "They hold version 1 of “Council”; version 2 is there." in page and reverse("join_anew", args=[first.feed_id]) in page
        assert "version 2 is there" in theirs and "Join anew" not in theirs
    ran(join_anew(actor=cast.ana, feed=first.feed), run)
    assert all("version 2 is there" not in signed_in(cast.ana).get(address).content.decode() for address in pages)


def test_of_a_part_that_is_not_for_somebody_neither_its_name_nor_how_it_was_read_is_told(cast, small, hospital, council, run):
    whole = the_newest(joined(cast, small, [hospital, council], run))
    next_version(cast, council, council_log(range(10, 45)), run)
    for one in (council, *council.versions.all()):
        one.readers.set([cast.hospital])
        type(one).objects.filter(pk=one.pk).update(uploaded_by=cast.freya)
    data, feed = (
        signed_in(cast.ana).get(reverse(*where)).content.decode()
        for where in (("dataset", None, [whole.pk]), ("feed", None, [whole.feed_id]))
    )
    for page in (data, feed):
        assert (
            "Council”" not in page
            and "There is something newer of a part that is not for you." in page
            and "version 2 is there" not in page
        )
    parts = data.split("How each part was read")[1]
    assert "A part that is not for you" in parts and "0 of 90" in parts and "0 of 32" not in parts and "Council" not in parts
    assert (
        facts_of(data)["Only in a part that is not for you"] == "12"
        and facts_of(feed)["Joined from"] == "a part that is not for you, Hospital"
    )


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


def test_before_a_part_goes_it_is_said_by_name_what_goes_with_it(cast, small, hospital, council, run):
    whole = the_newest(joined(cast, small, [hospital, council], run))
    joined(cast, small, [hospital, council], run, name="For the hospital", terms=terms_for(cast.economy, cast.hospital))
    given = {"matches": {"Contact": small.steps[0], "Listened": small.steps[1]}, "end_activities": ["Listened"]}
    run_job(job_id=str(match_activities(actor=cast.ana, dataset=whole, of=small.map, **given).pk))
    part, own = hospital.versions.get(), the_newest(joined(cast, small, [hospital, council], run, name="Own"))
    for address in (reverse("discard_dataset", args=[part.pk]), reverse("discard_feed", args=[hospital.pk])):
        page = signed_in(cast.ana).get(address).content.decode()
        assert re.findall(r"<li[^>]*><b>(.*?)</b></li>", page) == ["For the hospital", "Own", "Together", "Today"], page
    Dataset.objects.filter(name="For the hospital").update(uploaded_by=cast.freya)
    page = signed_in(cast.ana).get(reverse("discard_dataset", args=[part.pk])).content.decode()
    assert "1 more that is not for you to see" in page and "For the hospital" not in page
    page = signed_in(cast.ana).get(reverse("discard_dataset", args=[own.pk])).content.decode()
    assert "go as well" not in page and "These maps" not in page


def test_joined_data_are_for_nobody_who_may_not_see_a_part_and_stay_no_longer(cast, small, hospital, run):
    council = begun_feed(cast, small, council_log(range(9)), run, name="Council", readers=[cast.council])
    with pytest.raises(RuleBroken) as refusal:
        joined(cast, small, [hospital, council], run)
    assert refusal.value.field == "readers" and "“Council” is for fewer people" in refusal.value.message
    with pytest.raises(RuleBroken) as refusal:
        joined(cast, small, [hospital, council], run, terms=terms_for(cast.economy, cast.council, days=366))
    last = date_format(council.delete_by, "j F Y")
    assert refusal.value.field == "delete_by" and f"is deleted after {last}. Choose that day or an earlier one" in refusal.value.message
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
    page = signed_in(cast.ana).get(reverse("job", args=[job.pk])).content.decode()
    assert f'href="{reverse("join_data", args=[small.map.journey_id])}"' in page and "Bring another file" not in page


def test_joining_that_is_called_off_before_it_began_leaves_nothing_behind(cast, small, hospital, council, run):
    given = {"journey": small.map.journey, "name": "Together", "parts": [hospital.pk, council.pk], "terms": terms_for(cast.economy)}
    called_off(join_feeds(actor=cast.ana, **given), run)
    assert not Feed.objects.filter(name="Together").exists() and Dataset.objects.count() == 2
    first = the_newest(joined(cast, small, [hospital, council], run))
    next_version(cast, hospital, log_of(31), run)
    called_off(join_anew(actor=cast.ana, feed=first.feed), run)
    assert list(first.feed.versions.all()) == [first]
    came = receive_version(actor=cast.ana, feed=hospital, filename="log.csv", chunks=[log_of(32)])
    assert came.job is not None
    called_off(came.job, run)
    assert Dataset.objects.get(pk=came.dataset.pk).raw.exists()  # a file that was brought waits to be read after all


def called_off(job: Job, run) -> None:
    with run(execute=True):
        jobs.cancel_job(actor=job.actor, job=job)
    job.refresh_from_db()
    assert job.state == Job.CANCELLED
