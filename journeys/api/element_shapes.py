"""The shapes of elements, changes and commands for the OpenAPI document, made from the field table and the table of kinds.

They describe; they do not check. What is sent is read by journeys.domain.commands, what is answered is made of the domain's own dicts.
"""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from drf_spectacular.utils import PolymorphicProxySerializer, extend_schema_field
from rest_framework import serializers

from journeys.domain.accounts import SOURCES, UNITS
from journeys.domain.commands import KINDS
from journeys.domain.commands.kinds import Param
from journeys.domain.elements import ElementType, Field, Value, fields_of, settable_fields, stated_fields

Schema = dict[str, Any]
Shapes = Mapping[str, type[serializers.Serializer]]
ID: Schema = {"type": "string", "format": "uuid"}
ID_OR_NOTHING: Schema = {"anyOf": [ID, {"type": "null"}, {"type": "string", "maxLength": 0}]}  # as a form sends nothing chosen
PLAIN: dict[Value, Schema] = {
    Value.TEXT: {"type": "string"},
    Value.LONG_TEXT: {"type": "string"},
    Value.CHOICE: {"type": "string"},
    Value.NUMBER: {"type": "number"},
    Value.YES_NO: {"type": "boolean"},
    Value.ELEMENT: ID,
    Value.ORGANISATION: ID,
    Value.ORDER: {"type": "string"},
}
ACCOUNT: Schema = {
    "type": "object",
    "description": "One statement of a number. Only `value` is needed when one is sent; null takes the account back.",
    "properties": {
        "key": {"type": "string", "description": "source|who"},
        "value": {"type": ["number", "null"]},
        "low": {"type": ["number", "null"]},
        "high": {"type": ["number", "null"]},
        "unit": {"type": "string", "enum": list(UNITS)},
        "source": {"type": "string", "enum": list(SOURCES)},
        "who": {"type": "string"},
        "when": {"type": ["string", "null"], "format": "date"},
        "n": {"type": ["integer", "null"]},
        "note": {"type": "string"},
    },
    "required": ["value"],
    "additionalProperties": False,
}
FIGURE: Schema = {
    "type": "object",
    "description": "A number with every account of it; `used` heads it (null: the first).",
    "properties": {"used": {"type": ["string", "null"]}, "accounts": {"type": "array", "items": ACCOUNT}},
    "required": ["used", "accounts"],
    "additionalProperties": False,
}


def shape(schema: Schema, **options: Any) -> serializers.Field:
    """A field that the document shows as this JSON schema."""
    made = extend_schema_field(schema)(type("Shape", (serializers.Field,), {}))  # a class of its own: fields are copied without marks
    return made(**options)


def or_null(schema: Schema) -> Schema:
    """The same, or null."""
    if "enum" in schema:
        return {**schema, "type": [schema["type"], "null"], "enum": [*schema["enum"], None]}
    return {**schema, "type": [schema["type"], "null"]}


def field_schema(spec: Field) -> Schema:
    """The JSON schema of a field's value."""
    if spec.is_figure:
        return FIGURE
    words = {"description": f"{spec.label}. {spec.help}".strip()}
    made: Schema = _volume(spec) if spec.value is Value.VOLUME else dict(PLAIN[spec.value])
    if spec.max_length:
        made["maxLength"] = spec.max_length
    if spec.choices and spec.value is Value.CHOICE:
        made["enum"] = list(spec.choice_values)
    if spec.value is Value.NUMBER:
        made |= {"minimum": spec.low, "maximum": spec.high}
    return {**(or_null(made) if spec.null else made), **words}


def _volume(spec: Field) -> Schema:
    parts = {"n": {"type": "number"}, "per": {"type": "string", "enum": list(spec.choice_values)}}
    return {"type": "object", "properties": parts, "required": list(parts), "additionalProperties": False}


def _element(element_type: str, *, pasted: bool = False) -> type[serializers.Serializer]:
    """A whole element of this type. pasted: as a command brings it, in which what is left out gets its usual value."""
    fields: dict[str, Any] = {"id": shape(ID), "type": shape({"type": "string", "enum": [element_type]})}
    for name, spec in fields_of(element_type).items():
        fields[name] = shape(field_schema(spec), required=not pasted or (spec.required and spec.value is Value.ELEMENT))
    fields["derived_from"] = shape({"type": "array", "items": ID}, required=not pasted)
    words = f"A {element_type} to paste: what is left out gets its usual value." if pasted else f"A {element_type} as it stands."
    name = f"{'Pasted' if pasted else ''}{element_type.title()}Element"
    return type(name, (serializers.Serializer,), {"__doc__": words, **fields})


