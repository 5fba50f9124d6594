"""The command that brings a feed's next file, as a weekly script calls it."""

import io
import json

import pytest
from django.core.management import CommandError, call_command

from analytics.models import Dataset, Feed
from analytics.services import jobs
from stakeholders.models import AuditEntry
from tests.event_logs import log_of, measured
from tests.factories import make_economy, make_small_map
from tests.feeds import begun_feed, rows_as_csv

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def scratch(settings, tmp_path):
    settings.DATA_DIR = tmp_path / "data"
    jobs.current_app.conf.broker_url = "memory://"


@pytest.fixture
def feed(cast, django_capture_on_commit_callbacks) -> Feed:
    small = make_small_map(cast)
    feed = begun_feed(cast, small, log_of(20), django_capture_on_commit_callbacks)
    measured(cast, small, feed.versions.get())
    return feed


def upload(*arguments) -> dict:
    out = io.StringIO()
    call_command("upload", *map(str, arguments), stdout=out, stderr=io.StringIO())
    return json.loads(out.getvalue())


def refused(*arguments) -> str:
    with pytest.raises(CommandError) as refusal:
        upload(*arguments)
    assert refusal.value.returncode == 2 and "\n" not in str(refusal.value)
    return str(refusal.value)


def test_it_brings_the_file_reads_it_and_says_what_came_of_it(cast, feed, tmp_path):
    (tmp_path / "week.csv").write_bytes(log_of(25))
    said = upload(feed.name, tmp_path / "week.csv", "--economy", cast.economy.slug)
    second = Dataset.objects.get(feed=feed, version=2)
    assert (said["id"], said["version"], said["state"], said["again"], said["measuring"]) == (str(second.pk), 2, "read", False, [])
    assert said["counts"]["cases"]["value"] == 25 and said["changes"]["added"]["rows"]["value"] == 15
    assert "NHS-PERSON" not in json.dumps(said) and second.uploaded_by == cast.ana and second.results.exists()
    again = upload(feed.pk, tmp_path / "week.csv", "--economy", cast.economy.slug, "--actor", cast.ana.email.upper())
    assert (again["id"], again["again"]) == (said["id"], True)


def test_what_will_not_do_is_one_line_and_exit_2(cast, feed, tmp_path):
    make_economy()
    log, other = tmp_path / "week.csv", tmp_path / "other.csv"
    log.write_bytes(log_of(25))
    other.write_bytes(rows_as_csv([("A", "B")], ("who", "ward")))
    there = ("--economy", cast.economy.slug)
    assert "Name the economy with --economy" in refused(feed.name, log)
    assert f"“January” ({feed.pk})" in refused("February", log, *there)
    assert "other.csv: The columns are not those" in refused(feed.name, other, *there)
    assert "none.csv: No such file" in refused(feed.name, tmp_path / "none.csv", *there)
    assert "Nobody here has that address" in refused(feed.name, log, *there, "--actor", "nobody@example.org")
    assert "Your role here" in refused(feed.name, log, *there, "--actor", cast.eddie.email)
    assert "Not found" in refused(feed.name, log, *there, "--actor", cast.stan.email)
    twin = Feed.objects.create(journey=feed.journey, name=feed.name, uploaded_by=cast.ana, uploaded_at=feed.uploaded_at)
    assert str(twin.pk) in refused(feed.name, log, *there)
    assert feed.versions.count() == 1 and not AuditEntry.objects.filter(details__version=2).exists()


def test_a_file_that_cannot_be_read_to_its_end_says_why_in_one_line(cast, feed, tmp_path):
    rows = [("A", "Contact", "2026-01-05", done) for done in ("2026-01-06", "soon", "soon")]
    (tmp_path / "week.csv").write_bytes(rows_as_csv(rows))
    assert "row 2" in refused(feed.name, tmp_path / "week.csv", "--economy", cast.economy.slug)
