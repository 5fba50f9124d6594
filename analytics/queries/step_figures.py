"""Measured waits and times beside what people said, for the outline (the port StepFigures of journeys)."""

from collections.abc import Mapping

from django.utils.translation import gettext as _

from analytics.domain.measured import MeasuredTime
from analytics.domain.measured_words import median_days, median_minutes
from analytics.queries.measured import measurements_of
from journeys.domain.ports import Beside
from journeys.models import Map
from stakeholders.models import User


class MeasuredFigures:
    """Waits of links and hands-on times of steps, small numbers hidden."""

    def beside(self, *, user: User, of: Map) -> Mapping[str, Mapping[str, Beside]]:
        measurements = measurements_of(user, of)
        measured = measurements.times
        if measured is None:
            return {}
        data = measured.dataset if len(measurements.sources) > 1 else ""
        waits = {link: {"wait": _said(time, median_days(time), data)} for link, time in measured.waits.items()}
        return waits | {step: {"pt": _said(time, median_minutes(time), data)} for step, time in measured.service.items()}


def _said(time: MeasuredTime, words: str, data: str) -> Beside:
    """data: which they are of, where there are several."""
    if time.median.suppressed or not words:
        return Beside(_("too few to show"), data)
    return Beside(words, ", ".join(part for part in (_how(time), data) if part))


def _how(time: MeasuredTime) -> str:
    if time.n_open:
        return _("median, n %(n)s, %(open)s have not gone on yet") % {"n": f"{time.n:,}", "open": f"{time.n_open:,}"}
    return _("median, n %(n)s") % {"n": f"{time.n:,}"} if time.n is not None else _("median")
