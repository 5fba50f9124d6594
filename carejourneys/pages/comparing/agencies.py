"""Who hands over to whom and who does how much on either map, by agency; and the hand-offs as two circles."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import cos, pi, sin

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from journeys.domain.comparing.comparison import Comparison
from journeys.domain.figures.handoffs import Pair
from journeys.domain.figures.words import minutes_text, times_text
from journeys.domain.state import MapState

from .amounts import SAME, changed_by, judged

MIDDLE, RADIUS = 120.0, 92.0  # of a circle, in its own units


@dataclass(frozen=True)
class AgencyRow:
    """words: an agency, or from one to another. before, after, change: in words. bars: per cent of the longest."""

    words: str
    before: str
    after: str
    change: str
    judged: str
    bars: tuple[float, float] = (0.0, 0.0)


@dataclass(frozen=True)
class Place:
    """An agency on the circle: the number at its point x, y."""

    number: int
    name: str
    x: float
    y: float


@dataclass(frozen=True)
class Line:
    """A hand-off from one point to another. weight: of its stroke."""

    x1: float
    y1: float
    x2: float
    y2: float
    weight: float


@dataclass(frozen=True)
class Circle:
    """The hand-offs of one map: the agencies evenly around, a line for each pair. says: how many there are, in words."""

    title: str
    places: tuple[Place, ...]
    lines: tuple[Line, ...]
    says: str


def effort_rows(comparison: Comparison, names: Mapping[str, str]) -> list[AgencyRow]:
    """Minutes of work for one person by agency, the most before first; more is neither better nor worse for one of several."""
    effort = sorted(comparison.effort.items(), key=lambda one: (*one[1].most_first, one[0]))
    longest = max((max(both.before or 0.0, both.after or 0.0) for _agency, both in effort), default=0.0) or 1.0
    return [
        AgencyRow(
            names.get(agency, ""),
            _said(both.before, minutes_text),
            _said(both.after, minutes_text),
            "" if both.change is None else changed_by("effort", both.change),
            "",
            (round(100 * (both.before or 0.0) / longest, 2), round(100 * (both.after or 0.0) / longest, 2)),
        )
        for agency, both in effort
    ]


def _said(amount: float | None, words: Callable[[float], str]) -> str:
    if amount is None:
        return _("not known")
    return words(amount) if amount > SAME else _("none")


def moved(comparison: Comparison, names: Mapping[str, str]) -> tuple[list[str], list[str]]:
    """(more work for, less work for): agencies with the change, the greatest first."""
    both = [(one.change, names.get(agency, "")) for agency, one in comparison.effort.items()]
    changes = [(change, name) for change, name in both if change is not None and abs(change) >= 0.5]
    said = [(change, f"{name} {changed_by('effort', change)}") for change, name in sorted(changes, key=lambda one: -abs(one[0]))]
    return [words for change, words in said if change > 0], [words for change, words in said if change < 0]


def hand_off_rows(comparison: Comparison, names: Mapping[str, str]) -> list[AgencyRow]:
    """Times a person by pair of agencies."""
    return [
        AgencyRow(
            _("%(source)s to %(target)s") % {"source": names.get(a, ""), "target": names.get(b, "")},
            _said(both.before, times_text),
            _said(both.after, times_text),
            "" if both.change is None else changed_by("hand_offs", both.change),
            judged("hand_offs", both.change),
        )
        for (a, b), both in comparison.hand_offs.items()
    ]


def lanes_of_nobody(comparison: Comparison, titles: tuple[str, str]) -> list[str]:
    """Of either map, which lanes have no organisation, and what that does to its hand-offs; in sentences."""
    return [
        _without_organisation(state, lanes, title, known=line["hand_offs"].told is not None)
        for state, lanes, title, line in zip(
            (comparison.before, comparison.after), comparison.lanes_of_nobody, titles, comparison.scores, strict=True
        )
        if lanes
    ]


def _without_organisation(state: MapState, lanes: Sequence[str], title: str, *, known: bool) -> str:
    said = {"map": title, "lanes": ", ".join(f"“{state[lane]['title']}”" for lane in lanes)}
    if known:
        words = ngettext(
            "%(map)s: nobody has said which organisation this lane belongs to, so hand-offs are not exact: %(lanes)s.",
            "%(map)s: nobody has said which organisation these lanes belong to, so hand-offs are not exact: %(lanes)s.",
            len(lanes),
        )
    else:
        words = ngettext(
            "%(map)s: nobody has said which organisation this lane belongs to, so hand-offs are not known: %(lanes)s.",
            "%(map)s: nobody has said which organisation these lanes belong to, so hand-offs are not known: %(lanes)s.",
            len(lanes),
        )
    return words % said


def circles(comparison: Comparison, names: Mapping[str, str], titles: tuple[str, str]) -> list[Circle]:
    """The hand-offs of either map on the same circle of agencies; none where nothing is handed over."""
    pairs = comparison.hand_offs
    around = list(dict.fromkeys(agency for pair in pairs for agency in pair))
    if not around:
        return []
    places = _places([names.get(agency, "") for agency in around])
    at = dict(zip(around, places, strict=True))
    return [
        _circle(title, at, {pair: getattr(both, side) for pair, both in pairs.items()}) for title, side in zip(titles, SIDES, strict=True)
    ]


SIDES = ("before", "after")


def _circle(title: str, at: Mapping[str, Place], times: Mapping[Pair, float | None]) -> Circle:
    happens = {pair: n for pair, n in times.items() if n is not None and n > SAME}
    lines = [Line(at[a].x, at[a].y, at[b].x, at[b].y, round(min(1.5 + n, 6.0), 1)) for (a, b), n in happens.items()]
    words = ngettext("%(times)s a person, %(kinds)s kind", "%(times)s a person, %(kinds)s kinds", len(happens))
    says = words % {"times": times_text(sum(happens.values())), "kinds": len(happens)}
    says = _("not known") if None in times.values() else says
    return Circle(title, tuple(at.values()), tuple(lines), says)


def _places(names: Sequence[str]) -> tuple[Place, ...]:
    """Evenly around, the first at the top."""
    found = []
    for n, name in enumerate(names):
        turn = 2 * pi * n / len(names)
        found.append(Place(n + 1, name, round(MIDDLE + RADIUS * sin(turn), 1), round(MIDDLE - RADIUS * cos(turn), 1)))
    return tuple(found)
