"""The paths people took over the steps of a map, as a log tells them. Durations in seconds."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Path:
    """n closed cases that visited these steps one after the other and nothing else of the map. lead: their median lead time.

    fits: each of their moves is one the map has, the first and the last step are where a journey may begin and end.
    """

    steps: tuple[str, ...]
    n: int
    lead: float
    fits: bool


@dataclass(frozen=True)
class PathsTaken:
    """Of closed cases: paths are the most frequent, then by their steps; n_paths counts all different ones, n_fit the cases that fit."""

    n_closed: int
    n_fit: int
    n_paths: int
    paths: tuple[Path, ...]
