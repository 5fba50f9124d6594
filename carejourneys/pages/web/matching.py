"""Which activity is which step, on a page."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from analytics.models import Job
from analytics.queries.datasets import dataset_for
from analytics.queries.match_pages import MatchPage
from analytics.queries.measured import measurements_of
from analytics.services.measuring import match_activities
from carejourneys.common.edges.signed_in import SignedInRequest
from carejourneys.common.errors import NotFound
from carejourneys.common.forms import carried_out
from journeys.queries.frame import journey_frame
from stakeholders.domain.permissions import Permission
from stakeholders.models import User

from .data_forms import MatchForm


@login_required
@require_http_methods(["GET", "POST"])
def match(request: SignedInRequest[User], dataset_id: UUID, map_id: UUID) -> HttpResponse:
    """Suggestions by name, for a person to confirm; then the map is measured."""
    found = dataset_for(request.user, dataset_id, Permission.UPLOAD_DATA)
    page = MatchPage.of_dataset(found, map_id)
    if page is None:
        raise NotFound
    form = MatchForm(
        request.POST or None, activities=page.activities, steps=page.steps, chosen=page.chosen, ends=page.ends, guessed=page.guessed
    )
    jobs = list[Job]()
    if form.is_valid():
        given = {"matches": form.matches(), "end_activities": form.cleaned_data["end_activities"]}
        if carried_out(form, lambda: jobs.append(match_activities(actor=request.user, dataset=found, of=page.of, **given))):
            return redirect("job", jobs[0].pk)
    shown = measurements_of(request.user, page.of).times
    around = journey_frame(request.user, found.journey, page.of, dataset=found, page=page, form=form, shown=shown)
    return render(request, "pages/data/match.html", around)
