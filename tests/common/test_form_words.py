"""What a form says of a field that will not do: in words of ours, unless the field has its own."""

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile

from carejourneys.common.forms import PlainForm, ScreenedCharField


class EveryKind(PlainForm):
    line = ScreenedCharField(max_length=5)
    number = forms.IntegerField(min_value=2, max_value=60)
    share = forms.FloatField()
    day = forms.DateField()
    address = forms.EmailField()
    sure = forms.BooleanField()
    one = forms.TypedChoiceField(choices=[("a", "A")])
    many = forms.MultipleChoiceField(choices=[("a", "A")])
    file = forms.FileField()
    own = forms.IntegerField(max_value=9, error_messages={"required": "Say how many.", "max_value": "Nine at most."})


def said(files=None, **data) -> dict[str, list[str]]:
    return {name: list(errors) for name, errors in EveryKind(data, files or {}).errors.items()}


def test_what_was_left_out_is_asked_for_in_the_words_of_its_kind():
    assert said() == {
        **{name: ["Fill this in."] for name in ("line", "number", "share", "day", "address")},
        "sure": ["Tick this to go on."],
        "one": ["Choose one."],
        "many": ["Choose one at least."],
        "file": ["Choose a file."],
        "own": ["Say how many."],
    }


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("line", "too long", "Make this shorter: at most 5 characters. It has 8."),
        ("number", "many", "Write a whole number, such as 12."),
        ("number", "99", "This can be 60 at most."),
        ("number", "1", "This must be 2 at least."),
        ("share", "half", "Write a number, such as 12 or 2.5."),
        ("day", "2026-02-30", "Write a day that the calendar has, such as 2026-11-30."),
        ("address", "freya", "Write a whole email address, such as name@example.org."),
        ("one", "z", "This choice is not there any more. Choose again."),
        ("many", ["z"], "This choice is not there any more. Choose again."),
        ("own", "99", "Nine at most."),
        ("own", "many", "Write a whole number, such as 12."),
    ],
)
def test_what_will_not_do_says_what_would(name, value, words):
    assert said(**{name: value})[name] == [words]


def test_an_empty_file_is_said_to_be_empty():
    assert said({"file": SimpleUploadedFile("log.csv", b"")})["file"] == ["This file is empty. Choose another."]
