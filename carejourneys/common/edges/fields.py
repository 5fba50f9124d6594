"""Serializer fields for people's own words."""

from django.core.exceptions import ValidationError as DjangoValidationError
from rest_framework import serializers

from carejourneys.common.forms import refuse_personal_details


def _screen(text: str) -> None:
    try:
        refuse_personal_details(text)
    except DjangoValidationError as refusal:
        raise serializers.ValidationError(refusal.messages, code="personal_details") from refusal


class ScreenedField(serializers.CharField):
    """A person's own words in the API, screened as in forms. `max_length` is required."""

    screened = True

    def __init__(self, *, max_length: int, **options):
        super().__init__(max_length=max_length, **options)
        self.validators.append(self._screen_within_its_length)

    def _screen_within_its_length(self, text: str) -> None:
        if len(text) <= (self.max_length or 0):  # a longer one is refused for that, unread
            _screen(text)
