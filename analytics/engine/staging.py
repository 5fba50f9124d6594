"""First pass over a log: rows as they come, with times as instants, into one file for DuckDB. Says which rows were left out and why.

Columns written: row, line, case, activity, resource, organisation, instance, transition (0 start, 1 completion, 2 other), end and start
under both readings of dates in numbers (end_day, end_month, start_day, start_month; microseconds since 1970, null when there is none).
"""

from bisect import bisect_right
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from django.utils.translation import gettext as _

from analytics.domain.events.log import DateOrder, ReadOptions
from analytics.domain.events.quality import REASONS, RejectedRow
from analytics.domain.events.roles import Role
from analytics.engine.case_keys import keyed_cases
from analytics.engine.case_numbers import CaseNumbers
from analytics.engine.date_patterns import Count, Pattern, pattern_of_format
from analytics.engine.instants import Parsed, outside_calendar, parsed_text, parsed_typed
from analytics.engine.limits import Limits
from analytics.engine.log_opening import OpenLog
from analytics.engine.refusal import LogRefused
from analytics.engine.source import Batch
from analytics.engine.zones import ZoneClock

KEPT_REJECTED = 1_000
ROWS_NAMED = 20  # of a finding
_SHIFTS_KEPT = 100_000
_NAMES = (Role.CASE, Role.ACTIVITY, Role.RESOURCE, Role.ORGANISATION, Role.INSTANCE)
_SCHEMA = pa.schema(
    [(name, pa.int64()) for name in ("row", "line")]
    + [(name, pa.string()) for name in ("case", "activity", "resource", "organisation", "instance")]
    + [("transition", pa.int8())]
    + [(name, pa.int64()) for name in ("end_day", "end_month", "start_day", "start_month")]
)


@dataclass
class Places:
    """How many rows there are of a kind, and which the first are."""

    count: int = 0
    rows: list[int] = field(default_factory=list)

    def learn(self, mask: np.ndarray, first: int) -> None:
        """Takes in those of a batch whose first row has this number."""
        self.count += int(mask.sum())
        self.rows += (first + np.flatnonzero(mask)[: ROWS_NAMED - len(self.rows)]).tolist()


@dataclass
class TimeColumn:
    """What one column of times has shown so far. over_first, over_second, apart: the first row that did, 0 when none. two_ways: dates that
    may be read day or month first. filled: cells with something in them; unreadable: those that are no time; impossible: those in a year
    that cannot be; distant: in one of 2100 or later; first_unreadable, first_impossible, first_distant: (row, line).
    """

    column: str
    filled: int = 0
    unreadable: int = 0
    first_unreadable: tuple[int, int] = (0, 0)
    impossible: int = 0
    first_impossible: tuple[int, int] = (0, 0)
    distant: int = 0
    first_distant: tuple[int, int] = (0, 0)
    over_first: int = 0
    over_second: int = 0
    apart: int = 0
    two_ways: Places = field(default_factory=Places)
    naive: int = 0
    doubtful_day: Places = field(default_factory=Places)
    doubtful_month: Places = field(default_factory=Places)

    def learn(self, parsed: Parsed, first: int, lines: np.ndarray | None = None) -> None:
        """Takes in a batch whose first row has this number. lines: of the file, one a row."""
        self.filled += int((~parsed.empty).sum())
        for name, wrong in (("unreadable", parsed.unreadable), ("impossible", parsed.impossible), ("distant", parsed.distant)):
            if not getattr(self, name) and wrong.any():
                place = int(wrong.argmax())
                setattr(self, f"first_{name}", (first + place, int(lines[place]) if lines is not None else 0))
            setattr(self, name, getattr(self, name) + int(wrong.sum()))
        for name in ("over_first", "over_second", "apart"):
            mask = getattr(parsed, name)
            if not getattr(self, name) and mask.any():
                setattr(self, name, first + int(mask.argmax()))
        self.two_ways.learn(parsed.apart, first)
        self.naive += int(parsed.naive.sum())

    def refusal(self, log: OpenLog, *, given: bool) -> LogRefused | None:
        """Where most of it is wrong: then it is no column of times, or one of another way of writing them, rather than one with a few
        mistakes. given: the way was given.
        """
        if 2 * (self.unreadable + self.impossible + self.distant) <= self.filled:
            return None
        if self.unreadable >= max(self.impossible, self.distant):
            return log.not_a_time(self.column, *self.first_unreadable, given=given)
        reason, (row, line) = "impossible_year", self.first_impossible
        if self.distant > self.impossible:
            reason, (row, line) = "distant_year", self.first_distant
        words = _(REASONS[reason])
        return LogRefused(words, file=log.source.name, row=row, line=line, column=self.column, option="date_format")

    def order(self) -> DateOrder | None:
        """What these dates say; None when they contradict one another."""
        if self.over_first and self.over_second:
            return None
        if self.over_first:
            return DateOrder.DAY_FIRST
        if self.over_second:
            return DateOrder.MONTH_FIRST
        return DateOrder.UNDECIDED if self.apart else DateOrder.CLEAR


