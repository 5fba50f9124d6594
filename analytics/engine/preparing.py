"""A log becomes immutable Parquet: events with all that is known per event, and one row a case."""

import secrets
import shutil
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC
from pathlib import Path

from django.utils.translation import gettext as _

from analytics.domain.events.log import Counts, DateOrder, Prepared, ReadOptions
from analytics.domain.events.quality import Finding, Quality
from analytics.domain.events.roles import Role
from analytics.engine import layout
from analytics.engine.database import Database, quoted
from analytics.engine.fingerprint import content_hash
from analytics.engine.limits import LIMITS, Limits
from analytics.engine.log_opening import OpenLog, open_log, refuse_missing
from analytics.engine.log_quality import alike_organisations, findings_about_names, findings_of
from analytics.engine.personal_details import refuse_words
from analytics.engine.prepared_folder import CASES, EVENTS, write_prepared
from analytics.engine.refusal import LogRefused
from analytics.engine.source import NotInThisEncoding
from analytics.engine.staging import ROWS_NAMED, Places, Staged, Staging, decided_order
from carejourneys.common.clock import now

_STAGED, _PAIRED, _SORTED, _TOLD = 0.55, 0.6, 0.85, 0.95  # shares of the whole when rows are read, paired, sorted, and cases told


def prepare(
    path: Path,
    name: str,
    options: ReadOptions,
    out_dir: Path,
    *,
    progress: Callable[[int, int], None] = lambda done, total: None,
    case_key: bytes | None = None,
    screened: bool = False,
    limits: Limits = LIMITS,
) -> Prepared:
    """Writes events.parquet, cases.parquet and prepared.json into out_dir (made; empty). progress: bytes done, bytes in all; may raise.

    With case_key the case is named by its HMAC-SHA256 alone. screened: words that tell who a person is are refused. LogRefused, or what
    progress raises, leave nothing behind.
    """
    if out_dir.exists() and any(out_dir.iterdir()):
        raise FileExistsError(out_dir)
    log = open_log(path, name, options, limits)
    part = out_dir.parent / f".{out_dir.name}.{secrets.token_hex(4)}.part"
    try:
        part.mkdir(parents=True)
        refuse_missing(log)
        prepared = _Preparation(log, options, part, case_key, screened, limits, progress).run()
        part.rename(out_dir)
    finally:
        log.source.close()
        shutil.rmtree(part, ignore_errors=True)
    return prepared.at(out_dir)


