"""Sentences for people, said where no language is known: translated and filled in when they are shown.

    from carejourneys.common.wording import Words as _
    raise RuleBroken(_("A map holds at most %(most)s of these.", most=200))

The list of translatable strings (make messages) finds them by the name `_`.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, cast

from django.utils.formats import date_format
from django.utils.translation import gettext


class Words(str):
    """An English text that `str()`, a format and a template show in the reader's language. Compared and kept it is the English text.

    values: what stands for %(name)s; words among them are translated too. Where a number changes the sentence, choose between two.
    """

    _text: str
    _values: dict[str, Any]

    def __new__(cls, text: str, /, **values: Any) -> "Words":
        made = super().__new__(cls, _filled(text, {name: _english(one) for name, one in values.items()}))
        made._text, made._values = _english(text), values
        return made

    def __str__(self) -> str:
        return _filled(gettext(self._text) if self._text else "", self._values)

    def __format__(self, spec: str) -> str:
        return format(str(self), spec)


class Day(Words):
    """A day as people write it, "30 November 2026", in the reader's language."""

    _day: date

    def __new__(cls, day: date, /) -> "Day":
        made = cast("Day", super().__new__(cls, f"{day.day} {day:%B %Y}"))
        made._day = day
        return made

    def __str__(self) -> str:
        return date_format(self._day, "j F Y")

    def __reduce__(self) -> tuple[type["Day"], tuple[date]]:
        return Day, (self._day,)


def either(words: Sequence[str]) -> str:
    """One of these: "a step or a link"."""
    said = words[-1]
    for one in reversed(words[:-1]):
        said = Words("%(one)s or %(other)s", one=one, other=said) if said is words[-1] else Words("%(one)s, %(rest)s", one=one, rest=said)
    return said


def spoken(value: Any) -> Any:
    """The same with its words in the reader's language from now on: for what is kept. Dicts, lists and tuples are gone through."""
    if isinstance(value, Mapping):
        return {name: spoken(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return type(value)(spoken(one) for one in value)
    return str(value) if isinstance(value, Words) else value


def _filled(text: str, values: dict[str, Any]) -> str:
    return text % values if values else text


def _english(value: Any) -> Any:
    return str.__str__(value) if isinstance(value, str) else value
