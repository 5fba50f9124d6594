"""What a form says of a field that will not do: what is wrong and what to do, in place of the framework's own sentences."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

Sentences = dict[str, Any]
_GONE = _("This choice is not there any more. Choose again.")
_EVERY: Sentences = {
    "required": _("Fill this in."),
    "max_length": _("Make this shorter: at most %(limit_value)d characters. It has %(show_value)d."),
    "min_length": _("Make this longer: at least %(limit_value)d characters. It has %(show_value)d."),
    "max_value": _("This can be %(limit_value)s at most."),
    "min_value": _("This must be %(limit_value)s at least."),
    "null_characters_not_allowed": _("This holds signs that cannot be kept. Type it instead of pasting it."),
}
SENTENCES: dict[type[forms.Field], Sentences] = {  # by kind of field; of a kind within a kind the narrower one's
    forms.Field: _EVERY,
    forms.IntegerField: {"invalid": _("Write a whole number, such as 12.")},
    forms.FloatField: {"invalid": _("Write a number, such as 12 or 2.5.")},
    forms.DateField: {"invalid": _("Write a day that the calendar has, such as 2026-11-30.")},
    forms.EmailField: {"invalid": _("Write a whole email address, such as name@example.org.")},
    forms.BooleanField: {"required": _("Tick this to go on.")},
    forms.ChoiceField: {"required": _("Choose one."), "invalid_choice": _GONE},
    forms.MultipleChoiceField: {"required": _("Choose one at least."), "invalid_choice": _GONE, "invalid_list": _GONE},
    forms.FileField: {
        "required": _("Choose a file."),
        "missing": _("Choose a file."),
        "invalid": _("The file did not arrive. Choose it once more."),
        "empty": _("This file is empty. Choose another."),
        "max_length": _("The name of this file is too long: at most %(max)d characters. Give it a shorter one."),
    },
}


def speak_plainly(field: forms.Field) -> None:
    """Gives the field these sentences, but for those it has of its own."""
    kinds = [kind for kind in reversed(type(field).__mro__) if issubclass(kind, forms.Field)]
    standard = {code: words for kind in kinds for code, words in getattr(kind, "default_error_messages", {}).items()}
    ours = {code: words for kind in kinds for code, words in SENTENCES.get(kind, {}).items()}
    for code, words in ours.items():
        if field.error_messages.get(code) is standard.get(code):
            field.error_messages[code] = words
