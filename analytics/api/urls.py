"""Addresses under /api/v1/."""

from django.urls import path

from . import metric_runs, metrics

urlpatterns = [
    path("metrics/", metrics.Metrics.as_view(), name="api_metrics"),
    path("metrics/<slug:name>/", metrics.OneMetric.as_view(), name="api_metric"),
    path("metric-runs/", metric_runs.MetricRuns.as_view(), name="api_metric_runs"),
    path("metric-runs/<uuid:id>/", metric_runs.OneMetricRun.as_view(), name="api_metric_run"),
]
