"""Errors as web pages: the status and the words of the error, in the product's own look. And what every answer carries."""

from uuid import uuid4

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _

from carejourneys.common.errors import AppError

from .problem_json import PROBLEM_JSON, problem_body


class RequestIdMiddleware:
    """Gives each request an id of our own making, which the log and the answer carry: with it one finds what went wrong for somebody."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.request_id = uuid4().hex  # type: ignore[attr-defined]
        response = self.get_response(request)
        response["X-Request-ID"] = request.request_id  # type: ignore[attr-defined]
        return response


class PrivateMiddleware:
    """What somebody signed in was shown stays in no shared machine: neither browser nor proxy keeps it, unless the view said how.

    Answers that did not ask who is there (static files, health) are left alone.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        asked_who = request.session.accessed and request.user.is_authenticated  # a token's owner is the user too
        if asked_who and not response.has_header("Cache-Control"):
            patch_cache_control(response, private=True, no_store=True)
        return response


class ErrorsMiddleware:
    """Turns an AppError raised by a view into a page (templates/errors/app_error.html) with its status."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if not isinstance(error, AppError):
            return None
        if error.status == 404:
            return not_found(request, error)
        return render(request, "errors/app_error.html", {"error": error}, status=error.status)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The answer to an address there is none of, or that is not for this person: a page or, in the API, a problem."""
    if request.path.startswith("/api/"):
        words = _("There is nothing at this address. All addresses stand in the description of the API, /api/v1/schema/.")
        return JsonResponse(problem_body(404, _("Not found"), words), status=404, content_type=PROBLEM_JSON)
    return render(request, "404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """The answer to what nobody foresaw: a page or, in the API, a problem; with the id under which the log has it. Asks no database."""
    request_id = getattr(request, "request_id", "")
    if request.path.startswith("/api/"):
        words = _("Something went wrong on our side. Tell the people who run this the request id.")
        body = {**problem_body(500, _("Something went wrong on our side"), words), "request_id": request_id}
        return JsonResponse(body, status=500, content_type=PROBLEM_JSON)
    return HttpResponse(render_to_string("500.html", {"request_id": request_id}), status=500)
