"""Errors as problem+json (RFC 9457), naming the field."""

from collections.abc import Iterator

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils.translation import gettext_lazy as _
from rest_framework import exceptions
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.response import Response
from rest_framework.views import set_rollback

from carejourneys.common.errors import AppError, Conflict, NotAllowed, NotFound, RuleBroken
from carejourneys.common.forms import PERSONAL_DETAILS

from .problem_json import PROBLEM_JSON, problem_body

TITLES = {
    400: _("This cannot be read"),
    401: _("You are not signed in"),
    403: NotAllowed.title,
    404: NotFound.title,
    405: _("This is not done this way here"),
    406: _("There is no answer in that format"),
    415: _("What was sent is in a format that is not read here"),
    429: _("Too many requests"),
}


class FormatBeforeAccept(DefaultContentNegotiation):
    """What `?format=` asks for is given, whatever else the Accept header would have; without it the header is asked."""

    def select_renderer(self, request, renderers, format_suffix=None):
        try:
            return super().select_renderer(request, renderers, format_suffix)
        except exceptions.NotAcceptable:
            if "format" in request.query_params:
                return renderers[0], renderers[0].media_type  # of problems: what is no JSON renders itself
            raise


def problem(error: Exception, context: dict) -> Response | None:
    """A response {type, title, status, detail, errors: [{field, message}]} for the errors we know; None for the rest.

    What breaks the document's shape is 400; what keeps it and still cannot be stored, personal details among it, is 422.
    """
    if isinstance(error, AppError):
        set_rollback()
        body = problem_body(
            error.status, error.title, error.message, [{"field": error.field, "message": str(error.message)}] if error.field else []
        )
        if isinstance(error, Conflict):
            body.update(error.details)
        return Response(body, status=error.status, content_type=PROBLEM_JSON)
    if isinstance(error, Http404):
        return Response(problem_body(404, NotFound.title, _("There is nothing here for you.")), status=404, content_type=PROBLEM_JSON)
    if isinstance(error, PermissionDenied):
        return Response(problem_body(403, NotAllowed.title, error), status=403, content_type=PROBLEM_JSON)
    if isinstance(error, exceptions.ValidationError):
        set_rollback()
        fields, codes = list(_fields(error.detail)), set(_leaves(error.get_codes()))
        status = RuleBroken.status if codes == {PERSONAL_DETAILS} else 400
        body = problem_body(status, _("Some fields need another look"), "; ".join(f["message"] for f in fields), fields)
        return Response(body, status=status, content_type=PROBLEM_JSON)
    if isinstance(error, exceptions.APIException):
        set_rollback()
        headers = {}
        if challenge := getattr(error, "auth_header", None):
            headers["WWW-Authenticate"] = challenge
        if seconds := getattr(error, "wait", None):
            headers["Retry-After"] = str(int(seconds))
        body = problem_body(error.status_code, TITLES.get(error.status_code, AppError.title), str(error.detail))
        return Response(body, status=error.status_code, headers=headers, content_type=PROBLEM_JSON)
    return None


def _leaves(codes) -> Iterator[str]:
    if isinstance(codes, str):
        yield codes
    else:
        for inner in codes.values() if isinstance(codes, dict) else codes:
            yield from _leaves(inner)


def _fields(detail, path: str = ""):
    """Flattens DRF's nested error detail into {field, message} rows; list positions become path parts."""
    if isinstance(detail, dict):
        for name, inner in detail.items():
            yield from _fields(inner, f"{path}.{name}" if path else str(name))
    elif isinstance(detail, list):
        for position, inner in enumerate(detail):
            yield from _fields(inner, path if not isinstance(inner, dict) else f"{path}.{position}")
    else:
        yield {"field": path or None, "message": str(detail)}
