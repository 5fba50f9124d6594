"""Bringing event data and measuring a map with them: what is stored, what is not, who may."""

import pytest

from analytics.domain.events.log import ReadOptions
from analytics.domain.events.roles import Role
from analytics.models import ActivityMatch, Dataset, Job, MeasureResult
from analytics.queries.match_pages import MatchPage
from analytics.queries.measured import measurements_of
from analytics.services import jobs
from analytics.services.deleting import discard_dataset
from analytics.services.measuring import match_activities
from analytics.services.reading import read_log
from analytics.services.receiving import receive_log
from carejourneys.common.errors import NotAllowed, NotFound, RuleBroken
from journeys.models import Map
from stakeholders.models import AuditEntry
from stakeholders.queries.audit_words import audit_lines
from stakeholders.services.economies import raise_threshold
from tests.event_logs import NAMES, ROLES, brought, log_of, measured, read, terms_for
from tests.factories import make_small_map, send

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def scratch(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    jobs.current_app.conf.broker_url = "memory://"
    return tmp_path


def test_a_log_is_read_and_no_identifier_and_no_file_stays(cast, small, scratch, django_capture_on_commit_callbacks):
    dataset = brought(cast, small, log_of(20))
    job = read(cast, dataset, django_capture_on_commit_callbacks)
    assert (job.state, dataset.state, dataset.counts["cases"], dataset.counts["events"]) == (Job.DONE, Dataset.READY, 20, 60)
    assert not dataset.raw.exists()
    kept = [path for path in scratch.rglob("*") if path.is_file()]
    assert kept and not [path for path in kept if b"NHS-PERSON" in path.read_bytes()]
    assert [entry.action for entry in AuditEntry.objects.filter(subject_id=str(dataset.pk)).order_by("pk")] == [
        "dataset.received",
        "dataset.read",
    ]


def test_the_record_of_a_reading_names_the_data_and_counts_nobody(cast, small, django_capture_on_commit_callbacks):
    dataset = brought(cast, small, log_of(3))
    read(cast, dataset, django_capture_on_commit_callbacks)
    entry = AuditEntry.objects.get(action="dataset.read")
    assert entry.details == {"content_hash": dataset.content_hash, "data": "January", "version": 1}
    assert audit_lines([entry])[0].details == [("data", "January"), ("version", "1")]


def test_a_file_that_cannot_be_read_says_why_and_can_be_read_otherwise(cast, small, scratch, django_capture_on_commit_callbacks):
    dataset = brought(cast, small, b"who,what,begun,done\n1,Contact,,soon\n")
    job = read(cast, dataset, django_capture_on_commit_callbacks)
    assert (job.state, dataset.state) == (Job.FAILED, Dataset.RECEIVED)
    assert "done" in dataset.trouble and "soon" not in dataset.trouble
    assert dataset.raw.exists() and not dataset.folder.exists()


def test_only_kinds_of_files_that_can_be_read_are_received(cast, small, scratch):
    with pytest.raises(RuleBroken) as refusal:
        brought(cast, small, b"x", "log.xlsx")
    assert refusal.value.field == "file"
    with pytest.raises(RuleBroken, match="empty"):
        brought(cast, small, b"")
    assert Dataset.objects.count() == 0 and not list(scratch.rglob("*.csv"))


def test_who_may_bring_data(cast, small):
    given = {"journey": small.map.journey, "name": "January", "filename": "log.csv", "chunks": [b"x"], "terms": terms_for(cast.economy)}
    for person, error in ((cast.eddie, NotAllowed), (cast.freya, NotAllowed), (cast.stan, NotFound)):
        with pytest.raises(error):
            receive_log(actor=person, **given)
    assert Dataset.objects.count() == 0


def test_a_cancelled_reading_keeps_nothing(cast, small, django_capture_on_commit_callbacks):
    dataset = brought(cast, small, log_of(20))
    job = read_log(actor=cast.ana, dataset=dataset, options=ReadOptions(columns=ROLES))
    jobs.cancel_job(actor=cast.ana, job=job)
    jobs.run_job(job_id=str(job.pk))
    assert not dataset.folder.exists()
    assert read(cast, dataset, django_capture_on_commit_callbacks).state == Job.DONE, "its columns can be confirmed again"


def test_the_map_shows_the_waits_of_the_data_with_their_n(cast, small, django_capture_on_commit_callbacks):
    dataset = brought(cast, small, log_of(40, waiting=10))
    read(cast, dataset, django_capture_on_commit_callbacks)
    measured(cast, small, dataset)
    shown = measurements_of(cast.eddie, small.map).times
    wait = shown.waits[small.links[0]]
    assert (wait.median.value, wait.n, wait.n_open) == (2 * 86400, 40, 10)
    assert shown.waits[small.links[1]].median.value == 86400
    assert shown.service[small.steps[1]].median.value == 600
    assert (shown.lead_time.n, shown.lead_time.n_open) == (40, 10)


def test_few_people_are_hidden_from_all_but_the_analyst(cast, small, django_capture_on_commit_callbacks):
    dataset = brought(cast, small, log_of(7))
    read(cast, dataset, django_capture_on_commit_callbacks)
    measured(cast, small, dataset)
    theirs = measurements_of(cast.eddie, small.map).times.waits[small.links[0]]
    assert theirs.median.suppressed and theirs.median.value is None and theirs.n is None
    assert measurements_of(cast.ana, small.map).times.waits[small.links[0]].median.value == 2 * 86400


def test_a_raised_threshold_hides_from_the_next_look_on(cast, small, django_capture_on_commit_callbacks):
    dataset = brought(cast, small, log_of(40))
    read(cast, dataset, django_capture_on_commit_callbacks)
    measured(cast, small, dataset)
    assert measurements_of(cast.eddie, small.map).times.lead_time.n == 40
    raise_threshold(actor=cast.adi, economy=cast.economy, threshold=41)
    small.map.refresh_from_db()
    assert measurements_of(cast.eddie, small.map).times.lead_time.median.suppressed
    assert measurements_of(cast.ana, small.map).times.lead_time.n == 40


def test_the_same_question_is_answered_from_what_is_kept(cast, small, django_capture_on_commit_callbacks):
    dataset = brought(cast, small, log_of(20))
    read(cast, dataset, django_capture_on_commit_callbacks)
    measured(cast, small, dataset)
    measured(cast, small, dataset)
    assert MeasureResult.objects.count() == 2, "its times and its paths"


def test_what_an_older_version_of_the_code_measured_is_not_shown(cast, small, django_capture_on_commit_callbacks):
    dataset = brought(cast, small, log_of(20))
    read(cast, dataset, django_capture_on_commit_callbacks)
    measured(cast, small, dataset)
    MeasureResult.objects.update(code_version="0")
    assert measurements_of(cast.ana, small.map).times is None
    measured(cast, small, dataset)
    assert measurements_of(cast.ana, small.map).times.lead_time.n == 20


def test_a_map_changed_since_says_so(cast, small, django_capture_on_commit_callbacks):
    dataset = brought(cast, small, log_of(20))
    read(cast, dataset, django_capture_on_commit_callbacks)
    measured(cast, small, dataset)
    send(cast.eddie, small.map, "step.rename", step=small.steps[0], title="Ring the surgery")
    assert not measurements_of(cast.ana, small.map).times.stale
    send(cast.eddie, small.map, "link.remove", link=small.links[0])
    assert measurements_of(cast.ana, small.map).times.stale


def test_matches_changed_since_say_so_before_they_are_measured(cast, small, django_capture_on_commit_callbacks):
    dataset = brought(cast, small, log_of(20))
    read(cast, dataset, django_capture_on_commit_callbacks)
    measured(cast, small, dataset)
    given = {"actor": cast.ana, "dataset": dataset, "of": small.map, "end_activities": [NAMES[-1]]}
    match_activities(matches={NAMES[0]: small.steps[0]}, **given)
    assert measurements_of(cast.ana, small.map).times.stale
    match_activities(matches=dict(zip(NAMES, small.steps, strict=True)), **given)
    assert not measurements_of(cast.ana, small.map).times.stale
    match_activities(matches=dict(zip(NAMES, small.steps, strict=True)), **{**given, "end_activities": NAMES[1:]})
    assert measurements_of(cast.ana, small.map).times.stale


def test_each_map_keeps_its_own_ends(cast, small, django_capture_on_commit_callbacks):
    dataset = brought(cast, small, log_of(20))
    read(cast, dataset, django_capture_on_commit_callbacks)
    other = make_small_map(cast, "Another way of seeing it")
    Map.objects.filter(pk=other.map.pk).update(journey=small.map.journey)
    other.map.refresh_from_db()
    measured(cast, small, dataset)
    match_activities(actor=cast.ana, dataset=dataset, of=other.map, matches={NAMES[0]: other.steps[0]}, end_activities=NAMES[:1])
    assert not measurements_of(cast.ana, small.map).times.stale
    assert MatchPage.of_map(dataset, small.map).ends == [NAMES[-1]]
    assert MatchPage.of_map(dataset, other.map).ends == [NAMES[0]]


def test_matches_are_of_this_data_and_this_map(cast, small, django_capture_on_commit_callbacks):
    dataset = brought(cast, small, log_of(20))
    read(cast, dataset, django_capture_on_commit_callbacks)
    given = {"actor": cast.ana, "dataset": dataset, "of": small.map, "end_activities": ["Referral written"]}
    with pytest.raises(RuleBroken) as refusal:
        match_activities(matches={"Contact": dataset.pk.hex}, **given)
    assert refusal.value.field == "matches"
    with pytest.raises(RuleBroken):
        match_activities(matches={"Somewhere else": small.steps[0]}, **given)
    with pytest.raises(RuleBroken) as refusal:
        match_activities(matches={"Contact": small.steps[0]}, **{**given, "end_activities": []})
    assert refusal.value.field == "end_activities"
    assert ActivityMatch.objects.count() == 0


def test_deleted_data_are_gone_with_what_was_measured(cast, small, django_capture_on_commit_callbacks):
    dataset = brought(cast, small, log_of(20))
    read(cast, dataset, django_capture_on_commit_callbacks)
    measured(cast, small, dataset)
    folder = dataset.folder
    with django_capture_on_commit_callbacks(execute=True):
        discard_dataset(actor=cast.ana, dataset=dataset)
    assert not folder.exists() and MeasureResult.objects.count() == 0
    assert measurements_of(cast.ana, small.map).times is None


def test_names_of_activities_that_tell_who_somebody_is_are_refused_and_kept_nowhere(
    cast, small, scratch, django_capture_on_commit_callbacks
):
    told = b"who,what,begun,done\n1,Visit 943 476 5919,,2026-01-05\n2,Referred,,2026-01-06\n"
    dataset = brought(cast, small, told)
    job = read(cast, dataset, django_capture_on_commit_callbacks)
    assert (job.state, dataset.state) == (Job.FAILED, Dataset.RECEIVED)
    assert "what" in dataset.trouble and "an NHS number" in dataset.trouble and "943" not in dataset.trouble + job.message
    assert "row 1 (line 2)" in dataset.trouble
    assert not dataset.folder.exists() and dataset.activities == []


def test_columns_named_by_what_tells_who_somebody_is_are_not_kept(cast, small):
    dataset = brought(cast, small, b"who,what,when\nA-1,Contact,2026-01-06\n")
    columns = {Role.CASE: "943 476 5919", Role.ACTIVITY: "what", Role.END: "when"}
    with pytest.raises(RuleBroken) as refusal:
        read_log(actor=cast.ana, dataset=dataset, options=ReadOptions(columns=columns))
    assert refusal.value.field == "case" and "943" not in refusal.value.message
    dataset.refresh_from_db()
    assert dataset.options == {} and not Job.objects.exists()
