"""What there is in the API, for people to read: the operations of the OpenAPI document, by what they are about."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from typing import Any

from drf_spectacular.generators import SchemaGenerator

METHODS = ("get", "post", "put", "patch", "delete")


@dataclass(frozen=True)
class Operation:
    """words: in English, as in the document. asked_with: names of what may stand after `?`."""

    method: str
    path: str
    words: str
    asked_with: tuple[str, ...]


@cache
def operations_by_subject() -> tuple[tuple[str, tuple[Operation, ...]], ...]:
    """(the word after /api/v1/, its operations), in the order of the document. It goes by the code alone, and takes a second."""
    document = SchemaGenerator().get_schema(request=None, public=True)
    return tuple((subject, tuple(its)) for subject, its in groupby(_operations(document), key=lambda one: one.path.split("/")[3]))


def _operations(document: dict[str, Any]) -> Iterator[Operation]:
    for path, methods in document["paths"].items():
        for method in METHODS:
            if method in methods:
                told = methods[method]
                asked_with = tuple(one["name"] for one in told.get("parameters", ()) if one["in"] == "query")
                yield Operation(method.upper(), path, told.get("description", ""), asked_with)
