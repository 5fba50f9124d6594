"""How long until it happens when some are still waiting: Kaplan-Meier, and Aalen-Johansen where several things can happen.

Somebody still waiting at t counts as waiting at t.
"""

from dataclasses import dataclass

import numpy as np

from analytics.domain.events.reached import Reached

_ROUNDING = 1e-12
_WAITING = 0  # the cause of those to whom nothing has happened


@dataclass(frozen=True)
class Curve:
    """reached[i]: the share to whom it has happened by times[i], which rise; longest: the longest duration seen."""

    times: np.ndarray
    reached: np.ndarray
    longest: float | None

    def quantile(self, q: float) -> Reached:
        """The smallest time by which the share q is reached; else it is more than the longest seen."""
        place = np.flatnonzero(self.reached >= q - _ROUNDING)
        return Reached(float(self.times[place[0]])) if len(place) else Reached(None, self.longest)

    def quantile_of_reached(self, q: float) -> Reached:
        """The smallest time by which the share q of all whom it reaches is reached."""
        last = float(self.reached[-1]) if len(self.reached) else 0.0
        return self.quantile(q * last) if last > 0 else Reached(None, self.longest)


def kaplan_meier(durations: np.ndarray, happened: np.ndarray) -> Curve:
    """happened: false for those still waiting."""
    return aalen_johansen(durations, happened.astype(np.int64), 1)


def aalen_johansen(durations: np.ndarray, causes: np.ndarray, cause: int) -> Curve:
    """causes: 0 for those still waiting, else what happened; the curve is that of one cause among the others."""
    longest = float(durations.max()) if len(durations) else None
    times = np.unique(durations[causes != _WAITING])
    order = np.sort(durations)
    at_risk = len(order) - np.searchsorted(order, times, side="left")
    events = _counted(durations[causes != _WAITING], times)
    mine = _counted(durations[causes == cause], times)
    waiting_still = np.cumprod(1.0 - events / np.maximum(at_risk, 1))
    before = np.concatenate([[1.0], waiting_still[:-1]]) if len(times) else waiting_still
    return Curve(times, np.cumsum(before * mine / np.maximum(at_risk, 1)), longest)


def _counted(values: np.ndarray, times: np.ndarray) -> np.ndarray:
    ordered = np.sort(values)
    return np.searchsorted(ordered, times, side="right") - np.searchsorted(ordered, times, side="left")
