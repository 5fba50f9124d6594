"""How a program sends a file: as the body itself, or as a part of a form; either way it lies on disk before anybody reads it."""

from collections.abc import Iterator
from typing import Any

from rest_framework.parsers import BaseParser
from rest_framework.request import Request

CHUNK = 1 << 20  # bytes held of it at once
ENDINGS = {
    "text/csv": ".csv",
    "application/gzip": ".csv.gz",
    "application/xml": ".xes",
    "text/xml": ".xes",
    "application/vnd.apache.parquet": ".parquet",
}


class RawFileParser(BaseParser):
    """The body is the file, whatever it is."""

    media_type = "*/*"

    def parse(self, stream, media_type=None, parser_context=None) -> dict[str, Any]:
        return {"body": stream}


def sent_file(request: Request) -> tuple[str, Iterator[bytes]]:
    """(a name with the file's ending, its bytes in chunks). The name: of the part of the form, `?filename=`, or by the content type; ""
    when none of them says what it is.
    """
    part = request.FILES.get("file")
    if part is not None:
        return part.name, part.chunks(CHUNK)
    body = request.data.get("body") if isinstance(request.data, dict) else None
    kind = (request.content_type or "").split(";")[0].strip().lower()
    name = request.query_params.get("filename", "") or ENDINGS.get(kind, "")
    return name, iter(lambda: body.read(CHUNK), b"") if body is not None else iter(())
