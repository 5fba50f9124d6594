"""Links for readers from outside: the list of a map's, a form for a new one, whose address this page shows once, and stopping one."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from carejourneys.common import clock
from carejourneys.common.edges.signed_in import SignedInRequest
from carejourneys.common.forms import carried_out
from journeys.models import Map
from journeys.queries.access import map_for
from journeys.queries.comparisons import others_of
from journeys.queries.frame import journey_frame, label_of
from journeys.queries.shares import share_for, shares_of
from journeys.services.sharing import make_share, stop_share
from stakeholders.domain.permissions import Permission
from stakeholders.models import User

from .share_forms import ALONE, ShareForm


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def shares(request: SignedInRequest[User], map_id: UUID) -> HttpResponse:
    """The links of a map, and a new one."""
    of = map_for(request.user, map_id, Permission.SHARE_READ_ONLY)
    frame = journey_frame(request.user, of.journey, of)
    form, made = _form(request, of, frame), list[Any]()
    if form.is_valid() and carried_out(form, lambda: made.extend(make_share(actor=request.user, of=of, **form.cleaned_data))):
        frame["made"], frame["link"] = made[0], request.build_absolute_uri(reverse("shared", args=[made[1]]))
        form = ShareForm(others=_others(of, frame))
    return render(request, "journeys/shares.html", {**frame, "form": form, "shares": shares_of(of), "now": clock.now()})


def _form(request: SignedInRequest[User], of: Map, frame: dict[str, Any]) -> ShareForm:
    return ShareForm(request.POST or None, others=_others(of, frame), initial={"other": request.GET.get("with", ALONE)})


def _others(of: Map, frame: dict[str, Any]) -> list[tuple[Map, str]]:
    return [(one, label_of(frame["maps"], one)) for one in others_of(of)]


@login_required
@require_http_methods(["GET", "POST"])
def stop(request: SignedInRequest[User], share_id: UUID) -> HttpResponse:
    """Asks once more, then the link works no longer."""
    share = share_for(request.user, share_id, Permission.SHARE_READ_ONLY)
    if request.method == "POST":
        stop_share(actor=request.user, share=share)
        messages.success(request, _("The link “%(label)s” works no longer.") % {"label": share.label})
        return redirect(reverse("shares", args=[share.map_id]))
    return render(request, "journeys/stop_share.html", journey_frame(request.user, share.map.journey, share.map, share=share))
