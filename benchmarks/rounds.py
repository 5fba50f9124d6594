"""Contenders in turn, round after round, so that a busy machine is unfair to all alike; medians and ratios to the first."""

from collections.abc import Callable, Mapping
from statistics import median


def in_turn(contenders: Mapping[str, Callable[[], float]], rounds: int) -> dict[str, list[float]]:
    """{name: seconds of each round}. Every other round goes the other way."""
    taken: dict[str, list[float]] = {name: [] for name in contenders}
    for number in range(rounds):
        for name in list(contenders)[:: -1 if number % 2 else 1]:
            taken[name].append(contenders[name]())
    return taken


def table(taken: Mapping[str, list[float]], unit: float = 1.0, word: str = "s", more: Mapping[str, str] | None = None) -> str:
    """Median, least and most, and the median as a ratio to that of the first."""
    first = median(next(iter(taken.values())))
    width = max(map(len, taken))
    lines = []
    for name, values in taken.items():
        said = f"{median(values) * unit:9.3g} {word} ({min(values) * unit:.3g} to {max(values) * unit:.3g})"
        lines.append(f"  {name.ljust(width)} {said.ljust(34)} × {median(values) / first:7.2f}  {(more or {}).get(name, '')}".rstrip())
    return "\n".join(lines)
