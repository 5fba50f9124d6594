"""Addresses of journeys, their maps and the outline."""

from django.urls import path

from . import bringing_in, commands, downloads, elements, history, journeys, maps, outline, redactions, shares

urlpatterns = [
    path("economies/<slug:slug>/journeys/new/", journeys.new_journey, name="new_journey"),
    path("journeys/<uuid:journey_id>/", journeys.journey, name="journey"),
    path("journeys/<uuid:journey_id>/edit/", journeys.edit_journey, name="edit_journey"),
    path("journeys/<uuid:journey_id>/put-away/", journeys.put_away, name="put_away_journey"),
    path("journeys/<uuid:journey_id>/bring-back/", journeys.bring_back, name="bring_back_journey"),
    path("journeys/<uuid:journey_id>/maps/new/", maps.new_map, name="new_map"),
    path("journeys/<uuid:journey_id>/maps/bring/", bringing_in.bring_map, name="bring_map"),
    path("maps/<uuid:map_id>/park/", bringing_in.park, name="park_cards"),
    path("maps/<uuid:map_id>/derive/", maps.derive_map, name="derive_map"),
    path("maps/<uuid:map_id>/put-away/", maps.put_away, name="put_away_map"),
    path("maps/<uuid:map_id>/bring-back/", maps.bring_back, name="bring_back_map"),
    path("maps/<uuid:map_id>/changes/", history.changes, name="map_history"),
    path("maps/<uuid:map_id>/download/", downloads.downloads, name="downloads"),
    path("maps/<uuid:map_id>/download/<str:kind>/", downloads.download, name="download"),
    path("maps/<uuid:map_id>/outline/", outline.outline, name="outline"),
    path("maps/<uuid:map_id>/outline/all/", commands.every_command, name="outline_all"),
    path("maps/<uuid:map_id>/outline/do/<str:kind>/", commands.command, name="outline_do"),
    path("maps/<uuid:map_id>/outline/<uuid:element_id>/", elements.element, name="outline_element"),
    path("maps/<uuid:map_id>/shares/", shares.shares, name="shares"),
    path("shares/<uuid:share_id>/stop/", shares.stop, name="stop_share"),
    path("maps/<uuid:map_id>/redactions/", redactions.redactions, name="redactions"),
    path("maps/<uuid:map_id>/redactions/<uuid:redaction_id>/", redactions.answer_redaction, name="answer_redaction"),
]
