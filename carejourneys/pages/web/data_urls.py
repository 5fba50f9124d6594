"""Addresses of a journey's event data and of what they say."""

from django.urls import path

from . import activity_names, data, drafting, feeds, groups, joining, lineage, matching, measures

urlpatterns = [
    path("journeys/<uuid:journey_id>/measures/", measures.measures, name="measures"),
    path("journeys/<uuid:journey_id>/measures/<slug:name>.csv", measures.measure_csv, name="measure_csv"),
    path("journeys/<uuid:journey_id>/measures/<slug:name>.svg", measures.measure_svg, name="measure_svg"),
    path("journeys/<uuid:journey_id>/data/", data.journey_data, name="journey_data"),
    path("journeys/<uuid:journey_id>/data/upload/", data.upload, name="upload_data"),
    path("feeds/<uuid:feed_id>/", feeds.feed, name="feed"),
    path("journeys/<uuid:journey_id>/data/join/", joining.join, name="join_data"),
    path("feeds/<uuid:feed_id>/join/", joining.anew, name="join_anew"),
    path("feeds/<uuid:feed_id>/bring/", feeds.bring, name="bring_version"),
    path("feeds/<uuid:feed_id>/discard/", feeds.discard, name="discard_feed"),
    path("datasets/<uuid:dataset_id>/", data.dataset, name="dataset"),
    path("datasets/<uuid:dataset_id>/quality.csv", data.quality_csv, name="quality_csv"),
    path("datasets/<uuid:dataset_id>/names/", activity_names.activity_names, name="activity_names"),
    path("datasets/<uuid:dataset_id>/terms/", data.dataset_terms, name="dataset_terms"),
    path("datasets/<uuid:dataset_id>/discard/", data.discard, name="discard_dataset"),
    path("datasets/<uuid:dataset_id>/groups/<uuid:map_id>/", groups.declare_group, name="declare_group"),
    path("datasets/<uuid:dataset_id>/match/<uuid:map_id>/", matching.match, name="match_activities"),
    path("datasets/<uuid:dataset_id>/draft/", drafting.draft, name="draft_map"),
    path("results/<uuid:result_id>/", lineage.result, name="result"),
    path("results/<uuid:result_id>/recompute/", lineage.recompute, name="recompute"),
]
