"""One's own account: name, tokens, and the page that asks for a second step."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from carejourneys.common.edges.signed_in import SignedInRequest
from carejourneys.common.forms import carried_out
from stakeholders.domain.permissions import Permission
from stakeholders.domain.tokens import Scope
from stakeholders.models import User
from stakeholders.queries.economies import economies_with, my_economies
from stakeholders.queries.sign_in import Missing, ways_to_sign_in
from stakeholders.queries.tokens import token_of, tokens_of
from stakeholders.queries.words import ROLE_NAMES, SCOPE_NAMES
from stakeholders.services.people import rename_person
from stakeholders.services.tokens import mint_token, revoke_token

from .forms import NameForm, TokenForm
from .strong_sign_in import missing_here


@login_required
@require_safe
def second_factor_needed(request: SignedInRequest[User]) -> HttpResponse:
    """Why a second step is asked for, and the two ways to set one up, or to show the one there is."""
    missing = missing_here(request)
    if missing is None:
        return redirect("home")
    if missing is Missing.SHOW:
        return render(request, "stakeholders/second_factor_shown.html", {"ways": ways_to_sign_in(request.user)})
    return render(request, "stakeholders/second_factor_needed.html")


@login_required
@require_http_methods(["GET", "POST"])
def account(request: SignedInRequest[User]) -> HttpResponse:
    """Name, address, ways to sign in, where one belongs."""
    form = NameForm(request.POST or None, initial={"name": request.user.name})
    if form.is_valid() and carried_out(form, lambda: rename_person(actor=request.user, **form.cleaned_data)):
        messages.success(request, _("Your name is saved."))
        return redirect("account")
    economies = [(mine.economy, [ROLE_NAMES[role] for role in mine.roles]) for mine in my_economies(request.user)]
    context = {"form": form, "economies": economies, "ways": ways_to_sign_in(request.user), "may_mint": _may_mint(request)}
    return render(request, "stakeholders/account.html", context)


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def tokens(request: SignedInRequest[User]) -> HttpResponse:
    """One's tokens, and a form for a new one, whose secret this page shows once."""
    economies = economies_with(request.user, Permission.USE_API)
    form = TokenForm(request.POST or None, economies=economies)
    context = {"form": form, "may_mint": bool(economies)}
    made: list = []
    if form.is_valid() and carried_out(form, lambda: made.extend(mint_token(actor=request.user, **form.cleaned_data))):
        context["made"], context["secret"] = made
        context["form"] = TokenForm(economies=economies)
    context["tokens"] = [(token, SCOPE_NAMES[Scope(token.scope)]) for token in tokens_of(request.user)]
    return render(request, "stakeholders/tokens.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def revoke(request: SignedInRequest[User], number: UUID) -> HttpResponse:
    """Asks once more, then takes the token back."""
    token = token_of(request.user, number)
    if request.method == "POST":
        revoke_token(actor=request.user, token=token)
        messages.success(request, _("The token “%(name)s” no longer works.") % {"name": token.name})
        return redirect("tokens")
    return render(request, "stakeholders/revoke_token.html", {"token": token})


def _may_mint(request: SignedInRequest[User]) -> bool:
    return bool(economies_with(request.user, Permission.USE_API))
