"""A first look at a log: columns, roles, rows, and what needs a decision."""

from collections.abc import Sequence
from pathlib import Path

import pyarrow as pa

from analytics.domain.events.log import DateOrder, Preview, ReadOptions
from analytics.domain.events.roles import TIMES
from analytics.engine.column_look import personal_columns
from analytics.engine.date_patterns import Count, Pattern, pattern_of_format
from analytics.engine.instants import Parsed, parsed_text
from analytics.engine.limits import LIMITS, Limits
from analytics.engine.log_opening import OpenLog, open_log
from analytics.engine.refusal import LogRefused
from analytics.engine.staging import Staged, TimeColumn, decided_order
from analytics.engine.zones import zone_named

_LOOKED_AT = 20_000
_SHOWN = 20


def preview(path: Path, name: str, options: ReadOptions, limits: Limits = LIMITS) -> Preview:
    """Reads the head of the file at `path`, called `name` by its owner. LogRefused when it cannot be read at all.

    What can be mended by naming a column or a date format is no refusal: `missing`, `needs_date_format` and `trouble` say it.
    """
    zone_named(options.timezone)
    pattern = pattern_of_format(options.date_format) if options.date_format else None
    log = open_log(path, name, options, limits, _LOOKED_AT)
    try:
        staged, trouble = _times(log, pattern)
        order = DateOrder.CLEAR
        try:
            order = decided_order(staged, name)
        except LogRefused as refusal:
            order, trouble = DateOrder.UNDECIDED, trouble or refusal.why
        return Preview(
            kind=log.source.kind,
            columns=log.head.columns,
            roles=log.roles,
            missing=log.missing,
            rows=tuple(log.head.rows[:_SHOWN]),
            delimiter=log.source.delimiter,
            encoding=log.source.encoding,
            date_order=order,
            needs_date_format=order is DateOrder.UNDECIDED or bool(trouble),
            looked_at=len(log.head.rows),
            whole=log.head.whole,
            trouble=trouble,
            personal=personal_columns(log.head),
            unreadable={time.column: time.unreadable for time in staged.times.values() if time.unreadable},
        )
    finally:
        log.source.close()


def _times(log: OpenLog, pattern: Pattern | Count | None) -> tuple[Staged, str]:
    """What the columns of times show, and why one cannot be read."""
    staged, trouble = Staged(), ""
    for role in TIMES:
        column = log.roles.get(role)
        if column is None:
            continue
        seen = staged.times[role] = TimeColumn(column)
        parsed = _parsed(log.head.values(column), pattern)
        seen.learn(parsed, 1)
        if refusal := seen.refusal(log, given=pattern is not None):
            trouble = trouble or refusal.message
    return staged, trouble


def _parsed(values: Sequence[str], pattern: Pattern | Count | None) -> Parsed:
    return parsed_text(pa.array(list(values), pa.string()), pattern)
