"""Times on a zone's clock become instants.

A time that the clock change repeats is the earlier; one that it skips is read by the clock before the change.
"""

from datetime import UTC, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo

import numpy as np
from django.utils.translation import gettext as _

from analytics.engine.refusal import LogRefused

_EPOCH = datetime(1970, 1, 1)
_SECOND = 1_000_000
_YEAR = 366 * 86_400 * _SECOND


def zone_named(name: str) -> ZoneInfo:
    """The IANA zone of this name. LogRefused when there is none."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:
        raise LogRefused(_("there is no time zone of the name %(name)s") % {"name": name}, option="timezone") from error


class ZoneClock:
    """Turns local microseconds into instants, a column at once."""

    def __init__(self, name: str):
        self.name = name
        self._zone: tzinfo = zone_named(name)
        self._changes: dict[int, list[tuple[int, int, int]]] = {}

    def instants(self, local: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """(microseconds since 1970 in UTC, which of the times the clock change repeats or skips)."""
        out, doubtful = local.copy(), np.zeros(len(local), dtype=bool)
        blocks = local // _YEAR
        for block in np.unique(blocks):
            here = blocks == block
            shift, unsure = self._shift(int(block), local[here])
            out[here] -= shift
            doubtful[here] = unsure
        return out, doubtful

    def _shift(self, block: int, local: np.ndarray) -> tuple[np.ndarray | int, np.ndarray | bool]:
        changes = self._around(block)
        if not changes:
            return self._offset(block * _YEAR), False
        switch = np.array([instant + max(before, after) for instant, before, after in changes], dtype=np.int64)
        low = np.array([instant + min(before, after) for instant, before, after in changes], dtype=np.int64)
        offsets = np.array([changes[0][1], *(after for _instant, _before, after in changes)], dtype=np.int64)
        place = np.searchsorted(switch, local, side="right")
        unsure = (place < len(switch)) & (local >= low[np.minimum(place, len(switch) - 1)])
        return offsets[place], unsure

    def _around(self, block: int) -> list[tuple[int, int, int]]:
        """(instant, offset before, offset after) of the changes in 366 days and two on either side."""
        if block not in self._changes:
            found = []
            day = 86_400 * _SECOND
            begin = block * _YEAR - 2 * day
            before = self._offset(begin)
            for step in range(1, 371):
                after = self._offset(begin + step * day)
                if after != before:
                    found.append((self._moment(begin + (step - 1) * day, begin + step * day, before), before, after))
                    before = after
            self._changes[block] = found
        return self._changes[block]

    def _moment(self, low: int, high: int, before: int) -> int:
        while high - low > _SECOND:
            middle = (low + high) // 2 // _SECOND * _SECOND
            if self._offset(middle) == before:
                low = middle
            else:
                high = middle
        return high

    def _offset(self, instant: int) -> int:
        """Microseconds east at an instant; at the ends of the calendar that of the nearest year."""
        seconds = min(max(instant // _SECOND, -62_000_000_000), 253_300_000_000)
        moment = (_EPOCH + timedelta(seconds=seconds)).replace(tzinfo=UTC).astimezone(self._zone)
        return int((moment.utcoffset() or timedelta()).total_seconds()) * _SECOND
