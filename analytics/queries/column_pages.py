"""What the page shows on which the columns of a file are confirmed: what is seen of them, and never what tells who a person is."""

from collections.abc import Mapping

from django.utils.translation import gettext as _

from analytics.domain.events.log import Preview, ReadOptions
from analytics.domain.events.roles import TIMES, Role
from analytics.engine.column_look import kinds_said, not_to_be_kept, personal_columns
from analytics.engine.log_preview import preview
from analytics.engine.refusal import LogRefused
from analytics.engine.source import Head
from analytics.models import Dataset
from analytics.queries.dataset_pages import why_not_readable
from carejourneys.common.screening import BIRTH, screen

PAGE_ZONE = "Europe/London"
ROWS_SHOWN = 8  # of a file whose columns are to be confirmed
CELL_LOOKED_AT = 500  # letters of a cell, from its beginning; no more are shown


def first_look(dataset: Dataset) -> tuple[Preview | None, str]:
    """(what the head of the file shows, "") or (None, why it cannot be read)."""
    if not dataset.raw.exists():
        return None, why_not_readable(dataset)
    try:
        return preview(dataset.raw, dataset.file_name, ReadOptions(timezone=PAGE_ZONE)), ""
    except LogRefused as refusal:
        return None, refusal.message


def log_options(dataset: Dataset, look: Preview) -> ReadOptions:
    """How the file was looked at, for reading it the same way; but for its encoding, which shows for certain only once all is read."""
    return ReadOptions(timezone=PAGE_ZONE, delimiter=look.delimiter)


def refused_columns(look: Preview, roles: Mapping[Role, str]) -> dict[Role, str]:
    """{role: what its column seems to hold, in words} of the columns that may not be kept as they are."""
    return {role: kinds_said(kinds) for role, kinds in not_to_be_kept(look.personal, roles).items()}


def refused_by_name(roles: Mapping[Role, str]) -> dict[Role, str]:
    """The same of columns of which nothing but their names is known."""
    return {role: kinds_said(kinds) for role, kinds in not_to_be_kept(personal_columns(Head(tuple(roles.values()))), roles).items()}


def personal_columns_said(look: Preview) -> list[dict[str, str]]:
    """A row, {key, value}, for each column that tells who a person is: what it seems to hold, and what becomes of it."""
    keyed = _("seems to hold %(kinds)s: replaced by a key, if it stays the column that says whose event it is")
    left_out = _("seems to hold %(kinds)s: left out, nothing of it is kept")
    case = look.roles.get(Role.CASE)
    return [
        {"key": column, "value": (keyed if column == case else left_out) % {"kinds": kinds_said(kinds)}}
        for column, kinds in look.personal.items()
    ]


def rows_shown(look: Preview) -> list[list[str | None]]:
    """The first rows as the page shows them; None in place of what tells who a person is: all of a column that does, and other cells that
    hold such words. Old times of a log look like dates of birth: in a column of times they are shown.
    """
    return [[_shown(look, column, cell) for column, cell in zip(look.columns, row, strict=False)] for row in look.rows[:ROWS_SHOWN]]


def _shown(look: Preview, column: str, cell: str) -> str | None:
    if column in look.personal:
        return None
    timed = column in {look.roles.get(role) for role in TIMES}
    found = {finding.kind for finding in screen(cell[:CELL_LOOKED_AT])} - ({BIRTH} if timed else set())
    return None if found else cell[:CELL_LOOKED_AT]
