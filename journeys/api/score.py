"""The figures of a map as the API answers them: every number in an envelope, beside its definition."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from journeys.domain.figures.ladder import Rung
from journeys.domain.figures.score import Score
from journeys.queries.numbers import CATALOGUE, definition, figure, number


def hand_off_rows(of: Score, names: Mapping[str, str]) -> list[dict[str, Any]]:
    """Each pair of agencies, the most frequent first."""
    passed = of.hand_offs
    if passed is None:
        return []
    shares, rows = of.sources["hand_offs"], []
    for (a, b), times in sorted(passed.all.items(), key=lambda pair: (-pair[1], pair[0])):
        between = {"from_agency": a, "from_name": names.get(a, ""), "to_agency": b, "to_name": names.get(b, "")}
        parts = {"times": times, **{name: getattr(passed, name).get((a, b), 0.0) for name in ("moving", "information", "carried")}}
        rows.append({**between, **{name: number(n, "hand_offs", shares) for name, n in parts.items()}})
    return rows


def score_answer(of: Score, names: Mapping[str, str]) -> dict[str, Any]:
    """The whole score line; `names` are the agencies'."""
    shares = of.sources.get("hand_offs", ())
    return {
        "why_not": str(of.why_not),
        "figures": [figure(one, of.sources.get(one.name, ())) for one in of.figures.values()],
        "visits": [{"element": id, "times": number(times, "visits", shares)} for id, times in of.visits.items()],
        "taken": [{"element": id, "times": number(times, "taken", shares)} for id, times in of.taken.items()],
        "effort_by_agency": _effort_rows(of, names),
        "hand_offs": hand_off_rows(of, names),
        "gaps": [{"step": gap.step, "kinds": list(gap.kinds)} for gap in of.gaps],
        "findings": [{**asdict(finding), "words": str(finding.words)} for finding in of.findings],
        "ladder": [_rung_row(of, rung) for rung in of.ladder],
        "definitions": [definition(one) for one in CATALOGUE.values()],
    }


def _effort_rows(of: Score, names: Mapping[str, str]) -> list[dict[str, Any]]:
    sources = of.sources.get("effort", ())
    return [{"agency": id, "name": names.get(id, ""), "effort": number(n, "effort", sources)} for id, n in of.effort_by_agency.items()]


def _rung_row(of: Score, rung: Rung) -> dict[str, Any]:
    met = "visits" if rung.kind == "touch" else "taken"
    return {
        "kind": rung.kind,
        "element": rung.element,
        "words": rung.words,
        "days": number(rung.days, "rung", of.sources.get("lead_time", ())),
        "minutes": number(rung.minutes, "touch", of.sources.get("touch", ())),
        "times": number(rung.times, met, of.sources.get("hand_offs", ())),
    }
