"""Who may do what, as a table to read."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from carejourneys.common.edges.signed_in import SignedInRequest
from stakeholders.domain.permissions import STRONG_SIGN_IN, TABLE, Permission, Role
from stakeholders.models import User
from stakeholders.queries.access import economy_for, roles_in
from stakeholders.queries.frame import frame
from stakeholders.queries.words import PERMISSION_NAMES, ROLE_MEANINGS, ROLE_NAMES


@login_required
@require_safe
def who_may(request: SignedInRequest[User], slug: str) -> HttpResponse:
    """The table the doors ask, in words."""
    economy = economy_for(request.user, slug, Permission.VIEW_ECONOMY)
    mine = roles_in(request.user, economy.pk)
    rows = [(PERMISSION_NAMES[permission], [role in TABLE[permission] for role in Role]) for permission in Permission]
    roles = [
        {"name": ROLE_NAMES[role], "meaning": ROLE_MEANINGS[role], "mine": role in mine, "strong": role in STRONG_SIGN_IN} for role in Role
    ]
    return render(request, "stakeholders/who_may.html", frame(request.user, economy, rows=rows, roles=roles))
