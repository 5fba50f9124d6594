"""Opens any log and settles which column is what."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
from django.utils.translation import gettext as _

from analytics.domain.events.log import ReadOptions
from analytics.domain.events.roles import Role, missing_roles, recognised_roles, settled_roles
from analytics.engine.csv_log import CsvLog
from analytics.engine.instants import parsed_text
from analytics.engine.limits import Limits
from analytics.engine.opening import CSV, PARQUET, XES, kind_of
from analytics.engine.parquet_log import ParquetLog
from analytics.engine.refusal import LogRefused
from analytics.engine.source import Head, Source, lifecycle_column, lifecycle_values
from analytics.engine.xes_log import XesLog

_HEAD = 20_000
_READERS: dict[str, Callable[[Path, str, ReadOptions, Limits], Source]] = {CSV: CsvLog, XES: XesLog, PARQUET: ParquetLog}
_OPTION = {Role.CASE: "case", Role.ACTIVITY: "activity", Role.END: "end"}


@dataclass(frozen=True)
class OpenLog:
    """source: from which to read; roles: settled; missing: needed and not there.

    unsettled: a column that is called as a lifecycle is and shows no start in the head; "" where nothing can follow or all was named.
    """

    source: Source
    head: Head
    roles: dict[Role, str]
    missing: tuple[Role, ...]
    unsettled: str = ""

    def not_a_time(self, column: str, row: int, line: int = 0, *, given: bool) -> LogRefused:
        """The refusal of a cell that is no time. given: a format was given, so that it is that one which does not fit."""
        words = _("no date and time that can be recognised")
        if given:
            words = _("no date and time in the format that was given")
        return LogRefused(words, file=self.source.name, row=row, line=line, column=column, option="date_format")


def open_log(path: Path, name: str, options: ReadOptions, limits: Limits, head_rows: int = _HEAD) -> OpenLog:
    """Opens and recognises. LogRefused when it is no log, or a named column is not there."""
    kind, _packed = kind_of(name)
    if path.exists() and not path.is_file():
        raise LogRefused(_("a folder, a pipe or a device is no log"), file=name)
    source: Source = _READERS[kind](path, name, options, limits)
    try:
        head = source.head(head_rows)
        if head.columns and head.whole and not head.rows:
            raise LogRefused(_("there is no row: only names of columns"), file=name)
        _refuse_without_headings(name, kind, head, options)
        for role, column in options.columns.items():
            if column not in head.columns and (kind != XES or head.whole):
                words = _("there is no such column; there are: %(columns)s") % {"columns": _listed(head)}
                raise LogRefused(words, file=name, column=column, option=role)
        roles = settled_roles(head.columns, options.columns, lifecycle_values(head))
        if Role.LIFECYCLE in roles and Role.TIMESTAMP not in roles:
            raise LogRefused(_("a lifecycle column needs --timestamp to name its time"), file=name, option="timestamp")
        return OpenLog(source, head, roles, missing_roles(roles), _unsettled(head, roles, options))
    except BaseException:
        source.close()
        raise


def _refuse_without_headings(name: str, kind: str, head: Head, options: ReadOptions) -> None:
    """A file whose first row is data would lose it, and people's details would be its names of columns. Names that nobody recognises are no
    mistake yet: one that is a time is, or a number over numbers.
    """
    if kind != CSV or options.columns or recognised_roles(head.columns):
        return
    times = ~parsed_text(pa.array(head.columns, pa.string()), None).unreadable
    for place, column in enumerate(head.columns):
        over_numbers = _is_number(column) and all(_is_number(row[place]) for row in head.rows)
        if column and (times[place] or over_numbers):
            words = _("its first row looks like data. Give it a first row that names each column, such as case, activity and time")
            raise LogRefused(words, file=name)


def _is_number(text: str) -> bool:
    return re.sub(r"[\s-]", "", text).replace(".", "", 1).isdecimal()


def _unsettled(head: Head, roles: dict[Role, str], options: ReadOptions) -> str:
    """Only where the time was guessed to be that of completions."""
    if head.whole or Role.END in options.columns or not {Role.LIFECYCLE, Role.START}.isdisjoint(roles):
        return ""
    return lifecycle_column(head) or ""


def refuse_missing(log: OpenLog) -> None:
    """LogRefused, naming what was not recognised and the columns there are."""
    if log.missing:
        options = ", ".join(f"--{_OPTION[role]}" for role in log.missing)
        words = _("not recognised: %(what)s. Name it with %(options)s. Columns: %(columns)s")
        named = {"what": ", ".join(_(_WORDS[role]) for role in log.missing), "options": options, "columns": _listed(log.head)}
        raise LogRefused(words % named, file=log.source.name, option=log.missing[0])


_WORDS = {Role.CASE: "the case", Role.ACTIVITY: "the activity", Role.END: "the time of completion"}


def _listed(head: Head) -> str:
    names = [name if len(name) <= 40 else name[:39] + "…" for name in head.columns[:20]]
    return ", ".join(f"“{name}”" for name in names) + (" …" if len(head.columns) > 20 else "")
