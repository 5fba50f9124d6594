"""Two maps of a journey side by side."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from analytics.queries.measured import measurements_of
from carejourneys.common.edges.signed_in import SignedInRequest
from carejourneys.pages.comparing.page import comparison_parts
from journeys.models import Map
from journeys.queries.access import map_for
from journeys.queries.agencies import agency_names_of_both
from journeys.queries.comparisons import comparison_of, maps_to_compare, others_of, way_round
from journeys.queries.frame import journey_frame, label_of
from stakeholders.domain.permissions import Permission
from stakeholders.models import User


@login_required
@require_safe
def choose(request: SignedInRequest[User], map_id: UUID) -> HttpResponse:
    """Which map to hold it against; when there is one only, both at once."""
    found = map_for(request.user, map_id, Permission.VIEW_JOURNEY)
    pairs = [way_round(found, other) for other in others_of(found)]
    if len(pairs) == 1:
        return _both(request, *pairs[0])
    frame = _frame(request, found)
    choices = [(before, after, label_of(frame["maps"], before), label_of(frame["maps"], after)) for before, after in pairs]
    return render(request, "pages/compare/choose.html", {**frame, "choices": choices})


@login_required
@require_safe
def compare(request: SignedInRequest[User], map_id: UUID, other_id: UUID) -> HttpResponse:
    """What the second map would change of the first."""
    return _both(request, *maps_to_compare(request.user, map_id, other_id))


def _both(request: SignedInRequest[User], before: Map, after: Map) -> HttpResponse:
    comparison, frame = comparison_of(before, after), _frame(request, before)
    labels = label_of(frame["maps"], before), label_of(frame["maps"], after)
    names = agency_names_of_both(comparison, before.journey.economy)
    measured = measurements_of(request.user, before, request.GET.get("data", "")), measurements_of(request.user, after)
    parts = comparison_parts(comparison, names, labels, measured)
    return render(
        request,
        "pages/compare/page.html",
        {**frame, **parts, "before": before, "after": after, "other_id": str(after.pk), "from_data": "pages/map/measured_from.html"},
    )


def _frame(request: SignedInRequest[User], found: Map) -> dict[str, Any]:
    """The frame of a map's pages in which none of the maps alone is the page."""
    frame = journey_frame(request.user, found.journey, found)
    return {**frame, "map_links": [replace(link, current=False) for link in frame["map_links"]]}
