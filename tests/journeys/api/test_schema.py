"""The OpenAPI document: no warnings, nothing left untyped. Other tests hold the answers of the API against it."""

from io import StringIO

import pytest
from django.core.management import call_command
from jsonschema import Draft202012Validator

from carejourneys.common.errors import RuleBroken
from carejourneys.common.ids import uuid7
from journeys.api.element_shapes import PASTED_SHAPES, param_shape
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


def operations():
    """(operationId, its media types with what holds them): what is sent, and what is answered when all is well."""
    for methods in document()["paths"].values():
        for one in methods.values():
            well = {status: answer for status, answer in one["responses"].items() if status[0] == "2"}
            for place, found in (("sent", one.get("requestBody", {})), *well.items()):
                for media_type, shown in found.get("content", {}).items():
                    yield f"{one['operationId']} {place} {media_type}", shown


def is_text(shown) -> bool:
    """Whether it can be shown: a file that is no text can not."""
    return shown["schema"].get("format") != "binary" and shown["schema"].get("properties", {}).get("file") is None


def test_every_body_and_every_answer_has_an_example_that_its_schema_allows():
    checked = 0
    for place, shown in operations():
        if not is_text(shown) and "example" not in shown:
            continue
        schema = {**shown["schema"], "components": document()["components"]}
        validator = Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER)
        assert [error.message for error in validator.iter_errors(shown["example"])] == [], place
        checked += 1
    assert checked > 35


def test_what_all_operations_refuse_and_carry_stands_at_each():
    for methods in document()["paths"].values():
        for one in methods.values():
            answers = one["responses"]
            assert {"401", "403", "429"} <= set(answers) and "Retry-After" in answers["429"]["headers"]
            assert all(
                {"RateLimit-Limit", "RateLimit-Remaining"} <= set(answers[status]["headers"]) for status in answers if status < "400"
            )
    export = document()["paths"]["/api/v1/metric-runs/{id}/"]["get"]["responses"]
    assert {"ETag", "X-Row-Count"} <= set(export["200"]["headers"]) and {"400", "404", "304"} <= set(export)


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


@pytest.mark.parametrize("element_type", sorted(PASTED_SHAPES))
def test_what_may_be_left_out_of_a_pasted_element_is_what_the_document_says(element_type):
    """Both ways: each that it names is missed, the rest is not."""
    named = {name: str(uuid7()) for name in document()["components"]["schemas"][f"Pasted{element_type.title()}Element"]["required"]}
    whole = {**named, "type": element_type}
    read = KINDS["map.paste"].params[0].read
    assert read([whole], "elements")[0]["type"] == element_type
    for name in named:
        with pytest.raises(RuleBroken):
            read([{one: value for one, value in whole.items() if one != name}], "elements")
