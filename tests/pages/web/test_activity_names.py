"""Alike names on the page of the data: offered with their counts to those who may match, put together, kept apart again."""

import html
import json
import re

import pytest
from django.urls import reverse

from analytics.models import Dataset, Job, MeasureResult
from analytics.queries.activity_names import mark_of, shown
from analytics.services import jobs
from analytics.services.activity_names import treat_as_one
from analytics.services.measuring import match_activities
from journeys.services.journeys import archive_journey
from tests.event_logs import log_of, run_job
from tests.factories import signed_in
from tests.feeds import begun_feed

pytestmark = pytest.mark.django_db

BOTH = ["Listened", "listened "]


@pytest.fixture
def dataset(cast, small, settings, tmp_path, django_capture_on_commit_callbacks) -> Dataset:
    """Three of twenty were “listened ” to."""
    settings.DATA_DIR = tmp_path
    jobs.current_app.conf.broker_url = "memory://"
    content = log_of(20)
    for number in range(3):
        content = content.replace(f"{number:04d},Listened".encode(), f"{number:04d},listened ".encode())
    return begun_feed(cast, small, content, django_capture_on_commit_callbacks).versions.get()


def page(user, dataset) -> str:
    answer = signed_in(user).get(reverse("dataset", args=[dataset.pk]))
    assert answer.status_code == 200
    return html.unescape(answer.content.decode())


def send(user, dataset, **given):
    return signed_in(user).post(reverse("activity_names", args=[dataset.pk]), given)


def one(cast, dataset, keep="Listened"):
    return send(cast.ana, dataset, group=mark_of(*BOTH), keep=mark_of(keep))


def run_all() -> None:
    while job := Job.objects.filter(state=Job.QUEUED).first():
        run_job(job_id=str(job.pk))


def test_where_they_are_matched_every_space_is_seen_and_one_is_told_where_to_treat_them_as_one(cast, small, dataset):
    address = reverse("match_activities", args=[dataset.pk, small.map.pk])
    text = html.unescape(signed_in(cast.ana).get(address).content.decode())
    assert text.count("listened␣") == 2 and "listened <" not in text, "as a step and as an end"
    assert "treat them as one" in text and f'href="{reverse("dataset", args=[dataset.pk])}"' in text
    one(cast, dataset)
    run_all()
    text = html.unescape(signed_in(cast.ana).get(address).content.decode())
    assert "listened" not in text and "treat them as one" not in text


def test_alike_names_are_offered_with_their_counts_the_most_frequent_first_and_every_space_seen(cast, dataset):
    text = page(cast.ana, dataset)
    assert "Treat these as one" in text and text.index("“Listened”, 17 times") < text.index("“listened␣”, 3 times")
    assert re.findall(r'name="keep" value="(\w+)"[^>]*? checked', text) == [mark_of("Listened")]


def test_whoever_may_not_match_sees_neither_names_nor_buttons(cast, dataset):
    text = page(cast.vic, dataset)
    assert "Treat these as one" not in text and "listened" not in text and "only by capitals, spaces or punctuation" in text


def test_put_together_and_apart_again_by_plain_forms_and_the_page_says_so(cast, dataset):
    answer = one(cast, dataset)
    job = Job.objects.get(kind="dataset.names")
    assert answer["Location"] == reverse("job", args=[job.pk])
    assert "Names are being changed" in page(cast.ana, dataset) and "Treat these as one" not in page(cast.ana, dataset)
    run_all()
    text = page(cast.ana, dataset)
    assert "“Listened” stands also for:" in text and "“listened␣”" in text and "somebody treats as one" in text
    assert "Treat these as one" not in text
    done = signed_in(cast.ana).get(reverse("job", args=[job.pk])).content.decode()
    assert "Changing names of activities" in done and reverse("dataset", args=[dataset.pk]) in done
    report = signed_in(cast.ana).get(reverse("quality_csv", args=[dataset.pk]))
    assert "Listened / listened" in b"".join(report).decode()
    send(cast.ana, dataset, apart=mark_of("Listened"))
    run_all()
    assert "Treat these as one" in page(cast.ana, dataset) and "stands also for" not in page(cast.ana, dataset)


