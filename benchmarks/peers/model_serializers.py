"""The snapshot of a map as somebody would write it with Django REST framework alone: a ModelSerializer for each table.

Behind the product's own door, one query a table. Frozen: a peer does not get slower with us. What it answers is what the product answers,
but for the order of the elements and figures such as 7.0 for 7 (`same` of benchmarks/pages.py).
"""

from uuid import UUID

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from journeys.models import Column, Lane, Link, Map, Note, Phase, Step
from journeys.queries.access import map_for
from stakeholders.domain.permissions import Permission


class Element(serializers.ModelSerializer):
    type = serializers.SerializerMethodField()

    def get_type(self, row) -> str:
        return row._meta.model_name


class LaneSerializer(Element):
    class Meta:
        model = Lane
        fields = ["id", "type", "title", "subtitle", "kind", "organisation", "hours_per_day", "order", "derived_from"]


class PhaseSerializer(Element):
    class Meta:
        model = Phase
        fields = ["id", "type", "title", "order", "derived_from"]


class ColumnSerializer(Element):
    class Meta:
        model = Column
        fields = ["id", "type", "title", "phase", "order", "derived_from"]


class StepSerializer(Element):
    class Meta:
        model = Step
        fields = [
            "id",
            "type",
            "title",
            "lane",
            "column",
            "order",
            "kind",
            "split",
            "process_owner",
            "clinically_responsible",
            "location",
            "note",
            "pt",
            "pause",
            "value",
            "staff",
            "derived_from",
        ]


class LinkSerializer(Element):
    class Meta:
        model = Link
        fields = [
            "id",
            "type",
            "source",
            "target",
            "kind",
            "label",
            "carries",
            "channel",
            "acknowledged",
            "holds",
            "note",
            "share",
            "wait",
            "caa",
            "derived_from",
        ]


class NoteSerializer(serializers.ModelSerializer):
    on = serializers.SerializerMethodField()

    class Meta:
        model = Note
        fields = ["id", "type", "on", "text", "kind", "who", "order", "derived_from"]

    def get_on(self, row) -> str:
        return str(row.on_step_id or row.on_link_id)

    def to_representation(self, row) -> dict:
        told = super().to_representation(row)
        if row.type == Note.IDEA:
            del told["kind"]
        return told


class OwnSerializer(Element):
    class Meta:
        model = Map
        fields = [
            "id",
            "type",
            "title",
            "start",
            "end",
            "unit_of_flow",
            "hours_per_day",
            "days_per_week",
            "volume",
            "note",
            "derived_from",
        ]


class MapSerializer(serializers.ModelSerializer):
    map = serializers.UUIDField(source="id")
    elements = serializers.SerializerMethodField()

    class Meta:
        model = Map
        fields = ["map", "journey", "kind", "based_on", "revision", "elements"]

    def get_elements(self, of: Map) -> list[dict]:
        return [
            OwnSerializer(of).data,
            *LaneSerializer(of.lanes.order_by("order"), many=True).data,
            *PhaseSerializer(of.phases.order_by("order"), many=True).data,
            *ColumnSerializer(of.columns.order_by("order"), many=True).data,
            *StepSerializer(of.steps.order_by("order"), many=True).data,
            *LinkSerializer(of.links.all(), many=True).data,
            *NoteSerializer(of.notes.order_by("order"), many=True).data,
        ]


class Snapshot(APIView):
    def get(self, request: Request, id: UUID) -> Response:
        return Response(MapSerializer(map_for(request.user, id, Permission.VIEW_JOURNEY)).data)
