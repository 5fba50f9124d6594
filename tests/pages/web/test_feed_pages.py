"""The pages of feeds, as each person meets them."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.timezone import localdate

from analytics.models import Dataset, Feed, Job
from analytics.queries.dataset_pages import changes_said
from analytics.queries.feed_pages import feed_cards
from analytics.services import jobs
from carejourneys.common.clock import now, stopped_at
from stakeholders.domain.permissions import Permission
from tests.event_logs import MONDAY, brought, kept_as_read, log_of
from tests.factories import signed_in
from tests.feeds import begun_feed, next_file, next_version, rows_as_csv

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("scratch")]


@pytest.fixture
def run(django_capture_on_commit_callbacks):
    return django_capture_on_commit_callbacks


@pytest.fixture
def feed(cast, small, run) -> Feed:
    return begun_feed(cast, small, log_of(10), run)


def page(user, name, *args) -> str:
    answer = signed_in(user).get(reverse(name, args=args))
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def test_an_analyst_brings_this_weeks_file_and_nothing_else(cast, small, feed):
    ana, bring = signed_in(cast.ana), reverse("bring_version", args=[feed.pk])
    assert bring in ana.get(reverse("journey_data", args=[feed.journey_id])).content.decode()
    form = ana.get(bring).context["form"]
    assert list(form.fields) == ["file"]
    answer = ana.post(bring, {"file": SimpleUploadedFile("patients.csv", log_of(12))})
    second = feed.versions.get(version=2)
    assert answer["Location"] == reverse("job", args=[Job.objects.get(args__dataset=str(second.pk)).pk])
    assert "patients" not in str(Dataset.objects.values())


def test_what_will_not_do_is_said_at_the_field_and_what_is_here_already_leads_to_its_page(cast, small, feed):
    ana, bring = signed_in(cast.ana), reverse("bring_version", args=[feed.pk])
    other = ana.post(bring, {"file": SimpleUploadedFile("log.csv", rows_as_csv([("A", "B")], ("who", "ward")))})
    assert "Missing: “what”, “begun”, “done”. New: “ward”." in str(other.context["form"].errors["file"])
    again = ana.post(bring, {"file": SimpleUploadedFile("log.csv", log_of(10))}, follow=True)
    assert again.redirect_chain[-1][0] == reverse("dataset", args=[feed.versions.get().pk])
    assert "This file is here already: it is version 1." in again.content.decode()


def test_the_list_says_how_old_the_newest_version_is_who_brought_it_and_what_comes_next(cast, small, feed, run):
    next_version(cast, feed, log_of(12), run)
    listed = page(cast.vic, "journey_data", feed.journey_id)
    assert "version 2" in listed and "Brought by Ana, today" in listed and "Bring this week" not in listed
    with stopped_at(now() + timedelta(days=9)):
        assert "Brought by Ana, 9 days ago" in page(cast.vic, "journey_data", feed.journey_id)
    with stopped_at(now() + timedelta(days=1)):
        assert "Brought by Ana, yesterday" in page(cast.vic, "journey_data", feed.journey_id)


def test_a_file_under_way_stands_above_the_version_that_maps_still_follow(cast, small, feed):
    came = next_file(cast, feed, log_of(12))
    theirs = page(cast.ana, "journey_data", feed.journey_id)
    assert "being read</span> version 2" in theirs and "version 1" in theirs and "Bring this week" not in theirs
    jobs.cancel_job(actor=cast.ana, job=came.job)
    assert "not read to its end</span> version 2" in page(cast.ana, "journey_data", feed.journey_id)
    assert "Bring the same file again" in page(cast.ana, "dataset", came.dataset.pk)
    Dataset.objects.filter(pk=came.dataset.pk).update(trouble="row 7: no date")
    for reader, tells in ((cast.ana, True), (cast.vic, False)):
        assert ("row 7: no date" in page(reader, "journey_data", feed.journey_id)) is tells
        assert ("row 7: no date" in page(reader, "feed", feed.pk)) is tells


def test_the_columns_of_a_first_file_are_confirmed_from_the_list_by_who_brought_it(cast, small):
    dataset = brought(cast, small, log_of(3))
    button = f'href="{reverse("dataset", args=[dataset.pk])}"'
    assert button in page(cast.ana, "journey_data", dataset.journey_id)
    assert button not in page(cast.vic, "journey_data", dataset.journey_id)


def test_a_feeds_page_has_all_versions_each_with_its_quality_report(cast, small, feed, run):
    second = next_version(cast, feed, log_of(12), run)
    for reader in (cast.ana, cast.vic):
        text = page(reader, "feed", feed.pk)
        for version in (feed.versions.get(version=1), second):
            assert reverse("dataset", args=[version.pk]) in text and reverse("quality_csv", args=[version.pk]) in text
        assert text.index("version 2") < text.index("version 1") and "To see waits" in text
    assert "version 2" in page(cast.vic, "dataset", second.pk) and reverse("feed", args=[feed.pk]) in page(cast.vic, "dataset", second.pk)


def test_a_feed_for_one_organisation_is_not_there_for_people_of_another(cast, small, run):
    feed = begun_feed(cast, small, log_of(10), run, readers=[cast.hospital])
    assert signed_in(cast.vic).get(reverse("feed", args=[feed.pk])).status_code == 404
    assert "January" not in page(cast.vic, "journey_data", feed.journey_id)
    assert "January" in page(cast.freya, "journey_data", feed.journey_id)


def test_deleting_a_feed_asks_once_more(cast, small, feed, run):
    next_version(cast, feed, log_of(12), run)
    ana, address = signed_in(cast.ana), reverse("discard_feed", args=[feed.pk])
    assert "All 2 versions go" in ana.get(address).content.decode() and Feed.objects.exists()
    ana.post(address)
    assert not Feed.objects.exists() and not Dataset.objects.exists()


def test_a_feed_whose_day_is_over_says_so_where_its_next_file_is_brought(cast, small, feed):
    Feed.objects.filter(pk=feed.pk).update(delete_by=localdate() - timedelta(days=1))
    file = SimpleUploadedFile("log.csv", log_of(12))
    answer = signed_in(cast.ana).post(reverse("bring_version", args=[feed.pk]), {"file": file})
    assert "This day is over" in str(answer.context["form"].errors["file"])


def test_the_lists_ask_the_same_of_the_database_whatever_their_length(cast, small, feed, run):
    ana, counts = signed_in(cast.ana), []
    addresses = [reverse("journey_data", args=[feed.journey_id]), reverse("feed", args=[feed.pk])]
    for more in (1, 6):
        for number in range(more):
            brought(cast, small, log_of(1))
            next_version(cast, feed, log_of(20 + more + number), run)
        with CaptureQueriesContext(connection) as asked:
            for address in addresses:
                ana.get(address)
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_the_list_fetches_no_versions_but_those_it_shows(cast, small, feed, run):
    for number in range(4):
        next_version(cast, feed, log_of(20 + number), run)
    next_file(cast, feed, log_of(30))
    with CaptureQueriesContext(connection) as asked:
        (card,) = feed_cards(feed.journey, cast.ana, may=frozenset(Permission))
    whole = [query["sql"] for query in asked if '"analytics_dataset"."content_hash"' in query["sql"]]
    assert (card.newest.dataset.version, card.pending.dataset.version, card.versions, card.takes_next) == (5, 6, 6, False)
    with connection.cursor() as again:
        assert len(whole) == 1
        again.execute(whole[0])
        assert len(again.fetchall()) == 2


def test_what_changed_is_exact_for_analysts_and_for_others_round_and_never_of_few(cast, small, feed, run):
    people = [(f"P{n:03}", "Contact", MONDAY, MONDAY + timedelta(minutes=n)) for n in range(40)]
    second = next_version(cast, feed, log_of(7).rstrip() + b"\n" + rows_as_csv(people).split(b"\n", 1)[1], run)
    for name, at in (("feed", feed.pk), ("dataset", second.pk), ("journey_data", feed.journey_id)):
        exact, rough = page(cast.ana, name, at), page(cast.vic, name, at)
        assert "40 rows, of 40 people" in exact and "9 rows, of 3 people" in exact and "none" in exact
        assert "about 40 rows, of about 40 people" in rough and "rows of fewer than 16 people" in rough and "9 rows" not in rough


def test_one_row_of_one_person_is_said_as_one(cast, small):
    changes = {"against": 1, "added": {"rows": 1, "people": 1}, "changed": {"rows": 2, "people": 1}, "gone": {"rows": 0, "people": 0}}
    said = changes_said(kept_as_read(small.map.journey, cast.ana, changes=changes), exact=True)
    assert said == {"added": "1 row, of 1 person", "changed": "2 rows, of 1 person", "gone": "none"}
