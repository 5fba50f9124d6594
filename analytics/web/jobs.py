"""A job's page: how far it is, and a button that stops it."""

from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from analytics.models import Dataset, Job
from analytics.queries.jobs import feed_of, job_for, stopped_by, subject_of, waiting_before
from analytics.services.jobs import cancel_job
from carejourneys.common.edges.signed_in import SignedInRequest
from journeys.models import Journey, Map
from journeys.queries.frame import journey_frame
from stakeholders.models import User
from stakeholders.queries.frame import frame

JOINED = "dataset.read, joined"
# kind of job: what it is called, and the page to go on to, whose address takes that one of the job's args
PAGES = {
    "dataset.read": (_("Reading your file"), "dataset", "dataset"),
    JOINED: (_("Joining the data"), "dataset", "dataset"),
    "dataset.names": (_("Changing names of activities"), "dataset", "dataset"),
    "map.measure": (_("Measuring the map"), "map", "map"),
    "map.draft": (_("Drafting a map"), "map", "map"),
    "result.recompute": (_("Computing it once more"), "result", "result"),
}


@login_required
@require_GET
def job(request: SignedInRequest[User], job_id) -> HttpResponse:
    """The page; for htmx, its moving part."""
    found = job_for(request.user, job_id)
    if getattr(request, "htmx", False):
        return render(request, "analytics/job.html#progress", _progress(found, subject_of(found)))
    return render(request, "analytics/job.html", _page(request.user, found))


@login_required
@require_POST
def cancel(request: SignedInRequest[User], job_id) -> HttpResponse:
    cancel_job(actor=request.user, job=job_for(request.user, job_id))
    return redirect("job", job_id)


def _page(reader: User, job: Job) -> dict:
    """Around it the tabs of its journey, or of the economy when that is gone."""
    subject = subject_of(job)
    journey, of, _dataset = subject
    around = journey_frame(reader, journey, of) if journey else frame(reader, job.economy)
    return around | _progress(job, subject)


def _progress(job: Job, subject: tuple[Journey | None, Map | None, Dataset | None]) -> dict:
    """The moving part, which a page asks for every second."""
    joined = bool(job.args.get("joined"))
    title, page, arg = PAGES.get(JOINED if joined else job.kind, (_("Work under way"), "", ""))
    journey, _map, dataset = subject
    next_url = reverse(page, args=[job.args[arg]]) if arg in job.args else ""
    return {
        "job": job,
        "title": title,
        "next_url": _measures_of_group(journey, job) or next_url,
        "back_url": reverse("dataset", args=[dataset.pk]) if dataset else "",
        "another": _("Join them once more") if joined else _("Bring another file"),
        "another_url": _for_another(job, journey) if journey and not dataset else "",
        "before": waiting_before(job),
        "stopped_by": stopped_by(job) if job.state == Job.CANCELLED else None,
    }


def _measures_of_group(journey: Journey | None, job: Job) -> str:
    """Where what was measured of a group is told; "" for a job of everybody."""
    asked = {name: job.args.get(arg, "") for name, arg in (("data", "dataset"), ("map", "map"), ("cohort", "cohort"))}
    return f"{reverse('measures', args=[journey.pk])}?{urlencode(asked)}" if journey and asked["cohort"] else ""


def _for_another(job: Job, journey: Journey) -> str:
    """Where to bring a file in place of one that is gone, or to join once more."""
    if job.args.get("joined"):
        return reverse("join_data", args=[journey.pk])
    feed = feed_of(job)
    return reverse("bring_version", args=[feed.pk]) if feed else reverse("upload_data", args=[journey.pk])
