"""A figure of a map as people say it."""

from carejourneys.common.wording import Words as _
from journeys.domain.figures.definitions import DEFINITIONS
from journeys.domain.figures.score import MapFigure
from journeys.domain.figures.words import figure_text

WHOLE = ("right_first_time", "value_share", "person_value_share", "carer_value_share", "reach")  # shares of people or of minutes

OVERFULL = _("over 100%")


def is_overfull(figure: MapFigure) -> bool:
    """Whether a share is more than its whole, as people say it: no number that means anything."""
    return figure.value is not None and DEFINITIONS[figure.name].unit == "%" and round(figure.value) > 100


def in_words(figure: MapFigure) -> str:
    """A figure's value in its unit, rounded as people say it; of a share of more than its whole, just that.

    Empty when it cannot be given, or nothing of it is known yet.
    """
    if figure.value is None or figure.tells_nothing:
        return ""
    if is_overfull(figure):
        return str(OVERFULL)
    if DEFINITIONS[figure.name].unit == "%" and (figure.value >= 10 or figure.name in WHOLE):
        return f"{figure.value:.0f}%"
    return figure_text(figure.name, figure.value)
