"""The people of an economy: who belongs, with which roles; asking, changing, ending."""

from collections.abc import Iterable
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from carejourneys.common import clock
from carejourneys.common.edges.signed_in import SignedInRequest
from carejourneys.common.forms import carried_out
from stakeholders.domain.permissions import Permission, Role
from stakeholders.models import Membership, User
from stakeholders.queries.access import economy_for
from stakeholders.queries.economies import organisations_in
from stakeholders.queries.frame import frame
from stakeholders.queries.people import invitation_in, invitations_in, is_last_administrator, membership_in, own_membership, people_in
from stakeholders.queries.words import ROLE_NAMES
from stakeholders.services.invitations import invite, withdraw_invitation
from stakeholders.services.memberships import change_member, end_membership, leave_economy

from .forms import ChangeMemberForm, InviteForm


@login_required
@require_safe
def people(request: SignedInRequest[User], slug: str) -> HttpResponse:
    """Everyone who belongs; for administrators also who was asked."""
    economy = economy_for(request.user, slug, Permission.VIEW_ECONOMY)
    context = frame(request.user, economy, people=_named(people_in(economy)), now=clock.now())
    if Permission.MANAGE_PEOPLE in context["may"]:
        context["invitations"] = _named(invitations_in(economy))
        context["membership"] = own_membership(request.user, economy)
        context["is_last"] = is_last_administrator(context["membership"])
    return render(request, "stakeholders/people.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def invite_person(request: SignedInRequest[User], slug: str) -> HttpResponse:
    """A form; the email goes out after it."""
    economy = economy_for(request.user, slug, Permission.MANAGE_PEOPLE)
    form = InviteForm(request.POST or None, organisations=organisations_in(economy), initial=request.GET.dict())
    if form.is_valid() and carried_out(form, lambda: invite(actor=request.user, economy=economy, link=_link(request), **form.cleaned_data)):
        messages.success(request, _("We have written to %(email)s.") % form.cleaned_data)
        return redirect("people", slug)
    return render(request, "stakeholders/invite.html", frame(request.user, economy, form=form))


@login_required
@require_http_methods(["GET", "POST"])
def withdraw(request: SignedInRequest[User], slug: str, invitation_id: UUID) -> HttpResponse:
    """Asks once more, then takes the invitation back."""
    economy = economy_for(request.user, slug, Permission.MANAGE_PEOPLE)
    invitation = invitation_in(economy, invitation_id)
    if request.method == "POST":
        withdraw_invitation(actor=request.user, invitation=invitation)
        messages.success(request, _("The invitation to %(email)s no longer works.") % {"email": invitation.email})
        return redirect("people", slug)
    return render(request, "stakeholders/withdraw_invitation.html", frame(request.user, economy, invitation=invitation))


@login_required
@require_http_methods(["GET", "POST"])
def member(request: SignedInRequest[User], slug: str, membership_id: UUID) -> HttpResponse:
    """A member's roles and organisation."""
    economy = economy_for(request.user, slug, Permission.MANAGE_PEOPLE)
    membership = membership_in(economy, membership_id)
    before = {"roles": [grant.role for grant in membership.grants.all() if not grant.ended_at], "organisation": membership.organisation_id}
    form = ChangeMemberForm(request.POST or None, organisations=organisations_in(economy), initial=before)
    if form.is_valid() and carried_out(form, lambda: change_member(actor=request.user, membership=membership, **form.cleaned_data)):
        messages.success(request, _("The roles of %(person)s are saved.") % {"person": membership.user})
        return redirect("people", slug)
    return render(request, "stakeholders/member.html", _about(request.user, membership, form=form))


@login_required
@require_http_methods(["GET", "POST"])
def end_member(request: SignedInRequest[User], slug: str, membership_id: UUID) -> HttpResponse:
    """Asks once more, then ends the membership."""
    economy = economy_for(request.user, slug, Permission.MANAGE_PEOPLE)
    membership = membership_in(economy, membership_id)
    if request.method == "POST":
        end_membership(actor=request.user, membership=membership)
        messages.success(request, _("%(person)s no longer belongs to %(economy)s.") % {"person": membership.user, "economy": economy})
        return redirect("home" if membership.user == request.user else reverse("people", args=[slug]))
    return render(request, "stakeholders/end_member.html", _about(request.user, membership))


@login_required
@require_http_methods(["GET", "POST"])
def leave(request: SignedInRequest[User], slug: str) -> HttpResponse:
    """Asks once more, then ends one's own membership."""
    economy = economy_for(request.user, slug, Permission.VIEW_ECONOMY)
    membership = own_membership(request.user, economy)
    if request.method == "POST":
        leave_economy(actor=request.user, economy=economy)
        messages.success(request, _("You no longer belong to %(economy)s.") % {"economy": economy})
        return redirect("home")
    return render(request, "stakeholders/leave.html", _about(request.user, membership))


def _about(reader: User, membership: Membership, **more) -> dict:
    """The frame of a page about one membership, and whether it is the one that has to stay."""
    return frame(reader, membership.economy, membership=membership, is_last=is_last_administrator(membership), **more)


def _named(rows: Iterable) -> list[tuple]:
    """Each row beside the names of its roles."""
    return [(row, [ROLE_NAMES[Role(role)] for role in row.roles]) for row in rows]


def _link(request: HttpRequest):
    return lambda secret: request.build_absolute_uri(reverse("invitation", args=[secret]))
