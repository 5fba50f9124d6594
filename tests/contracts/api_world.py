"""An economy with one of everything the API can be asked about, so that made-up requests meet real things."""

from base64 import b64encode
from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

from analytics.models import Job, MeasureResult
from analytics.services.joining import join_feeds
from journeys.services.journeys import derive_future_map
from tests.event_logs import MONDAY, log_of, measured, run_job, terms_for
from tests.factories import Cast, make_cast, make_small_map
from tests.feeds import begun_feed, next_file, next_version, rows_as_csv


def make_api_world(run: Callable) -> tuple[Cast, dict[str, str]]:
    """(the people, {name of a place in schemathesis.toml: what stands there}). run: django_capture_on_commit_callbacks.

    A map that was measured and one based on it; a feed of two versions, the second measured; a feed whose next file waits; both joined.
    """
    cast = make_cast()
    small = make_small_map(cast)
    future = derive_future_map(actor=cast.freya, based_on=small.map, title="Tomorrow")
    hospital = begun_feed(cast, small, log_of(30, waiting=12), run, name="Hospital")
    newest = next_version(cast, hospital, log_of(34, waiting=12), run)
    measured(cast, small, newest)
    at = [MONDAY + timedelta(hours=n, days=9) for n in range(10, 42)]
    rows = [(f"NHS-PERSON-{n:04d}", "Needs assessed", begun, begun + timedelta(hours=1)) for n, begun in enumerate(at, 10)]
    council = begun_feed(cast, small, rows_as_csv(rows), run, name="Council")
    terms = terms_for(cast.economy)
    joining = join_feeds(actor=cast.ana, journey=small.map.journey, name="Together", parts=[hospital.pk, council.pk], terms=terms)
    with run(execute=True):
        run_job(job_id=str(joining.pk))
    waiting = next_file(cast, council, rows_as_csv(rows[1:]))
    assert waiting.job is not None and Job.objects.get(pk=joining.pk).state == Job.DONE
    return cast, {
        "ECONOMY": cast.economy.slug,
        "ORGANISATION": str(cast.hospital.pk),
        "JOURNEY": str(small.map.journey_id),
        "MAP": str(small.map.pk),
        "OTHER": str(future.pk),
        "FEED": str(hospital.pk),
        "DATASET": str(newest.pk),
        "JOB": str(waiting.job.pk),
        "RUN": _a_run(newest.pk),
        "CURSOR": b64encode(f"p={UUID(int=0)}".encode()).decode(),  # before everything
    }


def _a_run(dataset: UUID) -> str:
    return str(MeasureResult.objects.filter(dataset=dataset).values_list("pk", flat=True)[0])
