"""The record of who did what, to read and to take away."""

from collections.abc import Iterator

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from carejourneys.common.edges.csv_lists import AT_ONCE, CsvResponse
from carejourneys.common.edges.signed_in import SignedInRequest
from stakeholders.domain.permissions import Permission
from stakeholders.models import AuditEntry, User
from stakeholders.queries.access import economy_for
from stakeholders.queries.audit import actions_in, audit_of
from stakeholders.queries.audit_words import audit_lines
from stakeholders.queries.frame import frame

from .forms import AuditFilter

PER_PAGE = 50


@login_required
@require_safe
def audit(request: SignedInRequest[User], slug: str) -> HttpResponse:
    """Newest first, with filters."""
    economy = economy_for(request.user, slug, Permission.READ_AUDIT)
    form = AuditFilter(request.GET, actions=actions_in(economy))
    page = Paginator(audit_of(economy, **_wanted(form)), PER_PAGE).get_page(request.GET.get("page"))
    return render(
        request, "stakeholders/audit.html", frame(request.user, economy, form=form, page=page, lines=audit_lines(page.object_list))
    )


@login_required
@require_safe
def audit_csv(request: SignedInRequest[User], slug: str) -> CsvResponse:
    """The same rows as a file that a spreadsheet can open without running anything."""
    economy = economy_for(request.user, slug, Permission.READ_AUDIT)
    form = AuditFilter(request.GET, actions=actions_in(economy))
    entries = audit_of(economy, **_wanted(form)).iterator(chunk_size=AT_ONCE)
    return CsvResponse(_rows(entries), f"audit-{economy.slug}")


def _wanted(form: AuditFilter) -> dict:
    """What the filter asks for; a part that makes no sense is left out and shown as an error."""
    form.is_valid()
    return {name: value for name, value in form.cleaned_data.items() if value}


def _rows(entries: Iterator[AuditEntry]) -> Iterator[list]:
    yield [_("when"), _("who"), _("email"), _("what"), _("about"), _("id"), _("details")]
    for entry in entries:
        who = entry.actor
        details = "; ".join(f"{name}: {value}" for name, value in entry.details.items())
        yield [entry.at.isoformat(), who, who and who.email, entry.action, entry.subject_type, entry.subject_id, details]
