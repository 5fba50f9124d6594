"""Why a log cannot be read: one clear line, naming the file, the row and the column; never what a cell holds."""

from django.utils.translation import gettext as _

from analytics.engine.limits import Limits
from carejourneys.common.errors import RuleBroken


class LogRefused(RuleBroken):
    """row: 1 is the first after the header. option: what to give so that it can be read, such as date_format.

    hopeless: no choice of columns, nor of how dates are written, would help: the file itself has to be another. Unless said, one that is of
    no column and names no such choice.

    of_the_file: False where the file is not to blame, such as memory or disk that do not suffice.
    """

    def __init__(
        self,
        why: str,
        *,
        file: str = "",
        row: int = 0,
        line: int = 0,
        column: str | None = None,
        option: str = "",
        hopeless: bool = False,
        of_the_file: bool = True,
    ):
        self.why, self.file, self.row, self.line, self.column, self.option = why, file, row, line, column, option
        self.of_the_file = of_the_file
        self.hopeless = hopeless or bool(file and column is None and option in {"", "encoding", "delimiter"})
        super().__init__(": ".join(part for part in (self._where(), why) if part), field=option or None)

    def _where(self) -> str:
        parts = [self.file] if self.file else []
        if self.row and self.line:
            parts.append(_("row %(row)s (line %(line)s)") % {"row": self.row, "line": self.line})
        elif self.row:
            parts.append(_("row %(row)s") % {"row": self.row})
        elif self.line:
            parts.append(_("line %(line)s") % {"line": self.line})
        if self.column is not None:
            parts.append(_("column “%(column)s”") % {"column": self.column})
        return ", ".join(parts)


def too_many_columns(file: str, limits: Limits, row: int = 0, line: int = 0) -> LogRefused:
    """The refusal of a log wider than may be."""
    return LogRefused(_("there are more than %(limit)s columns") % {"limit": limits.columns}, file=file, row=row, line=line)