@dataclass
class Staged:
    """What the first pass found."""

    rows: int = 0
    rejected: list[RejectedRow] = field(default_factory=list)
    by_reason: Counter = field(default_factory=Counter)
    times: dict[Role, TimeColumn] = field(default_factory=dict)
    zone: str = ""
    numbers: CaseNumbers = field(default_factory=CaseNumbers)
    shifts: list[tuple[int, int]] = field(default_factory=list)  # (row, how far its line lies behind it) where that changes

    def learn_lines(self, batch: Batch) -> None:
        """Cells of several lines and blank lines come between rows and lines; of very many the later lines are not told."""
        if batch.lines is None or len(self.shifts) > _SHIFTS_KEPT:
            return
        behind = batch.lines - np.arange(batch.first, batch.first + batch.size)
        changes = np.flatnonzero(np.diff(behind, prepend=self.shifts[-1][1] if self.shifts else -1))
        self.shifts += [(batch.first + int(place), int(behind[place])) for place in changes[:_SHIFTS_KEPT]]

    def line_of(self, row: int) -> int:
        """The line of the file on which a row begins; 0 where that is not known."""
        place = bisect_right(self.shifts, row, key=lambda shift: shift[0]) - 1
        return row + self.shifts[place][1] if 0 <= place < _SHIFTS_KEPT else 0

    def reject(self, row: int, line: int, column: str, reason: str) -> None:
        """Counts a row left out; the first thousand are named."""
        self.by_reason[reason] += 1
        if len(self.rejected) < KEPT_REJECTED:
            self.rejected.append(RejectedRow(row, line, column, reason))

    @property
    def naive(self) -> int:
        """Times without an offset."""
        return sum(time.naive for time in self.times.values())


@dataclass(frozen=True)
class _Instants:
    """Of one column of a batch, under both readings of dates; and whose year cannot be, or lies too far ahead."""

    day: pa.Array
    month: pa.Array
    impossible: np.ndarray
    distant: np.ndarray


