"""Figures of maps as envelopes: every number with its definition, its unit, what it rests on, and why there is none."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from django.utils.translation import gettext as _

from carejourneys.common.envelope import Number
from journeys.domain.figures.definitions import DEFINITIONS, PARTS, Definition
from journeys.domain.figures.score import MapFigure

CATALOGUE = DEFINITIONS | PARTS
METHOD = "expected values of an absorbing Markov chain"
DRAWN = "workshop"  # what rests on how the map is drawn alone is what those who drew it think
MIXED = "mixed"


def number(value: float | None, definition: str, sources: Sequence[str], *, method: str = METHOD, **more: Any) -> dict[str, Any]:
    """A number in its envelope. Of accounts of several sources it says "mixed", and which in its method."""
    source = sources[0] if sources else DRAWN
    if len(sources) > 1:
        source, method = MIXED, f"{method}, of accounts that are {', '.join(sources)}"
    return Number(value, CATALOGUE[definition].unit, definition, source=source, method=method, **more).as_dict()


def figure(of: MapFigure, sources: Sequence[str]) -> dict[str, Any]:
    """A figure of the score line."""
    why = _("It can be given as soon as %(what)s.") % {"what": of.why_not} if of.why_not else ""
    meaning = CATALOGUE[of.name]
    unsure = {"qualifier": str(of.qualifier), "low": of.low, "high": of.high, "known": of.known, "needed": of.needed}
    return {
        **number(of.value, of.name, sources, calendar=str(of.basis), why=why),
        "title": _(meaning.title),
        "good": meaning.good.value,
        **unsure,
    }


def definition(of: Definition) -> dict[str, Any]:
    """What a number means, in words."""
    words = {name: _(text) if (text := getattr(of, name)) else "" for name in ("title", "counts", "unknown")}
    return {**asdict(of), "good": of.good.value, **words}
