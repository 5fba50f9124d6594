"""The organisations of an economy: list, add, change."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from carejourneys.common.edges.signed_in import SignedInRequest
from carejourneys.common.forms import carried_out
from stakeholders.domain.organisations import OrganisationKind
from stakeholders.domain.permissions import Permission
from stakeholders.models import User
from stakeholders.queries.access import economy_for
from stakeholders.queries.economies import organisations_in
from stakeholders.queries.frame import frame
from stakeholders.queries.people import organisation_in
from stakeholders.queries.words import KIND_NAMES
from stakeholders.services.organisations import add_organisation, change_organisation

from .forms import ChangeOrganisationForm, OrganisationForm


@login_required
@require_safe
def organisations(request: SignedInRequest[User], slug: str) -> HttpResponse:
    """All of them, with how many people speak for each."""
    economy = economy_for(request.user, slug, Permission.VIEW_ECONOMY)
    rows = [(row, KIND_NAMES[OrganisationKind(row.kind)]) for row in organisations_in(economy)]
    return render(request, "stakeholders/organisations.html", frame(request.user, economy, rows=rows))


@login_required
@require_http_methods(["GET", "POST"])
def add(request: SignedInRequest[User], slug: str) -> HttpResponse:
    """A form for a new one."""
    economy = economy_for(request.user, slug, Permission.MANAGE_ORGANISATIONS)
    form = OrganisationForm(request.POST or None)
    if form.is_valid() and carried_out(form, lambda: add_organisation(actor=request.user, economy=economy, **form.cleaned_data)):
        messages.success(request, _("%(name)s is part of the economy now.") % form.cleaned_data)
        return redirect("organisations", slug)
    return render(request, "stakeholders/organisation.html", frame(request.user, economy, form=form))


@login_required
@require_http_methods(["GET", "POST"])
def change(request: SignedInRequest[User], slug: str, organisation_id: UUID) -> HttpResponse:
    """A form for an existing one."""
    economy = economy_for(request.user, slug, Permission.MANAGE_ORGANISATIONS)
    row = organisation_in(economy, organisation_id)
    form = ChangeOrganisationForm(request.POST or None, initial={"name": row.name, "kind": row.kind, "ods_code": row.ods_code or ""})
    if form.is_valid() and carried_out(form, lambda: change_organisation(actor=request.user, organisation=row, **form.cleaned_data)):
        messages.success(request, _("%(name)s is saved.") % form.cleaned_data)
        return redirect("organisations", slug)
    return render(request, "stakeholders/organisation.html", frame(request.user, economy, form=form, organisation=row))
