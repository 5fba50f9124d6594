"""Amounts as people type them: "5 d", "20 min", "1 h 30", "2 weeks", "40%", or a bare number in the field's own unit."""

import re

from carejourneys.common.errors import RuleBroken
from carejourneys.common.wording import Words as _
from journeys.domain.accounts import TIME_UNITS
from journeys.domain.elements import Field

_SPELLINGS = {
    "min": ("min", "mins", "minute", "minutes", "m"),
    "h": ("h", "hr", "hrs", "hour", "hours"),
    "d": ("d", "day", "days"),
    "wd": ("wd", "working day", "working days", "workday", "workdays"),
    "wk": ("wk", "wks", "w", "week", "weeks"),
    "%": ("%", "percent", "per cent"),
    "people": ("people", "person", "persons"),
}
_UNIT_OF = {spelling: unit for unit, spellings in _SPELLINGS.items() for spelling in spellings}
_ONE = re.compile(r"([0-9][0-9.,]*)\s*([a-z% ]*)\Z")
_HOURS_AND_MINUTES = re.compile(r"([0-9]+)\s*(?:h|hr|hrs|hour|hours)\s*([0-9]{1,2})\s*(?:m|min|mins|minutes)?\Z")
_THOUSANDS = re.compile(r"[0-9]{1,3}(,[0-9]{3})+(\.[0-9]+)?\Z")


def read_amount(text: str, spec: Field, *, unit: str = "", field: str | None = None) -> tuple[float, str]:
    """The number and its unit. A bare number is in `unit`, or in the field's own. RuleBroken says what would do."""
    words = " ".join(text.lower().split())
    both = _HOURS_AND_MINUTES.match(words)
    if both and "min" in spec.units:
        return int(both[1]) * 60 + int(both[2]), "min"
    found = _ONE.match(words)
    number = _number(found[1]) if found else None
    if found is None or number is None:
        raise RuleBroken(_("Type a number and a unit, such as %(example)s.", example=_example(spec)), field=field)
    said = found[2].strip()
    its_unit = _UNIT_OF.get(said) if said else unit or spec.unit
    if its_unit not in spec.units:
        raise RuleBroken(
            _("The unit “%(said)s” will not do here. Use one of: %(units)s.", said=said[:30], units=", ".join(spec.units)), field=field
        )
    return number, its_unit


def in_unit(value: float, unit: str, wanted: str, field: str | None = None) -> float:
    """The same amount in another unit, where no calendar is needed for it; RuleBroken where one would be."""
    if unit == wanted:
        return value
    minutes = {"min": 1, "h": 60}
    if {unit, wanted} <= minutes.keys():
        return value * minutes[unit] / minutes[wanted]
    raise RuleBroken(_("Type this in the same unit as the value itself (%(unit)s).", unit=wanted), field=field)


def _number(text: str) -> float | None:
    plain = text.replace(",", "") if _THOUSANDS.match(text) else text.replace(",", ".")
    try:
        number = float(plain)
    except ValueError:
        return None
    return int(number) if number.is_integer() else number


def _example(spec: Field) -> str:
    if spec.units == ("%",):
        return "40%"
    return f"5 {spec.unit}" if spec.unit in TIME_UNITS else "2"
