"""Who hands over to whom and who does how much on either map, by agency; and the hand-offs as two circles."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import cos, pi, sin

from django.utils.translation import gettext as _

from journeys.domain.comparing.comparison import BothTimes, Comparison
from journeys.domain.figures.handoffs import Pair
from journeys.domain.figures.words import minutes_text, times_text

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
    effort = _ordered(comparison.effort)
    longest = max((max(both.before, both.after) for _agency, both in effort), default=0.0) or 1.0
    return [
        AgencyRow(
            names.get(agency, ""),
            minutes_text(both.before) if both.before else _("none"),
            minutes_text(both.after) if both.after else _("none"),
            changed_by("effort", both.change),
            "",
            (round(100 * both.before / longest, 2), round(100 * both.after / longest, 2)),
        )
        for agency, both in effort
    ]


def _ordered(effort: Mapping[str, BothTimes]) -> list[tuple[str, BothTimes]]:
    return sorted(effort.items(), key=lambda one: (-one[1].before, -one[1].after, one[0]))


def moved(comparison: Comparison, names: Mapping[str, str]) -> tuple[list[str], list[str]]:
    """(more work for, less work for): agencies with the change, the greatest first."""
    changes = sorted(((both.change, names.get(agency, "")) for agency, both in comparison.effort.items()), key=lambda one: -abs(one[0]))
    said = [(change, f"{name} {changed_by('effort', change)}") for change, name in changes if abs(change) >= 0.5]
    return [words for change, words in said if change > 0], [words for change, words in said if change < 0]


def hand_off_rows(comparison: Comparison, names: Mapping[str, str]) -> list[AgencyRow]:
    """Times a person by pair of agencies."""
    return [
        AgencyRow(
            _("%(source)s to %(target)s") % {"source": names.get(a, ""), "target": names.get(b, "")},
            times_text(both.before) if both.before > SAME else _("none"),
            times_text(both.after) if both.after > SAME else _("none"),
            changed_by("hand_offs", both.change),
            judged("hand_offs", both.change),
        )
        for (a, b), both in comparison.hand_offs.items()
    ]


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


def _circle(title: str, at: Mapping[str, Place], times: Mapping[Pair, float]) -> Circle:
    happens = {pair: n for pair, n in times.items() if n > SAME}
    lines = [Line(at[a].x, at[a].y, at[b].x, at[b].y, round(min(1.5 + n, 6.0), 1)) for (a, b), n in happens.items()]
    says = _("%(times)s a person, %(kinds)s kinds") % {"times": times_text(sum(happens.values())), "kinds": len(happens)}
    return Circle(title, tuple(at.values()), tuple(lines), says)


def _places(names: Sequence[str]) -> tuple[Place, ...]:
    """Evenly around, the first at the top."""
    found = []
    for n, name in enumerate(names):
        turn = 2 * pi * n / len(names)
        found.append(Place(n + 1, name, round(MIDDLE + RADIUS * sin(turn), 1), round(MIDDLE - RADIUS * cos(turn), 1)))
    return tuple(found)
