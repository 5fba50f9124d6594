"""NHS numbers and phone numbers."""

import re
from collections.abc import Iterator

from . import Span, after, before, matches

_APART = r"[\W_]{0,3}"
_TEN = re.compile(
    rf"(?<!\d)(?<!\d\.)(?:\d{{3}}{_APART}\d{{3}}{_APART}\d{{4}}"  # as it is printed, whatever stands between
    r"|(?:\d{3}[ ./-]\d{4}[ ./-]\d{3}|\d{4}[ ./-]\d{3}[ ./-]\d{3}|\d{3}[ ./-]\d{7}|\d{7}[ ./-]\d{3}|\d{6}[ ./-]\d{4}"
    r"|\d{4}[ ./-]\d{4}[ ./-]\d{2}|\d{5}[ ./-]\d{5})|\d(?:[ ./-]\d){9})(?!\d)",
)
_TEN_SAID = re.compile(rf"(?<!\d)\d(?:{_APART}\d){{9}}(?!\d)")
_SAID = re.compile(
    r"\b(?:nhs|n\.h\.s\.?)(?:\W{0,3}(?:number|num|no|nr|id)(?![^\W_])|\W{0,2}[:#=])[\W_]{0,4}(?:(?:is|was)[\W_]{1,3})?$", re.IGNORECASE
)
_PHONE = re.compile(
    rf"(?<!\d)(?<!\d[./:-])(?:(?:\+|00)44[ ()./_-]{{0,4}}0?|44(?=[ -]?7)|\(?0|(?<![^\W_])o(?=7))"
    rf"{_APART}[1235789](?:{_APART}\d){{8,9}}(?!\d)",
    re.IGNORECASE,
)
_ABROAD = re.compile(
    r"(?<![\w+])(?:\+(?!44)[1-9]\d{0,2}|00(?!44)[1-9]\d{0,2}[ ()/.-]{1,3})(?:[ ()/.-]{0,3}\d){7,12}(?!\d)",
)
_LOCAL = re.compile(
    r"\b(?:(?:tel(?:ephone)?|phone|mobile|mob)\b(?: (?:no|number))?[.:]{0,2}(?: is)? {0,2}(?P<digits>[1-9]\d{2}[ -]?\d{3,4})"
    r"|(?:tel|phone|mobile|mob|call|ring|text)\b[.:]? (?P<mobile>7\d{3}[ -]?\d{3}[ -]?\d{3}))(?![ -]?\d)",
    re.IGNORECASE,
)
_REFERENCE = re.compile(
    r"\b(?:ref(?:erence|s)?|invoice|order|asset|ticket|batch|lot|job|po|serial|barcode|tag|ubrn|account|docket|datix|incident|study|sku)"
    r"(?: (?:no|number|num|tag|id|code)\b)?\W{0,3}$",
    re.IGNORECASE,
)
_GLUED = re.compile(r"(?<![^\W_])(?!(?:tel|mob|mobile|ph|phone|home|work|no|t|m|h|w)$)[a-z]{1,20}$", re.IGNORECASE)
_ABROAD_BEFORE = re.compile(r"(?:(?:\+|(?<!\d)00)\d{1,3}|(?<!\d)44)[ ().-]{1,4}(?:0[ ().-]{1,3})?$")
_SHORT = re.compile(r"0(?:[58]00|1[2-9][02-9])")  # the few areas whose numbers have ten digits, not eleven
_HOURS = re.compile(r"\d{1,2}[.:][0-5]\d(?![\d.])|(?:[01]\d|2[0-3])[0-5]\d {0,1}- {0,1}(?:[01]\d|2[0-4])[0-5]\d(?!\d)")
_DATE = re.compile(r"(?:0?[1-9]|[12]\d|3[01])([./-])(?:0?[1-9]|1[0-2])\1(?:\d{4}|\d{2})(?!\d)")


def is_nhs_number(digits: str) -> bool:
    """Ten digits whose last is the Modulus 11 check digit of the others (weights 10 to 2; 11 counts as 0, 10 is never right)."""
    if len(digits) != 10 or not digits.isdecimal() or len(set(digits)) == 1:
        return False
    check = 11 - sum(int(digit) * weight for digit, weight in zip(digits, range(10, 1, -1), strict=False)) % 11
    return check != 10 and check % 11 == int(digits[9])


def nhs_numbers(text: str) -> Iterator[Span]:
    """Ten digits with the right check digit; and any ten that the text calls an NHS number: a mistyped one is meant as one."""
    yield from matches(_TEN_SAID, text, lambda match: _SAID.search(before(match, 30)))
    yield from matches(_TEN, text, _is_issued)


def _is_issued(match: re.Match[str]) -> bool:
    """No number begins with 0 but those of Scotland, which begin with a date of birth: day, month, year."""
    digits = re.sub(r"\D", "", match[0])
    scottish = 1 <= int(digits[:2]) <= 31 and 1 <= int(digits[2:4]) <= 12
    return is_nhs_number(digits) and (digits[0] != "0" or scottish) and not _ABROAD_BEFORE.search(before(match, 12))


def phones(text: str) -> Iterator[Span]:
    """Numbers of this country with their area, of others with their country, and short ones that the text calls a phone number."""
    yield from matches(_PHONE, text, _is_phone)
    yield from matches(_ABROAD, text, lambda match: True)
    yield from (match.span("digits" if match["digits"] else "mobile") for match in _LOCAL.finditer(text))


def _is_phone(match: re.Match[str]) -> bool:
    groups = re.findall(r"[\do]{1,20}", match[0].lower())
    digits = "".join(groups).replace("o", "0")
    if digits.startswith(("44", "0044")):
        return True
    if digits.startswith("07"):
        if len(digits) < 11:
            return False
    elif _GLUED.search(before(match, 21)) or (len(groups) == 1 and _REFERENCE.search(before(match, 30))):
        return False
    if len(digits) < 11 and not (_SHORT.match(digits) and (len(groups) == 1 or len(groups[0]) > 4 or digits[2:4] == "00")):
        return False
    if len(groups[0]) == 1 and not match[0].startswith("(0)"):  # a number spelt out; not a scale of numbers from 0 on
        return len(groups) == 11 and not re.match(r"[ ,.-]?\d", after(match, 2))
    return not _HOURS.match(match[0]) and not _DATE.match(match[0])
