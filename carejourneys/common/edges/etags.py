"""Answers that are not sent again while they are the same: the ETag, the question for it, the 304."""

from typing import TypeVar

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import patch_vary_headers
from django.utils.http import parse_etags
from drf_spectacular.utils import OpenApiParameter
from rest_framework.request import Request

ASKED_AGAIN = "private, no-cache"  # kept by the reader alone, and asked for again each time
IF_NONE_MATCH = OpenApiParameter("If-None-Match", str, OpenApiParameter.HEADER, description="The ETag you have; 304 while it is current.")
Answer = TypeVar("Answer", bound=HttpResponseBase)


def has_it(request: Request, etag: str) -> bool:
    """If-None-Match compares weakly: a proxy that compressed the answer may have made its ETag weak."""
    known = parse_etags(request.headers.get("If-None-Match", ""))
    return known == ["*"] or etag in {one.removeprefix("W/") for one in known}


def marked(answer: Answer, etag: str) -> Answer:
    """The answer with its ETag, for nobody but who asked."""
    answer["ETag"], answer["Cache-Control"] = etag, ASKED_AGAIN
    patch_vary_headers(answer, ["Authorization", "Cookie"])
    return answer


def not_modified(etag: str) -> HttpResponse:
    """304: what the caller has is current."""
    return marked(HttpResponse(status=304), etag)
