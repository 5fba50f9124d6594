"""The moments of a map: a list of them, the map as it stood at one, names for some, and what changed since."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from analytics.queries.measured import Measurements
from carejourneys.common.edges.signed_in import SignedInRequest
from carejourneys.common.forms import carried_out
from carejourneys.pages.comparing.page import comparison_parts
from carejourneys.pages.grid.shared import shared_map
from journeys.models import Baseline, Map
from journeys.queries.access import map_for
from journeys.queries.agencies import agency_names_of_both
from journeys.queries.drawn_map import drawing_of
from journeys.queries.frame import journey_frame
from journeys.queries.happenings import cards_touched_by, happening
from journeys.queries.moments import baseline_for, baselines_of, comparison_since, days_of_work, moment_of, state_at
from journeys.services.baselines import drop_baseline, name_baseline
from stakeholders.domain.permissions import Permission
from stakeholders.models import User

from .moment_forms import GoToForm, NameForm


@login_required
@require_http_methods(["GET", "POST"])
def moments(request: SignedInRequest[User], map_id: UUID) -> HttpResponse:
    """Those with a name, and each day's last. Whoever may name one does it here; `?revision=` leads to one."""
    found = map_for(request.user, map_id, Permission.NAME_BASELINE if request.method == "POST" else Permission.VIEW_JOURNEY)
    form = NameForm(request.POST or None, initial={"revision": found.revision})
    named = form.is_valid() and carried_out(form, lambda: name_baseline(actor=request.user, of=found, **form.cleaned_data))
    if named:
        messages.success(request, _("This moment is called “%(name)s” from now on.") % {"name": form.cleaned_data["name"]})
        return redirect("map_moment", found.pk, form.cleaned_data["revision"])
    go_to = GoToForm(request.GET if "revision" in request.GET else None, newest=found.revision)
    if go_to.is_valid():
        return redirect("map_moment", found.pk, go_to.cleaned_data["revision"])
    return _moments(request, found, form, go_to)


def _moments(request: SignedInRequest[User], found: Map, form: NameForm, go_to: GoToForm) -> HttpResponse:
    parts = {"form": form, "go_to": go_to, "baselines": list(baselines_of(found)), "days": days_of_work(found)}
    frame = journey_frame(request.user, found.journey, found, same_page="map_moments", **parts)
    return render(request, "pages/moments/list.html", frame)


@login_required
@require_safe
def moment(request: SignedInRequest[User], map_id: UUID, revision: int) -> HttpResponse:
    """The map as it stood then, to read; the moments before and after."""
    found = map_for(request.user, map_id, Permission.VIEW_JOURNEY)
    shown = moment_of(found, revision)
    parts = {"moment": shown, "go_to": GoToForm(newest=found.revision, initial={"revision": revision}), **_around(found, revision)}
    state = state_at(found, revision)
    drawing = drawing_of(state, _("The map as a drawing. Its table stands below."), cards_touched_by(shown.entry))
    parts |= {**shared_map(state, Measurements()), "drawing": mark_safe(drawing)}  # noqa: S308  (made and escaped by us)
    parts |= {"form": NameForm(initial={"revision": revision}), "line": happening(shown.entry, state)}
    frame = journey_frame(request.user, found.journey, found, same_page="map_moments", **parts)
    return render(request, "pages/moments/moment.html", frame)


def _around(found: Map, revision: int) -> dict[str, Any]:
    return {
        "earlier": revision - 1 if revision > 1 else None,
        "later": revision + 1 if revision < found.revision else None,
        "newest": found.revision,
    }


@login_required
@require_safe
def since(request: SignedInRequest[User], map_id: UUID, baseline_id: UUID) -> HttpResponse:
    """What changed on the map since a moment that has a name."""
    baseline = baseline_for(request.user, map_id, baseline_id, Permission.VIEW_JOURNEY)
    found = baseline.map
    comparison = comparison_since(found, baseline.revision)
    names = agency_names_of_both(comparison, found.journey.economy)
    parts = comparison_parts(comparison, names, (baseline.name, _("Now")), (Measurements(), Measurements()))
    frame = journey_frame(request.user, found.journey, found, same_page="map_moments", **parts)
    context = {**frame, "baseline": baseline, "before": found, "after": found, "since": True, "from_data": "pages/map/measured_from.html"}
    return render(request, "pages/moments/since.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def drop(request: SignedInRequest[User], map_id: UUID, baseline_id: UUID) -> HttpResponse:
    """Asks once more, then the moment has no name any more."""
    baseline: Baseline = baseline_for(request.user, map_id, baseline_id, Permission.NAME_BASELINE)
    if request.method == "POST":
        drop_baseline(actor=request.user, baseline=baseline)
        messages.success(
            request, _("“%(name)s” is no baseline any more. The map and its history are as they were.") % {"name": baseline.name}
        )
        return redirect("map_moments", baseline.map_id)
    frame = journey_frame(request.user, baseline.map.journey, baseline.map, baseline=baseline)
    return render(request, "pages/moments/drop.html", frame)
