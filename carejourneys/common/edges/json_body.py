"""JSON that programs send: no larger than DATA_UPLOAD_MAX_MEMORY_SIZE, plain numbers, no deeper than anybody needs."""

import json
import math
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework.exceptions import APIException, ParseError
from rest_framework.parsers import BaseParser

DEEPEST = 50  # lists and objects inside one another


class BodyTooLarge(APIException):
    """413."""

    status_code = 413
    default_detail = gettext_lazy("This is too large. Send it in several parts.")
    default_code = "too_large"


class BoundedJSONParser(BaseParser):
    """UTF-8 JSON of a bounded size and depth. BodyTooLarge (413); ParseError (400) for what is not JSON, NaN and infinity among it.

    It is no JSONParser: for those the framework reads the whole body before it asks.
    """

    media_type = "application/json"

    def parse(self, stream, media_type=None, parser_context=None) -> Any:
        raw = stream.read(settings.DATA_UPLOAD_MAX_MEMORY_SIZE + 1)
        if len(raw) > settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
            raise BodyTooLarge
        try:
            return read_json(raw)
        except NotJson as error:
            raise ParseError(str(error)) from None


class NotJson(ValueError):
    """Why, in words."""


def read_json(raw: bytes) -> Any:
    """The value; NotJson for what is none, for NaN and infinity, and for what stands too deep inside one another."""
    try:
        found = json.loads(raw.decode(), parse_constant=_no_number, parse_float=_finite)
    except RecursionError:
        raise NotJson(_too_deep()) from None
    except ValueError as error:
        raise NotJson(_("This is not JSON: %(why)s") % {"why": _why(error)}) from None
    if _depth_is_over(found, DEEPEST):
        raise NotJson(_too_deep())
    return found


def _too_deep() -> str:
    return _("These lists and objects stand too deep inside one another.")


def _why(error: ValueError) -> str:
    return _("it is not UTF-8") if isinstance(error, UnicodeDecodeError) else str(error)


def _no_number(name: str) -> float:
    raise ValueError(f"{name} is no number of JSON")


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise ValueError("a number is too large")
    return number


def _depth_is_over(found: Any, most: int) -> bool:
    level = [found]
    for _depth in range(most + 1):
        level = [inner for one in level if isinstance(one, dict | list) for inner in (one.values() if isinstance(one, dict) else one)]
        if not level:
            return False
    return True
