"""Feeds, their versions, datasets and jobs."""

from typing import cast
from uuid import UUID

from django import forms
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.http import parse_etags
from django_filters import rest_framework as filters
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from analytics.models import Dataset, Feed
from analytics.queries.dataset_answers import dataset_answer, feed_answer, job_answer
from analytics.queries.datasets import dataset_for, datasets_read_by
from analytics.queries.feeds import feed_etag, feed_for, feeds_read_by
from analytics.queries.jobs import job_for
from analytics.services.feeds import Brought, begin_feed, receive_version
from carejourneys.common.edges.csv_lists import FORMAT, CsvListView, csv_responses
from carejourneys.common.edges.shapes import ProblemShape
from journeys.queries.access import journey_for
from stakeholders.domain.permissions import Permission
from stakeholders.models import User

from .feed_shapes import BroughtShape, DatasetShape, FeedShape, JobShape
from .serializers import DatasetSerializer, FeedSerializer, NewFeedSerializer
from .uploads import RawFileParser, sent_file

PROBLEM = "application/problem+json"
IF_MATCH = OpenApiParameter("If-Match", str, OpenApiParameter.HEADER, description="The feed's ETag you have; 412 when it is another.")
ETAG = OpenApiParameter("ETag", str, OpenApiParameter.HEADER, required=True, response=[200, 201], description="For If-Match.")
LOCATION = OpenApiParameter(
    "Location", str, OpenApiParameter.HEADER, required=True, response=[200, 201, 202], description="Where to ask on."
)
FILENAME = OpenApiParameter("filename", str, description="What the file is called, where the content type does not say what it is.")
FILE = dict.fromkeys(("text/csv", "application/gzip", "application/vnd.apache.parquet", "application/xml"), OpenApiTypes.BINARY)
FORM = {"multipart/form-data": {"type": "object", "properties": {"file": {"type": "string", "format": "binary"}}, "required": ["file"]}}


class FeedFilter(filters.FilterSet):
    economy = filters.CharFilter(field_name="journey__economy__slug")
    journey = filters.UUIDFilter(field_name="journey_id")

    class Meta:
        model = Feed
        fields = ["economy", "journey", "name"]


class Feeds(CsvListView):
    """The feeds you may see; a new one, before its first file."""

    serializer_class = FeedSerializer
    filterset_class = FeedFilter

    def get_queryset(self) -> QuerySet[Feed]:
        return feeds_read_by(self.request.user)

    @extend_schema(parameters=[FORMAT], responses=csv_responses(FeedSerializer(many=True)))
    def get(self, request: Request, *args, **kwargs):
        return super().get(request, *args, **kwargs)

    @extend_schema(
        parameters=[ETAG, LOCATION],
        request=NewFeedSerializer,
        responses={201: FeedShape, **{(status, PROBLEM): ProblemShape for status in (404, 422)}},
    )
    def post(self, request: Request) -> Response:
        actor, asked = cast(User, request.user), NewFeedSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        journey = journey_for(actor, asked.validated_data["journey"], Permission.UPLOAD_DATA)
        given = {"name": asked.validated_data["name"], "synthetic": asked.validated_data["synthetic"]}
        feed = begin_feed(actor=actor, journey=journey, terms=asked.terms(), options=asked.options(), **given)
        headers = {"Location": reverse("api_feed", args=[feed.pk]), "ETag": feed_etag(feed)}
        return Response(feed_answer(actor, feed), status=201, headers=headers)


class OneFeed(APIView):
    """A feed by its id; its ETag changes with its versions and terms."""

    @extend_schema(parameters=[ETAG], responses=FeedShape)
    def get(self, request: Request, id: UUID) -> Response:
        user = cast(User, request.user)
        found = feed_for(user, id, Permission.VIEW_MEASURES)
        return Response(feed_answer(user, found), headers={"ETag": feed_etag(found)})


class FeedVersions(APIView):
    """The feed's next file, as the body itself or as the part `file` of a form, at most 2 GB, with its length. The same file again answers
    with the version it was.
    """

    parser_classes = [MultiPartParser, RawFileParser]

    @extend_schema(
        parameters=[IF_MATCH, FILENAME, LOCATION],
        request={**FILE, **FORM},
        responses={200: BroughtShape, 202: BroughtShape, **{(status, PROBLEM): ProblemShape for status in (409, 411, 412, 422)}},
    )
    def post(self, request: Request, id: UUID) -> Response:
        actor = cast(User, request.user)
        feed = feed_for(actor, id, Permission.UPLOAD_DATA)
        name, chunks = sent_file(request)
        known = parse_etags(request.headers["If-Match"]) if "If-Match" in request.headers else None
        brought = receive_version(actor=actor, feed=feed, filename=name, chunks=chunks, if_match=known)
        answer = _brought(brought)
        headers = {"Location": answer["job_url"] or answer["dataset_url"]}
        return Response(answer, status=202 if brought.job else 200, headers=headers)


def _brought(brought: Brought) -> dict:
    return {
        "dataset": str(brought.dataset.pk),
        "version": brought.dataset.version,
        "again": brought.again,
        "job": str(brought.job.pk) if brought.job else None,
        "dataset_url": reverse("api_dataset", args=[brought.dataset.pk]),
        "job_url": reverse("api_job", args=[brought.job.pk]) if brought.job else None,
    }


class WholeNumberFilter(filters.NumberFilter):
    """Of a number that has no fractions: 0.5 is refused, and not cut to 0."""

    field_class = forms.IntegerField


class DatasetFilter(filters.FilterSet):
    economy = filters.CharFilter(field_name="journey__economy__slug")
    journey = filters.UUIDFilter(field_name="journey_id")
    feed = filters.UUIDFilter(field_name="feed_id")
    version = WholeNumberFilter()

    class Meta:
        model = Dataset
        fields = ["economy", "journey", "feed", "version"]


@extend_schema(parameters=[FORMAT], responses=csv_responses(DatasetSerializer(many=True)))
class Datasets(CsvListView):
    """The datasets you may see, of all feeds."""

    serializer_class = DatasetSerializer
    filterset_class = DatasetFilter

    def get_queryset(self) -> QuerySet[Dataset]:
        return datasets_read_by(self.request.user)


class OneDataset(APIView):
    """A dataset by its id: how it was read, what changed, what to know about it. Never a single case."""

    @extend_schema(responses=DatasetShape)
    def get(self, request: Request, id: UUID) -> Response:
        user = cast(User, request.user)
        return Response(dataset_answer(user, dataset_for(user, id, Permission.VIEW_MEASURES)))


class OneJob(APIView):
    """How far a long piece of work is, for those who may bring data."""

    @extend_schema(responses=JobShape)
    def get(self, request: Request, id: UUID) -> Response:
        return Response(job_answer(job_for(cast(User, request.user), id)), headers={"Cache-Control": "private, no-store"})
