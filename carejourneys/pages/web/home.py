"""The front door, and where one goes on."""

from collections import Counter

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from carejourneys.common.edges.signed_in import SignedInRequest
from journeys.queries.redactions import waiting_for
from stakeholders.domain.permissions import Permission
from stakeholders.models import User
from stakeholders.queries.economies import MyEconomy
from stakeholders.queries.economies import my_economies as economies_of_mine
from stakeholders.queries.words import ROLE_NAMES


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What the product is, for a visitor; for someone signed in their one economy, or all of them to choose from."""
    if not isinstance(request.user, User):
        return render(request, "pages/home.html")
    mine = economies_of_mine(request.user)
    return redirect("economy", mine[0].economy.slug) if len(mine) == 1 else _to_choose_from(request, request.user, mine)


@login_required
@require_safe
def my_economies(request: SignedInRequest[User]) -> HttpResponse:
    """Where one belongs, though it be one."""
    return _to_choose_from(request, request.user, economies_of_mine(request.user))


def _to_choose_from(request: HttpRequest, user: User, mine: list[MyEconomy]) -> HttpResponse:
    """With one's roles, and how many requests wait for one's answer."""
    answering = [one.economy for one in mine if Permission.REDACT in one.may]
    waiting = Counter(redaction.map.journey.economy_id for redaction in waiting_for(user, answering))
    economies = [(one.economy, [ROLE_NAMES[role] for role in one.roles], waiting[one.economy.pk]) for one in mine]
    return render(request, "pages/my_economies.html", {"economies": economies})
