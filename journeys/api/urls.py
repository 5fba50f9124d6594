"""Addresses under /api/v1/."""

from django.urls import path

from . import map_views, views

urlpatterns = [
    path("journeys/", views.Journeys.as_view(), name="api_journeys"),
    path("journeys/<uuid:id>/", views.OneJourney.as_view(), name="api_journey"),
    path("maps/", views.Maps.as_view(), name="api_maps"),
    path("maps/<uuid:id>/", views.OneMap.as_view(), name="api_map"),
    path("maps/<uuid:id>/snapshot/", map_views.MapSnapshot.as_view(), name="api_map_snapshot"),
    path("maps/<uuid:id>/export/", map_views.MapExport.as_view(), name="api_map_export"),
    path("maps/<uuid:id>/changes/", map_views.MapChanges.as_view(), name="api_map_changes"),
    path("maps/<uuid:id>/commands/", map_views.MapCommands.as_view(), name="api_map_commands"),
    path("maps/<uuid:id>/box-score/", map_views.MapBoxScore.as_view(), name="api_map_box_score"),
    path("maps/<uuid:id>/handoffs/", map_views.MapHandOffs.as_view(), name="api_map_hand_offs"),
]
