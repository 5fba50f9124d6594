"""Economies and organisations: lists of what the caller belongs to, and one of each."""

from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema
from rest_framework.generics import RetrieveAPIView

from carejourneys.common.edges.csv_lists import FORMAT, CsvListView, csv_responses
from stakeholders.domain.permissions import Permission
from stakeholders.models import Organisation
from stakeholders.queries.access import economy_for, organisation_for
from stakeholders.queries.economies import economies_of, organisations_of

from .serializers import EconomySerializer, OrganisationSerializer


@extend_schema(parameters=[FORMAT], responses=csv_responses(EconomySerializer(many=True)))
class Economies(CsvListView):
    """The economies you belong to (with a token: the token's)."""

    serializer_class = EconomySerializer
    filterset_fields = ["slug"]

    def get_queryset(self):
        return economies_of(self.request.user)


class OneEconomy(RetrieveAPIView):
    """An economy by its slug."""

    serializer_class = EconomySerializer

    def get_object(self):
        return economy_for(self.request.user, self.kwargs["slug"], Permission.VIEW_ECONOMY)


class OrganisationFilter(filters.FilterSet):
    economy = filters.CharFilter(field_name="economy__slug")

    class Meta:
        model = Organisation
        fields = ["economy", "kind", "ods_code"]


@extend_schema(parameters=[FORMAT], responses=csv_responses(OrganisationSerializer(many=True)))
class Organisations(CsvListView):
    """The organisations of your economies."""

    serializer_class = OrganisationSerializer
    filterset_class = OrganisationFilter

    def get_queryset(self):
        return organisations_of(self.request.user)


class OneOrganisation(RetrieveAPIView):
    """An organisation by its id."""

    serializer_class = OrganisationSerializer

    def get_object(self):
        return organisation_for(self.request.user, self.kwargs["id"], Permission.VIEW_ECONOMY)
