"""The prepared layout, in SQL: instances out of staged rows, events with what is known per event, one row a case.

While rows are sorted, cases are numbers and the few names of activities, resources and organisations are an ENUM: ten million rows are
then narrow enough to be sorted in little memory.

events.parquet: case_no, place (in the case, from 1), row (of the file), activity, started, completed (UTC), has_start, resource,
organisation ("" when missing), next_activity, next_resource, next_organisation, wait_us (to the next begun, signed), visit (of this
activity in the case, from 1), service_us (null without a start, signed), new_us (what it adds to the time in which anything ran), idle_us
(in which nothing ran before it) and ended_last (the activity that ended last before).
cases.parquet: case_no, case_name, first, last, last_completed, throughput_us (first to last), lead_us (first to last_completed), busy_us,
n_events, first_activity, last_activity, variant, overlapping, repeats, resource_handoffs, organisation_handoffs.
"""

from collections.abc import Iterator
from pathlib import Path

from analytics.engine.database import quoted

WORDS = ("activity", "resource", "organisation")
MOST_WORDS, LONGEST_WORDS = 50_000, 32_000_000  # of one column, and bytes: an ENUM stays in memory, so a column of more stays text
_WORDS_COUNTED = "SELECT {columns} FROM read_parquet({staged})"
_ACTIVITIES = "SELECT count(*), coalesce(sum(strlen(activity)), 0) FROM (SELECT DISTINCT activity FROM read_parquet({staged}))"
_FIRST_PLACES = """
COPY (
SELECT {column} AS word, min(row) AS row, arg_min(line, row) AS line
FROM read_parquet({staged}) WHERE transition < 2 GROUP BY {column} ORDER BY row
) TO {target} (FORMAT parquet, ROW_GROUP_SIZE 20480)
"""
_WORD_OF_FEW = "CREATE TYPE {column}_word AS ENUM (SELECT {column} FROM read_parquet({staged}) UNION SELECT '')"
_WORD_OF_MANY = "CREATE TYPE {column}_word AS VARCHAR"

_NAMES = """
CREATE TABLE names AS
SELECT "case" AS case_name, (row_number() OVER ())::INTEGER AS whose FROM (SELECT DISTINCT "case" FROM read_parquet({staged}))
"""

_ROWS = """
WITH rows AS (
    SELECT row, line, whose, activity::activity_word AS activity, resource::resource_word AS resource,
        organisation::organisation_word AS organisation, instance, transition, start_{order} AS started, end_{order} AS moment
    FROM read_parquet({staged}) JOIN names ON case_name = "case"
)"""

_SIMPLE = """
CREATE TABLE instances AS
{rows}
SELECT row, whose, activity, coalesce(started, moment) AS started, moment AS completed, started IS NOT NULL AS has_start,
    resource, organisation
FROM rows
"""

# The k-th start and the k-th completion of a case, an activity and an instance are one. Without an instance column a completion belongs to
# the earliest start before it that is still open: it has none when it takes the running balance of starts and completions to a new low.
_LIFECYCLE = """
CREATE TABLE instances AS
{rows}, told AS (
    SELECT *, sum(CASE transition WHEN 0 THEN 1 ELSE -1 END) OVER ordered AS balance
    FROM rows WHERE transition < 2
    WINDOW ordered AS (PARTITION BY whose, activity, instance ORDER BY moment, transition, row ROWS UNBOUNDED PRECEDING)
), judged AS (
    SELECT *, {named} OR transition = 0 OR balance >= least(0, coalesce(min(balance) OVER before, 0)) AS paired
    FROM told
    WINDOW before AS (
        PARTITION BY whose, activity, instance ORDER BY moment, transition, row ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
    )
), numbered AS (
    SELECT *, row_number() OVER (PARTITION BY whose, activity, instance, transition, paired ORDER BY moment, row) AS k FROM judged
)
SELECT coalesce(least(s.row, c.row), s.row, c.row) AS row, coalesce(s.line, c.line) AS line, s.row AS start_row,
    coalesce(c.whose, s.whose) AS whose, coalesce(c.activity, s.activity) AS activity,
    coalesce(s.moment, c.moment) AS started, c.moment AS completed, s.moment IS NOT NULL AS has_start,
    coalesce(nullif(c.resource, ''), s.resource, '')::resource_word AS resource,
    coalesce(nullif(c.organisation, ''), s.organisation, '')::organisation_word AS organisation
FROM (SELECT * FROM numbered WHERE transition = 1) AS c
FULL JOIN (SELECT * FROM numbered WHERE transition = 0) AS s
    ON c.whose = s.whose AND c.activity = s.activity AND c.instance = s.instance AND c.k = s.k AND c.paired
"""

_CASES_NUMBERED = """
CREATE TABLE numbers AS
SELECT whose, (row_number() OVER (ORDER BY min(row)))::INTEGER AS case_no FROM instances GROUP BY whose
"""

