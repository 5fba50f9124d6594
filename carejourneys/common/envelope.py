"""A number as it leaves the server: with its meaning, what it rests on, and whether it is hidden (contract, section 4)."""

from dataclasses import asdict, dataclass, replace
from typing import Any

from django.utils.translation import gettext as _

from carejourneys.common.small_numbers import THRESHOLD, hide_average, hide_centile, hide_count, hide_share


@dataclass(frozen=True)
class Number:
    """value: in `unit`, None when unknown or hidden. definition: id in the catalogue. calendar: the clock it runs on. period: ISO interval.

    n, n_open: people it rests on, and of them still on the way. why: why there is no value.
    source: measured, observed, told, workshop, planned or simulated; mixed when it rests on several, which `method` then names.
    """

    value: float | None
    unit: str
    definition: str
    calendar: str = ""
    period: str = ""
    n: int | None = None
    n_open: int | None = None
    source: str = "measured"
    method: str = ""
    suppressed: bool = False
    why: str = ""

    def as_dict(self) -> dict[str, Any]:
        """JSON-ready, every key present."""
        return asdict(self)

    def hidden(self, t: int) -> "Number":
        """The same number without its value and counts, saying why."""
        words = _("Hidden: it rests on fewer than %(t)s people, or could show them by subtraction.") % {"t": t}
        return replace(self, value=None, n=None, n_open=None, suppressed=True, why=words)

    def for_average(self, t: int = THRESHOLD) -> "Number":
        """Hidden when it rests on fewer than t people; the counts beside it follow the rule too."""
        return self.hidden(t) if hide_average(self.n or 0, t) else self._counts(t)

    def for_centile(self, q: float, t: int = THRESHOLD) -> "Number":
        """Hidden when too few people stand on either side of centile q."""
        return self.hidden(t) if hide_average(self.n or 0, t) or hide_centile(self.n or 0, q, t) else self._counts(t)

    def for_share(self, numerator: int, t: int = THRESHOLD) -> "Number":
        """Hidden when the numerator or its complement in n is 1 to t-1."""
        return self.hidden(t) if hide_share(numerator, self.n or 0, t) else self._counts(t)

    def _counts(self, t: int) -> "Number":
        return replace(self, n_open=None) if self.n_open is not None and hide_count(self.n_open, t) else self
