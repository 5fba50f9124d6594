"""The number of people below which an economy hides figures."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from carejourneys.common.edges.signed_in import SignedInRequest
from carejourneys.common.forms import carried_out
from stakeholders.domain.permissions import Permission
from stakeholders.models import User
from stakeholders.queries.access import economy_for
from stakeholders.queries.frame import frame
from stakeholders.services.economies import raise_threshold

from .forms import ThresholdForm


@login_required
@require_http_methods(["GET", "POST"])
def small_numbers(request: SignedInRequest[User], slug: str) -> HttpResponse:
    """What it is, and a form to raise it."""
    economy = economy_for(request.user, slug, Permission.RAISE_THRESHOLD)
    form = ThresholdForm(request.POST or None)
    if form.is_valid():
        threshold = form.cleaned_data["threshold"]
        if carried_out(form, lambda: raise_threshold(actor=request.user, economy=economy, threshold=threshold)):
            messages.success(request, _("Figures of fewer than %(t)d people are hidden from now on.") % {"t": threshold})
            return redirect("small_numbers", slug)
    return render(request, "stakeholders/small_numbers.html", frame(request.user, economy, form=form))
