"""Pages on which data of several feeds are joined."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from analytics.models import Job
from analytics.queries.feeds import feed_for, joinable
from analytics.services.joining import join_anew, join_feeds
from carejourneys.common.edges.signed_in import SignedInRequest
from carejourneys.common.forms import carried_out
from journeys.queries.access import journey_for
from journeys.queries.frame import journey_frame
from stakeholders.domain.permissions import Permission
from stakeholders.models import User
from stakeholders.queries.economies import organisations_in

from .data_forms import JoinForm


@login_required
@require_http_methods(["GET", "POST"])
def join(request: SignedInRequest[User], journey_id: UUID) -> HttpResponse:
    """Which belong together, and on what terms."""
    journey = journey_for(request.user, journey_id, Permission.UPLOAD_DATA)
    feeds = list(joinable(journey, request.user))
    form, jobs = JoinForm(request.POST or None, feeds=feeds, organisations=organisations_in(journey.economy)), list[Job]()
    if form.is_valid():
        given = {"name": form.cleaned_data["name"], "parts": [UUID(one) for one in form.cleaned_data["parts"]], "terms": form.terms()}
        if carried_out(form, lambda: jobs.append(join_feeds(actor=request.user, journey=journey, **given))):
            return redirect("job", jobs[0].pk)
    return render(request, "pages/data/join.html", journey_frame(request.user, journey, form=form, feeds=feeds))


@login_required
@require_POST
def anew(request: SignedInRequest[User], feed_id: UUID) -> HttpResponse:
    """Joined once more, of the newest versions."""
    return redirect("job", join_anew(actor=request.user, feed=feed_for(request.user, feed_id, Permission.UPLOAD_DATA)).pk)
