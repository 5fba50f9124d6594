"""Where the link of an invitation leads."""

from allauth.account.utils import perform_login
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from carejourneys.common.errors import NotFound
from carejourneys.common.forms import carried_out
from stakeholders.domain.permissions import Role
from stakeholders.models import Invitation, User
from stakeholders.queries.people import invitation_by_secret, person_with_address
from stakeholders.queries.words import ROLE_MEANINGS, ROLE_NAMES
from stakeholders.services.invitations import accept_invitation, join_by_invitation

from .forms import JoinForm


@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def invitation(request: HttpRequest, secret: str) -> HttpResponse:
    """For newcomers a name to give; for people with an account, to sign in and agree."""
    try:
        found = invitation_by_secret(secret)
    except NotFound as gone:
        return render(request, "stakeholders/invitation_gone.html", {"message": gone.message}, status=404)
    if isinstance(request.user, User):
        return _for_somebody_signed_in(request, request.user, found, secret)
    if person_with_address(found.email):
        return redirect_to_login(request.path)
    return _for_a_newcomer(request, found, secret)


def _for_somebody_signed_in(request: HttpRequest, user: User, found: Invitation, secret: str) -> HttpResponse:
    if user.email != found.email:
        return render(request, "stakeholders/invitation_for_another.html", _words(found), status=403)
    if request.method == "POST":
        accept_invitation(actor=user, secret=secret)
        return redirect("economy", found.economy.slug)
    return render(request, "stakeholders/invitation.html", _words(found))


def _for_a_newcomer(request: HttpRequest, found: Invitation, secret: str) -> HttpResponse:
    form = JoinForm(request.POST or None)
    if form.is_valid() and carried_out(form, lambda: join_by_invitation(secret=secret, **form.cleaned_data)):
        there = reverse("economy", args=[found.economy.slug])
        return perform_login(request, person_with_address(found.email), redirect_url=there, email=found.email)
    return render(request, "stakeholders/invitation.html", {**_words(found), "form": form})


def _words(found: Invitation) -> dict:
    roles = [(ROLE_NAMES[Role(role)], ROLE_MEANINGS[Role(role)]) for role in found.roles]
    return {"invitation": found, "economy": found.economy, "roles": roles}
