"""Addresses under /api/v1/."""

from django.urls import path

from . import views

urlpatterns = [
    path("economies/", views.Economies.as_view(), name="api_economies"),
    path("economies/<slug:slug>/", views.OneEconomy.as_view(), name="api_economy"),
    path("organisations/", views.Organisations.as_view(), name="api_organisations"),
    path("organisations/<uuid:id>/", views.OneOrganisation.as_view(), name="api_organisation"),
]
