"""Addresses under /api/v1/ of what joins several apps."""

from django.urls import path

from . import comparing

urlpatterns = [
    path("maps/<uuid:id>/compare/<uuid:other>/", comparing.CompareMaps.as_view(), name="api_compare"),
]
