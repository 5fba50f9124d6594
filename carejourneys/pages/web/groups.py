"""Declaring a group of people whose measures others may see."""

from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from analytics.models import Dataset, Job
from analytics.queries.cohorts import choices_of
from analytics.queries.datasets import dataset_for, map_of
from analytics.services.cohorts import Look, declare_cohort, few_are_under, look_at_cohort
from carejourneys.common.edges.signed_in import SignedInRequest
from carejourneys.common.errors import NotFound
from carejourneys.common.forms import carried_out
from journeys.models import Map
from journeys.queries.frame import journey_frame
from stakeholders.domain.permissions import Permission
from stakeholders.models import User

from .group_form import GroupForm


@login_required
@require_http_methods(["GET", "POST"])
def declare_group(request: SignedInRequest[User], dataset_id: UUID, map_id: UUID) -> HttpResponse:
    """What tells the group apart, for somebody who may open the data; then about how many they are; then it is measured."""
    found = dataset_for(request.user, dataset_id, Permission.VIEW_RAW_DATA)
    of = map_of(found, str(map_id))
    if of is None:
        raise NotFound
    form = GroupForm(request.POST or None, choices=choices_of(found), t=few_are_under(found))
    came = _came_of(request, form, found, of)
    if isinstance(came, Job):
        return redirect("job", came.pk)
    around = journey_frame(request.user, found.journey, dataset=found, of=of, form=form, look=came)
    return render(request, "pages/measures/declare_group.html", around)


def _came_of(request: SignedInRequest[User], form: GroupForm, dataset: Dataset, of: Map) -> Look | Job | None:
    """Of a form that was sent: first one looks at the group, then it is declared for good. None where it has to be filled in first."""
    do = request.POST.get("do")
    if not form.is_valid() or do == "change":
        return None
    given: dict[str, Any] = {
        "actor": request.user,
        "dataset": dataset,
        "of": of,
        "name": form.cleaned_data["name"],
        "cohort": form.cohort(),
    }
    came = list[Look | Job]()
    carried_out(form, lambda: came.append(declare_cohort(**given) if do == "declare" else look_at_cohort(**given)))
    return came[0] if came else None
