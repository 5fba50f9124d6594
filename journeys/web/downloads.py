"""A map to take away, as files."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from carejourneys.common.edges.signed_in import SignedInRequest
from journeys.queries.access import map_for
from journeys.queries.exports import exported
from journeys.queries.frame import journey_frame
from stakeholders.domain.permissions import Permission
from stakeholders.models import User


@login_required
@require_safe
def downloads(request: SignedInRequest[User], map_id: UUID) -> HttpResponse:
    """What there is, and what each is good for."""
    found = map_for(request.user, map_id, Permission.VIEW_JOURNEY)
    return render(request, "journeys/downloads.html", journey_frame(request.user, found.journey, found, same_page="downloads"))


@login_required
@require_safe
def download(request: SignedInRequest[User], map_id: UUID, kind: str) -> HttpResponse:
    """One file."""
    file = exported(map_for(request.user, map_id, Permission.VIEW_JOURNEY), kind)
    named = {"Content-Disposition": f'attachment; filename="{file.name}"', "Cache-Control": "private, no-store"}
    return HttpResponse(file.body, content_type=file.content_type, headers=named)
