"""One map: all that stands on it, what changed, what may be changed, and its figures."""

from dataclasses import asdict
from typing import cast
from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from carejourneys.common.edges.csv_lists import FORMAT, csv_responses, csv_stream, wants_csv
from carejourneys.common.edges.etags import ASKED_AGAIN, IF_NONE_MATCH, has_it, marked, not_modified
from carejourneys.common.edges.shapes import ProblemShape
from journeys.domain.figures.score import Score, score
from journeys.queries.access import map_for
from journeys.queries.agencies import agency_names
from journeys.queries.changes import changes_after
from journeys.queries.exports import KINDS, export_etag, exported
from journeys.queries.numbers import number
from journeys.queries.snapshots import etag_of, snapshot_of
from journeys.queries.states import state_of
from journeys.services.map_editing import Incoming, apply_map_commands
from stakeholders.domain.permissions import Permission
from stakeholders.models import User

from .score import hand_off_rows, score_answer
from .shapes import AcceptedShape, ChangesShape, ClashShape, ExportedMapShape, FiguresShape, HandOffsShape, IncomingShape, SnapshotShape

PROBLEM = "application/problem+json"
HAND_OFF_COLUMNS = ("from_agency", "from_name", "to_agency", "to_name", "times", "moving", "information", "carried")


class MapSnapshot(APIView):
    """The whole map."""

    @extend_schema(parameters=[IF_NONE_MATCH], responses={200: SnapshotShape, 304: OpenApiResponse(description="You have it.")})
    def get(self, request: Request, id: UUID) -> HttpResponse:
        found = map_for(request.user, id, Permission.VIEW_JOURNEY)
        if has_it(request, etag_of(found)):
            return not_modified(etag_of(found))
        revision, body = snapshot_of(found)
        return marked(HttpResponse(body, content_type="application/json"), etag_of(found, revision))


EXPORTED = OpenApiParameter("format", str, enum=sorted(KINDS), default="json", description="The kind of file.")


class MapExport(APIView):
    """The map as a file to take away."""

    @extend_schema(
        parameters=[IF_NONE_MATCH, EXPORTED],
        responses={
            **{(200, content_type.partition(";")[0]): OpenApiTypes.BINARY for content_type, _make in KINDS.values()},
            (200, "application/json"): ExportedMapShape,
            304: OpenApiResponse(description="You have it."),
            (422, PROBLEM): ProblemShape,
        },
    )
    def get(self, request: Request, id: UUID) -> HttpResponse:
        found = map_for(request.user, id, Permission.VIEW_JOURNEY)
        kind = request.query_params.get("format", "json")
        if kind not in KINDS:
            raise ValidationError({"format": [_("A map comes as: %(kinds)s.") % {"kinds": ", ".join(sorted(KINDS))}]})
        if has_it(request, export_etag(found, kind)):
            return not_modified(export_etag(found, kind))
        file = exported(found, kind)
        named = {"Content-Disposition": f'attachment; filename="{file.name}"'}
        return marked(HttpResponse(file.body, content_type=file.content_type, headers=named), file.etag)


class AfterSerializer(serializers.Serializer):
    after = serializers.IntegerField(min_value=0, max_value=2**53, default=0, help_text="The revision you have.")


class MapChanges(APIView):
    """What happened to the map after a revision, at most 500 changes at once."""

    @extend_schema(parameters=[AfterSerializer], responses=ChangesShape)
    def get(self, request: Request, id: UUID) -> Response:
        found = map_for(request.user, id, Permission.VIEW_JOURNEY)
        asked = AfterSerializer(data=request.query_params)
        asked.is_valid(raise_exception=True)
        return Response(asdict(changes_after(found, asked.validated_data["after"])), headers={"Cache-Control": ASKED_AGAIN})


class MapCommands(APIView):
    """Changes the map by one command."""

    @extend_schema(
        request=IncomingShape,
        responses={200: AcceptedShape, (409, PROBLEM): ClashShape, (422, PROBLEM): ProblemShape},
    )
    def post(self, request: Request, id: UUID) -> Response:
        actor = cast(User, request.user)  # nobody else passes IsAuthenticated
        found = map_for(actor, id, Permission.EDIT_MAP)
        sent = request.data if isinstance(request.data, dict) else {}
        parts = {"command_id": sent.get("command_id"), "base_revision": sent.get("base_revision"), "client": sent.get("client", "")}
        (outcome,) = apply_map_commands(found.pk, [Incoming(actor=actor, raw=sent.get("command"), **parts)])
        changed = outcome.raise_for_refusal()
        return Response({"revision": changed.revision, "change": changed.change})


class MapBoxScore(APIView):
    """The score line of the map, what it is made of, and what each number means."""

    @extend_schema(responses=FiguresShape)
    def get(self, request: Request, id: UUID) -> Response:
        found = map_for(request.user, id, Permission.VIEW_JOURNEY)
        state = state_of(found)
        answer = score_answer(score(state), agency_names(state, found.journey.economy))
        return Response({"map": str(found.pk), "revision": found.revision, **answer})


class MapHandOffs(APIView):
    """Which agency passes on to which, how often a person."""

    @extend_schema(parameters=[FORMAT], responses=csv_responses(HandOffsShape))
    def get(self, request: Request, id: UUID):
        found = map_for(request.user, id, Permission.VIEW_JOURNEY)
        state = state_of(found)
        line = score(state)
        rows = hand_off_rows(line, agency_names(state, found.journey.economy))
        if wants_csv(request):
            return csv_stream(HAND_OFF_COLUMNS, [_flat(row) for row in rows], len(rows), "hand-offs")
        whole = {"total": _whole(line, "hand_offs"), "kinds": _whole(line, "hand_off_kinds")}
        return Response({"map": str(found.pk), "revision": found.revision, **whole, "hand_offs": rows})


def _flat(row: dict) -> dict:
    """The row with plain values in place of the envelopes."""
    return {name: value["value"] if isinstance(value := row[name], dict) else value for name in HAND_OFF_COLUMNS}


def _whole(line: Score, name: str) -> dict:
    return number(line[name].value, name, line.sources.get(name, ()), why=str(line[name].why_not))
