"""From a number back to its file: what was asked, of which data, what it means, and that the same comes out once more."""

import pyarrow.parquet as pq
import pytest
from django.urls import reverse

from analytics.domain.map_fit import FIT_VERSION
from analytics.domain.map_measures import CODE_VERSION
from analytics.domain.recomputed import differing
from analytics.engine.prepared_folder import EVENTS
from analytics.models import Job, MeasureResult, Recomputation
from analytics.services.measuring import match_activities
from analytics.services.recomputing import recompute
from carejourneys.common.errors import NotAllowed, NotFound, RuleBroken
from stakeholders.models import AuditEntry
from tests.event_logs import brought, log_of, measured, read, run_job
from tests.factories import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def dataset(cast, small, scratch, django_capture_on_commit_callbacks):
    found = brought(cast, small, log_of(30, waiting=9), name="January")
    read(cast, found, django_capture_on_commit_callbacks)
    measured(cast, small, found)
    return found


@pytest.fixture
def result(dataset) -> MeasureResult:
    return MeasureResult.objects.get(dataset=dataset, code_version=CODE_VERSION)


def page(user, result) -> str:
    answer = signed_in(user).get(reverse("result", args=[result.pk]))
    assert answer.status_code == 200
    return answer.content.decode()


def computed(cast, result) -> Recomputation:
    job = recompute(actor=cast.ana, result=result)
    run_job(job_id=str(job.pk))
    job.refresh_from_db()
    assert job.state == Job.DONE, job.message
    return Recomputation.objects.latest("done_at")


def test_the_map_leads_from_its_numbers_to_where_they_come_from(cast, small, result):
    text = signed_in(cast.vic).get(reverse("map", args=[small.map.pk])).content.decode()
    assert f'href="{reverse("result", args=[result.pk])}"' in text


def test_an_analyst_reads_the_question_the_data_who_brought_them_and_the_definitions(cast, small, dataset, result):
    text = page(cast.ana, result)
    for words in ("“Listened”", "“Referral written”", "Ana", dataset.content_hash[:16], result.question_hash[:16], "To see waits", "39"):
        assert words in text, words
    assert "Kaplan" in text and "Compute it once more" in text and "Nobody has computed it once more yet" in text


def test_somebody_who_may_not_open_the_data_reads_no_name_of_an_activity_and_no_exact_count(cast, result):
    text = page(cast.vic, result)
    assert "“Listened”" not in text and "1 activity" in text and "about 40" in text and ">39<" not in text
    assert "Compute it once more" not in text


def test_computed_once_more_the_same_comes_out_and_the_page_says_so(cast, result):
    proof = computed(cast, result)
    assert (proof.same_data, proof.differing, proof.proves) == (True, [], True)
    assert "every number came out the same" in page(cast.vic, result)
    assert AuditEntry.objects.filter(action="result.recompute_asked", subject_id=str(result.pk), actor=cast.ana).exists()


def test_it_is_the_question_of_then_that_is_asked_however_it_was_matched_since(cast, small, dataset, result):
    others = {"Contact": small.steps[0], "Listened": small.steps[2]}
    match_activities(actor=cast.ana, dataset=dataset, of=small.map, matches=others, end_activities=["Listened"])
    proof = computed(cast, result)
    assert (proof.same_data, proof.differing) == (True, [])


def test_a_number_that_is_not_what_the_data_say_is_found_out(cast, result):
    result.result["lead_time"]["closed"]["median"] += 1e-6
    result.save()
    proof = computed(cast, result)
    assert (proof.same_data, proof.differing) == (True, [["lead_time", "closed", "median"]])
    assert "not the same" in page(cast.ana, result) and "Numbers that came out otherwise: 1 at least" in page(cast.ana, result)


def test_the_paths_people_took_come_out_the_same_once_more_and_say_what_their_numbers_mean(cast, small, dataset):
    paths = MeasureResult.objects.get(dataset=dataset, code_version=FIT_VERSION)
    assert computed(cast, paths).proves
    text = page(cast.ana, paths)
    assert "every number came out the same" in text and "“Listened”" in text and "Share of people whose path the map has" in text
    assert "Another version of the product measured it" not in text and "Where the days go" not in text
    fit = signed_in(cast.vic).get(reverse("map_fit", args=[small.map.pk])).content.decode()
    assert f'href="{reverse("result", args=[paths.pk])}"' in fit
    paths.result["paths"][0]["n"] = 31
    paths.save()
    assert computed(cast, paths).differing == [["paths", "0", "n"]]


def test_files_that_were_touched_are_found_out(cast, dataset, result):
    table = pq.read_table(dataset.folder / EVENTS)
    names = table.column("activity").to_pylist()
    position = table.schema.get_field_index("activity")
    changed = table.set_column(position, "activity", [["Contacted" if name == "Contact" else name for name in names]])
    pq.write_table(changed, dataset.folder / EVENTS)
    proof = computed(cast, result)
    assert not proof.same_data and not proof.proves
    assert "The files of the data have changed since they were read" in page(cast.ana, result)


def test_a_result_from_before_questions_were_kept_says_so(cast, result):
    MeasureResult.objects.update(question={})
    result.refresh_from_db()
    assert "before questions were kept" in page(cast.ana, result) and "Compute it once more" not in page(cast.ana, result)
    with pytest.raises(RuleBroken, match="before questions were kept"):
        recompute(actor=cast.ana, result=result)


def test_only_those_who_may_open_the_data_may_have_it_computed(cast, result):
    for person, error in ((cast.vic, NotAllowed), (cast.stan, NotFound)):
        with pytest.raises(error):
            recompute(actor=person, result=result)


def test_a_result_of_data_for_another_organisation_is_not_there(cast, dataset, result):
    dataset.readers.set([cast.hospital])
    assert signed_in(cast.vic).get(reverse("result", args=[result.pk])).status_code == 404


def test_places_where_results_differ_are_named_by_their_keys():
    assert differing({"a": [1, {"b": 2.0}]}, {"a": [1, {"b": 2.0}]}) == []
    assert differing({"a": [1, {"b": 2}]}, {"a": [1, {"b": 3}], "c": None}) == [["a", "1", "b"], ["c"]]
    assert differing([1], [1, 2]) == [[]] and differing({"a": 1}, {"a": True}) == [["a"]]
    assert len(differing({str(n): n for n in range(50)}, {})) == 20
