"""Journeys and maps: lists of what the caller may read, and one of each."""

from django.db.models import Q, QuerySet
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema
from rest_framework.generics import RetrieveAPIView

from carejourneys.common.edges.csv_lists import FORMAT, CsvListView, csv_responses
from journeys.models import Journey, Map
from journeys.queries.access import journey_for, map_for
from journeys.queries.journeys import journeys_read_by, maps_read_by
from stakeholders.domain.permissions import Permission

from .serializers import JourneySerializer, MapSerializer


class JourneyFilter(filters.FilterSet):
    economy = filters.CharFilter(field_name="economy__slug")
    archived = filters.BooleanFilter(field_name="archived_at", lookup_expr="isnull", exclude=True, label="Put away, or not.")

    class Meta:
        model = Journey
        fields = ["economy", "slug", "archived"]


@extend_schema(parameters=[FORMAT], responses=csv_responses(JourneySerializer(many=True)))
class Journeys(CsvListView):
    """The journeys you may read, those put away among them."""

    serializer_class = JourneySerializer
    filterset_class = JourneyFilter

    def get_queryset(self):
        return journeys_read_by(self.request.user)


class OneJourney(RetrieveAPIView):
    """A journey by its id."""

    serializer_class = JourneySerializer

    def get_object(self):
        return journey_for(self.request.user, self.kwargs["id"], Permission.VIEW_JOURNEY)


class MapFilter(filters.FilterSet):
    economy = filters.CharFilter(field_name="journey__economy__slug")
    journey = filters.UUIDFilter(field_name="journey_id")
    based_on = filters.UUIDFilter(field_name="based_on_id")
    archived = filters.BooleanFilter(method="put_away", label="Put away, itself or its journey, or not.")

    class Meta:
        model = Map
        fields = ["economy", "journey", "kind", "based_on", "archived"]

    def put_away(self, maps: QuerySet[Map], _name: str, wanted: bool) -> QuerySet[Map]:
        in_use = Q(archived_at=None, journey__archived_at=None)
        return maps.filter(~in_use if wanted else in_use)


@extend_schema(parameters=[FORMAT], responses=csv_responses(MapSerializer(many=True)))
class Maps(CsvListView):
    """The maps you may read, those put away among them."""

    serializer_class = MapSerializer
    filterset_class = MapFilter

    def get_queryset(self):
        return maps_read_by(self.request.user)


class OneMap(RetrieveAPIView):
    """A map by its id. What stands on it is its snapshot."""

    serializer_class = MapSerializer

    def get_object(self):
        return map_for(self.request.user, self.kwargs["id"], Permission.VIEW_JOURNEY)
