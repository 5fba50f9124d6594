"""What the file command says beside its figures: the quality of the log in lines, and the figures as tables."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from analytics.domain.events.log import Prepared
from analytics.domain.events.quality import KINDS, REASONS, Finding

_NAMED_ROWS = 20


def quality_lines(prepared: Prepared) -> Iterator[str]:
    """A data-quality summary; rows by number, column and reason, never by their values."""
    quality, counts = prepared.quality, prepared.counts
    yield _("Read as: %(how)s") % {"how": ", ".join(f"{key} {value!r}" for key, value in quality.read_as.items())}
    yield _("Columns: %(columns)s") % {"columns": ", ".join(f"{role} “{column}”" for role, column in prepared.roles.items())}
    if quality.date_order != "clear":
        yield _("Dates in numbers: %(order)s") % {"order": quality.date_order}
    if quality.zone:
        yield _("Times without an offset were read as %(zone)s") % {"zone": quality.zone}
    words = _("Rows: %(rows)s, of them left out %(rejected)s; instances: %(instances)s; cases: %(cases)s")
    yield words % {"rows": counts.rows, "rejected": counts.rows_rejected, "instances": counts.activity_instances, "cases": counts.cases}
    for row in quality.rejected[:_NAMED_ROWS]:
        where = _("row %(row)s (line %(line)s)") % {"row": row.row, "line": row.line} if row.line else _("row %(row)s") % {"row": row.row}
        yield _("Left out: %(where)s, column “%(column)s”: %(why)s") % {"where": where, "column": row.column, "why": _(REASONS[row.reason])}
    if quality.rows_rejected > _NAMED_ROWS:
        yield _("… and %(more)s more") % {"more": quality.rows_rejected - _NAMED_ROWS}
    for finding in quality.findings:
        yield _finding(finding)


def _finding(finding: Finding) -> str:
    names = "; ".join(" / ".join(names) for names in finding.names[:10])
    rows = ", ".join(map(str, finding.rows[:10])) + (" …" if finding.count > 10 else "")
    where = f" ({names})" if names else (_(" (rows %(rows)s)") % {"rows": rows} if finding.rows else "")
    return f"{finding.count}: {_(KINDS[finding.kind])}{where}"


def tables(metrics: dict[str, Any]) -> str:
    """The figures as plain text, one table a key."""
    return "\n\n".join(
        "\n".join([key, *_lines(metrics[key])]) for key in metrics if key != "definitions" and metrics[key] not in (None, {}, [])
    )


def _lines(value: Any) -> list[str]:
    if isinstance(value, list):
        keys = list(value[0])
        return _aligned([keys, *[[_cell(row[key]) for key in keys] for row in value]])
    return _aligned([[*path, _cell(number)] for path, number in _flat(value, ())])


def _flat(value: Any, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Any]]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _flat(inner, (*path, str(key)))
    elif isinstance(value, list):
        for item in value:
            yield (*path, " → ".join(str(item[key]) for key in ("from", "to"))), item["count"]
    else:
        yield path, value


def _cell(value: Any) -> str:
    return "–" if value is None else f"{value:,.3f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)


def _aligned(rows: list[list[str]]) -> list[str]:
    width = max(map(len, rows))
    full = [row[:-1] + [""] * (width - len(row)) + row[-1:] for row in rows]
    widths = [max(len(row[place]) for row in full) for place in range(width)]
    return ["  " + "  ".join(cell.ljust(widths[place]) for place, cell in enumerate(row)).rstrip() for row in full]
