"""Serializer fields for people's own words."""

from django.core.exceptions import ValidationError as DjangoValidationError
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from carejourneys.common.forms import PERSONAL_DETAILS, refuse_personal_details

# Something to read. \s is not the same set in Python, which trims, and in the document, which is read by the rules of JavaScript.
SOMETHING = r"[^\s\u0000\u0085\u001c-\u001f\ufeff]"
SOMETHING_AND_NO_NULL = rf"^[^\u0000]*{SOMETHING}[^\u0000]*$"  # what DRF refuses by itself stands in the document too


def _screen(text: str) -> None:
    try:
        refuse_personal_details(text)
    except DjangoValidationError as refusal:
        raise serializers.ValidationError(refusal.messages, code=PERSONAL_DETAILS) from refusal


class ScreenedField(serializers.CharField):
    """A person's own words in the API, screened as in forms. `max_length` is required."""

    screened = True

    def __init__(self, *, max_length: int, allow_blank: bool = False, **options):
        super().__init__(max_length=max_length, min_length=0 if allow_blank else 1, allow_blank=allow_blank, **options)
        if not allow_blank:
            self.validators.append(RegexValidator(SOMETHING_AND_NO_NULL, _("This must hold something to read."), code="blank"))
        self.validators.append(self._screen_within_its_length)

    def to_internal_value(self, data) -> str:
        if not isinstance(data, str):  # a number is no words, though it could be written as some
            self.fail("invalid")
        return super().to_internal_value(data)

    def _screen_within_its_length(self, text: str) -> None:
        if len(text) <= (self.max_length or 0):  # a longer one is refused for that, unread
            _screen(text)


class YesOrNoField(serializers.BooleanField):
    """True or false as JSON has them; "yes", 1 and their like are refused, as the document says."""

    def to_internal_value(self, data) -> bool:
        if not isinstance(data, bool):
            self.fail("invalid", input=data)
        return data
