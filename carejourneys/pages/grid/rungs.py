"""The ladder along the bottom of the map: where the days go, waits above, work below. Widths are in proportion, but wide enough to read."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from journeys.domain.figures.ladder import Rung
from journeys.domain.figures.words import days_text, minutes_text

FLOORS = {"touch": 3.6, "wait": 2.8, "round": 8.0}  # per cent of the ladder, so that "15 min", "4 d" and "+ 10.2 d again" can be read
MOST_FLOOR = 70.0


@dataclass(frozen=True)
class Bar:
    """One rung as drawn. x, width, middle: per cent of the ladder. words: short, on it. says: the same as a sentence."""

    kind: str
    element: str
    x: float
    width: float
    words: str
    says: str

    @property
    def middle(self) -> float:
        return round(self.x + self.width / 2, 3)


def bars(rungs: Sequence[Rung]) -> list[Bar]:
    """The rungs side by side over the whole width."""
    total = sum(rung.days for rung in rungs)
    if total <= 0:
        return []
    floors = [FLOORS[rung.kind] for rung in rungs]
    shrink = min(1.0, MOST_FLOOR / sum(floors))
    rest = 100 - shrink * sum(floors)
    found: list[Bar] = []
    x = 0.0
    for rung, floor in zip(rungs, floors, strict=True):
        width = shrink * floor + rest * (rung.days / total)
        found.append(Bar(rung.kind, rung.element, round(x, 3), round(width, 3), _short(rung), _sentence(rung)))
        x += width
    return found


def _short(rung: Rung) -> str:
    if rung.kind == "round":
        return _("+ %s again") % days_text(rung.days)
    return minutes_text(rung.minutes) if rung.kind == "touch" and rung.minutes else days_text(rung.days)


def _sentence(rung: Rung) -> str:
    if rung.kind == "round":
        return _("%(days)s more because people are sent back to “%(step)s”") % {"days": days_text(rung.days), "step": rung.words}
    if rung.kind == "wait":
        return _("%(days)s waiting before “%(step)s”") % {"days": days_text(rung.days), "step": rung.words}
    time = minutes_text(rung.minutes) if rung.minutes else days_text(rung.days)
    return _("%(time)s of work at “%(step)s”") % {"time": time, "step": rung.words}
