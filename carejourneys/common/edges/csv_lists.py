"""`?format=csv` on lists of the API: the whole filtered list as one stream, with the number of its rows in X-Row-Count."""

import csv
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping, Sequence
from itertools import chain, islice
from typing import Any, cast

from asgiref.sync import sync_to_async
from django.http import StreamingHttpResponse
from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse
from rest_framework.exceptions import ValidationError
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.serializers import Serializer

from carejourneys.common.csv_cells import safe_cell

ROW_COUNT = "X-Row-Count"
AT_ONCE = 500  # rows
FORMATS = ("json", "csv")
FORMAT = OpenApiParameter("format", str, enum=FORMATS, description="csv: the whole list as one file, not paged.")
AS_CSV = OpenApiResponse(OpenApiTypes.STR, description="The whole filtered list; the header X-Row-Count says how many rows.")


def csv_responses(serializer) -> dict:
    """What `extend_schema(responses=…)` of such a list says."""
    return {(200, "application/json"): serializer, (200, "text/csv"): AS_CSV}


def wants_csv(request: Request) -> bool:
    """Whether the request asks for CSV. A format that there is none of is a mistake of the caller's (400)."""
    asked = request.query_params.get("format", "json")
    if asked not in FORMATS:
        raise ValidationError({"format": [_("This list comes as json or csv.")]})
    return asked == "csv"


class CsvResponse(StreamingHttpResponse):
    """Lines of CSV that go out while further ones are fetched, in chunks, in the thread of the request's database connection.

    Django's own response would fetch them all before the first goes out, when the server is asynchronous and the lines are not.
    """

    def __init__(self, rows: Iterable[Iterable[Any]], filename: str, headers: Mapping[str, str] | None = None):
        """`rows`: cells of one line each, the names first; no cell runs as a formula in a spreadsheet."""
        write = csv.writer(_Echo()).writerow
        lines = (write([safe_cell(cell) for cell in row]) for row in rows)
        named = {"Content-Disposition": f'attachment; filename="{filename}.csv"', **(headers or {})}
        super().__init__(lines, content_type="text/csv; charset=utf-8", headers=named)

    async def __aiter__(self) -> AsyncIterator[bytes]:
        lines = iter(self)
        while chunk := await sync_to_async(_next_lines)(lines):
            yield chunk


def _next_lines(lines: Iterator[bytes]) -> bytes:
    return b"".join(islice(lines, AT_ONCE))


def csv_stream(names: Sequence[str], rows: Iterable[Mapping[str, Any]], count: int, filename: str) -> CsvResponse:
    """The rows under their names, and how many they are in a header."""
    cells = ([row[name] for name in names] for row in rows)
    return CsvResponse(chain([names], cells), filename, {ROW_COUNT: str(count)})


class CsvListView(ListAPIView):
    """A list that `?format=csv` gives as a file, with every row its filters leave."""

    def list(self, request, *args, **kwargs):
        if not wants_csv(request):
            return super().list(request, *args, **kwargs)
        found = self.filter_queryset(self.get_queryset()).order_by("id")
        serializer = self.get_serializer()
        rows = (serializer.to_representation(row) for row in found.iterator(chunk_size=AT_ONCE))
        return csv_stream(list(cast(Serializer, serializer).fields), rows, found.count(), self.get_view_name().lower().replace(" ", "-"))


class _Echo:
    """A file that gives back what is written, so that rows stream out one by one."""

    def write(self, text: str) -> str:
        return text
