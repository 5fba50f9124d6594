"""A feed's next files: read as those before them, each a version of its own; refused by name when their columns are others."""

import gzip
import shutil
from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils.timezone import localdate

from analytics.models import Dataset, DeletedDataset, Feed, Job
from analytics.queries.dataset_answers import dataset_answer
from analytics.services import jobs
from analytics.services.deleting import delete_overdue, discard_dataset
from analytics.services.feeds import FeedBusy, discard_feed, receive_version
from analytics.services.sweeping import sweep
from analytics.services.terms import change_terms
from carejourneys.common.clock import now, stopped_at
from carejourneys.common.errors import NotAllowed, NotFound, RuleBroken
from journeys.services.journeys import archive_journey
from stakeholders.models import AuditEntry
from tests.at_once import at_once
from tests.event_logs import MONDAY, brought, log_of, read, terms_for
from tests.factories import make_cast, make_small_map
from tests.feeds import COLUMNS, begun_feed, next_file, next_version, rows_as_csv
from tests.interrupted import run_meanwhile

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def scratch(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    jobs.current_app.conf.broker_url = "memory://"
    return tmp_path


@pytest.fixture
def run(django_capture_on_commit_callbacks):
    return django_capture_on_commit_callbacks


@pytest.fixture
def feed(cast, small, run) -> Feed:
    return begun_feed(cast, small, log_of(10), run)


def files_in(folder) -> list[str]:
    return sorted(path.name for path in folder.rglob("*") if path.is_file())


PARQUET = ["cases.parquet", "events.parquet", "prepared.json"]


def test_the_first_file_begins_a_feed_that_remembers_how_it_was_read_and_on_what_terms(cast, small, run):
    feed = begun_feed(cast, small, log_of(10), run, readers=[cast.hospital])
    dataset = feed.versions.get()
    assert (feed.name, feed.last_version, dataset.version) == ("January", 1, 1)
    assert feed.columns == list(COLUMNS) and feed.options["columns"] == {"case": "who", "activity": "what", "start": "begun", "end": "done"}
    assert (feed.purpose, feed.controller_id, feed.delete_by) == (dataset.purpose, dataset.controller_id, dataset.delete_by)
    assert [one.pk for one in feed.readers.all()] == [one.pk for one in dataset.readers.all()] == [cast.hospital.pk]


def test_the_next_file_needs_nothing_but_itself_and_is_a_version_of_its_own(cast, small, feed, scratch, run):
    first = feed.versions.get()
    second = next_version(cast, feed, gzip.compress(log_of(12)), run, "week 2.csv.gz")
    assert (second.version, second.state, second.counts["cases"], second.name) == (2, Dataset.READY, 12, "January")
    assert (second.purpose, second.controller_id, second.delete_by) == (feed.purpose, feed.controller_id, feed.delete_by)
    before = first.content_hash, (first.folder / "events.parquet").read_bytes()
    first.refresh_from_db()
    assert (first.content_hash, (first.folder / "events.parquet").read_bytes()) == before and first.counts["cases"] == 10
    assert files_in(scratch) == sorted(PARQUET * 2)
    entry = AuditEntry.objects.get(action="dataset.received", subject_id=str(second.pk))
    assert entry.actor == cast.ana and entry.details == {"kind": ".csv.gz", "data": feed.name, "version": 2, "feed": str(feed.pk)}


def test_columns_in_another_order_are_the_same_columns(cast, feed, run):
    rows = [("2026-01-05T09:10:00Z", "A", "2026-01-05T09:00:00Z", "Contact")]
    assert next_version(cast, feed, rows_as_csv(rows, ("done", "who", "begun", "what")), run).counts["cases"] == 1


@pytest.mark.parametrize(
    ("columns", "words"),
    [
        (("who", "what", "done"), "Missing: “begun”."),
        ((*COLUMNS, "ward"), "New: “ward”."),
        (("person", "what", "begun", "done"), "Missing: “who”. New: “person”."),
        (("Who", "what", "begun", "done"), "Missing: “who”. New: “Who”."),
    ],
)
def test_a_changed_set_of_columns_is_refused_by_name_and_nothing_is_kept(cast, feed, scratch, columns, words):
    row = {"who": "A", "person": "A", "Who": "A", "what": "Contact", "begun": "2026-01-05", "done": "2026-01-06", "ward": "7"}
    with pytest.raises(RuleBroken) as refusal:
        next_file(cast, feed, rows_as_csv([[row[name] for name in columns]], columns))
    assert refusal.value.field == "file" and refusal.value.message.endswith(words)
    assert feed.versions.count() == 1 and files_in(scratch) == PARQUET and not Job.objects.filter(state__in=Job.OPEN).exists()
    feed.refresh_from_db()
    assert feed.last_version == 1


def test_a_column_named_by_what_tells_who_somebody_is_is_neither_kept_nor_said(cast, small, run):
    columns = (*COLUMNS, "of 943 476 5919")
    feed = begun_feed(cast, small, rows_as_csv([("A", "Contact", "2026-01-05", "2026-01-06", "x")], columns), run)
    assert "943" not in str(feed.columns) and len(feed.columns) == 5
    next_version(cast, feed, rows_as_csv([("B", "Contact", "2026-01-05", "2026-01-06", "x")], columns), run)
    with pytest.raises(RuleBroken) as refusal:
        next_file(cast, feed, rows_as_csv([("B", "Contact", "2026-01-05", "2026-01-06", "x")], (*COLUMNS, "of 401 023 2137")))
    assert "401" not in refusal.value.message and "943" not in refusal.value.message and "Missing: “•" in refusal.value.message


def test_words_that_tell_who_somebody_is_in_a_column_that_is_read_are_refused_before_anything_is_kept(cast, feed, scratch):
    with pytest.raises(RuleBroken) as refusal:
        next_file(cast, feed, rows_as_csv([("A", "Seen at NE1 4ST", "2026-01-05", "2026-01-06")]))
    assert "“what” seems to hold a postcode" in refusal.value.message and "NE1" not in refusal.value.message
    assert files_in(scratch) == PARQUET


def test_a_file_that_is_no_log_is_refused_and_not_kept(cast, feed, scratch):
    for content, name in ((b"PAR1 but not really", "log.parquet"), (b"x", "log.xlsx"), (b"", "log.csv")):
        with pytest.raises(RuleBroken) as refusal:
            next_file(cast, feed, content, name)
        assert refusal.value.field == "file"
    assert feed.versions.count() == 1 and files_in(scratch) == PARQUET


DAY_FIRST, EITHER, MONTH_FIRST = (
    ("25/01/2026 09:00", "26/01/2026 09:00"),
    ("03/04/2026 09:00", "04/04/2026 09:00"),
    ("01/25/2026", "01/26/2026"),
)


def test_dates_that_can_be_read_two_ways_are_read_as_those_of_earlier_files(cast, small, scratch, run):
    feed = begun_feed(cast, small, rows_as_csv([("A", "Contact", *DAY_FIRST)]), run)
    second = next_version(cast, feed, rows_as_csv([("A", "Contact", *EITHER)]), run)
    assert second.last_at.date().isoformat() == "2026-04-04" and second.quality["date_order"] == "day first"
    third = next_file(cast, feed, rows_as_csv([("A", "Contact", *MONTH_FIRST)]))
    with run(execute=True):
        jobs.run_job(job_id=str(third.job.pk))
    third.job.refresh_from_db()
    assert "month first, and those of earlier files had the day" in third.job.message
    feed.refresh_from_db()
    assert feed.options["date_order"] == "day first"
    assert not Dataset.objects.filter(pk=third.dataset.pk).exists() and files_in(scratch) == sorted(PARQUET * 2)
    assert next_version(cast, feed, log_of(10), run).version == 3  # the number was not used up


def test_a_file_and_its_folder_are_open_to_nobody_else_while_it_waits(cast, feed, scratch):
    came = next_file(cast, feed, log_of(12))
    assert came.dataset.raw.stat().st_mode & 0o777 == 0o600
    assert {path.name: path.stat().st_mode & 0o077 for path in scratch.iterdir()} == {"incoming": 0, "reading": 0, "datasets": 0}


def test_the_same_file_again_is_the_version_it_was(cast, feed, scratch, run):
    second = next_version(cast, feed, log_of(12), run)
    for content, version in ((log_of(12), 2), (log_of(10), 1)):
        again = next_file(cast, feed, content)
        assert (again.dataset.version, again.job, again.again) == (version, None, True)
    assert feed.versions.count() == 2 and files_in(scratch) == sorted(PARQUET * 2) and second.file_mark
    assert not [path for path in scratch.rglob("*") if second.file_mark in path.name]


def test_the_mark_of_a_file_tells_nothing_without_the_economys_key(cast, small, feed, run):
    other = make_cast()
    elsewhere = begun_feed(other, make_small_map(other), log_of(10), run)
    assert feed.versions.get().content_hash != elsewhere.versions.get().content_hash
    assert feed.versions.get().file_mark != elsewhere.versions.get().file_mark


def test_a_file_whose_reading_was_stopped_is_read_when_it_is_brought_again(cast, feed, run):
    came = next_file(cast, feed, log_of(12))
    jobs.cancel_job(actor=cast.ana, job=came.job)
    again = next_file(cast, feed, log_of(12))
    assert again.dataset == came.dataset and again.again and again.job != came.job
    jobs.run_job(job_id=str(again.job.pk))
    again.dataset.refresh_from_db()
    assert (again.dataset.state, again.dataset.version) == (Dataset.READY, 2)


def lost(feed: Feed) -> None:
    shutil.rmtree(feed.versions.get(version=1).folder)


def damaged(feed: Feed) -> None:
    (feed.versions.get(version=1).folder / "events.parquet").write_bytes(b"no parquet")


@pytest.mark.parametrize(
    ("harm", "words"), [(lost, "the disk is full or not to be written to"), (damaged, "Something went wrong on our side")]
)
def test_a_file_that_is_not_to_blame_waits_and_is_read_when_it_is_brought_again(cast, feed, scratch, run, harm, words):
    first, safe = feed.versions.get().folder, scratch / "safe"
    shutil.copytree(first, safe)
    came = next_file(cast, feed, log_of(12))
    harm(feed)
    with run(execute=True):
        jobs.run_job(job_id=str(came.job.pk))
    came.job.refresh_from_db()
    assert came.job.state == Job.FAILED and words in came.job.message
    told = dataset_answer(cast.ana, Dataset.objects.get(pk=came.dataset.pk))
    assert (told["state"], told["version"]) == ("stopped", 2) and words in told["why"] and came.dataset.raw.exists()
    shutil.copytree(safe, first, dirs_exist_ok=True)
    assert next_version(cast, feed, log_of(12), run) == came.dataset


def test_while_a_file_is_being_read_the_next_is_refused_in_words_and_the_same_is_told_where_it_is(cast, feed, scratch):
    came = next_file(cast, feed, log_of(12))
    with pytest.raises(FeedBusy) as refusal:
        next_file(cast, feed, log_of(13))
    assert refusal.value.status == 409 and "Version 2 of this feed is being read" in refusal.value.message
    assert next_file(cast, feed, log_of(12)).job == came.job
    assert files_in(scratch) == sorted([*PARQUET, came.dataset.raw.name])


@pytest.mark.django_db(transaction=True)
def test_of_files_brought_at_once_one_comes_first_and_the_others_hear_so(cast, small, run):
    feed, contents = begun_feed(cast, small, log_of(3), run), [log_of(4 + n) for n in range(8)]
    outcomes = at_once(lambda: receive_version(actor=cast.ana, feed=feed, filename="log.csv", chunks=[contents.pop()]))
    refused = [one for one in outcomes if isinstance(one, Exception)]
    assert len(refused) == 7 and {type(one) for one in refused} == {FeedBusy}
    assert sorted(feed.versions.values_list("version", flat=True)) == [1, 2]
    same = at_once(lambda: receive_version(actor=cast.ana, feed=feed, filename="log.csv", chunks=[log_of(4 + 99)]))
    assert {type(one) for one in same} == {FeedBusy}


def test_no_number_is_given_twice(cast, feed, run):
    second = next_version(cast, feed, log_of(12), run)
    discard_dataset(actor=cast.ana, dataset=second)
    assert next_version(cast, feed, log_of(13), run).version == 3
    assert DeletedDataset.objects.get().version == 2


def test_who_may_bring_the_next_file(cast, small, feed, run):
    for person, error in ((cast.eddie, NotAllowed), (cast.freya, NotAllowed), (cast.stan, NotFound)):
        with pytest.raises(error):
            receive_version(actor=person, feed=feed, filename="log.csv", chunks=[log_of(12)])
    archive_journey(actor=cast.freya, journey=small.map.journey)
    with pytest.raises(RuleBroken, match="put away"):
        next_file(cast, feed, log_of(12))


def test_before_the_first_columns_are_confirmed_nothing_more_is_taken(cast, small):
    feed = brought(cast, small, log_of(10)).feed
    with pytest.raises(RuleBroken, match="Confirm the columns of the first file first"):
        next_file(cast, feed, log_of(12))


def test_terms_are_those_of_all_versions_and_nothing_comes_after_their_day(cast, feed, run):
    second = next_version(cast, feed, log_of(12), run)
    change_terms(actor=cast.ana, dataset=second, terms=terms_for(cast.economy, cast.council, days=3))
    for one in [Feed.objects.get(pk=feed.pk), *feed.versions.all()]:
        assert one.delete_by == terms_for(cast.economy, days=3).delete_by and [reader.pk for reader in one.readers.all()] == [
            cast.council.pk
        ]
    Feed.objects.filter(pk=feed.pk).update(delete_by="2020-01-01")
    with pytest.raises(RuleBroken, match="This day is over"):
        next_file(cast, feed, log_of(13))
    Feed.objects.filter(pk=feed.pk).update(controller=None)
    with pytest.raises(RuleBroken, match="who answers for them"):
        next_file(cast, feed, log_of(13))


def test_on_its_day_a_feed_goes_with_all_its_versions(cast, feed, scratch, run):
    next_version(cast, feed, log_of(12), run)
    with stopped_at(now() + timedelta(days=2 * 366)), run(execute=True):
        assert delete_overdue() == 2
    assert not Feed.objects.exists() and not Dataset.objects.exists() and files_in(scratch) == []
    assert sorted(DeletedDataset.objects.values_list("version", flat=True)) == [1, 2]
    assert AuditEntry.objects.get(action="feed.deleted_on_time").actor is None


def test_a_feed_deleted_by_hand_leaves_the_marks_of_its_versions(cast, feed, scratch, run):
    next_version(cast, feed, log_of(12), run)
    came = next_file(cast, feed, log_of(13))
    with run(execute=True):
        discard_feed(actor=cast.ana, feed=feed)
    came.job.refresh_from_db()
    assert came.job.state == Job.CANCELLED and not Feed.objects.exists() and files_in(scratch) == []
    assert DeletedDataset.objects.count() == 3 and AuditEntry.objects.get(action="feed.deleted").details == {
        "data": feed.name,
        "versions": 3,
    }
    about = AuditEntry.objects.filter(subject_type__in=["analytics.dataset", "analytics.feed"])
    assert about.count() > 5 and {entry.details.get("data") for entry in about} == {"January"}, "what is gone is named still"
    with pytest.raises(NotFound):
        discard_feed(actor=cast.ana, feed=feed)


def test_a_feed_whose_versions_went_takes_further_ones_and_one_never_read_goes_with_its_file(cast, small, feed, run):
    discard_dataset(actor=cast.ana, dataset=feed.versions.get())
    assert next_version(cast, feed, log_of(12), run).version == 2
    for throw_away in (lambda unread: discard_dataset(actor=cast.ana, dataset=unread), lambda _unread: sweep(kept_for=-1 * jobs.STALE)):
        unread = brought(cast, small, log_of(3), name="Never read")
        throw_away(unread)
        assert [one.name for one in Feed.objects.all()] == ["January"]


def test_the_first_files_columns_can_be_confirmed_anew_after_they_would_not_do(cast, small, run):
    dataset = brought(cast, small, b"who,what,begun,done\n1,Contact,,soon\n")
    assert read(cast, dataset, run).state == Job.FAILED and dataset.feed.options == {}


def test_what_changed_since_the_version_before_is_counted_and_no_case_is_named(cast, feed, run):
    assert feed.versions.get().changes == {}
    gone, corrected, *rest = log_of(10).decode().splitlines()[1:]
    rows = [line.split(",") for line in rest] + [[*corrected.split(",")[:3], "2026-03-01T00:00:00+00:00"]]
    more = [(f"NHS-PERSON-9{n}", "Contact", MONDAY, MONDAY) for n in range(3)]
    second = next_version(cast, feed, rows_as_csv([*rows, *more]), run)
    assert gone.startswith("NHS-PERSON-0000,Contact")
    counts = {kind: second.changes[kind] for kind in ("added", "changed", "gone")}
    assert counts == {"added": {"rows": 3, "people": 3}, "changed": {"rows": 1, "people": 1}, "gone": {"rows": 1, "people": 1}}
    assert (second.changes["against"], second.changes["same"]) == (1, 28)
    again = next_version(cast, feed, log_of(10) + b"\n", run)
    assert again.changes["against"] == 2
    discard_dataset(actor=cast.ana, dataset=again)
    assert next_version(cast, feed, log_of(11), run).changes["against"] == 2


def test_a_version_before_that_goes_while_they_are_compared_is_no_trouble(cast, feed, scratch, run):
    came = next_file(cast, feed, log_of(12))
    shutil.rmtree(feed.versions.get(version=1).folder)
    with run(execute=True):
        job = run_meanwhile(came.job, lambda: Dataset.objects.filter(feed=feed, version=1).delete())
    came.dataset.refresh_from_db()
    assert (job.state, came.dataset.state, came.dataset.changes) == (Job.DONE, Dataset.READY, {})


def test_a_file_that_comes_while_the_terms_change_is_kept_on_those_of_now(cast, small, django_capture_on_commit_callbacks):
    feed = begun_feed(cast, small, log_of(9), django_capture_on_commit_callbacks)
    as_at_the_door = Feed.objects.select_related("journey__economy").get(pk=feed.pk)
    change_terms(actor=cast.ana, dataset=feed.versions.get(), terms=replace(terms_for(cast.economy, days=30), purpose="For a month"))
    came = receive_version(actor=cast.ana, feed=as_at_the_door, filename="log.csv", chunks=[log_of(10)])
    kept = Dataset.objects.get(pk=came.dataset.pk)
    assert (kept.purpose, kept.delete_by) == ("For a month", localdate() + timedelta(days=30))
