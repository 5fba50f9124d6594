"""Differences as people write them: "−37.3 d", "+1 d", "+43.2 points"; in the language of the moment."""

from django.utils.translation import gettext as _

from journeys.domain.figures.definitions import DEFINITIONS, Good
from journeys.domain.figures.words import amount_text, figure_text, minutes_text, times_text

MINUS, PLUS = "−", "+"
SAME = 5e-7  # less is rounding of the computer


def whole_days(days: float) -> str:
    """Days to two decimals, so that a column of them adds up to the eye: "10.22 d", "7 d"."""
    return amount_text(f"{days:.2f}".rstrip("0").rstrip("."), "d")


def changed_by(name: str, change: float) -> str:
    """The change of a figure with its sign; of a share in points."""
    size = abs(change)
    if size < SAME:
        return _("no change")
    unit = DEFINITIONS[name].unit
    if unit == "d":
        words = amount_text(f"{size:.1f}".removesuffix(".0"), "d") if size >= 0.05 else figure_text(name, size)
    elif unit == "%":
        words = _("%(n)s points") % {"n": f"{size:.1f}".removesuffix(".0") if size >= 1 else f"{size:.2f}"}
    else:
        words = {"min": minutes_text, "times": times_text, "count": lambda n: f"{n:g}"}[unit](size)
    return f"{PLUS if change > 0 else MINUS}{words}"


def part_changed_by(name: str, change: float) -> str:
    """The same of one of the parts that add up: days keep two decimals."""
    if DEFINITIONS[name].unit != "d":
        return changed_by(name, change)
    return _("no change") if abs(change) < SAME else f"{PLUS if change > 0 else MINUS}{whole_days(abs(change))}"


def judged(name: str, change: float | None) -> str:
    """good, bad or empty: whether the change is for the better, where either way is better."""
    good = DEFINITIONS[name].good
    if change is None or abs(change) < SAME or good is Good.NEITHER:
        return ""
    return "good" if (change < 0) == (good is Good.LESS) else "bad"
