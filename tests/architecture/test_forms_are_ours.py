"""Every form says in our words what will not do: it is a PlainForm, whose sentences stand in carejourneys/common/form_words.py."""

from collections.abc import Iterable, Iterator
from importlib import import_module

from django import forms
from django.conf import settings

from carejourneys.common.forms import PlainForm

OURS = ("carejourneys", "stakeholders", "journeys", "analytics")


def kinds_of(kind: type) -> Iterator[type]:
    for one in kind.__subclasses__():
        yield one
        yield from kinds_of(one)


def forms_of_the_product() -> set[type]:
    import_module(settings.ROOT_URLCONF)  # brings in every form there is
    return {one for one in kinds_of(forms.BaseForm) if one.__module__.split(".")[0] in OURS}


def with_words_of_the_framework(kinds: Iterable[type]) -> list[str]:
    return [one.__qualname__ for one in kinds if not issubclass(one, PlainForm)]


def test_every_form_is_a_plain_form():
    found = forms_of_the_product()
    assert len(found) > 15 and with_words_of_the_framework(found) == []


def test_a_planted_form_of_the_framework_is_found():
    class Planted(forms.Form):
        pass

    assert with_words_of_the_framework([PlainForm, Planted]) == [Planted.__qualname__]
