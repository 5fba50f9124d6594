"""Addresses of the pages that join several apps."""

from django.urls import path

from . import comparing, economy, fit, home, map, moments, shared

urlpatterns = [
    path("", home.home, name="home"),
    path("economies/", home.my_economies, name="my_economies"),
    path("economies/<slug:slug>/", economy.economy, name="economy"),
    path("shared/<str:secret>/", shared.shared, name="shared"),
    path("maps/<uuid:map_id>/", map.map_grid, name="map"),
    path("maps/<uuid:map_id>/since/", map.map_since, name="map_since"),
    path("maps/<uuid:map_id>/compare/", comparing.choose, name="compare"),
    path("maps/<uuid:map_id>/compare/<uuid:other_id>/", comparing.compare, name="compare_maps"),
    path("maps/<uuid:map_id>/changes/moments/", moments.moments, name="map_moments"),
    path("maps/<uuid:map_id>/changes/moments/<int:revision>/", moments.moment, name="map_moment"),
    path("maps/<uuid:map_id>/changes/baselines/<uuid:baseline_id>/", moments.since, name="since_baseline"),
    path("maps/<uuid:map_id>/changes/baselines/<uuid:baseline_id>/drop/", moments.drop, name="drop_baseline"),
    path("maps/<uuid:map_id>/figures/<str:name>/", map.map_figure, name="map_figure"),
    path("maps/<uuid:map_id>/fit/", fit.map_fit, name="map_fit"),
    path("maps/<uuid:map_id>/fit.csv", fit.map_fit_csv, name="map_fit_csv"),
]
