"""Privacy notice, accessibility statement, intended use: the product's, and each economy's own."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from carejourneys.common.edges.signed_in import SignedInRequest
from carejourneys.common.forms import carried_out
from stakeholders.domain.permissions import Permission
from stakeholders.domain.texts import TextKind
from stakeholders.models import User
from stakeholders.queries.access import economy_for
from stakeholders.queries.frame import frame
from stakeholders.queries.texts import default_text, text_of, versions_of
from stakeholders.queries.words import TEXT_NAMES
from stakeholders.services.texts import write_text

from .forms import TextForm


@require_safe
def public_text(request: HttpRequest, kind: TextKind) -> HttpResponse:
    """The product's own, for everybody."""
    return render(request, "stakeholders/public_text.html", {"text": default_text(kind), "name": TEXT_NAMES[kind]})


@login_required
@require_safe
def economy_text(request: SignedInRequest[User], slug: str, kind: TextKind) -> HttpResponse:
    """What holds in this economy, and since when."""
    economy = economy_for(request.user, slug, Permission.VIEW_ECONOMY)
    words = {"text": text_of(economy, kind), "name": TEXT_NAMES[kind], "versions": versions_of(economy, kind)}
    return render(request, "stakeholders/text.html", frame(request.user, economy, **words))


@login_required
@require_http_methods(["GET", "POST"])
def edit_text(request: SignedInRequest[User], slug: str, kind: TextKind) -> HttpResponse:
    """A new version."""
    economy = economy_for(request.user, slug, Permission.EDIT_TEXTS)
    text = text_of(economy, kind)
    form = TextForm(request.POST or None, initial={"body": text.body})
    if form.is_valid() and carried_out(form, lambda: write_text(actor=request.user, economy=economy, kind=kind, **form.cleaned_data)):
        messages.success(request, _("The new text holds from now on."))
        return redirect("economy_text", slug, kind)
    return render(request, "stakeholders/edit_text.html", frame(request.user, economy, form=form, text=text, name=TEXT_NAMES[kind]))
