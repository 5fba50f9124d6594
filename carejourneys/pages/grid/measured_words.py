"""What the data say beside an estimated figure, in words: short on the score line, whole on the figure's page."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from analytics.domain.measured import MeasuredMap, MeasuredTime
from analytics.domain.measured_words import days_of
from analytics.domain.metrics import METRICS
from carejourneys.common.envelope import Number
from journeys.domain.figures.words import percent_text, times_text

WHOLE = 100.0  # per cent


def beside(name: str, measured: MeasuredMap | None) -> str:
    """The line on the tile of a figure: "measured 58.1 d median (80th 77 d), n 1,081, 149 on the way"; empty when nothing was measured."""
    if measured is None:
        return ""
    if name == "lead_time":
        return _lead_time(measured.headline)
    if name not in BESIDE:
        return ""
    read, words, write = BESIDE[name]
    return _number(read(measured), str(words), write)


def counted(n: int | None) -> str:
    """How many, in words."""
    return f"{n:,}" if n is not None else _("hidden")


def _lead_time(time: MeasuredTime | None) -> str:
    if time is None:
        return ""
    median, p80 = days_of(time.median, time.beyond), days_of(time.p80, time.beyond)
    if not median:
        return _("measured: too few to show")
    said = {"median": median, "p80": p80 or _("hidden"), "n": counted(time.n), "open": counted(time.n_open)}
    if time.n_open == 0:
        return _("measured %(median)s median (80th %(p80)s), n %(n)s") % said
    return _("measured %(median)s median (80th %(p80)s), n %(n)s, %(open)s on the way") % said


def _number(number: Number | None, words: str, write: Callable[[float], str]) -> str:
    if number is None or (number.value is None and not number.suppressed):
        return ""
    if number.value is None:
        return _("measured: too few to show")
    return words % {"value": write(number.value), "n": counted(number.n)}


def _recorded_share(measured: MeasuredMap) -> Number | None:
    """None where no activity has a start: then nothing of it is known, and 0% would read as measured."""
    missing = measured.missing_starts
    return None if missing is not None and missing.value == WHOLE else measured.recorded_share


Read = Callable[[MeasuredMap], Number | None]
BESIDE: dict[str, tuple[Read, Any, Callable[[float], str]]] = {
    "going_round": (lambda measured: measured.going_round, gettext_lazy("measured %(value)s go round, n %(n)s"), percent_text),
    "flow_efficiency": (_recorded_share, gettext_lazy("recorded activity share %(value)s, n %(n)s"), percent_text),
    "hand_offs": (lambda measured: measured.hand_offs, gettext_lazy("measured %(value)s, n %(n)s"), times_text),
    "reach": (lambda measured: measured.reached_end, gettext_lazy("measured %(value)s, n %(n)s"), percent_text),
}


@dataclass(frozen=True)
class MeasuredStory:
    """rows: (what, value, n, still on the way) in words; definition: what was counted."""

    rows: list[tuple[str, str, str, str]]
    definition: str


METRIC_BESIDE = {
    "lead_time": "measured_lead_time",
    "going_round": "measured_going_round",
    "flow_efficiency": "recorded_activity_share",
    "hand_offs": "measured_hand_offs",
    "reach": "measured_reach",
}


def measured_story(name: str, measured: MeasuredMap | None) -> MeasuredStory | None:
    """What the data say about a figure, with what it means; None where they say nothing of it."""
    if measured is None or name not in METRIC_BESIDE:
        return None
    rows = list(_lead_rows(measured) if name == "lead_time" else _rows(name, measured))
    return MeasuredStory(rows, _(METRICS[METRIC_BESIDE[name]].definition)) if rows else None


def _lead_rows(measured: MeasuredMap) -> Iterator[tuple[str, str, str, str]]:
    for time, words in ((measured.to_end, _("to the last step")), (measured.lead_time, _("to any end"))):
        if time is None:
            continue
        n, on_the_way = counted(time.n), counted(time.n_open)
        for number, which, beyond in (
            (time.median, _("Median"), time.beyond),
            (time.p80, _("80 in 100 within"), time.beyond),
            (time.closed_median, _("Median of those who have finished"), None),
            (time.closed_p80, _("80 in 100 of those who have finished within"), None),
        ):
            yield (f"{which}, {words}", days_of(number, beyond) or _("too few to show"), n, on_the_way)


def _rows(name: str, measured: MeasuredMap) -> Iterator[tuple[str, str, str, str]]:
    read, _words, write = BESIDE[name]
    numbers = [read(measured), measured.missing_starts] if name == "flow_efficiency" else [read(measured)]
    for number in numbers:
        if number is not None and (number.value is not None or number.suppressed):
            value = write(number.value) if number.value is not None else _("too few to show")
            yield (_(METRICS[number.definition].title), value, counted(number.n), "")