class _Preparation:
    """One run, all in a folder of its own."""

    def __init__(self, log: OpenLog, options: ReadOptions, part: Path, case_key: bytes | None, screened: bool, limits: Limits, progress):
        self._log, self._options, self._part, self._case_key, self._limits = log, options, part, case_key, limits
        self._screened, self._progress, self._share = screened, progress, 0.0

    def run(self) -> Prepared:
        staged_file = self._part / "staged.parquet"
        staged = self._stage(staged_file)
        order = decided_order(staged, self._log.source.name, self._options.date_order)
        events, cases = self._part / EVENTS, self._part / CASES
        lifecycle = Role.LIFECYCLE in self._log.roles
        with Database(self._limits, self._part / "spill") as database:
            self._refuse_very_many_activities(database, staged_file)
            if self._screened:
                refuse_words(database, staged_file, self._log, self._part, self._between(_STAGED, _STAGED))
            reading = "month" if order is DateOrder.MONTH_FIRST else "day"
            named = Role.INSTANCE in self._log.roles
            sql = layout.instances_sql(staged_file, order=reading, lifecycle=lifecycle, instance_named=named)
            self._tell_words(database, staged_file)
            database.run(sql, watch=self._between(_STAGED, _PAIRED))
            if lifecycle:
                self._reject_never_completed(database, staged)
            negatives, total = database.row("SELECT count(*) FILTER (WHERE completed < started), count(*) FROM instances")
            if not total:
                words = _("there is no row with a case, an activity and a time of completion")
                raise LogRefused(words, file=self._log.source.name, option=Role.CASE)
            others = self._other_transitions(database, staged_file) if lifecycle else []
            staged_file.unlink()
            database.run(layout.cases_numbered_sql(), watch=self._between(_PAIRED, _PAIRED))
            database.run(layout.events_sql(events, any_negative=negatives > 0), watch=self._between(_PAIRED, _SORTED))
            database.run("DROP TABLE instances")
            self._tell_cases(database, events, cases, total)
            prepared = self._described(database, staged, order, others)
        shutil.rmtree(self._part / "spill", ignore_errors=True)
        write_prepared(self._part, prepared)
        self._report(1.0)
        return prepared

    def _refuse_very_many_activities(self, database: Database, staged_file: Path) -> None:
        """All of them are held when they are described; a remark or a number in place of a name would be another in every row."""
        count, size = database.row(layout.activities_sql(staged_file))
        if count > self._limits.activities or size > self._limits.text:
            words = _("there are too many different activities, or their names are too long: another column may be that of the activity")
            raise LogRefused(words, file=self._log.source.name, column=self._log.roles[Role.ACTIVITY])

    def _tell_words(self, database: Database, staged_file: Path) -> None:
        for column, pair in zip(layout.WORDS, database.row(layout.words_counted_sql(staged_file)), strict=True):
            database.run(layout.word_sql(staged_file, column, *pair), watch=self._between(_STAGED, _STAGED))
        database.run(layout.names_sql(staged_file), watch=self._between(_STAGED, _STAGED))

    def _tell_cases(self, database: Database, events: Path, cases: Path, rows: int) -> None:
        (count,) = database.row("SELECT count(*) FROM numbers")
        statements = [*layout.told_sql(events, count, rows), layout.cases_sql(cases)]
        for place, sql in enumerate(statements):
            low, high = (_SORTED + (_TOLD - _SORTED) * share / len(statements) for share in (place, place + 1))
            database.run(sql, watch=self._between(low, high))

    def _stage(self, target: Path) -> Staged:
        while True:
            try:
                return Staging(self._log, self._options, self._case_key, self._limits).run(target, self._staged_some)
            except NotInThisEncoding:
                self._log.source.fall_back()

    def _staged_some(self) -> None:
        done, total = self._log.source.progress()
        self._report(_STAGED * done / max(total, 1))

    def _between(self, low: float, high: float) -> Callable[[float], None]:
        """For a statement that leads from one share of the whole to another."""
        return lambda part: self._report(low + (high - low) * part)

    def _report(self, share: float) -> None:
        """Says how far it is; whoever hears of it may stop the work by raising."""
        total = self._log.source.progress()[1]
        self._share = max(self._share, min(share, 1.0))
        self._progress(int(total * self._share), total)

    def _reject_never_completed(self, database: Database, staged: Staged) -> None:
        for row, line in database.rows(layout.NEVER_COMPLETED):
            staged.reject(row, line, self._log.roles[Role.LIFECYCLE], "never_completed")
        database.run(layout.DROP_NEVER_COMPLETED)

    def _other_transitions(self, database: Database, staged_file: Path) -> list[Finding]:
        sql = f"SELECT count(*), list(row ORDER BY row)[:20] FROM read_parquet({quoted(staged_file)}) WHERE transition = 2"  # noqa: S608
        count, rows = database.row(sql)
        return [Finding("other_transition", count, tuple(rows))] if count else []

    def _described(self, database: Database, staged: Staged, order: DateOrder, findings: list[Finding]) -> Prepared:
        events, cases = self._part / EVENTS, self._part / CASES
        roles = self._log.roles
        instances, negative, starts = database.row(
            f"SELECT count(*), count(*) FILTER (WHERE service_us < 0), bool_or(has_start) FROM read_parquet({quoted(events)})"  # noqa: S608
        )
        n_cases, variants, overlaps, first, last = database.row(
            f"""SELECT count(*), count(DISTINCT variant), count(*) FILTER (WHERE overlapping), min(first), max(last)
            FROM read_parquet({quoted(cases)})"""  # noqa: S608
        )
        frequent = database.rows(_frequent("activity", events, "count(DISTINCT case_no)"))
        activities = tuple((name, instances) for name, instances, _people in frequent)
        ends = tuple(database.rows(_frequent("last_activity", cases)))
        rejected = sum(staged.by_reason.values())
        counts = Counts(staged.rows, rejected, staged.rows - rejected, instances, n_cases, len(activities), variants, overlaps, negative)
        kinds = ["future"] + ["missing_start", "negative_duration", "zero_duration", "over_a_day"] * bool(starts)
        kinds += ["missing_resource"] * (Role.RESOURCE in roles) + ["missing_organisation"] * (Role.ORGANISATION in roles)
        findings = findings + findings_of(database, events, kinds, now()) + findings_about_names(activities)
        findings += alike_organisations(database, events) if Role.ORGANISATION in roles else []
        findings += self._findings_while_read(staged, order)
        findings = [replace(one, lines=tuple(map(staged.line_of, one.rows)) if staged.shifts else ()) for one in findings]
        return Prepared(
            folder=self._part,
            content_hash=content_hash(events, cases),
            counts=counts,
            roles=roles,
            has_starts=bool(starts),
            has_resources=Role.RESOURCE in roles,
            has_organisations=Role.ORGANISATION in roles,
            keyed=self._case_key is not None,
            first=first.replace(tzinfo=UTC),
            last=last.replace(tzinfo=UTC),
            activities=activities,
            activity_people=tuple((name, people) for name, _instances, people in frequent),
            end_activities=ends,
            quality=self._quality(staged, order, findings, rejected),
        )

    def _findings_while_read(self, staged: Staged, order: DateOrder) -> list[Finding]:
        times = staged.times.values()
        doubtful = [time.doubtful_month if order is DateOrder.MONTH_FIRST else time.doubtful_day for time in times]
        columns = tuple((time.column,) for time in staged.times.values() if time.naive)
        found = [Finding("no_offset", staged.naive, names=columns), _placed("doubtful_hour", doubtful)]
        found.append(Finding("number_gap", staged.numbers.missing))
        found.append(_placed("ambiguous_date", [time.two_ways for time in times]))
        return [finding for finding in found if finding.count]

    def _quality(self, staged: Staged, order: DateOrder, findings: list[Finding], rejected: int) -> Quality:
        source = self._log.source
        read_as = {
            "kind": source.kind,
            "encoding": source.encoding,
            "delimiter": source.delimiter,
            "date_format": self._options.date_format,
        }
        return Quality(
            rows=staged.rows,
            rows_rejected=rejected,
            rejected=tuple(sorted(staged.rejected, key=lambda one: one.row)),
            by_reason=dict(staged.by_reason),
            findings=tuple(findings),
            zone=staged.zone if staged.naive else "",
            date_order=order.value,
            read_as={key: value for key, value in read_as.items() if value},
        )


def _placed(kind: str, places: Sequence[Places]) -> Finding:
    rows = sorted({row for one in places for row in one.rows})
    return Finding(kind, sum(one.count for one in places), tuple(rows[:ROWS_NAMED]))


def _frequent(column: str, file: Path, *more: str) -> str:
    columns = ", ".join((column, "count(*) AS n", *more))
    return f"SELECT {columns} FROM read_parquet({quoted(file)}) GROUP BY {column} ORDER BY n DESC, {column}"  # noqa: S608
