"""Taking words out of a map: asking for it, and agreeing or not."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from carejourneys.common.edges.signed_in import SignedInRequest
from carejourneys.common.forms import ExemptCharField, PlainForm, ScreenedCharField, carried_out
from journeys.models import Redaction
from journeys.queries.access import map_for
from journeys.queries.frame import journey_frame
from journeys.queries.redactions import redaction_for, redactions_of, who_may_answer
from journeys.services.redactions import LONGEST, ask_for_redaction, confirm_redaction, decline_redaction
from stakeholders.domain.permissions import Permission
from stakeholders.models import User


class RedactionForm(PlainForm):
    text = ExemptCharField(
        reason="the very words that are to be taken out; forgotten when the matter is settled",
        label=gettext_lazy("Words to take out"),
        max_length=LONGEST,
        help_text=gettext_lazy("Exactly the name or the words, no more. Capitals do not matter; parts of longer words are left."),
    )
    reason = ScreenedCharField(
        label=gettext_lazy("Why?"), max_length=LONGEST, help_text=gettext_lazy("Without the words themselves: the reason is kept.")
    )


@login_required
@require_http_methods(["GET", "POST"])
def redactions(request: SignedInRequest[User], map_id: UUID) -> HttpResponse:
    """What was asked for and what became of it; a form to ask."""
    found = map_for(request.user, map_id, Permission.REDACT)
    form = RedactionForm(request.POST or None)
    asked, page = list[Redaction](), _address(request, map_id)
    if form.is_valid() and carried_out(
        form, lambda: asked.append(ask_for_redaction(actor=request.user, of=found, page=page, **form.cleaned_data))
    ):
        messages.success(request, _what_now(asked[0]))
        return redirect("redactions", map_id)
    rows = redactions_of(found)
    return render(request, "journeys/redactions.html", journey_frame(request.user, found.journey, found, form=form, rows=rows))


def _what_now(asked: Redaction) -> str:
    if who_may_answer(asked).exists():
        return _("Asked. Another person has to agree before the words are taken out. We have written to those who may.")
    return _("Asked. Another person has to agree, and nobody else here may yet: ask an administrator to make somebody a facilitator.")


@login_required
@require_POST
def answer_redaction(request: SignedInRequest[User], map_id: UUID, redaction_id: UUID) -> HttpResponse:
    """Agreed: done at once. Declined: the words stay."""
    asked, page = redaction_for(request.user, map_id, redaction_id), _address(request, map_id)
    if request.POST.get("answer") == "agree":
        confirm_redaction(actor=request.user, redaction=asked, page=page)
        messages.success(request, _("The words are taken out of the map and its history."))
    else:
        decline_redaction(actor=request.user, redaction=asked, page=page)
        messages.success(request, _("The words stay where they are."))
    return redirect("redactions", map_id)


def _address(request: SignedInRequest[User], map_id: UUID) -> str:
    return request.build_absolute_uri(reverse("redactions", args=[map_id]))
