"""Declaring a group of people whose measures others may see."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from analytics.models import Job
from analytics.queries.cohorts import choices_of
from analytics.queries.datasets import dataset_for, map_of
from analytics.services.cohorts import declare_cohort
from carejourneys.common.edges.signed_in import SignedInRequest
from carejourneys.common.errors import NotFound
from carejourneys.common.forms import carried_out
from journeys.queries.frame import journey_frame
from stakeholders.domain.permissions import Permission
from stakeholders.models import User

from .group_form import GroupForm


@login_required
@require_http_methods(["GET", "POST"])
def declare_group(request: SignedInRequest[User], dataset_id: UUID, map_id: UUID) -> HttpResponse:
    """What tells the group apart, for somebody who may open the data; then it is measured."""
    found = dataset_for(request.user, dataset_id, Permission.VIEW_RAW_DATA)
    of = map_of(found, str(map_id))
    if of is None:
        raise NotFound
    form, jobs = GroupForm(request.POST or None, choices=choices_of(found)), list[Job]()
    if form.is_valid():
        given = {"name": form.cleaned_data["name"], "cohort": form.cohort()}
        if carried_out(form, lambda: jobs.append(declare_cohort(actor=request.user, dataset=found, of=of, **given))):
            return redirect("job", jobs[0].pk)
    around = journey_frame(request.user, found.journey, dataset=found, of=of, form=form)
    return render(request, "pages/measures/declare_group.html", around)
