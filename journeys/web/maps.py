"""Beginning a map, deriving a future one, putting a map away and bringing it back."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from carejourneys.common.edges.signed_in import SignedInRequest
from carejourneys.common.forms import carried_out
from journeys.models import Map
from journeys.queries.access import journey_for, map_for
from journeys.queries.frame import journey_frame
from journeys.services.beginning import BLANK, begin_future_map, begin_map
from journeys.services.journeys import archive_map, bring_back_map
from stakeholders.domain.permissions import Permission
from stakeholders.models import User

from .forms import DeriveMapForm, NewMapForm


@login_required
@require_http_methods(["GET", "POST"])
def new_map(request: SignedInRequest[User], journey_id: UUID) -> HttpResponse:
    """Blank, or from a template."""
    journey = journey_for(request.user, journey_id, Permission.CREATE_JOURNEY)
    form, made = NewMapForm(request.POST or None, initial={"title": _("As it is today")}), list[Map]()
    if form.is_valid() and carried_out(form, lambda: made.append(begin_map(actor=request.user, journey=journey, **form.cleaned_data))):
        messages.success(request, _("The map is there. %(next)s") % {"next": _next(form.cleaned_data["start_from"])})
        return redirect("map", made[0].pk)
    return render(request, "journeys/new_map.html", journey_frame(request.user, journey, form=form))


def _next(start_from: str) -> str:
    if start_from in (BLANK, Map.FUTURE):
        return _("It is empty: begin with who takes part.")
    return _("Correct what is different with you.")


@login_required
@require_http_methods(["GET", "POST"])
def derive_map(request: SignedInRequest[User], map_id: UUID) -> HttpResponse:
    """A future that begins as a copy of this map."""
    based_on = map_for(request.user, map_id, Permission.CREATE_JOURNEY)
    form, made = DeriveMapForm(request.POST or None), list[Map]()
    if form.is_valid() and carried_out(
        form, lambda: made.append(begin_future_map(actor=request.user, based_on=based_on, **form.cleaned_data))
    ):
        messages.success(request, _("The future map is there, a copy so far. Change what will be different."))
        return redirect("map", made[0].pk)
    return render(request, "journeys/derive_map.html", journey_frame(request.user, based_on.journey, based_on, form=form))


@login_required
@require_POST
def put_away(request: SignedInRequest[User], map_id: UUID) -> HttpResponse:
    """The map can still be read, and brought back."""
    found = archive_map(actor=request.user, of=map_for(request.user, map_id, Permission.CREATE_JOURNEY))
    messages.success(request, _("“%(title)s” is put away. You find it below, under “Put away”.") % {"title": found.title})
    return redirect("journey", found.journey_id)


@login_required
@require_POST
def bring_back(request: SignedInRequest[User], map_id: UUID) -> HttpResponse:
    """The map can be changed again."""
    found = bring_back_map(actor=request.user, of=map_for(request.user, map_id, Permission.CREATE_JOURNEY))
    messages.success(request, _("“%(title)s” is back.") % {"title": found.title})
    return redirect("journey", found.journey_id)
