"""Addresses under /api/v1/."""

from django.urls import path

from . import feeds, metric_runs, metrics

urlpatterns = [
    path("feeds/", feeds.Feeds.as_view(), name="api_feeds"),
    path("feeds/<uuid:id>/", feeds.OneFeed.as_view(), name="api_feed"),
    path("feeds/<uuid:id>/versions/", feeds.FeedVersions.as_view(), name="api_feed_versions"),
    path("datasets/", feeds.Datasets.as_view(), name="api_datasets"),
    path("datasets/<uuid:id>/", feeds.OneDataset.as_view(), name="api_dataset"),
    path("jobs/<uuid:id>/", feeds.OneJob.as_view(), name="api_job"),
    path("metrics/", metrics.Metrics.as_view(), name="api_metrics"),
    path("metrics/<slug:name>/", metrics.OneMetric.as_view(), name="api_metric"),
    path("metric-runs/", metric_runs.MetricRuns.as_view(), name="api_metric_runs"),
    path("metric-runs/<uuid:id>/", metric_runs.OneMetricRun.as_view(), name="api_metric_run"),
]
