"""Counts of an audit in words: of which data, version, step, link and question. They name activities, and tell of few people."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from analytics.domain.audit.possibilities import Bounded, Name

WORDS = {
    "cases": gettext_lazy("people in all"),
    "added": gettext_lazy("people with new rows"),
    "in all": gettext_lazy("people in all parts"),
    "in some": gettext_lazy("people in some of the parts"),
    "alone": gettext_lazy("people in “%(part)s” alone"),
    "set out": gettext_lazy("people who set out in the week of %(week)s"),
    "closed": gettext_lazy("people who have finished"),
    "open": gettext_lazy("people who have not finished"),
    "finished": gettext_lazy("people who finished in the week of %(week)s"),
    "round": gettext_lazy("people who have finished and came to a step again"),
    "nowhere": gettext_lazy("people who have not finished and came to no step"),
    "ended": gettext_lazy("people who finished at “%(one)s”"),
    "waiting": gettext_lazy("people who are still at “%(one)s”"),
    "arrived": gettext_lazy("people who arrived at “%(one)s”"),
    "visited": gettext_lazy("visits to “%(one)s” by people who have finished"),
    "path": gettext_lazy("people who took the path %(steps)s"),
    "fits": gettext_lazy("people who took a path that the map has"),
    "link": gettext_lazy("moves from “%(one)s” to “%(two)s”"),
    "took": gettext_lazy("people who moved from “%(one)s” to “%(two)s”"),
    "begun": gettext_lazy("people who began at “%(one)s”"),
    "visits": gettext_lazy("visits to “%(one)s”"),
    "more": gettext_lazy("things done again in one visit to “%(one)s”"),
    "not measured": gettext_lazy("things done at “%(one)s” without a start"),
    "handed people": gettext_lazy("people handed from “%(one)s” to “%(two)s”"),
    "again people": gettext_lazy("people to whom “%(one)s” came again"),
}
ASKED_OF_ENDS = ("closed", "open", "finished", "round", "nowhere", "ended", "waiting", "arrived", "visited", "path", "fits")
Called = Mapping[str, tuple[str, int]]  # {dataset: (its name, version)}


@dataclass(frozen=True)
class Line:
    """data, what: in words. least, most: how many they can be."""

    data: str
    what: str
    least: int
    most: int


def in_words(one: Bounded, called: Called) -> Line:
    """A count that can be bounded, or one less others."""
    of = list(dict.fromkeys(name[0] for name in one.of))
    several = len(of) > 1
    whole, parts = ([_term(name, called, several) for name, n in one.of.items() if (n > 0) == up] for up in (True, False))
    what = ", ".join(whole)
    if parts:
        what = _("%(whole)s, without %(parts)s") % {"whole": what, "parts": ", ".join(parts)}
    return Line("; ".join(_data(str(data), called) for data in of), what, one.least, one.most)


def _term(name: Name, called: Called, several: bool) -> str:
    data, kind, *more = (str(part) for part in name)
    words = str(WORDS[kind]) % _named(kind, more, called)
    about = [_data(data, called)] if several else []
    if kind in ASKED_OF_ENDS:
        about.append(_("where “%(ends)s” ends it") % {"ends": _activities(more[0])})
    return f"{words} ({'; '.join(about)})" if about else words


def _named(kind: str, more: list[str], called: Called) -> dict[str, str]:
    if kind == "alone":
        return {"part": _data(more[0], called)}
    if kind in ("set out", "finished"):
        return {"week": more[-1]}
    if kind in ("handed people", "again people"):
        named = [_printable(one) for one in more[1:]]
    else:
        steps = more[{"not measured": 0, "link": 1, "took": 1, "begun": 1, "visits": 1, "more": 1}.get(kind, 2) :]
        named = [_activities(one) for one in steps] if kind != "fits" else []
    return dict(zip(("one", "two"), named, strict=False)) | {"steps": " → ".join(named)}


def _data(data: str, called: Called) -> str:
    name, version = called.get(data, (data, 0))
    return _("%(name)s, version %(n)s") % {"name": _printable(name), "n": version}


def _activities(kept: str) -> str:
    return ", ".join(_of(json.loads(kept)))


def _of(activities: Iterable[str]) -> list[str]:
    return [_printable(name) for name in activities]


def _printable(name: str) -> str:
    """Names come out of files, and may hold what a terminal obeys."""
    return "".join(letter if letter.isprintable() else "�" for letter in name)
