"""Dates of birth: any date beside a word of birth; and a full date long enough ago that the text does not explain otherwise."""

import re
from collections.abc import Iterator

from carejourneys.common.clock import now

from . import Span, after, before, matches

# A full date at least so many years back, with nothing said about it, is taken for a date of birth: what is told of a journey is of the
# last few years, and the older dates of rules and services are told by their words. A younger child's is found beside a word of birth.
LONG_AGO = 10
KEPT_EVENTS = 30  # years: “seen 3/4/1950” is nobody's appointment

_MONTHS = (
    "(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?"
    "|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
_APART = r"(?: {0,2}[./_|\\:*;-] {0,2}|,)"
_DAY = r"(?:0?[1-9]|[12]\d|3[01])"
_DAY_SAID = (
    r"(?:(?:twenty[ -]|thirty[ -])?(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth)|tenth|eleventh|twelfth"
    r"|(?:thir|four|fif|six|seven|eigh|nine)teenth|twentieth|thirtieth)"
)
_MONTH = r"(?:0?[1-9]|1[0-2])"
_YEAR = r"(?:19|20)\d{2}"
_NUMBERS = rf"(?:{_DAY}{{apart}}{_MONTH}|{_MONTH}{{apart}}{_DAY})"
_DATE = re.compile(
    rf"(?<!\d)(?<!\d[./-])(?:{_NUMBERS.format(apart=_APART)}{_APART}(?P<y1>{_YEAR}|(?P<short>\d{{2}}))"
    rf"|(?P<y2>{_YEAR})(?P<between>[./_-]){_MONTH}(?P=between){_DAY}"
    rf"|(?:{_DAY}(?:st|nd|rd|th)?|{_DAY_SAID})(?: day)?(?: of)?[ ,./-]{{0,3}}{_MONTHS}[ ,./'-]{{0,3}}(?P<y3>{_YEAR}|\d{{2}}(?![.:]\d))"
    rf"|{_MONTHS}[ ./-]{{1,2}}(?:the )?{_DAY}(?:st|nd|rd|th)?[ ,./-]{{1,3}}(?P<y4>{_YEAR})"
    rf"|(?P<y5>{_YEAR})[ ,./-]{{1,2}}{_MONTHS}[ ,./-]{{1,2}}{_DAY}"
    rf"|\d{{2}} \d{{2}} (?P<y6>{_YEAR})"
    rf"|(?P<y7>{_YEAR})(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])"
    rf"|(?:0[1-9]|[12]\d|3[01])(?:0[1-9]|1[0-2])(?P<y8>{_YEAR})"
    r"|(?P<six>(?:0[1-9]|[12]\d|3[01])(?:0[1-9]|1[0-2])\d{2}))(?![/-]?\d)",
    re.IGNORECASE,
)
_WORD = (
    r"(?<![^\W_])(?:born|birth(?:day|date)?(?! (?:plan|centre|center|partner|weight|rate|certificate|unit|registration))"
    r"|d\.? ?o\.? ?b\.?)(?![^\W_])"
)
_SAID = re.compile(
    rf"{_WORD}\W{{0,4}}(?:(?:is|was|on|the)\W{{1,2}}){{0,2}}(?P<date>{_DAY}[\W_]{{1,3}}{_MONTH}[\W_]{{1,3}}(?:{_YEAR}|\d{{2}})"
    rf"|{_YEAR}[\W_]{{1,3}}{_MONTH}[\W_]{{1,3}}{_DAY}|\d{{4}} {_YEAR}|\d{{2}}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])"
    rf"|{_DAY}(?:st|nd|rd|th)?(?: of)? {_MONTHS}(?![^\W_]))(?!\d)",
    re.IGNORECASE,
)
_BORN = re.compile(rf"(?:{_WORD}[^.;]{{0,30}}|(?<![^\W_])b[. ]\W{{0,2}})$", re.IGNORECASE)
_BORN_JUST_BEFORE = re.compile(rf"{_WORD}\W{{0,3}}(?:(?:is|was|on)\W{{1,2}})?$", re.IGNORECASE)
_BORN_AFTER = re.compile(rf"[^.;]{{0,24}}?{_WORD}", re.IGNORECASE)
_OF_A_PERSON = re.compile(
    r"\b(?:patient|pt|client|resident|lady|gentleman|man|woman|mr|mrs|ms|miss|mum|dad|mother|father|wife|husband|son|daughter|boy|girl"
    r"|child|baby|nan|gran|grandad|aged?)\b",
    re.IGNORECASE,
)
_NAME_BEFORE = re.compile(r"(?<![^\W_])[A-Z][a-z'-]{1,30} [A-Z][a-z'-]{1,30},? {1,2}$")  # Mary Jones 12/03/1944
_RIGHT_AFTER_A_PERSON = re.compile(_OF_A_PERSON.pattern + r"(?: aged?)?(?: \d{1,3})?(?: years?| yrs?)?[ ,(:]{1,3}$", re.IGNORECASE)
_OF_A_RULE = re.compile(
    r"\b(?:polic(?:y|ies)|guid(?:eline|ance)s?|protocol|act|report|review(?:ed)?|version|v\d|contract|(?:re)?open(?:ed|s)?|clos(?:ed|ure)|found(?:ed)?"
    r"|established|set up|start(?:ed|s)?|began|begun|launch(?:ed)?|live|introduced|issued|publi(?:shed|cation)|printed|updated?|changed"
    r"|revis(?:ed|ion)|agreed|approved|minutes|meeting|inspect(?:ed|ion)|merge[dr]|lease|effective|replace[sd]|in use|form|leaflet|built"
    r"|building|installed|dated|audit(?:ed)?|regulations?|standards?|edition|signed|adopted|ratified|pilot(?:ed)?"
    r"|ref(?:erence)?|invoice|order|ticket|batch|serial|build|default|epoch|placeholder)\b[^.;]{0,25}$",
    re.IGNORECASE,
)
_OF_AN_EVENT = re.compile(
    r"\b(?:seen|admitted|discharged|scan(?:ned)?|mri|ct|x-ray|letter|operated|operation|surgery|diagnosed|attended|appointment|visit(?:ed)?"
    r"|expires?|expiry|ending|as at|exported|created|saved|uploaded|backup)\b\W{0,3}(?:(?:on|of) )?$",
    re.IGNORECASE,
)
_RULE_AFTER = re.compile(
    r"[^.;]{0,12}?\b(?:polic(?:y|ies)|guid(?:eline|ance)s?|protocol|act|report|version|contract|opened|closed|launch(?:ed)?|introduced"
    r"|published|revision|inspection|meeting|minutes|edition|regulations|go-live|began|founded)\b"
    r"|\.[a-z]{3}|[T ](?!00:00)\d{2}:\d{2}",
    re.IGNORECASE,
)
_YEARS_TURN = re.compile(
    r"(?:0?1[^\w]{1,3}(?:0?4)|0?1(?:st)?(?: of)?.apr(?:il)?|31[^\w]{1,3}0?3|31(?:st)?(?: of)?.mar(?:ch)?)(?![a-z\d])", re.IGNORECASE
)
_SPAN_OF_TIME = re.compile(r"\b(?:since|until|till|from|to|between|by|before)\b[^.;]{0,12}$", re.IGNORECASE)
_SPAN_AFTER = re.compile(r" {0,2}(?:to|until|till|-|and) {0,2}(?:the )?(?:\d|" + _MONTHS + ")", re.IGNORECASE)


def births(text: str) -> Iterator[Span]:
    """Dates beside a word of birth, and those that could be nothing else."""
    yield from matches(_DATE, text, _is_birth)
    yield from (match.span("date") for match in _SAID.finditer(text))


def _is_birth(match: re.Match[str]) -> bool:
    near, next_to = before(match, 45), after(match, 40)
    if match["six"]:
        return bool(_BORN_JUST_BEFORE.search(near))
    if _BORN.search(near[-36:]) or _BORN_AFTER.match(next_to):
        return True
    year = _year_of(match, near)
    return 1900 < year <= now().year - LONG_AGO and not _explained(match, year, near, next_to)  # 1900 stands for a date nobody knows


def _year_of(match: re.Match[str], near: str) -> int:
    """Its year; 0 for two numbers that may be of this century, or stand for something else."""
    year = next(int(group) for name, group in match.groupdict().items() if name.startswith("y") and group)
    if year > 99:
        return year
    of_a_person = re.match(rf"{_DAY}/{_MONTH}/", match[0]) and _RIGHT_AFTER_A_PERSON.search(near)
    return 1900 + year if of_a_person and 2000 + year > now().year + LONG_AGO else 0


def _explained(match: re.Match[str], year: int, near: str, next_to: str) -> bool:
    """Whether the words beside it make it the date of a rule, a service or an event."""
    of_an_event = bool(_OF_AN_EVENT.search(near)) and year > now().year - KEPT_EVENTS
    if _OF_A_PERSON.search(near):
        return of_an_event
    if of_an_event or _OF_A_RULE.search(near) or (_RULE_AFTER.match(next_to) and not _NAME_BEFORE.search(near)):
        return True
    return bool(_SPAN_OF_TIME.search(near) or _SPAN_AFTER.match(next_to) or _YEARS_TURN.match(match[0]))
