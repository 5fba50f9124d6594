"""Which columns of a log tell who a person is, by their names and by what stands in the head of the file; never the values themselves."""

import re
from collections.abc import Iterable, Mapping

from django.utils.translation import gettext_lazy as _

from analytics.domain.events.roles import TIMES, Role, plain_name
from analytics.engine.source import Head
from carejourneys.common.screening import BIRTH, EMAIL, KIND_WORDS, NHS_NUMBER, PHONE, POSTCODE, screen

NAME, ADDRESS, IDENTIFIER = "name", "address", "identifier"
COLUMN_WORDS: Mapping[str, object] = {
    **KIND_WORDS,
    NAME: _("a person’s name"),
    ADDRESS: _("an address"),
    IDENTIFIER: _("an identifier of a person"),
}

_HEADERS: dict[str, tuple[str, ...]] = {
    NHS_NUMBER: ("nhsnumber", "nhsno", "nhsnum", "nhsnr", "chinumber", "healthandcarenumber"),
    BIRTH: ("dob", "dateofbirth", "birthdate", "birthday", "dayofbirth", "birthdt"),
    POSTCODE: ("postcode", "postalcode", "pcode", "zip", "zipcode", "pcd", "pcds"),
    EMAIL: ("email", "emailaddress", "mail"),
    PHONE: ("phone", "phonenumber", "phoneno", "telephone", "telephonenumber", "tel", "telno", "mobile", "mobilenumber"),
    NAME: (
        *("surname", "forename", "firstname", "lastname", "familyname", "givenname", "fullname"),
        *("patientname", "clientname", "personname", "nameofpatient", "nameofclient", "nameofperson"),
    ),
    ADDRESS: ("address", "addressline1", "addressline2", "street", "homeaddress", "housenumber"),
    IDENTIFIER: ("patient", "client", "serviceuser", "mrn", "hospitalnumber", "hospitalno", "hospitalid"),
}
_OF_ONE: dict[str, tuple[str, ...]] = {  # of a heading that begins with the word for a person: what follows it
    NAME: ("name", "names", "initials"),
    IDENTIFIER: ("id", "key", "identifier", "number", "no", "nr", "ref", "reference"),
}
_OF_A_PERSON = re.compile("^(patient|client|person|serviceuser|carer|nextofkin|nok|home)(s)?(?=.)")
_LOOKED_AT = 200  # different values of a column, fewer where columns are many
_IN_ALL = 10_000  # values: a page waits for them
_LETTERS = 500  # of a value, from its beginning
_GENERATION = 20  # years: dates of birth lie further apart than the dates of a log
_YEAR = re.compile(r"(?<!\d)(19|20)\d\d(?!\d)")


def personal_columns(head: Head) -> dict[str, tuple[str, ...]]:
    """{column: kinds}, in the order of the file, of those in which anything was found; columns of one name are judged together. Names of
    staff are not looked for.
    """
    most = min(_LOOKED_AT, _IN_ALL // max(1, len(head.columns)))
    found: dict[str, set[str]] = {}
    for place, column in enumerate(head.columns):
        found.setdefault(column, set()).update(_kinds(column, (row[place] for row in head.rows), most))
    return {column: tuple(kind for kind in COLUMN_WORDS if kind in kinds) for column, kinds in found.items() if kinds}


def kinds_said(kinds: Iterable[str]) -> str:
    """In words, parted by commas."""
    return ", ".join(str(COLUMN_WORDS[kind]) for kind in kinds)


def not_to_be_kept(personal: Mapping[str, tuple[str, ...]], roles: Mapping[Role, str]) -> dict[Role, tuple[str, ...]]:
    """{role: kinds} of the columns that tell who a person is and would be kept: all but the case, which gets a key. Of a time only that it
    is a date of birth: what else its digits look like is chance.
    """
    found = {role: personal.get(column, ()) for role, column in roles.items() if role is not Role.CASE}
    found |= {role: tuple(kind for kind in kinds if kind == BIRTH) for role, kinds in found.items() if role in TIMES}
    return {role: kinds for role, kinds in found.items() if kinds}


def _kinds(column: str, values: Iterable[str], most: int) -> set[str]:
    different = list(dict.fromkeys(value[:_LETTERS] for value in values if value.strip()))[:most]
    return _by_name(column) | _by_content(different)


def _by_name(column: str) -> set[str]:
    plain = plain_name(column)
    of_one = _OF_A_PERSON.sub("", plain)
    found = {kind for kind, headers in _HEADERS.items() if {plain, of_one} & set(headers)}
    return found | {kind for kind, headers in _OF_ONE.items() if of_one != plain and of_one in headers}


def _by_content(values: list[str]) -> set[str]:
    """One email address, phone number or postcode is enough. One in eleven numbers of ten digits could be an NHS number, and a log from
    long ago has dates of long ago: these count when most of them are, and when they lie more than a generation apart.
    """
    counts: dict[str, int] = {}
    for value in values:
        for kind in {finding.kind for finding in screen(value)}:
            counts[kind] = counts.get(kind, 0) + 1
    found = set(counts) & {EMAIL, PHONE, POSTCODE}
    if 2 * counts.get(NHS_NUMBER, 0) > len(values):
        found.add(NHS_NUMBER)
    if 2 * counts.get(BIRTH, 0) > len(values) and _years_apart(values) > _GENERATION:
        found.add(BIRTH)
    return found


def _years_apart(values: Iterable[str]) -> int:
    years = [int(match[0]) for value in values if (match := _YEAR.search(value))]
    return max(years, default=0) - min(years, default=0)