def test_others_see_the_name_that_is_kept_and_no_other(cast, dataset):
    one(cast, dataset, keep="Listened")
    run_all()
    text = page(cast.vic, dataset)
    assert "Listened" in text and "listened" not in text and "stands also for" not in text


def test_what_cannot_be_done_is_said_on_the_page(cast, small, dataset):
    assert "Choose which of the names to keep" in send(cast.ana, dataset, group=mark_of(*BOTH)).content.decode()
    assert "Choose which of the names to keep" in send(cast.ana, dataset).content.decode()
    gone = send(cast.ana, dataset, group=mark_of("Gone", "gone"), keep=mark_of("Gone"))
    assert gone.status_code == 200 and "These names are not as they were when you looked" in gone.content.decode()
    assert "These names are not as they were" in send(cast.ana, dataset, apart=mark_of("Listened")).content.decode()
    given = dict(zip(BOTH, small.steps, strict=False))
    match_activities(actor=cast.ana, dataset=dataset, of=small.map, matches=given, end_activities=["Contact"])
    assert "these names are different steps" in one(cast, dataset).content.decode()
    assert not Job.objects.filter(kind="dataset.names").exists()


def test_on_a_journey_put_away_nothing_is_offered(cast, small, dataset):
    archive_journey(actor=cast.freya, journey=small.map.journey)
    assert "Treat these as one" not in page(cast.ana, dataset)


def test_matches_sent_from_a_page_with_the_names_of_before_are_not_lost_at_other_names(cast, small, dataset):
    ana, address = signed_in(cast.ana), reverse("match_activities", args=[dataset.pk, small.map.pk])
    treat_as_one(actor=cast.ana, dataset=dataset, names=BOTH, keep="Listened")
    run_all()
    given = {f"activity-{mark_of(name)}": step for name, step in zip(["Contact", "listened "], small.steps, strict=False)}
    text = ana.post(address, {**given, "end_activities": ["Referral written"]}).content.decode()
    assert "Some names were treated as one, or kept apart, while you looked" in text
    assert re.search(rf'<option value="{small.steps[0]}" selected', text) and not Job.objects.filter(kind="map.measure").exists()
    sent = {f"activity-{mark_of('Contact')}": small.steps[0], "end_activities": ["Referral written"]}
    assert ana.post(address, sent).status_code == 302


def test_the_lineage_of_a_number_names_what_was_treated_as_one_to_those_who_may_read_it(cast, small, dataset):
    one(cast, dataset)
    run_all()
    match_activities(actor=cast.ana, dataset=dataset, of=small.map, matches={"Listened": small.steps[0]}, end_activities=["Listened"])
    run_all()
    for result in MeasureResult.objects.all():
        for reader, told in ((cast.ana, True), (cast.vic, False)):
            text = signed_in(reader).get(reverse("result", args=[result.pk])).content.decode()
            assert ("“Listened”, “listened ”" in text) is told and ("were treated as one" in text) is told


def test_programs_are_told_under_which_name_others_go(cast, dataset):
    one(cast, dataset)
    run_all()
    for reader, told in ((cast.ana, [{"name": "Listened", "others": ["listened "]}]), (cast.vic, [])):
        answer = json.loads(signed_in(reader).get(reverse("api_dataset", args=[dataset.pk])).content)
        assert answer["names_as_one"] == told
        assert [seen["count"]["value"] for seen in answer["quality"]["findings"] if seen["kind"] == "merged_names"] == [1 if told else None]


@pytest.mark.parametrize(
    ("name", "seen"), [("a", "a"), (" a", "␣a"), ("a  b ", "a ␣b␣"), ("a\nb", "a␣b"), ("a\u00a0b", "a␣b"), ("two words", "two words")]
)
def test_spaces_that_cannot_be_seen_are_shown(name, seen):
    assert shown(name) == seen
