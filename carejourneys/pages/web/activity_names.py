"""Names of activities that mean the same, on the page of the data."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from analytics.models import Dataset, Job
from analytics.queries.dataset_pages import DatasetPage
from analytics.queries.datasets import dataset_for
from analytics.queries.joined_pages import JoinedPage
from analytics.services.activity_names import keep_apart, treat_as_one
from carejourneys.common.edges.signed_in import SignedInRequest
from carejourneys.common.forms import carried_out
from journeys.queries.frame import journey_frame
from stakeholders.domain.permissions import Permission
from stakeholders.models import User

from .data_forms import NamesForm


@login_required
@require_POST
def activity_names(request: SignedInRequest[User], dataset_id: UUID) -> HttpResponse:
    """Treats names as one, or keeps them apart again; what cannot be done is said on the page of the data."""
    found = dataset_for(request.user, dataset_id, Permission.UPLOAD_DATA)
    page = DatasetPage.of(request.user, found)
    form, jobs = NamesForm(request.POST, alike=page.alike, as_one=page.as_one), list[Job]()
    if form.is_valid() and carried_out(form, lambda: jobs.append(_change(request.user, found, form))):
        return redirect("job", jobs[0].pk)
    around = journey_frame(
        request.user, found.journey, dataset=found, page=page, form=form, joined=JoinedPage.of_dataset(request.user, found)
    )
    return render(request, "pages/data/dataset.html", around)


def _change(actor: User, found: Dataset, form: NamesForm) -> Job:
    if form.apart_from:
        return keep_apart(actor=actor, dataset=found, name=form.apart_from)
    return treat_as_one(actor=actor, dataset=found, **form.one())
