"""The page of one element: all it says, every account of its figures, what hangs on it, who changed it and when."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from carejourneys.common.edges.signed_in import SignedInRequest
from carejourneys.common.errors import NotFound
from journeys.queries.access import map_for
from journeys.queries.beside import beside_of
from journeys.queries.element_page import standing
from journeys.queries.frame import journey_frame
from journeys.queries.happenings import happening, last_called
from journeys.queries.history import history_of_element
from journeys.queries.states import state_of
from stakeholders.domain.permissions import Permission
from stakeholders.models import User


@login_required
@require_safe
def element(request: SignedInRequest[User], map_id: UUID, element_id: UUID) -> HttpResponse:
    """An element that is gone has a page too: its history, and for facilitators a way to bring it back."""
    found = map_for(request.user, map_id, Permission.VIEW_JOURNEY)
    state, id = state_of(found), str(element_id)
    one, entries = state.get(id), history_of_element(found, id)
    if one is None and not entries:
        raise NotFound
    around = journey_frame(request.user, found.journey, found, state=state, id=id, one=one)
    around["may_edit"] = "edit_map" in around["may"] and not found.is_put_away
    stood = [entry.revision for entry in entries if any(put["id"] == id for put in entry.change["put"])]
    around["restorable"] = stood if one is None else stood[1:]  # the newest is what it says now
    around["rows"] = [happening(entry, state) for entry in entries]
    around |= standing(found, state, one, beside_of(request.user, found)) if one is not None else {"label": last_called(entries, id)}
    return render(request, "journeys/element.html", around)
