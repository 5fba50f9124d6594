"""A comparison as the API answers it: every number in its envelope; and its differences as rows of a file."""

from collections.abc import Iterator, Mapping
from typing import Any

from analytics.domain.measured import MeasuredMap
from carejourneys.common.envelope import Number
from journeys.domain.accounts import SOURCES
from journeys.domain.comparing.breakdowns import Breakdown, Line
from journeys.domain.comparing.comparison import BothTimes, Comparison, FigureChange
from journeys.domain.figures.definitions import DEFINITIONS
from journeys.queries.numbers import METHOD, figure, number

from .amounts import judged
from .figures import Measured
from .steps import named, phase_of

CHANGE = f"after less before, each of {METHOD}"
TOGETHER = "together"
BETTER = {"good": "better", "bad": "worse", "": ""}
DIFFERENCE_COLUMNS = (
    "figure",
    "unit",
    "kind",
    "becomes",
    "phase",
    "words",
    "before_elements",
    "after_elements",
    "before",
    "after",
    "difference",
)


def answer(comparison: Comparison, names: Mapping[str, str], measured: Measured) -> dict[str, Any]:
    """The comparison; `names` are the agencies'."""
    return {
        "unlike": [str(words) for words in comparison.unlike],
        "figures": [_figure(comparison, one, measured) for one in comparison.figures.values()],
        "differences": [_breakdown(comparison, one) for one in comparison.breakdowns.values()],
        "waiting": [_line(comparison, "lead_time", line) for line in comparison.waiting],
        "effort_by_agency": [
            {"agency": agency, "name": names.get(agency, ""), **_both(comparison, "effort", both)}
            for agency, both in comparison.effort.items()
        ],
        "hand_offs": [
            {
                "from_agency": a,
                "from_name": names.get(a, ""),
                "to_agency": b,
                "to_name": names.get(b, ""),
                **_both(comparison, "hand_offs", both),
            }
            for (a, b), both in comparison.hand_offs.items()
        ],
        "steps": [{"becomes": one.kind, "before": list(one.before), "after": list(one.after)} for one in comparison.steps.all],
    }


def difference_rows(comparison: Comparison) -> Iterator[dict[str, Any]]:
    """Every line of every figure that is compared; the differences of a figure add up to its own."""
    for one in comparison.breakdowns.values():
        about = {"figure": one.figure, "unit": DEFINITIONS[one.figure].unit}
        for line in one.lines:
            parts = {"before": line.before, "after": line.after, "difference": line.change}
            match = {"before_elements": " ".join(line.match.before), "after_elements": " ".join(line.match.after)}
            words = {"phase": phase_of(comparison, line.match)[1], "words": named(comparison, line.match)}
            yield {**about, "kind": line.kind, "becomes": line.match.kind, **words, **match, **parts}
        if one.together:
            empty = dict.fromkeys(DIFFERENCE_COLUMNS, "")
            yield {**empty, **about, "kind": TOGETHER, "difference": one.together}


def _sources(comparison: Comparison, name: str) -> tuple[str, ...]:
    """Of the accounts that the figure rests on, on either map."""
    found = {source for one in comparison.scores for source in one.sources.get(name, ())}
    return tuple(source for source in SOURCES if source in found)


def _change(comparison: Comparison, name: str, change: float | None, why: str = "") -> dict[str, Any]:
    return number(change, name, _sources(comparison, name), method=CHANGE, why=why)


def _figure(comparison: Comparison, one: FigureChange, measured: Measured) -> dict[str, Any]:
    sides = zip((one.before, one.after), comparison.scores, strict=True)
    before, after = (figure(side, score.sources.get(one.name, ())) for side, score in sides)
    return {
        "figure": one.name,
        "before": before,
        "after": after,
        "difference": _change(comparison, one.name, one.change, str(one.why_not)),
        "about": one.about,
        "judged": BETTER[judged(one.name, one.change)],
        "measured_before": _measured(one.name, measured[0]),
        "measured_after": _measured(one.name, measured[1]),
    }


def _measured(name: str, times: MeasuredMap | None) -> list[dict[str, Any]]:
    """What data say of the figure; never subtracted from an estimate."""
    if times is None:
        return []
    headline = times.headline
    found: dict[str, list[tuple[str, Number | None]]] = {
        "lead_time": [("median", headline.median), ("80th centile", headline.p80), ("mean", headline.mean)] if headline else [],
        "going_round": [("share", times.going_round)],
        "flow_efficiency": [("share", times.recorded_share)],
        "hand_offs": [("mean", times.hand_offs)],
        "reach": [("share", times.reached_end)],
    }
    return [{"what": what, "number": one.as_dict()} for what, one in found.get(name, []) if one is not None]


def _breakdown(comparison: Comparison, one: Breakdown) -> dict[str, Any]:
    return {
        "figure": one.figure,
        "difference": _change(comparison, one.figure, one.change),
        "lines": [_line(comparison, one.figure, line) for line in one.lines],
        "together": _change(comparison, one.figure, one.together),
    }


def _line(comparison: Comparison, name: str, line: Line) -> dict[str, Any]:
    before, after = (_part(comparison, name, part, side) for part, side in ((line.before, 0), (line.after, 1)))
    return {
        "kind": line.kind,
        "becomes": line.match.kind,
        "phase": phase_of(comparison, line.match)[1],
        "words": named(comparison, line.match),
        "before_elements": list(line.match.before),
        "after_elements": list(line.match.after),
        "before": before,
        "after": after,
        "difference": _change(comparison, name, line.change),
    }


def _both(comparison: Comparison, name: str, both: BothTimes) -> dict[str, Any]:
    before, after = (_part(comparison, name, part, side) for part, side in ((both.before, 0), (both.after, 1)))
    return {"before": before, "after": after, "difference": _change(comparison, name, both.change)}


def _part(comparison: Comparison, name: str, part: float, side: int) -> dict[str, Any]:
    return number(part, name, comparison.scores[side].sources.get(name, ()))
