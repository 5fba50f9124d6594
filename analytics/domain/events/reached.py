"""A quantile that may not be reached."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Reached:
    """A quantile with open cases counted (rule 13). seconds None and beyond set: not reached, it is more than `beyond`."""

    seconds: float | None
    beyond: float | None = None
