"""What event data say of two maps, beside what people estimate: never subtracted from it, for a median is no expected value."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from analytics.domain.measured import MeasuredDays, MeasuredMap
from analytics.domain.measured_words import SECONDS_A_DAY
from carejourneys.pages.grid.measured_words import beside, counted
from journeys.domain.comparing.comparison import Comparison
from journeys.domain.elements import Element

NOT_LIKE = {
    "lead_time": gettext_lazy(
        "not compared: a median of people, those still on the way counted in; estimated is a mean of those who reach the end"
    ),
    "going_round": gettext_lazy("not compared: a share of people; estimated are days"),
    "flow_efficiency": gettext_lazy("not compared: only activities that were recorded count"),
    "hand_offs": gettext_lazy("not compared: only what the data record counts"),
    "reach": gettext_lazy("not compared: of those who have finished; estimated of all who start"),
}


@dataclass(frozen=True)
class MeasuredWords:
    """What the data say of a figure, and why that is not compared with the estimates."""

    words: str
    why_not: str


def measured_words(name: str, times: MeasuredMap | None) -> MeasuredWords | None:
    """None where they say nothing of it."""
    words = beside(name, times)
    return MeasuredWords(words, str(NOT_LIKE[name])) if words else None


@dataclass(frozen=True)
class MeasuredWaits:
    """Where the days of those who have finished went, on average, in days. at: {step: waiting for it}. elsewhere: what belongs to no step
    of the map, and pairs of few people. They add up to `whole`. n: people, in words.
    """

    whole: float
    work: float
    at: Mapping[str, float] = field(default_factory=dict)
    elsewhere: float = 0.0
    n: str = ""


def measured_waits(comparison: Comparison, times: MeasuredMap | None) -> MeasuredWaits | None:
    """Of the map before; None where nothing was measured or too few people have finished."""
    if times is None or times.days is None or not times.days.lead.value:
        return None
    return _waits(times.days, comparison.before.elements)


def _waits(days: MeasuredDays, elements: Mapping[str, Element]) -> MeasuredWaits:
    at: dict[str, float] = defaultdict(float)
    elsewhere = (days.together.value or 0.0) if days.together is not None else 0.0
    for (_source, target), number in days.between.items():
        if target is not None and target in elements:
            at[target] += (number.value or 0.0) / SECONDS_A_DAY
        else:
            elsewhere += number.value or 0.0
    whole, work = days.lead.value or 0.0, days.touch.value or 0.0
    n = _("n %(n)s") % {"n": counted(days.lead.n)}
    return MeasuredWaits(whole / SECONDS_A_DAY, work / SECONDS_A_DAY, dict(at), elsewhere / SECONDS_A_DAY, n)
