"""n, mean, spread and quantiles of a column, the same way everywhere: quantiles linear (type 7), sd with n - 1, means out of whole sums."""

from typing import Any

LEVELS = (0.05, 0.25, 0.5, 0.75, 0.9, 0.95)


def distribution_sql(micros: str) -> str:
    """Columns of SQL for a column of whole microseconds, in seconds: n, mean, sd, quantiles. Nulls are left out."""
    levels = ", ".join(map(str, LEVELS))
    return (
        f"count({micros}) AS n, sum({micros})::DOUBLE / count({micros}) / 1e6 AS mean, "
        f"stddev_samp({micros} / 1e6) AS sd, quantile_cont({micros} / 1e6, [{levels}]) AS quantiles"
    )


def number_sql(column: str) -> str:
    """The same for plain numbers."""
    levels = ", ".join(map(str, LEVELS))
    return f"count({column}) AS n, avg({column}) AS mean, stddev_samp({column}) AS sd, quantile_cont({column}, [{levels}]) AS quantiles"


def distribution(row: tuple[Any, ...]) -> dict[str, Any]:
    """{n, mean, sd, quantiles} of a row of the above."""
    n, mean, sd, quantiles = row
    return {"n": n, "mean": mean, "sd": sd, "quantiles": levels_of(quantiles)}


def levels_of(quantiles: list | None) -> dict[str, float | None]:
    """{"0.05": …}; nothing was measured: each None."""
    return {str(level): quantiles[place] if quantiles else None for place, level in enumerate(LEVELS)}
