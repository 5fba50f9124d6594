"""Two maps of a journey side by side."""

from typing import cast
from uuid import UUID

from django.http import Http404
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from analytics.queries.measured import measurements_of
from carejourneys.common.edges.csv_lists import FORMAT, csv_responses, csv_stream, wants_csv
from carejourneys.pages.comparing.answer import DIFFERENCE_COLUMNS, answer, difference_rows
from journeys.models import Map
from journeys.queries.agencies import agency_names_of_both
from journeys.queries.comparisons import comparison_of, maps_to_compare
from stakeholders.models import User

from .comparing_shapes import ComparisonShape

DATA = OpenApiParameter("data", str, description="Id of the data whose measures to show of the first map; without it those measured last.")


class CompareMaps(APIView):
    """What the second map would change of the first. As CSV: every line of every difference."""

    @extend_schema(parameters=[FORMAT, DATA], responses=csv_responses(ComparisonShape))
    def get(self, request: Request, id: UUID, other: UUID):
        before, after = maps_to_compare(request.user, id, other)
        comparison = comparison_of(before, after)
        if wants_csv(request):
            rows = list(difference_rows(comparison))
            return csv_stream(DIFFERENCE_COLUMNS, rows, len(rows), "differences")
        measured = _measured(request, before, request.query_params.get("data", "")), _measured(request, after)
        parts = answer(comparison, agency_names_of_both(comparison, before.journey.economy), measured)
        return Response({"before": _which(before), "after": _which(after), **parts})


def _measured(request: Request, of: Map, data: str = ""):
    """None: nothing was measured. Http404 where the data asked for are not there."""
    found = measurements_of(cast(User, request.user), of, data)  # nobody else passes IsAuthenticated
    if found.gone:
        raise Http404
    return found.times


def _which(of: Map) -> dict:
    return {"map": str(of.pk), "revision": of.revision, "kind": of.kind, "title": of.title}
