"""Where measured numbers come from, and the proof of them."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from analytics.queries.lineage import lineage_of, result_for
from analytics.services.recomputing import recompute as compute_once_more
from carejourneys.common.edges.signed_in import SignedInRequest
from journeys.queries.frame import journey_frame
from stakeholders.domain.permissions import Permission
from stakeholders.models import User


@login_required
@require_safe
def result(request: SignedInRequest[User], result_id: UUID) -> HttpResponse:
    """From a number to its definition, its question, its data and who brought them."""
    found = result_for(request.user, result_id, Permission.VIEW_MEASURES)
    around = journey_frame(request.user, found.dataset.journey, found.map, result=found, lineage=lineage_of(request.user, found))
    return render(request, "pages/data/result.html", around)


@login_required
@require_POST
def recompute(request: SignedInRequest[User], result_id: UUID) -> HttpResponse:
    """Once more, in a job."""
    job = compute_once_more(actor=request.user, result=result_for(request.user, result_id, Permission.VIEW_RAW_DATA))
    return redirect("job", job.pk)
