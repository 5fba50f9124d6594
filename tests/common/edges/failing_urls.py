"""The product's addresses, and some that fail, served only to tests."""

from django.http import HttpRequest, HttpResponse
from django.urls import include, path
from rest_framework.views import APIView

from carejourneys.common.outbox import after_commit
from carejourneys.urls import handler500
from carejourneys.urls import urlpatterns as product

__all__ = ["handler500"]


def fail(what: str) -> None:
    raise ValueError(f"no such thing: {what}")


def page(request: HttpRequest, what: str) -> HttpResponse:
    fail(what)
    return HttpResponse()


def effect(request: HttpRequest, what: str) -> HttpResponse:
    after_commit(fail, what)
    return HttpResponse()


class Resource(APIView):
    permission_classes = ()

    def get(self, request, what: str):
        fail(what)


urlpatterns = [
    path("broken/<str:what>/", page),
    path("broken-effect/<str:what>/", effect),
    path("api/v1/broken/<str:what>/", Resource.as_view()),
    path("", include(product)),
]
