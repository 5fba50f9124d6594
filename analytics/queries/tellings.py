"""How a row of figures is told to a reader: the one place that says under which threshold, and whether at all.

Whoever may open the data reads exact figures at once. Everybody else reads what an audit found may be told (docs/small_numbers.md).
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext as _

from analytics.domain.telling_levels import NOTHING, threshold_at
from analytics.models import Dataset, MeasureResult
from analytics.models.telling import TOLD
from stakeholders.domain.permissions import Permission
from stakeholders.models import AuditEntry, Economy, User
from stakeholders.queries.access import permissions_in
from stakeholders.queries.economies import economies_with

Row = Dataset | MeasureResult


def reads_exactly(user: User, economy: Economy) -> bool:
    """Whether the person reads figures as they are."""
    return may_read_exactly(permissions_in(user, economy.pk))


def may_read_exactly(may: Collection[Permission]) -> bool:
    """The same of whoever may do these."""
    return Permission.VIEW_RAW_DATA in may


def is_told_to(row: Row, *, exact: bool) -> bool:
    """Whether figures of the row are there for a reader. exact: for somebody who may open the data."""
    return exact or row.is_told


def told_or_read_by(user: User) -> Q:
    """Rows of data that are told to a person: to others, or exactly to them."""
    return TOLD | Q(journey__economy__in=economies_with(user, Permission.VIEW_RAW_DATA))


def threshold_of(row: Row, economy: Economy) -> int:
    """Under which figures of the row are told to others. ValueError where they are not."""
    if row.told_level is None:
        raise ValueError(f"not looked at yet: {row.pk}")
    return threshold_at(row.told_level, economy.small_number_threshold)


def threshold_for(row: Row, economy: Economy, *, exact: bool) -> int:
    """The same for a reader; 0 for somebody who may open the data: nothing is hidden."""
    return 0 if exact else threshold_of(row, economy)


def withheld_said(row: Row) -> str:
    """Why its figures are not there, for others."""
    if row.is_kept_back:
        return _("Newer figures are kept back, so that nobody can be recognised. An analyst sees all.")
    return _("Newer figures are being checked so that nobody can be recognised. They come by themselves.")


@dataclass(frozen=True)
class Thresholds:
    """now: the economy's. raised: (when, from what), in their order: what was told before was told under the lower one."""

    now: int
    raised: tuple[tuple[datetime, int], ...] = ()

    @classmethod
    def of(cls, economy: Economy) -> "Thresholds":
        """One query."""
        entries = AuditEntry.objects.filter(economy=economy, action="economy.threshold_raised").order_by("id")
        return cls(economy.small_number_threshold, tuple((one.at, one.details["from"]) for one in entries))

    def told_under(self, row: Row) -> tuple[int, ...]:
        """All thresholds under which a row that is told was: that in force when it was told first, and those since."""
        return self._under(row.told_level or NOTHING, row.told_since)

    def told_before(self, row: Dataset) -> tuple[int, ...]:
        """The same of data as they were told while their activities went by other names."""
        found = ((level, datetime.fromisoformat(since) if since else None) for level, since in row.told_before)
        return tuple(sorted({t for level, since in found for t in self._under(level, since)}))

    def _under(self, level: int, since: datetime | None) -> tuple[int, ...]:
        earlier = [before for at, before in self.raised if since is not None and since <= at]
        return tuple(threshold_at(level, t) for t in (*earlier, self.now))
