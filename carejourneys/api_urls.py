"""The API, /api/v1/: one line an app, then the document and its page."""

from django.urls import include, path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView

urlpatterns = [
    path("", include("stakeholders.api.urls")),
    path("", include("journeys.api.urls")),
    path("", include("analytics.api.urls")),
    path("", include("carejourneys.pages.api.urls")),
    path("schema/", SpectacularAPIView.as_view(), name="api_schema"),
    path("docs/", SpectacularSwaggerSplitView.as_view(url_name="api_schema"), name="api_docs"),
]
