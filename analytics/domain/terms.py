"""On what terms event data are here: what for, whose they are, who may see them, until when."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from carejourneys.common.errors import RuleBroken
from carejourneys.common.wording import Day
from carejourneys.common.wording import Words as _

LONGEST_YEARS = 8  # how long records of care are usually kept in England: nobody needs a copy for longer


@dataclass(frozen=True)
class Terms:
    """purpose: in the words of whoever brings the data. controller: id of the organisation that answers for them. delete_by: the last day
    they are here. readers: ids of the organisations whose people may see what they say; none: the whole economy.
    """

    purpose: str
    controller: str
    delete_by: date
    readers: frozenset[str] = frozenset()


def check_parts(terms: Terms, parts: Mapping[str, Terms]) -> None:
    """RuleBroken naming the field by which joined data would go beyond a part: nobody sees more than that, and nothing stays longer. parts:
    {name: its terms}.
    """
    for name, part in parts.items():
        if part.readers and not (terms.readers and terms.readers <= part.readers):
            words = _("“%(part)s” is for fewer people. Choose organisations that may see every part.", part=name)
            raise RuleBroken(words, field="readers")
        if terms.delete_by > part.delete_by:
            words = _("“%(part)s” is deleted after %(day)s. Choose that day or an earlier one.", part=name, day=Day(part.delete_by))
            raise RuleBroken(words, field="delete_by")


def check_terms(terms: Terms, *, today: date, organisations: Collection[str]) -> None:
    """RuleBroken naming the field that will not do. organisations: ids of those of the economy."""
    if not terms.purpose.strip():
        raise RuleBroken(_("Say what these data are for."), field="purpose")
    if terms.controller not in organisations:
        raise RuleBroken(_("Choose the organisation that answers for these data."), field="controller")
    if not terms.readers <= set(organisations):
        raise RuleBroken(_("Choose organisations of this economy."), field="readers")
    if terms.delete_by < today:
        raise RuleBroken(_("This day is over. Choose one that is still to come."), field="delete_by")
    if terms.delete_by > today + timedelta(days=round(LONGEST_YEARS * 365.25)):
        raise RuleBroken(_("Data are kept for %(years)s years at most. Choose an earlier day.", years=LONGEST_YEARS), field="delete_by")
