"""The outline: the whole map as a table that reads from top to bottom, for keyboard, screen reader and small screens."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from carejourneys.common.edges.signed_in import SignedInRequest
from carejourneys.common.ids import uuid7
from journeys.domain.state import MapState
from journeys.models import Map
from journeys.queries.access import map_for
from journeys.queries.beside import beside_of
from journeys.queries.frame import journey_frame
from journeys.queries.happenings import happening
from journeys.queries.history import what_can_be_taken_back
from journeys.queries.live_words import live_words
from journeys.queries.outline_rows import column_lines, in_short, lane_lines, sections
from journeys.queries.states import state_of
from stakeholders.domain.permissions import Permission
from stakeholders.models import User


@login_required
@require_safe
def outline(request: SignedInRequest[User], map_id: UUID) -> HttpResponse:
    """Steps, lanes, phases and columns. `?q=` shows only steps with these words, `?lane=` only those of a lane."""
    found = map_for(request.user, map_id, Permission.VIEW_JOURNEY)
    state = state_of(found)
    words, lane = request.GET.get("q", "")[:100], request.GET.get("lane", "")
    around = journey_frame(
        request.user, found.journey, found, same_page="outline", state=state, in_short=in_short(state), words=words, lane=lane
    )
    around["may_edit"] = Permission.EDIT_MAP in around["may"] and not found.is_put_away
    around["outline_here"] = reverse("outline", args=[found.pk])  # what follows it, once a page and not once a row
    around["do"] = around["outline_here"] + "do/"
    if around["may_edit"]:
        around |= _bar(found, request.user, state)
    around["sections"] = sections(state, words=words, lane=lane, beside=beside_of(request.user, found))
    around |= {"live_words": live_words(), "lanes": lane_lines(state), "columns": column_lines(state), "phases": state.phases}
    around["shown"] = sum(len(section.rows) for section in around["sections"])
    return render(request, "journeys/outline.html", around)


def _bar(of: Map, by: User, state: MapState) -> dict:
    """One's own last change with its button to take it back; ids so that each button sends once."""
    found = what_can_be_taken_back(of, by)
    return {
        "undo": found.undo and happening(found.undo, state),
        "redo": found.redo and happening(found.redo, state),
        "undo_id": uuid7(),
        "redo_id": uuid7(),
    }