_EVENTS = """
COPY (
WITH told AS (
    SELECT case_no, row, activity, started, completed, has_start, resource, organisation, least(started, completed) AS begun
    FROM instances JOIN numbers USING (whose)
), stepped AS (
    SELECT *,
        row_number() OVER ordered AS place,
        lead(activity) OVER ordered AS next_activity,
        lead(resource) OVER ordered AS next_resource,
        lead(organisation) OVER ordered AS next_organisation,
        lead(started) OVER ordered - completed AS wait_us,
        row_number() OVER (PARTITION BY case_no, activity ORDER BY started, completed, row) AS visit,
        max(completed) OVER (
            PARTITION BY case_no ORDER BY {begun}, completed, row ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
        ) AS ran_until
    FROM told
    WINDOW ordered AS (PARTITION BY case_no ORDER BY started, completed, row)
), ended AS (
    SELECT *,
        last_value(CASE WHEN ran_until IS NULL OR completed >= ran_until THEN activity END IGNORE NULLS) OVER (
            PARTITION BY case_no ORDER BY {begun}, completed, row ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
        ) AS ended_last
    FROM stepped
)
SELECT case_no, place::INTEGER AS place, row, activity, make_timestamp(started) AS started, make_timestamp(completed) AS completed,
    has_start, resource, organisation, next_activity, next_resource, next_organisation, wait_us, visit::INTEGER AS visit,
    CASE WHEN has_start THEN completed - started END AS service_us,
    greatest(0, completed - greatest(begun, coalesce(ran_until, begun))) AS new_us,
    greatest(0, begun - coalesce(ran_until, begun)) AS idle_us, ended_last
FROM ended ORDER BY case_no, place
) TO {target} (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 122880)
"""

_TOLD = """
{into}
SELECT case_no,
    least(min(started), min(completed)) AS first, greatest(max(started), max(completed)) AS last, max(completed) AS last_completed,
    epoch_us(greatest(max(started), max(completed))) - epoch_us(least(min(started), min(completed))) AS throughput_us,
    epoch_us(max(completed)) - epoch_us(least(min(started), min(completed))) AS lead_us,
    sum(new_us)::BIGINT AS busy_us, count(*)::INTEGER AS n_events,
    arg_min(activity, place) AS first_activity, arg_max(activity, (completed, started, place)) AS last_activity,
    md5(string_agg(length(activity) || ':' || activity, ',' ORDER BY place)) AS variant,
    coalesce(bool_or(wait_us < 0), FALSE) AS overlapping, bool_or(visit > 1) AS repeats,
    (count(*) FILTER (WHERE resource <> '' AND next_resource <> '' AND resource <> next_resource))::INTEGER AS resource_handoffs,
    (count(*) FILTER (WHERE organisation <> '' AND next_organisation <> '' AND organisation <> next_organisation))::INTEGER
        AS organisation_handoffs
FROM read_parquet({events}) WHERE case_no BETWEEN {first} AND {last} GROUP BY case_no
"""

_CASES = """
COPY (
SELECT case_no, case_name, told.* EXCLUDE (case_no)
FROM told JOIN numbers USING (case_no) JOIN names USING (whose) ORDER BY case_no
) TO {target} (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 122880)
"""

_TOLD_AT_ONCE = 1_000_000  # events
NEVER_COMPLETED = "SELECT start_row, line FROM instances WHERE completed IS NULL ORDER BY start_row"
DROP_NEVER_COMPLETED = "DELETE FROM instances WHERE completed IS NULL"


def first_places_sql(staged: Path, column: str, target: Path) -> str:
    """Writes the different words of one of WORDS that are kept, each with the row and line where it first stands, in their order."""
    return _FIRST_PLACES.format(column=column, staged=quoted(staged), target=quoted(target))


def words_counted_sql(staged: Path) -> str:
    """About how many names each of WORDS holds and the bytes of the longest, a pair each, in one row."""
    columns = ", ".join(f"(approx_count_distinct({column}), coalesce(max(strlen({column})), 0))" for column in WORDS)
    return _WORDS_COUNTED.format(columns=columns, staged=quoted(staged))


def word_sql(staged: Path, column: str, count: int, longest: int) -> str:
    """The type of a column of so many names while rows are sorted."""
    few = count <= MOST_WORDS and count * longest <= LONGEST_WORDS
    return (_WORD_OF_FEW if few else _WORD_OF_MANY).format(column=column, staged=quoted(staged))


def activities_sql(staged: Path) -> str:
    """How many different activities there are, and the bytes of their names."""
    return _ACTIVITIES.format(staged=quoted(staged))


def names_sql(staged: Path) -> str:
    """A number for each case, in no order."""
    return _NAMES.format(staged=quoted(staged))


def instances_sql(staged: Path, *, order: str, lifecycle: bool, instance_named: bool) -> str:
    """One row an activity instance. order: day or month, the reading of dates in numbers."""
    form = _LIFECYCLE if lifecycle else _SIMPLE
    rows = _ROWS.format(staged=quoted(staged), order=order).strip()
    return form.format(rows=rows, named="TRUE" if instance_named else "FALSE")


def cases_numbered_sql() -> str:
    """Cases are numbered as they first appear in the file."""
    return _CASES_NUMBERED


def events_sql(target: Path, *, any_negative: bool) -> str:
    """One pass of windows. Only where an instance ends before it starts does the order of beginnings differ from that of starts."""
    return _EVENTS.format(target=quoted(target), begun="begun" if any_negative else "started")


def told_sql(events: Path, cases: int, rows: int) -> Iterator[str]:
    """One row a case, some cases at a time: what is held of a case while it is told does not spill."""
    at_once = max(1, cases * _TOLD_AT_ONCE // rows)
    for first in range(1, cases + 1, at_once):
        into = "CREATE TABLE told AS" if first == 1 else "INSERT INTO told"
        yield _TOLD.format(into=into, events=quoted(events), first=first, last=first + at_once - 1)


def cases_sql(target: Path) -> str:
    """Writes what was told, with the names of the cases."""
    return _CASES.format(target=quoted(target))
