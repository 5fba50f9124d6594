"""Figures as people write them: 61.5 days, 5 h 42, 0.39%, 10.7; in the language of the moment."""

from carejourneys.common.wording import Words as _
from journeys.domain.figures.definitions import DEFINITIONS

AMOUNTS = {"min": _("%(n)s min"), "h": _("%(n)s h"), "d": _("%(n)s d"), "wd": _("%(n)s wd"), "wk": _("%(n)s wk")}
HOURS_AND_MINUTES = _("%(hours)s h %(minutes)s")


def amount_text(number: str, unit: str) -> str:
    """A number that is written already, with the sign of its unit of time."""
    return str(AMOUNTS[unit]) % {"n": number}


def days_text(days: float) -> str:
    """Days to one decimal, without a needless .0 above ten thousandths: "61.5 d", "4 d"; under an hour in minutes, under a day in hours."""
    if 0 < days < 1 / 24:
        return amount_text(f"{days * 1440:.0f}", "min")
    if 0 < days < 1:
        return amount_text(_tenths(days * 24), "h")
    return amount_text(_tenths(days), "d")


def _tenths(number: float) -> str:
    return f"{number:.1f}".removesuffix(".0")


def minutes_text(minutes: float) -> str:
    """Minutes and hours: "45 min", "5 h 42", "19 h 10"."""
    whole = round(minutes)
    if whole < 60:
        return amount_text(str(whole), "min")
    hours, rest = divmod(whole, 60)
    if rest:
        return str(HOURS_AND_MINUTES) % {"hours": f"{hours:,}", "minutes": f"{rest:02d}"}
    return amount_text(f"{hours:,}", "h")


def percent_text(percent: float) -> str:
    """Whole when it is whole, else two decimals below 10% and one above: "80%", "0.39%", "2.91%", "74.2%"."""
    if abs(percent - round(percent)) < 1e-9:
        return f"{percent:.0f}%"
    return f"{percent:.2f}%" if percent < 10 else f"{percent:.1f}%"


def times_text(times: float) -> str:
    """How often: one decimal, unless whole."""
    return f"{times:.1f}".replace(".0", "") if times < 1000 else f"{times:,.0f}"


def figure_text(name: str, value: float) -> str:
    """A figure's value in its definition's unit, as words."""
    write = {"d": days_text, "min": minutes_text, "%": percent_text, "times": times_text, "count": lambda n: f"{n:g}"}
    return write[DEFINITIONS[name].unit](value)
