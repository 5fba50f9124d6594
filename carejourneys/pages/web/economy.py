"""An economy's own page: what its people work on, what waits for the reader, what is to be done next."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from carejourneys.common.edges.signed_in import SignedInRequest
from journeys.queries.journeys import journeys_in
from journeys.queries.redactions import waiting_for
from stakeholders.domain.permissions import Permission
from stakeholders.models import User
from stakeholders.queries.access import economy_for
from stakeholders.queries.beginnings import beginnings_of
from stakeholders.queries.frame import frame


@login_required
@require_safe
def economy(request: SignedInRequest[User], slug: str) -> HttpResponse:
    """Journeys for those who may read them; people, organisations and texts for everyone who belongs; what waits for the reader."""
    found = economy_for(request.user, slug, Permission.VIEW_ECONOMY)
    around = frame(request.user, found, beginnings=beginnings_of(found))
    journeys = list(journeys_in(found)) if Permission.VIEW_JOURNEY in around["may"] else []
    around["journeys"] = [one for one in journeys if one.archived_at is None]
    around["put_away"] = [one for one in journeys if one.archived_at is not None]
    around["waiting"] = waiting_for(request.user, [found]) if Permission.REDACT in around["may"] else []
    around["next"] = around["beginnings"].to_do(around["may"])
    return render(request, "pages/economy.html", around)
