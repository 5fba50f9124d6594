"""What was measured with data of a map: the runs, and the numbers of each."""

from collections.abc import Iterator
from typing import Any, cast
from uuid import UUID

from django_filters import rest_framework as filters
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from analytics.domain.measured_rows import MeasuredRow
from analytics.models import MeasureResult
from analytics.queries.metric_runs import rows_of, run_for, runs_read_by, version_of
from carejourneys.common.edges.csv_lists import FORMAT, CsvListView, csv_responses
from carejourneys.common.edges.etags import IF_NONE_MATCH, has_it, marked, not_modified
from carejourneys.common.edges.tables import TABLE_FORMAT, table_answer, table_responses, wanted_format
from stakeholders.models import User

from .shapes import RunNumberShape


class MetricRunSerializer(serializers.ModelSerializer):
    """Once a map was measured with data. Its numbers stand under its id."""

    economy = serializers.CharField(source="dataset.journey.economy.slug", read_only=True)
    journey = serializers.UUIDField(source="dataset.journey_id", read_only=True)

    class Meta:
        model = MeasureResult
        fields = [
            "id",
            "economy",
            "journey",
            "map",
            "map_revision",
            "dataset",
            "data_hash",
            "question_hash",
            "code_version",
            "measured_at",
        ]
        read_only_fields = fields


class MetricRunNumbersSerializer(MetricRunSerializer):
    """A run with what it says."""

    numbers = RunNumberShape(many=True)

    class Meta(MetricRunSerializer.Meta):
        fields = [*MetricRunSerializer.Meta.fields, "numbers"]
        read_only_fields = fields


class MetricRunFilter(filters.FilterSet):
    economy = filters.CharFilter(field_name="dataset__journey__economy__slug")
    journey = filters.UUIDFilter(field_name="dataset__journey_id")
    map = filters.UUIDFilter(field_name="map_id")
    feed = filters.UUIDFilter(field_name="dataset__feed_id")
    dataset = filters.UUIDFilter(field_name="dataset_id")

    class Meta:
        model = MeasureResult
        fields = ["economy", "journey", "map", "feed", "dataset"]


@extend_schema(parameters=[FORMAT], responses=csv_responses(MetricRunSerializer(many=True)))
class MetricRuns(CsvListView):
    """What was measured with the data you may read."""

    serializer_class = MetricRunSerializer
    filterset_class = MetricRunFilter

    def get_queryset(self):
        return runs_read_by(self.request.user)


class OneMetricRun(APIView):
    """The numbers of one run, each in its envelope; hidden where few people would show."""

    @extend_schema(
        parameters=[IF_NONE_MATCH, TABLE_FORMAT],
        responses={**table_responses(MetricRunNumbersSerializer), 304: OpenApiResponse(description="You have it.")},
    )
    def get(self, request: Request, id: UUID):
        user = cast(User, request.user)  # nobody else passes IsAuthenticated
        run = run_for(user, id)
        wanted = wanted_format(request)
        etag = version_of(user, run, wanted)
        if has_it(request, etag):
            return not_modified(etag)
        numbers = list(_flat(rows_of(user, run)))
        if wanted != "json":
            return marked(table_answer(wanted, list(RunNumberShape().fields), numbers, f"metric-run-{run.pk}"), etag)
        return marked(Response({**MetricRunSerializer(run).data, "numbers": numbers}), etag)


def _flat(rows: list[MeasuredRow]) -> Iterator[dict[str, Any]]:
    """The envelope's keys beside what the number is about."""
    for row in rows:
        about = {"metric": row.metric, "about": row.about, "element": row.element, "to": row.to, "statistic": row.statistic}
        yield {**row.number.as_dict(), **about, "beyond": row.beyond}