def _fields(element_type: str, stated: tuple[Field, ...] = ()) -> type[serializers.Serializer]:
    """The `fields` object of commands on this type: those to change, the others left out; and those that may be stated."""
    made: dict[str, Any] = {}
    for spec in (*settable_fields(element_type), *stated):
        if not spec.is_figure:
            made[spec.name] = shape(field_schema(spec), required=False)
            continue
        one: list[Schema] = [{"type": ["number", "null"]}, ACCOUNT]
        said = {"anyOf": [*one, {"type": "array", "items": {"anyOf": one}}], "description": f"{spec.label}: an account, or several."}
        heads = {"type": ["string", "null"], "description": "The key of the account that heads it."}
        made[spec.name] = shape(said, required=False)
        if spec not in stated:
            made[f"{spec.name}.used"] = shape(heads, required=False)
    words = f"Fields of a {element_type} to change."
    return type(f"{element_type.title()}{'Stated' if stated else ''}Fields", (serializers.Serializer,), {"__doc__": words, **made})


ELEMENT_SHAPES: Shapes = {kind.value: _element(kind.value) for kind in ElementType}
FIELD_SHAPES: Shapes = {kind.value: _fields(kind.value) for kind in ElementType}
STATED_SHAPES = {kind.value: _fields(kind.value, stated_fields(kind.value)) for kind in ElementType if stated_fields(kind.value)}


PASTED_SHAPES: Shapes = {kind.value: _element(kind.value, pasted=True) for kind in ElementType if kind is not ElementType.MAP}


@extend_schema_field(PolymorphicProxySerializer("Element", dict(ELEMENT_SHAPES), resource_type_field_name="type"))
class ElementShape(serializers.Field):
    """Any element."""


@extend_schema_field(PolymorphicProxySerializer("PastedElement", dict(PASTED_SHAPES), resource_type_field_name="type"))
class PastedShape(serializers.Field):
    """Any element that may be pasted."""


class PartShape(serializers.Serializer):
    """A part that a step is divided into."""

    step = shape(ID)
    link = shape(ID)
    title = shape({"type": "string"})
    lane = shape(ID, required=False)
    column = shape(ID, required=False)


def param_shape(param: Param) -> serializers.Field:
    """The shape of a command's parameter. KeyError for one whose words say nothing known: name it here."""
    options: dict[str, Any] = {"required": not param.optional, "help_text": param.help}
    if param.shape.startswith(("id of ", "new id")):
        return shape(ID_OR_NOTHING if param.null else ID, **options)
    if param.shape.startswith("object of "):
        return (STATED_SHAPES if param.stated else FIELD_SHAPES)[param.shape.split()[2]](**options)
    if param.shape.startswith("list of ") and param.shape.endswith(" ids"):
        return shape({"type": "array", "items": ID}, **options)
    return OTHER_SHAPES[param.shape](**options)


OTHER_SHAPES: Mapping[str, Callable[..., serializers.BaseSerializer | serializers.Field]] = {
    "text": partial(shape, {"type": "string"}),
    "long text": partial(shape, {"type": "string"}),
    "organisation": partial(shape, or_null(ID)),
    "true or false": serializers.BooleanField,
    "revision": partial(serializers.IntegerField, min_value=0),
    "list of whole elements": lambda **options: serializers.ListField(child=PastedShape(), **options),
    "list of {step, title, lane?, column?, link}": partial(PartShape, many=True),
}


def _command(name: str) -> type[serializers.Serializer]:
    spec = KINDS[name]
    fields: dict[str, Any] = {"kind": shape({"type": "string", "enum": [name]})}
    fields |= {param.name: param_shape(param) for param in spec.params}
    title = "".join(part.title() for part in name.split("."))
    return type(f"{title}Command", (serializers.Serializer,), {"__doc__": spec.does, **fields})


@extend_schema_field(PolymorphicProxySerializer("Command", {name: _command(name) for name in KINDS}, resource_type_field_name="kind"))
class CommandShape(serializers.Field):
    """Any command."""
