"""Form fields for people's own words: they stop kindly when the words tell who a person is."""

import json
from collections.abc import Callable
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils.datastructures import MultiValueDict
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from carejourneys.common.errors import RuleBroken
from carejourneys.common.form_words import speak_plainly
from carejourneys.common.screening import screen

PERSONAL_DETAILS = "personal_details"  # the code of what screening finds
SHOWN = 300  # signs of a value that somebody else put in place


def refuse_personal_details(text: str) -> None:
    """A validator: raises ValidationError with one kind sentence for each finding, naming the words it is about."""
    findings = screen(text)
    if findings:
        raise ValidationError([ValidationError(finding.message, code=PERSONAL_DETAILS) for finding in findings])


class ScreenedCharField(forms.CharField):
    """A line of a person's own words, screened for what would tell who somebody is. `max_length` is required."""

    screened = True

    def __init__(self, *, max_length: int, **options):
        super().__init__(max_length=max_length, **options)
        self.validators.append(self._screen)

    def _screen(self, text: str) -> None:
        if self.max_length is None or len(text) <= self.max_length:  # a longer one is refused for that, unread
            refuse_personal_details(text)


class ExemptCharField(forms.CharField):
    """A field that takes text and is not screened; `reason` says why that is right (an address is what is asked for, nothing is stored)."""

    def __init__(self, *, reason: str, **options):
        super().__init__(**options)
        self.unscreened_because = reason


def carried_out(form: forms.Form, action: Callable[[], Any]) -> bool:
    """Whether `action` went through. A RuleBroken becomes an error of the form, on its field where the form has one."""
    try:
        action()
    except RuleBroken as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)
        return False
    return True


class PlainForm(forms.Form):
    """A form of ours: what will not do is said in our words (form_words.py)."""

    def full_clean(self) -> None:
        for field in self.fields.values():
            speak_plainly(field)
        super().full_clean()


class ChangingForm(PlainForm):
    """A form that changes what is stored, and is given it as `initial` when it is shown and when it is sent.

    What the person left as it was stays as it is by now. What they and somebody else both changed is said at its field, with the other
    value; sent once more it is put in place.
    """

    seen = ExemptCharField(reason="what the form showed: compared, never kept", required=False, widget=forms.HiddenInput)

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.fields["seen"].initial = json.dumps(self._stored())

    def _stored(self) -> dict[str, Any]:
        return {name: _plain(self.get_initial_for_field(field, name)) for name, field in self.fields.items() if name != "seen"}

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        stored, seen = self._stored(), _read(given.pop("seen", ""))
        for name in [one for one in stored if one in given and seen.get(one, stored[one]) != stored[one]]:
            theirs, mine = stored[name], _plain(self[name].data)
            if mine == seen[name]:
                given[name] = self.fields[name].clean(theirs)
            elif mine != theirs:
                says = _("Somebody else changed this meanwhile, to “%(theirs)s”. Send yours again to put it in its place.")
                self.add_error(name, says % {"theirs": self._said(name, theirs)})
        self.data = MultiValueDict(
            {**dict(cast(MultiValueDict, self.data).lists()), "seen": [json.dumps(stored)]}
        )  # shown again, it is seen
        return given

    def _said(self, name: str, stored: str | list[str]) -> str:
        """What is stored, as people read it."""
        labels = {str(value): str(label) for value, label in getattr(self.fields[name], "choices", ())}
        words = ", ".join(labels.get(one, one) for one in (stored if isinstance(stored, list) else [stored]))
        return str(Truncator(words).chars(SHOWN))


def _plain(value: Any) -> str | list[str]:
    """A value as forms send it, so that two can be compared."""
    if value is None:
        return ""
    if isinstance(value, list | tuple | set | frozenset):
        return sorted(str(one) for one in value)
    return str(value).replace("\r\n", "\n").strip()


def _read(seen: str) -> dict[str, Any]:
    try:
        read = json.loads(seen)
    except ValueError:
        return {}
    return read if isinstance(read, dict) else {}
