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
from journeys.queries.happenings import log_lines
from journeys.queries.history import cards_in_history, part_of_history, people_in_history
from journeys.queries.states import state_of
from stakeholders.domain.permissions import Permission
from stakeholders.models import User

from .history_filter import HistoryFilter

PER_PAGE = 50


@login_required
@require_safe
def changes(request: SignedInRequest[User], map_id: UUID) -> HttpResponse:
    """All of it, or what one person did, what touched one card, what was done on one day: newest first, paged."""
    found = map_for(request.user, map_id, Permission.VIEW_JOURNEY)
    state = state_of(found)
    form = HistoryFilter(request.GET, people=people_in_history(found), cards=cards_in_history(found, state))
    page = Paginator(part_of_history(found, **form.chosen()), PER_PAGE).get_page(request.GET.get("page"))
    parts = {"form": form, "page": page, "rows": log_lines(found, list(page.object_list), state), "state": state}
    return render(request, "journeys/changes.html", journey_frame(request.user, found.journey, found, same_page="map_history", **parts))
