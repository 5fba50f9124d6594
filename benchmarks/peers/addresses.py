"""The product's addresses, and beside them the peer's and one where nobody lives: the door and nothing behind it."""

from uuid import UUID

from django.http import HttpResponse
from django.urls import path
from rest_framework.request import Request
from rest_framework.views import APIView

from carejourneys.urls import urlpatterns as own
from journeys.queries.access import map_for
from stakeholders.domain.permissions import Permission

from .model_serializers import Snapshot


class Door(APIView):
    """Who asks, and may they: no more."""

    def get(self, request: Request, id: UUID) -> HttpResponse:
        map_for(request.user, id, Permission.VIEW_JOURNEY)
        return HttpResponse(status=204)


urlpatterns = [*own, path("peer/<uuid:id>/", Snapshot.as_view()), path("door/<uuid:id>/", Door.as_view())]
