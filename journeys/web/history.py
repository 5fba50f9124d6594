"""What changed: who did what to the map, when, in words."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from carejourneys.common.edges.signed_in import SignedInRequest
from journeys.queries.access import map_for
from journeys.queries.frame import journey_frame
from journeys.queries.happenings import happening
from journeys.queries.history import history_of
from journeys.queries.states import state_of
from stakeholders.domain.permissions import Permission
from stakeholders.models import User

PER_PAGE = 50


@login_required
@require_safe
def changes(request: SignedInRequest[User], map_id: UUID) -> HttpResponse:
    """All of it, newest first, paged."""
    found = map_for(request.user, map_id, Permission.VIEW_JOURNEY)
    page = Paginator(history_of(found), PER_PAGE).get_page(request.GET.get("page"))
    state = state_of(found)
    rows = [happening(entry, state) for entry in page.object_list]
    return render(
        request,
        "journeys/changes.html",
        journey_frame(request.user, found.journey, found, same_page="map_history", page=page, rows=rows, state=state),
    )
