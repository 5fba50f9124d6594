"""What the numbers measured from data mean."""

from dataclasses import asdict
from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from analytics.domain.metrics import METRICS, Metric
from carejourneys.common.errors import NotFound

from .shapes import MetricShape, MetricsShape


class Metrics(APIView):
    """All of them."""

    @extend_schema(operation_id="metrics_list", responses=MetricsShape)
    def get(self, request: Request) -> Response:
        return Response({"next": None, "previous": None, "results": [_said(metric) for metric in METRICS.values()]})


class OneMetric(APIView):
    """One, by its name."""

    @extend_schema(responses=MetricShape)
    def get(self, request: Request, name: str) -> Response:
        if name not in METRICS:
            raise NotFound
        return Response(_said(METRICS[name]))


def _said(metric: Metric) -> dict[str, Any]:
    words = {name: _(text) if (text := getattr(metric, name)) else "" for name in ("title", "definition")}
    return {**asdict(metric), "good": metric.good.value, **words}
