"""The pages of a journey: its own, a new one, changing its words, putting it away and bringing it back."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.forms.models import model_to_dict
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from carejourneys.common.edges.signed_in import SignedInRequest
from carejourneys.common.forms import carried_out
from journeys.models import Journey
from journeys.queries.access import journey_for
from journeys.queries.frame import journey_frame
from journeys.queries.next_steps import next_steps
from journeys.services.beginning import begin_journey
from journeys.services.journeys import WORDS, archive_journey, bring_back_journey, describe_journey
from stakeholders.domain.permissions import Permission
from stakeholders.models import User
from stakeholders.queries.access import economy_for, permissions_in

from .forms import ChangeJourneyForm, NewJourneyForm


@login_required
@require_safe
def journey(request: SignedInRequest[User], journey_id: UUID) -> HttpResponse:
    """Its boundary, its maps, what to do next."""
    found = journey_for(request.user, journey_id, Permission.VIEW_JOURNEY)
    around = journey_frame(request.user, found)
    return render(request, "journeys/journey.html", {**around, "next_steps": list(next_steps(found, around["map_links"]))})


@login_required
@require_http_methods(["GET", "POST"])
def new_journey(request: SignedInRequest[User], slug: str) -> HttpResponse:
    """A form for a new one."""
    economy = economy_for(request.user, slug, Permission.CREATE_JOURNEY)
    form, made = NewJourneyForm(request.POST or None), list[Journey]()
    if form.is_valid() and carried_out(form, lambda: made.append(begin_journey(actor=request.user, economy=economy, **form.cleaned_data))):
        messages.success(request, _("The journey is there. Now give it a map."))
        return redirect("journey", made[0].pk)
    return render(request, "journeys/new_journey.html", {"economy": economy, "may": permissions_in(request.user, economy.pk), "form": form})


@login_required
@require_http_methods(["GET", "POST"])
def edit_journey(request: SignedInRequest[User], journey_id: UUID) -> HttpResponse:
    """A form for its words."""
    found = journey_for(request.user, journey_id, Permission.CREATE_JOURNEY)
    form = ChangeJourneyForm(request.POST or None, initial=model_to_dict(found, fields=WORDS))
    if form.is_valid() and carried_out(form, lambda: describe_journey(actor=request.user, journey=found, **form.cleaned_data)):
        messages.success(request, _("The journey is saved."))
        return redirect("journey", found.pk)
    return render(request, "journeys/edit_journey.html", journey_frame(request.user, found, form=form))


@login_required
@require_http_methods(["GET", "POST"])
def put_away(request: SignedInRequest[User], journey_id: UUID) -> HttpResponse:
    """Asks once more. The journey can still be read, and brought back."""
    found = journey_for(request.user, journey_id, Permission.CREATE_JOURNEY)
    if request.method == "POST":
        archive_journey(actor=request.user, journey=found)
        messages.success(request, _("“%(title)s” is put away. You find it below, under “Put away”.") % {"title": found.title})
        return redirect("economy", found.economy.slug)
    return render(request, "journeys/put_away_journey.html", journey_frame(request.user, found))


@login_required
@require_POST
def bring_back(request: SignedInRequest[User], journey_id: UUID) -> HttpResponse:
    """The journey and its maps can be changed again."""
    found = bring_back_journey(actor=request.user, journey=journey_for(request.user, journey_id, Permission.CREATE_JOURNEY))
    messages.success(request, _("“%(title)s” is back.") % {"title": found.title})
    return redirect("journey", found.pk)
