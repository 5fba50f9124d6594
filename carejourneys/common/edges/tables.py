"""`?format=csv|parquet` on what is a table: all its rows as one file, with their number in X-Row-Count."""

import io
from collections.abc import Mapping, Sequence
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request

from .csv_lists import ROW_COUNT, csv_responses, csv_stream

PARQUET = "application/vnd.apache.parquet"
FORMATS = ("json", "csv", "parquet")
TABLE_FORMAT = OpenApiParameter("format", str, enum=FORMATS, description="csv, parquet: the rows alone, as one file.")


def table_responses(serializer) -> dict:
    """What `extend_schema(responses=…)` of such a table says."""
    as_parquet = OpenApiResponse(OpenApiTypes.BINARY, description="The rows; the header X-Row-Count says how many.")
    return {**csv_responses(serializer), (200, PARQUET): as_parquet}


def wanted_format(request: Request) -> str:
    """One of FORMATS. One that there is none of is a mistake of the caller's (400)."""
    asked = request.query_params.get("format", "json")
    if asked not in FORMATS:
        raise ValidationError({"format": [_("This comes as json, csv or parquet.")]})
    return asked


def table_answer(format: str, names: Sequence[str], rows: Sequence[Mapping[str, Any]], filename: str) -> HttpResponseBase:
    """The rows under their names, as a file."""
    if format == "csv":
        return csv_stream(names, rows, len(rows), filename)
    file = io.BytesIO()
    pq.write_table(pa.table({name: [row[name] for row in rows] for name in names}), file)
    headers = {"Content-Disposition": f'attachment; filename="{filename}.parquet"', ROW_COUNT: str(len(rows))}
    return HttpResponse(file.getvalue(), content_type=PARQUET, headers=headers)
