"""Where the ticks of an axis stand."""

import math
from collections.abc import Sequence


def ticks(highest: float, most: int = 6) -> list[float]:
    """From 0 to the first round number that is not below `highest`, in steps of 1, 2 or 5 of some power of ten, at most `most` steps."""
    if highest <= 0:
        return [0.0, 1.0]
    power = 10.0 ** math.floor(math.log10(highest / most))
    step = next(step * power for step in (1, 2, 5, 10) if math.ceil(highest / (step * power) - 1e-9) <= most)
    return [round(step * place, 10) for place in range(math.ceil(highest / step - 1e-9) + 1)]


def named_places(at: Sequence[float], most: int) -> list[int]:
    """Which of the places along an axis have room for a name: the first, and each far enough from the one before; at most `most`."""
    room = (at[-1] - at[0]) / max(most - 1, 1) if at else 0.0
    chosen: list[int] = []
    for place, where in enumerate(at):
        if not chosen or where - at[chosen[-1]] >= room - 1e-9:
            chosen.append(place)
    return chosen


def tick_words(value: float) -> str:
    """12, 0.5, 1,000."""
    return f"{value:,.10g}"
