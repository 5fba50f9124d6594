"""No field that takes a person's own words passes the screening by: forms, serializers and the columns where words are kept."""

import importlib
import pkgutil
import re

import pytest
from django import forms
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import models
from rest_framework import serializers

from carejourneys.common.edges.fields import ScreenedField
from carejourneys.common.errors import RuleBroken
from carejourneys.common.forms import ExemptCharField, ScreenedCharField
from journeys.domain.commands.reading import read_fields
from journeys.domain.elements import field_of
from journeys.services.journeys import WORDS, create_journey
from stakeholders.domain.permissions import Role
from tests.factories import make_economy, make_member

from .free_text import SERIALIZERS, WHERE

OURS = ("carejourneys", "stakeholders", "journeys", "analytics", "a3")
SHAPED_FORM_FIELDS = (forms.EmailField, forms.UUIDField, forms.SlugField, forms.RegexField, forms.GenericIPAddressField)
SHAPED_SERIALIZER_FIELDS = (serializers.EmailField, serializers.SlugField, serializers.RegexField, serializers.UUIDField)
OPEN_SERIALIZER_FIELDS = (serializers.CharField, serializers.JSONField, serializers.DictField)


def load_everything() -> None:
    """Imports every module of the project, so that every form and serializer there is can be found."""
    for name in OURS:
        try:
            package = importlib.import_module(name)
        except ModuleNotFoundError:
            continue
        for module in pkgutil.walk_packages(package.__path__, f"{name}."):
            if ".settings" not in module.name and ".migrations" not in module.name and not module.name.endswith("asgi"):
                importlib.import_module(module.name)


def subclasses(base: type) -> set[type]:
    found = set()
    for child in base.__subclasses__():
        found |= {child} | subclasses(child)
    return {one for one in found if one.__module__.split(".")[0] in OURS}


def unscreened_form_fields(form: type[forms.BaseForm]) -> list[str]:
    return [
        f"{form.__module__}:{form.__name__}.{name}"
        for name, field in form.base_fields.items()
        if isinstance(field, forms.CharField)
        and not isinstance(field, SHAPED_FORM_FIELDS)
        and not getattr(field, "screened", False)
        and not getattr(field, "unscreened_because", "")
    ]


def unscreened_serializer_fields(serializer: type[serializers.BaseSerializer]) -> list[str]:
    fields = serializer().fields if issubclass(serializer, serializers.Serializer) else {}
    return [
        f"{serializer.__module__}:{serializer.__name__}.{name}"
        for name, field in fields.items()
        if not field.read_only
        and isinstance(field, OPEN_SERIALIZER_FIELDS)
        and not isinstance(field, SHAPED_SERIALIZER_FIELDS)
        and not getattr(field, "screened", False)
    ]


def columns_for_words() -> set[str]:
    return {
        f"{model._meta.app_label}.{model.__name__}.{field.name}"
        for model in apps.get_models()
        if model.__module__.split(".")[0] in OURS
        for field in model._meta.get_fields()
        if isinstance(field, models.CharField | models.TextField | models.JSONField)
    }


def is_screened(where: str) -> bool:
    """Whether "module:Class.field" names a form's or serializer's field that is screened."""
    module, _, rest = where.partition(":")
    name, _, field = rest.partition(".")
    cls = getattr(importlib.import_module(module), name)
    fields = cls.base_fields if issubclass(cls, forms.BaseForm) else cls().fields
    return bool(getattr(fields[field], "screened", False))


def test_every_form_field_for_words_is_screened_or_says_why_not():
    load_everything()
    assert [field for form in subclasses(forms.BaseForm) for field in unscreened_form_fields(form)] == []


def test_every_writable_serializer_field_for_words_is_screened_or_listed():
    load_everything()
    found = [field for one in subclasses(serializers.BaseSerializer) for field in unscreened_serializer_fields(one)]
    assert sorted(set(found) - set(SERIALIZERS)) == []


def test_every_column_for_words_is_listed_with_where_it_is_screened():
    assert sorted(columns_for_words() ^ set(WHERE)) == []


@pytest.mark.parametrize("where", sorted(value for value in WHERE.values() if re.fullmatch(r"\w+\.[\w.]+:\w+\.\w+", value)))
def test_the_place_named_does_screen(where):
    assert is_screened(where)


@pytest.mark.parametrize("where", sorted(value for value in WHERE.values() if value.startswith("command:")))
def test_the_command_parser_does_screen(where):
    element_type, _, name = where.removeprefix("command:").partition(".")
    spec = field_of(element_type, name)
    typed = {"value": 1, "note": "Call 943 476 5919"} if spec.is_figure else "Call 943 476 5919"
    with pytest.raises(RuleBroken) as refusal:
        read_fields(element_type, {name: typed}, "fields")
    assert "943 476 5919" in refusal.value.message


@pytest.mark.django_db
@pytest.mark.parametrize("name", WORDS)
def test_the_words_about_a_journey_are_screened(name):
    economy = make_economy()
    freya = make_member(economy, Role.FACILITATOR, name="Freya")
    with pytest.raises(RuleBroken) as refusal:
        create_journey(actor=freya, economy=economy, **{"title": "Memory", name: "Call 943 476 5919"})
    assert refusal.value.field == name


class Planted(forms.Form):
    open = forms.CharField()
    screened = ScreenedCharField(max_length=10)
    exempt = ExemptCharField(reason="a test")
    address = forms.EmailField()


class PlantedSerializer(serializers.Serializer):
    open = serializers.CharField()
    anything = serializers.JSONField()
    told = serializers.CharField(read_only=True)
    screened = ScreenedField(max_length=10)


def test_planted_open_fields_are_found_and_only_they():
    assert unscreened_form_fields(Planted) == [f"{__name__}:Planted.open"]
    assert unscreened_serializer_fields(PlantedSerializer) == [f"{__name__}:PlantedSerializer.{name}" for name in ("open", "anything")]


def test_a_screened_field_stops_kindly_and_names_the_words():
    with pytest.raises(ValidationError) as refusal:
        ScreenedCharField(max_length=200).clean("Call her on 943 476 5919 about it")
    assert "943 476 5919" in refusal.value.messages[0]
    form = PlantedSerializer(data={"open": "x", "anything": 1, "screened": "SW1A 1AA"})
    assert not form.is_valid() and "SW1A 1AA" in str(form.errors["screened"][0])


def test_words_that_tell_nothing_about_a_person_pass():
    assert ScreenedCharField(max_length=200).clean("Refer to the memory service") == "Refer to the memory service"
