"""One map: all that stands on it, what changed, what may be changed, and its figures."""

from dataclasses import asdict
from typing import cast
from uuid import UUID

from django.http import HttpResponse
from django.utils.cache import patch_vary_headers
from django.utils.http import parse_etags
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from carejourneys.common.edges.csv_lists import FORMAT, csv_responses, csv_stream, wants_csv
from journeys.domain.figures.score import Score, score
from journeys.queries.access import map_for
from journeys.queries.agencies import agency_names
from journeys.queries.changes import changes_after
from journeys.queries.numbers import number
from journeys.queries.snapshots import etag_of, snapshot_of
from journeys.queries.states import state_of
from journeys.services.map_editing import Incoming, apply_map_commands
from stakeholders.domain.permissions import Permission
from stakeholders.models import User

from .score import hand_off_rows, score_answer
from .shapes import AcceptedShape, ChangesShape, ClashShape, FiguresShape, HandOffsShape, IncomingShape, ProblemShape, SnapshotShape

ASKED_AGAIN = "private, no-cache"  # kept by the reader alone, and asked for again each time
PROBLEM = "application/problem+json"
HAND_OFF_COLUMNS = ("from_agency", "from_name", "to_agency", "to_name", "times", "moving", "information", "carried")
IF_NONE_MATCH = OpenApiParameter("If-None-Match", str, OpenApiParameter.HEADER, description="The ETag you have; 304 while it is current.")


class MapSnapshot(APIView):
    """The whole map."""

    @extend_schema(parameters=[IF_NONE_MATCH], responses={200: SnapshotShape, 304: OpenApiResponse(description="You have it.")})
    def get(self, request: Request, id: UUID) -> HttpResponse:
        found = map_for(request.user, id, Permission.VIEW_JOURNEY)
        if _has_it(request, etag_of(found)):
            answer = HttpResponse(status=304, headers={"ETag": etag_of(found)})
        else:
            revision, body = snapshot_of(found)
            answer = HttpResponse(body, content_type="application/json", headers={"ETag": etag_of(found, revision)})
        answer["Cache-Control"] = ASKED_AGAIN
        patch_vary_headers(answer, ["Authorization", "Cookie"])
        return answer


def _has_it(request: Request, etag: str) -> bool:
    """If-None-Match compares weakly: a proxy that compressed the answer may have made its ETag weak."""
    known = parse_etags(request.headers.get("If-None-Match", ""))
    return known == ["*"] or etag in {one.removeprefix("W/") for one in known}


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
        responses={200: AcceptedShape, (403, PROBLEM): ProblemShape, (409, PROBLEM): ClashShape, (422, PROBLEM): ProblemShape},
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
