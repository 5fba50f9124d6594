"""Looks through free text for what could tell who a person is: NHS numbers, phone numbers, email addresses, postcodes, dates of birth.

It finds what has a shape. Names it cannot know: the pages ask people to leave them out, and moderators look.
"""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from carejourneys.common.folding import folded
from carejourneys.common.looking.addresses import emails, postcodes
from carejourneys.common.looking.births import births
from carejourneys.common.looking.numbers import is_nhs_number, nhs_numbers, phones

__all__ = ["BIRTH", "EMAIL", "KIND_WORDS", "NHS_NUMBER", "PHONE", "POSTCODE", "Finding", "is_nhs_number", "screen"]

NHS_NUMBER, PHONE, EMAIL, POSTCODE, BIRTH = "nhs_number", "phone", "email", "postcode", "date_of_birth"
KIND_WORDS = {
    NHS_NUMBER: gettext_lazy("an NHS number"),
    PHONE: gettext_lazy("a phone number"),
    EMAIL: gettext_lazy("an email address"),
    POSTCODE: gettext_lazy("a postcode"),
    BIRTH: gettext_lazy("a date of birth"),
}
_LOOKS = ((EMAIL, emails), (NHS_NUMBER, nhs_numbers), (PHONE, phones), (POSTCODE, postcodes), (BIRTH, births))


@dataclass(frozen=True)
class Finding:
    """kind: one of the five. start, end: where it stands. text: the words found, for the writer alone. message: said to them."""

    kind: str
    start: int
    end: int
    text: str
    message: str


def screen(text: str) -> list[Finding]:
    """What was found, in the order it stands in the text; overlapping findings once, the first kind above wins."""
    found: list[Finding] = []
    fold = folded(text)
    taken = bytearray(len(text))  # 1 where something was found: to ask it takes no longer when much was found
    for kind, look in _LOOKS:
        for first, after in look(fold.text):
            start, end = fold.span(first, after)
            if 1 not in taken[start:end]:
                taken[start:end] = bytes([1]) * (end - start)
                words = text[start:end]
                found.append(Finding(kind, start, end, words, _message(kind, words, fold.text[first:after])))
    return sorted(found, key=lambda finding: finding.start)


def _message(kind: str, words: str, plain: str) -> str:
    if kind == NHS_NUMBER and not is_nhs_number("".join(filter(str.isdecimal, plain))):
        return _("“%(words)s” is said to be an NHS number. One with a wrong digit is still meant as one.") % {"words": words}
    says = {
        NHS_NUMBER: _("“%(words)s” looks like an NHS number."),
        PHONE: _("“%(words)s” looks like a phone number."),
        EMAIL: _("“%(words)s” looks like an email address."),
        POSTCODE: _("“%(words)s” looks like a postcode."),
        BIRTH: _("“%(words)s” looks like a date of birth."),
    }
    return says[kind] % {"words": words}
