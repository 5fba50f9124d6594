"""Whoever changes a version together with its feed waits for the feed first and holds no version meanwhile."""

import time
from datetime import timedelta

import pytest
from django.db import connection, transaction

from analytics.models import Dataset, Feed
from analytics.services import jobs
from analytics.services.deleting import delete_overdue, discard_dataset
from analytics.services.feeds import discard_feed
from analytics.services.joining import join_feeds
from analytics.services.sweeping import sweep
from carejourneys.common.clock import now, stopped_at
from tests.at_once import Meanwhile
from tests.event_logs import brought, log_of, terms_for
from tests.feeds import begun_feed, next_file

pytestmark = [
    pytest.mark.usefixtures("scratch"),
    pytest.mark.services,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite lets one write at a time"),
]


def waits_for_the_feed_alone(feed: Feed, dataset: Dataset, act) -> None:
    """While somebody holds the feed, `act` waits, and the version can be had; then it comes to its end."""
    with transaction.atomic():
        Feed.objects.select_for_update().get(pk=feed.pk)
        acting = Meanwhile(act)
        assert comes_to_wait(acting), "it never asked for the feed"
        Dataset.objects.select_for_update(nowait=True).get(pk=dataset.pk)
    acting.result()


def comes_to_wait(acting: Meanwhile) -> bool:
    """Whether it asks the database for what another holds."""
    until = time.monotonic() + 60
    while time.monotonic() < until and acting.is_alive():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_stat_clear_snapshot()")  # what is seen of others stays as it was within a transaction
            cursor.execute("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'")
            if cursor.fetchone()[0]:
                return True
        time.sleep(0.05)
    return False


def test_a_file_that_nobody_confirmed(cast, small):
    unread = brought(cast, small, log_of(3))
    waits_for_the_feed_alone(unread.feed, unread, lambda: sweep(kept_for=timedelta(seconds=-30)))
    assert not Feed.objects.exists()


def test_data_and_a_feed_that_are_deleted(cast, small, django_capture_on_commit_callbacks):
    for delete in (
        lambda feed: discard_dataset(actor=cast.ana, dataset=feed.versions.get()),
        lambda feed: discard_feed(actor=cast.ana, feed=feed),
    ):
        feed = begun_feed(cast, small, log_of(3), django_capture_on_commit_callbacks)
        waits_for_the_feed_alone(feed, feed.versions.get(), lambda delete=delete, feed=feed: delete(feed))


def test_data_whose_day_is_over(cast, small):
    unread = brought(cast, small, log_of(3))

    def years_later() -> None:
        with stopped_at(now() + timedelta(days=2 * 366)):
            delete_overdue()

    waits_for_the_feed_alone(unread.feed, unread, years_later)


@pytest.mark.parametrize("content", [log_of(4), b"who,what,begun,done\n1,Contact,,soon\n"])
def test_a_file_that_was_read_or_refused(cast, small, django_capture_on_commit_callbacks, content):
    feed = begun_feed(cast, small, log_of(3), django_capture_on_commit_callbacks)
    came = next_file(cast, feed, content)
    assert came.job is not None
    waits_for_the_feed_alone(feed, came.dataset, lambda: jobs.run_job(job_id=str(came.job.pk)))


def test_joined_data_with_what_they_are_joined_from_or_when_they_are_called_off(cast, small, django_capture_on_commit_callbacks):
    parts = [begun_feed(cast, small, log_of(n), django_capture_on_commit_callbacks, name=str(n)) for n in (3, 4)]
    given = {"journey": small.map.journey, "parts": [one.pk for one in parts], "terms": terms_for(cast.economy)}
    for act in (
        lambda job: jobs.cancel_job(actor=cast.ana, job=job),
        lambda _job: discard_dataset(actor=cast.ana, dataset=parts[0].versions.get()),
    ):
        job = join_feeds(actor=cast.ana, name="Together", **given)
        whole = Dataset.objects.get(pk=job.args["dataset"])
        waits_for_the_feed_alone(whole.feed, whole, lambda act=act, job=job: act(job))
        assert not Feed.objects.filter(name="Together").exists()