class Staging:
    """Runs the first pass."""

    def __init__(self, log: OpenLog, options: ReadOptions, case_key: bytes | None, limits: Limits):
        self._log, self._case_key, self._limits = log, case_key, limits
        self._pattern: Pattern | Count | None = pattern_of_format(options.date_format) if options.date_format else None
        self._clock = ZoneClock(options.timezone)
        self._end = Role.END if Role.END in log.roles else Role.TIMESTAMP
        self.found = Staged(zone=options.timezone)
        for role in (self._end, Role.START):
            if role in log.roles:
                self.found.times[role] = TimeColumn(log.roles[role])

    def run(self, target: Path, after_batch: Callable[[], None]) -> Staged:
        """Writes the rows that can be used. NotInThisEncoding when it must begin again; LogRefused for a column whose times
        are mostly none.
        """
        with pq.ParquetWriter(target, _SCHEMA, compression="lz4") as writer:
            unsettled = {Role.LIFECYCLE: self._log.unsettled} if self._log.unsettled else {}
            for batch in self._log.source.batches(self._log.roles | unsettled):
                self._refuse_late_starts(batch)
                self._refuse_long_words(batch)
                self.found.numbers.learn(batch.columns[Role.CASE])
                self.found.learn_lines(batch)
                writer.write_table(self._table(batch))
                self.found.rows += batch.size
                after_batch()
        for time in self.found.times.values():
            if refusal := time.refusal(self._log, given=self._pattern is not None):
                raise refusal
        pa.default_memory_pool().release_unused()  # what reading took is not held beside what sorting takes
        return self.found

    def _refuse_late_starts(self, batch: Batch) -> None:
        """A lifecycle that first shows after the head was looked at: its starts would count as completions."""
        if not self._log.unsettled:
            return
        starts = np.asarray(pc.equal(_words(batch.columns[Role.LIFECYCLE]), "start"))
        if starts.any():
            row, line = self._where(batch, starts)
            words = _("a row is a start, and none of the first ones was: name --timestamp and --lifecycle, or --end to count every row")
            name, column = self._log.source.name, self._log.unsettled
            raise LogRefused(words, file=name, row=row, line=line, column=column, option="lifecycle")

    def _refuse_long_words(self, batch: Batch) -> None:
        """DuckDB holds two thousand rows at least, whatever they weigh."""
        most = self._limits.word
        for role in _NAMES:
            names = batch.columns.get(role)
            if names is None or (pc.max(pc.binary_length(names)).as_py() or 0) <= most:
                continue
            long = np.asarray(pc.greater(pc.utf8_length(names), most))
            if long.any():
                row, line = self._where(batch, long)
                words = _("a name is longer than %(limit)s characters") % {"limit": f"{most:,}"}
                raise LogRefused(words, file=self._log.source.name, row=row, line=line, column=self._log.roles[role])

    def _table(self, batch: Batch) -> pa.Table:
        end = self._times(batch, self._end)
        start = self._times(batch, Role.START) if Role.START in self._log.roles else None
        ends = self._instants(batch, end, self._end)
        starts = self._instants(batch, start, Role.START) if start else None
        times = {self._end: (end, ends)} | ({Role.START: (start, starts)} if start and starts else {})
        kept = self._kept(batch, times)
        rows = np.arange(batch.first, batch.first + batch.size, dtype=np.int64)
        lines = batch.lines if batch.lines is not None else np.zeros(batch.size, dtype=np.int64)
        nothing = pa.nulls(batch.size, pa.int64())
        columns = [
            pa.array(rows),
            pa.array(lines),
            keyed_cases(batch.columns[Role.CASE], self._case_key),
            batch.columns[Role.ACTIVITY],
            *(self._text(batch, role) for role in (Role.RESOURCE, Role.ORGANISATION, Role.INSTANCE)),
            self._transitions(batch),
            *(ends.day, ends.month),
            *((starts.day, starts.month) if starts else (nothing, nothing)),
        ]
        table = pa.Table.from_arrays(columns, schema=_SCHEMA)
        return table if kept.all() else table.filter(pa.array(kept))

    def _text(self, batch: Batch, role: Role) -> pa.Array:
        return batch.columns[role] if role in batch.columns else pa.repeat("", batch.size)

    def _transitions(self, batch: Batch) -> pa.Array:
        if Role.LIFECYCLE not in self._log.roles:
            return pa.array(np.ones(batch.size, dtype=np.int8))
        words = _words(batch.columns[Role.LIFECYCLE])
        start, complete = pc.equal(words, "start"), pc.or_(pc.equal(words, "complete"), pc.equal(words, ""))
        return pc.if_else(start, pa.scalar(0, pa.int8()), pc.if_else(complete, pa.scalar(1, pa.int8()), pa.scalar(2, pa.int8())))

    def _times(self, batch: Batch, role: Role) -> Parsed:
        array = batch.columns[role]
        typed = pa.types.is_timestamp(array.type) or pa.types.is_date(array.type)
        parsed = parsed_typed(array) if typed else parsed_text(array, self._pattern)
        self.found.times[role].learn(parsed, batch.first, batch.lines)
        return parsed

    def _where(self, batch: Batch, mask: np.ndarray) -> tuple[int, int]:
        """(row, line) of the first."""
        place = int(mask.argmax())
        return batch.first + place, int(batch.lines[place]) if batch.lines is not None else 0

    def _instants(self, batch: Batch, parsed: Parsed, role: Role) -> _Instants:
        seen = self.found.times[role]
        day, doubtful = self._on_clock(parsed.day, parsed.naive & parsed.day_known)
        seen.doubtful_day.learn(doubtful, batch.first)
        if np.array_equal(parsed.day, parsed.month) and np.array_equal(parsed.day_known, parsed.month_known):
            month = day
        else:
            month, doubtful = self._on_clock(parsed.month, parsed.naive & parsed.month_known)
        seen.doubtful_month.learn(doubtful, batch.first)
        impossible = outside_calendar(day, parsed.day_known) | outside_calendar(month, parsed.month_known)
        impossible |= parsed.impossible
        known = ~(impossible | parsed.distant)
        by_day, by_month = (pa.array(day, mask=~(parsed.day_known & known)), pa.array(month, mask=~(parsed.month_known & known)))
        return _Instants(by_day, by_month, impossible, parsed.distant)

    def _on_clock(self, micros: np.ndarray, naive: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        doubtful = np.zeros(len(micros), dtype=bool)
        if self._clock.name == "UTC" or not naive.any():
            return micros, doubtful
        out = micros.copy()
        out[naive], doubtful[naive] = self._clock.instants(micros[naive])
        return out, doubtful

    def _kept(self, batch: Batch, times: dict[Role, tuple[Parsed, _Instants]]) -> np.ndarray:
        """A row needs a case, an activity and a completion, and times that can be; what is missing first gives the reason."""
        kept = np.ones(batch.size, dtype=bool)
        lacking = (
            (Role.CASE, "no_case", np.asarray(pc.equal(batch.columns[Role.CASE], ""))),
            (Role.ACTIVITY, "no_activity", np.asarray(pc.equal(batch.columns[Role.ACTIVITY], ""))),
            (self._end, "no_completion", times[self._end][0].empty),
            *((role, "unreadable_time", parsed.unreadable) for role, (parsed, _instants) in times.items()),
            *((role, "distant_year", instants.distant) for role, (_parsed, instants) in times.items()),
            *((role, "impossible_year", instants.impossible) for role, (_parsed, instants) in times.items()),
        )
        for role, reason, mask in lacking:
            for place in np.flatnonzero(mask & kept):
                line = int(batch.lines[place]) if batch.lines is not None else 0
                self.found.reject(batch.first + int(place), line, self._log.roles[role], reason)
            kept &= ~mask
        return kept


def _words(lifecycle: pa.Array) -> pa.Array:
    return pc.utf8_lower(pc.utf8_trim_whitespace(lifecycle))


def decided_order(staged: Staged, name: str, earlier: str = "") -> DateOrder:
    """One order for the whole log: a column that leaves it open follows one that does not. LogRefused when nothing decides.

    earlier: the DateOrder of earlier files like this one, "" when there is none: what the log leaves open is so, what it contradicts is
    refused.
    """
    expected = DateOrder(earlier) if earlier else None
    order = _order_of(staged, name, open_is=expected)
    if expected and order is not DateOrder.CLEAR and order is not expected:
        words = _("dates in numbers have the month first, and those of earlier files had the day")
        if order is DateOrder.DAY_FIRST:
            words = _("dates in numbers have the day first, and those of earlier files had the month")
        raise LogRefused(words, file=name, option="date_format")
    return order


def _order_of(staged: Staged, name: str, open_is: DateOrder | None) -> DateOrder:
    orders = set()
    for time in staged.times.values():
        order = time.order()
        if order is None:
            words = _("dates in numbers cannot be told: row %(one)s has the day first, row %(two)s the month")
            places = {"one": time.over_first, "two": time.over_second}
            raise LogRefused(words % places, file=name, row=max(places.values()), column=time.column, option="date_format")
        orders.add(order)
    decided = orders & {DateOrder.DAY_FIRST, DateOrder.MONTH_FIRST}
    if len(decided) == 1:
        return decided.pop()
    if decided:
        words = _("one column of times has the day first and another the month")
        raise LogRefused(words, file=name, option="date_format")
    if DateOrder.UNDECIDED in orders and open_is is not None:
        return open_is
    if DateOrder.UNDECIDED in orders:
        column = next(time for time in staged.times.values() if time.order() is not DateOrder.CLEAR)
        words = _("nothing decides whether the day or the month comes first")
        raise LogRefused(words, file=name, row=column.apart or 0, column=column.column, option="date_format")
    return DateOrder.CLEAR
