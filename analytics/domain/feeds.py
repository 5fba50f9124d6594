"""What the files of a feed have in common: the names of their columns, however they are ordered."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from carejourneys.common.wording import Words as _

SAID = 12  # names of columns said at once


@dataclass(frozen=True)
class ColumnChange:
    """missing: columns that earlier files had; new: those that they had not; in the order of the files."""

    missing: tuple[str, ...] = ()
    new: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.missing or self.new)

    def words(self) -> str:
        """Which columns, for whoever brought the file."""
        given = {"missing": said(self.missing), "new": said(self.new)}
        if not self.new:
            return _("The columns are not those of earlier files. Missing: %(missing)s.", **given)
        if not self.missing:
            return _("The columns are not those of earlier files. New: %(new)s.", **given)
        return _("The columns are not those of earlier files. Missing: %(missing)s. New: %(new)s.", **given)


def column_change(known: Sequence[str], read: Collection[str], found: Sequence[str], *, may_vary: bool) -> ColumnChange:
    """How the columns `found` differ from those `known` of a feed that reads `read` of them. known: empty where nobody noted them.

    may_vary: attributes of XES come and go from event to event: only those that are read must be there.
    """
    if may_vary or not known:
        return ColumnChange(missing=tuple(name for name in read if name not in found))
    return ColumnChange(tuple(name for name in known if name not in found), tuple(name for name in found if name not in known))


def said(names: Sequence[str]) -> str:
    """The first of them, none too long."""
    shown = ", ".join(f"“{name if len(name) <= 40 else name[:39] + '…'}”" for name in names[:SAID])
    return f"{shown} … +{len(names) - SAID}" if len(names) > SAID else shown
