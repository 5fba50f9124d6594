"""A form sent after one was signed out, or with an old token, is not lost: the page that says so carries it, to be sent again."""

from urllib.parse import parse_qs, urlsplit

from django.conf import settings
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import REASON_CSRF_TOKEN_MISSING, REASON_NO_CSRF_COOKIE
from django.shortcuts import render, resolve_url
from django.utils.cache import add_never_cache_headers

OF_THE_FORM_ITSELF = "csrfmiddlewaretoken"
OF_A_FORM = ("initial-", "seen")  # what it showed; its ids and revisions are one word each
SECRETS = ("password", "code", "credential")  # in the name of a field: nothing of such a form is repeated
FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")


class KeptWordsMiddleware:
    """Where a form's answer would be the way to the sign-in page, answers with what was written and how to send it once signed in."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if _sent_to_sign_in(request, response) and _is_a_form(request) and not request.user.is_authenticated:
            return _page(request)
        return response


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The page for a form sent without its token. It carries what was written if the form is known to come from a page of ours."""
    return _page(request) if _is_a_form(request) and _from_our_page(request, reason) else render(request, "403_csrf.html", status=403)


def _sent_to_sign_in(request: HttpRequest, response: HttpResponse) -> bool:
    """By a page that asks who one is and leads back to itself; the pages of signing in lead there too, on their own ways."""
    if response.status_code != 302:
        return False
    to = urlsplit(response["Location"])
    return to.path == resolve_url(settings.LOGIN_URL) and parse_qs(to.query).get(REDIRECT_FIELD_NAME) == [request.get_full_path()]


def _is_a_form(request: HttpRequest) -> bool:
    return (
        request.method == "POST"
        and request.content_type in FORMS
        and not any(secret in name for name in request.POST for secret in SECRETS)
    )


def _from_our_page(request: HttpRequest, reason: str) -> bool:
    """Whether the browser named our own origin, which was checked before the token: a stranger's page never gets its words repeated."""
    only_the_token = reason in (REASON_CSRF_TOKEN_MISSING, REASON_NO_CSRF_COOKIE) or reason.startswith("CSRF token from POST")
    return only_the_token and "Origin" in request.headers


def _page(request: HttpRequest) -> HttpResponse:
    fields = [(name, value) for name, values in request.POST.lists() for value in values if name != OF_THE_FORM_ITSELF]
    written = [value for name, value in fields if len(value.split()) > 1 and not name.startswith(OF_A_FORM)]
    values = {"fields": fields, "written": written, "with_files": bool(request.FILES)}
    response = render(request, "errors/kept_words.html", values, status=403)
    add_never_cache_headers(response)
    return response
