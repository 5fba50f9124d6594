"""How the paths people really took fit a map: a page, and the same as a file."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from analytics.queries.map_fit import fit_of
from carejourneys.common.edges.csv_lists import CsvResponse
from carejourneys.common.edges.signed_in import SignedInRequest
from carejourneys.pages.grid.fit import fit_page, fit_rows
from journeys.queries.access import map_for
from journeys.queries.frame import journey_frame
from journeys.queries.states import state_of
from stakeholders.domain.permissions import Permission
from stakeholders.models import User


@login_required
@require_safe
def map_fit(request: SignedInRequest[User], map_id: UUID) -> HttpResponse:
    """Of the data named in the address, `?data=`; without it of those measured last."""
    found = map_for(request.user, map_id, Permission.VIEW_MEASURES)
    state = state_of(found)
    page = fit_page(state, fit_of(request.user, found, state, request.GET.get("data", "")))
    return render(request, "pages/fit/page.html", journey_frame(request.user, found.journey, found, same_page="map_fit", **page))


@login_required
@require_safe
def map_fit_csv(request: SignedInRequest[User], map_id: UUID) -> CsvResponse:
    """The same as a file; names of columns alone where nothing was measured. 404 where the data asked for are not there."""
    found = map_for(request.user, map_id, Permission.VIEW_MEASURES)
    state = state_of(found)
    shown = fit_of(request.user, found, state, request.GET.get("data", ""))
    if shown.measured.gone:
        raise Http404
    return CsvResponse(fit_rows(state, shown.fit), f"fit-{map_id}")
