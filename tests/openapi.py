"""Holds answers of the API against the product's own OpenAPI document."""

from functools import cache
from typing import Any

from drf_spectacular.generators import SchemaGenerator
from jsonschema import Draft202012Validator


@cache
def document() -> dict[str, Any]:
    """The OpenAPI document, as JSON would have it."""
    return SchemaGenerator().get_schema(request=None, public=True)


def faults_of(answer, path: str) -> list[str]:
    """What the answer to a request of this path template ("/api/v1/maps/{id}/") says that the document does not."""
    method = answer.request["REQUEST_METHOD"].lower()
    media_type = answer["Content-Type"].split(";")[0]
    schema = document()["paths"][path][method]["responses"][str(answer.status_code)]["content"][media_type]["schema"]
    validator = Draft202012Validator({**schema, "components": document()["components"]})
    return [f"{'/'.join(map(str, error.absolute_path))}: {error.message[:300]}" for error in validator.iter_errors(answer.json())]
