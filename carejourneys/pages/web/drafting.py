"""A first map out of event data, from a page."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from analytics.models import Job
from analytics.queries.datasets import dataset_for
from analytics.queries.match_pages import DraftPage
from analytics.services.drafting import draft_map
from carejourneys.common.edges.signed_in import SignedInRequest
from carejourneys.common.forms import carried_out
from journeys.queries.frame import journey_frame
from stakeholders.domain.permissions import Permission
from stakeholders.models import User

from .data_forms import DraftForm


@login_required
@require_http_methods(["GET", "POST"])
def draft(request: SignedInRequest[User], dataset_id: UUID) -> HttpResponse:
    """How much to draw; then a job draws it."""
    found = dataset_for(request.user, dataset_id, Permission.UPLOAD_DATA)
    page = DraftPage.of(found)
    form = DraftForm(request.POST or None, activities=page.activities, ends=page.ends)
    jobs = list[Job]()
    if form.is_valid() and carried_out(form, lambda: jobs.append(draft_map(actor=request.user, dataset=found, **form.cleaned_data))):
        return redirect("job", jobs[0].pk)
    return render(request, "pages/data/draft.html", journey_frame(request.user, found.journey, dataset=found, form=form))
