"""No way past the second factor.

Whoever holds a role that demands one, and has none, reaches the pages that set one up and no others. Whoever has one reaches, in a
session that never showed it (it was open before), the pages that ask for it and no others: not those that set up another.
"""

from allauth.account.authentication import get_authentication_records
from allauth.core.internal.httpkit import authenticated_user
from allauth.mfa.base.internal.flows import post_authentication
from allauth.mfa.totp.views import ActivateTOTPView
from allauth.mfa.webauthn.views import AddWebAuthnView
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from carejourneys.common.edges.problem_json import PROBLEM_JSON, problem_body
from stakeholders.queries.sign_in import Missing, missing_second_step, newest_second_factor

OPEN_TO_ALL = frozenset(
    {"second_factor_needed", "account_logout", "healthz", "readyz", "privacy", "accessibility", "intended_use", "shared"}
)
OPEN_WITHOUT = {
    Missing.SET_UP: OPEN_TO_ALL
    | {
        "mfa_index",
        "mfa_activate_totp",
        "mfa_add_webauthn",
        "mfa_list_webauthn",
        "mfa_reauthenticate",
        "mfa_reauthenticate_webauthn",
        "account_reauthenticate",
        "account_email_verification_sent",
        "account_confirm_email",
    },
    Missing.SHOW: OPEN_TO_ALL | {"mfa_reauthenticate", "mfa_reauthenticate_webauthn"},
}


def missing_here(request: HttpRequest) -> Missing | None:
    """What this very session lacks: that another session of the same person showed a second factor says nothing about this one."""
    shown = any(record["method"] == "mfa" for record in get_authentication_records(request, request.user))
    return missing_second_step(request.user, shown=shown)


class StrongSignInMiddleware:
    """Stands before every view, the API's session sign-in included; the API's tokens ask the like in stakeholders.api.authentication."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view, args, kwargs) -> HttpResponse | None:
        name = request.resolver_match.url_name if request.resolver_match else None
        if name in OPEN_TO_ALL or (missing := missing_here(request)) is None or name in OPEN_WITHOUT[missing]:
            return None
        if request.path.startswith("/api/"):
            return JsonResponse(problem_body(403, _("A second step is missing"), _words(missing)), status=403, content_type=PROBLEM_JSON)
        return redirect("second_factor_needed")


def _words(missing: Missing) -> str:
    if missing is Missing.SHOW:
        return _("This session has not shown the second step of your account. Open any page and show it first.")
    return _("Your role needs a second step when you sign in. Set one up on the pages first.")


class ActivateApp(ActivateTOTPView):
    """An authenticator app, set up with a code it shows: the session has shown a second factor by that."""

    def form_valid(self, form) -> HttpResponse:
        answer = super().form_valid(form)
        _now_shown(self.request)
        return answer


class AddKey(AddWebAuthnView):
    """A passkey or security key, set up by using it."""

    def form_valid(self, form) -> HttpResponse:
        answer = super().form_valid(form)
        _now_shown(self.request)
        return answer


def _now_shown(request: HttpRequest) -> None:
    post_authentication(request, newest_second_factor(authenticated_user(request)), reauthenticated=True)
