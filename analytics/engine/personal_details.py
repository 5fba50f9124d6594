"""What tells who a person is may not be in the words that are kept of a log: names of activities, of staff and of organisations.

The case is kept as a keyed hash, times as instants, and nothing else of a file is kept. A column whose heading says that it names people,
or whose times are dates of birth, is refused whatever it was chosen for. Names of staff in a column of staff are not looked for.
"""

from collections.abc import Callable
from pathlib import Path

import pyarrow.parquet as pq
from django.utils.translation import gettext as _

from analytics.domain.events.roles import TIMES
from analytics.engine.column_look import kinds_said, not_to_be_kept, personal_columns
from analytics.engine.database import Database
from analytics.engine.layout import WORDS, first_places_sql
from analytics.engine.log_opening import OpenLog
from analytics.engine.refusal import LogRefused
from analytics.engine.source import Head
from carejourneys.common.screening import KIND_WORDS, screen

_AT_ONCE = 5_000  # different words held and looked through at once


def refuse_words(database: Database, staged: Path, log: OpenLog, workplace: Path, tick: Callable[[float], None]) -> None:
    """LogRefused naming the first row, its column and what was found there, never the words. Each different word is looked at once, in the
    order of the file; they lie in a file meanwhile, for there may be as many as rows. tick hears of it between them, and may raise.
    """
    by_name = personal_columns(Head(log.head.columns))
    births = personal_columns(log.head)
    times = {role: column for role, column in log.roles.items() if role in TIMES}
    for role, kinds in (not_to_be_kept(by_name, log.roles) | not_to_be_kept(births, times)).items():
        says = _("this column seems to hold %(kinds)s. Choose another column, or take it out of the file first")
        raise LogRefused(says % {"kinds": kinds_said(kinds)}, column=log.roles[role])
    for role, column in log.roles.items():
        if role.value in WORDS:
            words = workplace / f"{role.value}_words.parquet"
            database.run(first_places_sql(staged, role.value, words), watch=tick)
            _refuse_first(words, column, tick)
            words.unlink()


def _refuse_first(words: Path, column: str, tick: Callable[[float], None]) -> None:
    with pq.ParquetFile(words) as file:
        for batch in file.iter_batches(_AT_ONCE):
            tick(0.0)
            for word, row, line in zip(*(batch.column(name).to_pylist() for name in ("word", "row", "line")), strict=True):
                if findings := screen(word):
                    says = _("this cell holds what looks like %(kind)s. Choose another column, or take it out of the file first")
                    raise LogRefused(says % {"kind": KIND_WORDS[findings[0].kind]}, row=row, line=line, column=column)
