"""The map: the grid, what changed since a reader loaded it, and what each figure means for this map."""

from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from analytics.queries.measured import Measurements, measurements_of
from carejourneys.common.edges.signed_in import SignedInRequest
from carejourneys.common.errors import NotFound, RuleBroken
from carejourneys.pages.grid.page import figure_page, map_page, map_parts
from journeys.domain.figures.definitions import DEFINITIONS
from journeys.models import Map
from journeys.queries.access import map_for
from journeys.queries.changes import changes_after, revision_in
from journeys.queries.frame import journey_frame
from journeys.queries.snapshots import snapshot_of
from journeys.queries.states import state_of
from stakeholders.domain.permissions import Permission
from stakeholders.models import User
from stakeholders.queries.access import permissions_in

PARTS = ("score", "ladder", "look")


@login_required
@require_safe
def map_grid(request: SignedInRequest[User], map_id: UUID) -> HttpResponse:
    """The map with its score line; reads without scripts, scripts draw the arrows."""
    found = map_for(request.user, map_id, Permission.VIEW_JOURNEY)
    page = map_page(state_of(found), snapshot_of(found), _measured(request, found))
    return render(request, "pages/map/page.html", journey_frame(request.user, found.journey, found, **page))


@login_required
@require_safe
def map_since(request: SignedInRequest[User], map_id: UUID) -> JsonResponse:
    """JSON: the changes after revision `?after=` and, when there are any, the parts of the page that rules make of the map."""
    found = map_for(request.user, map_id, Permission.VIEW_JOURNEY)
    after = revision_in(request.GET.get("after", ""))
    if after is None:
        raise RuleBroken(_("Say after which revision of the map: a whole number, such as ?after=12."), field="after")
    since = changes_after(found, after)
    answer = {"revision": since.revision, "changes": since.changes, "more": since.more, "resync": since.resync}
    if since.changes and not since.more:
        answer |= _drawn_anew(request, found)
    return JsonResponse(answer, headers={"Cache-Control": "no-store"})


def _drawn_anew(request: SignedInRequest[User], found: Map) -> dict[str, Any]:
    """What follows from the map for a page that is open; data it shows that went meanwhile make it begin afresh."""
    measured = _measured(request, found)
    if measured.gone:
        return {"resync": True}
    parts = {"map": found, "may": permissions_in(request.user, found.journey.economy_id), **map_parts(state_of(found), measured)}
    derived = parts.pop("derived")
    drawn = {name: render_to_string(f"pages/map/{name}.html", parts) for name in PARTS}
    return {"derived": derived, "derived_at": found.revision, "parts": drawn}


@login_required
@require_safe
def map_figure(request: SignedInRequest[User], map_id: UUID, name: str) -> HttpResponse:
    """One figure of this map: its value, what it means, what it rests on, what is not known."""
    found = map_for(request.user, map_id, Permission.VIEW_JOURNEY)
    if name not in DEFINITIONS:
        raise NotFound
    page = figure_page(state_of(found), name, _measured(request, found))
    return render(request, "pages/map/figure.html", journey_frame(request.user, found.journey, found, **page))


def _measured(request: SignedInRequest[User], found: Map) -> Measurements:
    """Of the data named in the address, `?data=`; without it of those measured last."""
    return measurements_of(request.user, found, request.GET.get("data", ""))
