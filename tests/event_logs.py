"""Small event logs for tests, brought and read as an analyst would."""

import csv
import io
import math
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from django.utils.timezone import localdate

from analytics.domain.events.log import ReadOptions
from analytics.domain.events.roles import Role
from analytics.domain.telling_levels import FINEST
from analytics.domain.terms import Terms
from analytics.models import Dataset, Feed, Job
from analytics.services import jobs
from analytics.services.measuring import match_activities
from analytics.services.reading import read_log
from analytics.services.receiving import receive_log
from analytics.services.telling import Limits, tell_waiting
from carejourneys.common.clock import now
from journeys.models import Journey
from stakeholders.models import Economy, Organisation, User
from tests.factories import Cast, SmallMap

MONDAY = datetime(2026, 1, 5, 9, tzinfo=UTC)
ROLES = {Role.CASE: "who", Role.ACTIVITY: "what", Role.START: "begun", Role.END: "done"}
AS_LONG_AS_IT_TAKES = Limits(seconds=math.inf)
NAMES = ("Contact", "Listened", "Referral written")


def log_of(finished: int, waiting: int = 0, days: float = 2) -> bytes:
    """People who contact the surgery, are heard `days` later and have their referral written a day after; `waiting` were not heard yet."""
    text = io.StringIO()
    write = csv.writer(text)
    write.writerow(ROLES.values())
    for number in range(finished + waiting):
        at = MONDAY + timedelta(hours=number)
        way = [("Contact", 0.0), ("Listened", days), ("Referral written", 1.0)] if number < finished else [("Contact", 0.0)]
        for what, wait in way:
            at += timedelta(days=wait)
            write.writerow([f"NHS-PERSON-{number:04d}", what, at.isoformat(), (at + timedelta(minutes=10)).isoformat()])
            at += timedelta(minutes=10)
    return text.getvalue().encode()


def brought(
    cast: Cast, small: SmallMap, content: bytes, filename: str = "log.csv", readers: Sequence[Organisation] = (), name: str = "January"
) -> Dataset:
    terms = terms_for(small.map.journey.economy, *readers)
    return receive_log(actor=cast.ana, journey=small.map.journey, name=name, filename=filename, chunks=[content], terms=terms)


def terms_for(economy: Economy, *readers: Organisation, days: int = 365) -> Terms:
    """What is said of data when they are brought."""
    controller = str(economy.organisations.order_by("name").values_list("pk", flat=True)[0])
    return Terms("To see waits", controller, localdate() + timedelta(days=days), frozenset(str(one.pk) for one in readers))


def read(cast: Cast, dataset: Dataset, run=None, **options) -> Job:
    job = read_log(actor=cast.ana, dataset=dataset, options=ReadOptions(columns=ROLES, **options))
    with run(execute=True):
        jobs.run_job(job_id=str(job.pk))
    job.refresh_from_db()
    tell_waiting(AS_LONG_AS_IT_TAKES)
    dataset.refresh_from_db()
    return job


def measured(cast: Cast, small: SmallMap, dataset: Dataset) -> Job:
    job = match_activities(
        actor=cast.ana, dataset=dataset, of=small.map, matches=dict(zip(NAMES, small.steps, strict=True)), end_activities=[NAMES[-1]]
    )
    jobs.run_job(job_id=str(job.pk))
    job.refresh_from_db()
    assert job.state == Job.DONE, job.message
    tell_waiting(AS_LONG_AS_IT_TAKES)
    return job


def run_job(*, job_id: str) -> None:
    """As a worker would, which then looks at how what came of it may be told to others."""
    jobs.run_job(job_id=job_id)
    tell_waiting(AS_LONG_AS_IT_TAKES)


def kept_as_read(journey: Journey, by: User, **about) -> Dataset:
    """A dataset as it stands in the database, the first version of a feed of its own, without files."""
    given = {"name": "January", "uploaded_at": now(), "told_level": FINEST, **about}
    feed = Feed.objects.create(journey=journey, name=given["name"], last_version=1, uploaded_by=by, uploaded_at=given["uploaded_at"])
    return Dataset.objects.create(journey=journey, feed=feed, suffix=".csv", uploaded_by=by, **given)
