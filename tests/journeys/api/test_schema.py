"""The OpenAPI document: no warnings, nothing left untyped. Other tests hold the answers of the API against it."""

from io import StringIO

import pytest
from django.core.management import call_command

from journeys.api.element_shapes import param_shape
from journeys.domain.commands import KINDS
from journeys.domain.commands.kinds import Param
from tests.openapi import document


def untyped(schema, at: str = "#"):
    """Paths of schemas that say nothing: {} or an object that may hold whatever it likes."""
    if isinstance(schema, list):
        for place, one in enumerate(schema):
            yield from untyped(one, f"{at}/{place}")
        return
    if not isinstance(schema, dict):
        return
    for name in ("schema", "items"):
        if name in schema and schema[name] == {}:
            yield f"{at}/{name}"
    is_object = schema.get("type") == "object" or (isinstance(schema.get("type"), list) and "object" in schema["type"])
    if is_object and "properties" not in schema and not isinstance(schema.get("additionalProperties"), dict):
        yield at
    for name, value in (schema.get("properties") or {}).items() if isinstance(schema.get("properties"), dict) else ():
        if value == {}:
            yield f"{at}/properties/{name}"
    for name, value in schema.items():
        yield from untyped(value, f"{at}/{name}")


def test_the_document_is_valid_and_made_without_warnings():
    call_command("spectacular", "--validate", "--fail-on-warn", stdout=StringIO(), stderr=StringIO())


def test_nothing_in_it_is_untyped():
    assert list(untyped(document())) == []


def test_an_untyped_object_would_be_seen():
    assert list(untyped({"schema": {}})) == ["#/schema"]
    assert list(untyped({"schema": {"type": "object", "properties": {"a": {}}}})) == ["#/schema/properties/a"]
    assert list(untyped({"items": {"type": "object", "additionalProperties": {}}})) == []
    assert list(untyped({"items": {"type": "object"}})) == ["#/items"]


def test_every_kind_of_command_stands_in_it_with_its_parameters():
    command = document()["components"]["schemas"]["Command"]
    assert set(command["discriminator"]["mapping"]) == set(KINDS)
    schemas = document()["components"]["schemas"]
    for name, reference in command["discriminator"]["mapping"].items():
        shown = schemas[reference.rsplit("/", 1)[1]]
        assert set(shown["properties"]) == {"kind", *(param.name for param in KINDS[name].params)}
        assert set(shown["required"]) == {"kind", *(param.name for param in KINDS[name].params if not param.optional)}


def test_a_parameter_of_an_unknown_shape_is_not_passed_over():
    with pytest.raises(KeyError):
        param_shape(Param("x", "a riddle", lambda raw, where: raw))
