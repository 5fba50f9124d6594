"""Bringing in what was made elsewhere: a map as a file, cards as lines or as the notes of a whiteboard."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from carejourneys.common.edges.signed_in import SignedInRequest
from carejourneys.common.forms import carried_out
from journeys.domain.exchange.notes import Cards
from journeys.queries.access import journey_for, map_for
from journeys.queries.frame import journey_frame
from journeys.services.beginning import begin_map_from_file
from journeys.services.importing import BroughtIn, park_cards
from stakeholders.domain.permissions import Permission
from stakeholders.models import User

from .bringing_forms import BringMapForm, ParkForm


@login_required
@require_http_methods(["GET", "POST"])
def bring_map(request: SignedInRequest[User], journey_id: UUID) -> HttpResponse:
    """A new map out of a file; afterwards what of it is not on the map."""
    journey = journey_for(request.user, journey_id, Permission.CREATE_JOURNEY)
    form, made = BringMapForm(request.POST or None, request.FILES or None), list[BroughtIn]()
    if form.is_valid() and carried_out(
        form, lambda: made.append(begin_map_from_file(actor=request.user, journey=journey, **form.for_service()))
    ):
        if made[0].wanted:
            messages.info(request, _not_its_name(made[0]))
        if not made[0].not_carried:
            messages.success(request, _("The map is there, with everything that stands in the file."))
            return redirect("map", made[0].map.pk)
        return render(request, "journeys/brought_in.html", journey_frame(request.user, journey, made[0].map, made=made[0]))
    return render(request, "journeys/bring_map.html", journey_frame(request.user, journey, form=form))


def _not_its_name(made: BroughtIn) -> str:
    words = _("There is a map called “%(wanted)s” here already, so this one is called “%(title)s”.")
    return words % {"wanted": made.wanted, "title": made.map.title}


@login_required
@require_http_methods(["GET", "POST"])
def park(request: SignedInRequest[User], map_id: UUID) -> HttpResponse:
    """Cards without a place, for a map."""
    found = map_for(request.user, map_id, Permission.EDIT_MAP)
    form, parked = ParkForm(request.POST or None, request.FILES or None), list[Cards]()
    if form.is_valid() and carried_out(form, lambda: parked.append(park_cards(actor=request.user, on=found, **form.for_service()))):
        messages.success(request, _said(parked[0]))
        return redirect("outline", found.pk)
    return render(request, "journeys/park_cards.html", journey_frame(request.user, found.journey, found, form=form))


def _said(cards: Cards) -> str:
    n, left, short = len(cards.titles), cards.left_out, cards.shortened
    said = [ngettext("%(n)d card waits in the parking list.", "%(n)d cards wait in the parking list.", n) % {"n": n}]
    if left:
        said.append(ngettext("%(n)d was empty or said twice.", "%(n)d were empty or said twice.", left) % {"n": left})
    if short:
        said.append(
            ngettext("%(n)d was shortened: a card holds 200 characters.", "%(n)d were shortened: a card holds 200 characters.", short)
            % {"n": short}
        )
    return " ".join(said)
