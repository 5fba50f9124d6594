"""CSV whose times are odd: orders of day and month, offsets, serial numbers, clock changes, dates that no calendar has, lifecycles."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from itertools import cycle

from .kinds import EVENTS, Event, Odd, Read, Refused, at, iso, lines, text

_LONDON = {"timezone": "Europe/London"}
_FORMAT = "%d/%m/%Y %H:%M:%S"
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def _us(moment: datetime) -> str:
    return moment.strftime("%m/%d/%Y %H:%M:%S")


def _uk(moment: datetime) -> str:
    return moment.strftime(_FORMAT)


def _clock(moment: datetime) -> str:
    """Twelve hours and a mark, by hand."""
    hour = moment.hour % 12 or 12
    half = "PM" if moment.hour >= 12 else "AM"
    return f"{moment.day} {_MONTHS[moment.month - 1]} {moment.year} {hour}:{moment.minute:02}:{moment.second:02} {half}"


def _one(written: str, *moment: int) -> tuple[str, Read]:
    """A row of this time, and what it is."""
    return f"case,activity,time\nP-1,Triage,{written}\n", Read((Event("P-1", "Triage", at(*moment)),))


def _single(name: str, written: str, *moment: int, **options) -> Odd:
    content, outcome = _one(written, *moment)
    return Odd(name, text(content), outcome, options=options)


def _none(name: str, written: str, reason: str = "unreadable_time") -> Odd:
    """A last row whose time is none: it is left out, and the rest is read."""
    content, _outcome = _one(written, 2026, 1, 1)
    return Odd(name, text(lines(), content.partition("\n")[2]), Read(EVENTS, {6: reason}))


def odd_times() -> Iterator[Odd]:
    """One instant each, or a refusal that says which row and which column."""
    read = Read(EVENTS)
    naive = lambda moment: moment.strftime("%Y-%m-%d %H:%M:%S")  # noqa: E731
    yield Odd("without an offset, read as utc", text(lines(time=naive)), read)
    shifts = cycle([timedelta(0), timedelta(hours=1), timedelta(hours=-5), timedelta(hours=5, minutes=45), timedelta(hours=14)])
    yield Odd("another offset in every row", text(lines(time=lambda moment: iso(moment.astimezone(timezone(next(shifts)))))), read)
    ways = cycle([iso, lambda moment: moment.strftime("%Y%m%dT%H%M%SZ"), lambda moment: moment.strftime("%d %B %Y %H:%M:%S +0000"), _clock])
    some = cycle([iso, lambda moment: moment.strftime("%Y-%m-%d %H:%M:%S")])
    yield Odd("an offset in every other row", text(lines(time=lambda moment: next(some)(moment))), read, options=_LONDON)
    yield Odd("another way of writing in every row", text(lines(time=lambda moment: next(ways)(moment))), read)
    yield Odd("day first, as the file shows", text(lines(time=_uk)), read)
    yield Odd("month first, as the file shows", text(lines(time=_us)), read)
    low = [Event(f"P-{n}", "Triage", at(2026, 1 + n % 12, 1 + (5 * n) % 12, 9)) for n in range(30_000)]
    late = [*low, Event("P-z", "Triage", at(2026, 3, 31, 9))]
    yield Odd("day first, decided in the last of very many rows", lambda: lines(late, time=_uk).encode(), Read(tuple(late)))
    undecided = Refused("day or the month", column="time")
    yield Odd("nothing decides between day and month", text(lines(low[:50], time=_uk)), undecided)
    yield Odd(
        "nothing decides, and the order is named", text(lines(low[:50], time=_uk)), Read(tuple(low[:50])), options={"date_format": _FORMAT}
    )
    both = lines(EVENTS[1:2], time=_uk) + lines(EVENTS[1:2], time=_us).partition("\n")[2]
    yield Odd("one row has the day first and another the month", text(both), Refused("cannot be told", row=2, column="time"))
    short = lambda moment: moment.strftime("%d/%m/%y %H:%M:%S")  # noqa: E731
    yield Odd("years of two digits", text(lines(time=short)), Refused("no date and time", row=1, column="time"))
    yield Odd("years of two digits, named", text(lines(time=short)), read, options={"date_format": "%d/%m/%y %H:%M:%S"})
    yield _single("the year 68 is to come", "01/02/68", 2068, 2, 1, date_format="%d/%m/%y")
    yield _single("the year 69 is past", "01/02/69", 1969, 2, 1, date_format="%d/%m/%y")
    yield Odd(
        "a format that does not fit", text(lines()), Refused("in the format", row=1, column="time"), options={"date_format": "%d/%m/%Y"}
    )
    more = "".join(f"P-{n},Triage,{'soon' if n < 4 else '2026-01-05'}\n" for n in range(7))
    yield Odd("most times are none", text("case,activity,time\n", more), Refused("no date and time", row=1, column="time"))
    yield Odd("a format without a year", text(lines()), Refused("needs a year"), options={"date_format": "%d/%m"})
    days = lambda moment: f"{(moment - datetime(1899, 12, 30, tzinfo=UTC)) / timedelta(days=1):.9f}"  # noqa: E731
    yield Odd("excel's serial numbers, named", text(lines(time=days)), read, options={"date_format": "spreadsheet"})
    yield _single("excel's serial number, by the clock of London", "46204.5", 2026, 7, 1, 11, date_format="spreadsheet", **_LONDON)
    for unit, name in ((1, "seconds"), (1_000, "milliseconds")):
        since = lambda moment, unit=unit: str(int(moment.timestamp() * unit))  # noqa: E731
        yield Odd(f"{name} since 1970, named", text(lines(time=since)), read, options={"date_format": name, **_LONDON})
    yield Odd("numbers alone", text(lines(time=days)), Refused("no date and time", row=1, column="time"))
    yield _none("excel's serial number", "46027.375")
    yield _none("excel's serial day", "46027")
    yield _none("seconds since 1970", "1767603600")
    yield _none("milliseconds since 1970", "1767603600000")
    yield _none("a time of day alone", "09:00")
    yield _none("the thirtieth of February", "2026-02-30")
    yield _none("the 29 February of a common year", "2025-02-29")
    yield _single("the 29 February of a leap year", "2024-02-29 10:00", 2024, 2, 29, 10)
    yield _none("hour 25", "2026-01-01 25:00")
    yield _none("minute 61", "2026-01-01 10:61")
    yield _single("hour 24 is the next day", "2026-01-01 24:00", 2026, 1, 2)
    yield _none("half past hour 24", "2026-01-01 24:30")
    yield _single("a leap second", "2016-12-31T23:59:60Z", 2017, 1, 1)
    yield _single("twelve at night", "5 Jan 2026 12:30 AM", 2026, 1, 5, 0, 30)
    yield _single("twelve at noon", "5 Jan 2026 12:30 p.m.", 2026, 1, 5, 12, 30)
    yield _none("thirteen in the afternoon", "5 Jan 2026 13:30 PM")
    yield _single("six digits of a second", "2026-01-05 09:00:00.123456", 2026, 1, 5, 9, 0, 0, 123456)
    yield _single("nine digits of a second", "2026-01-05 09:00:00.123456789", 2026, 1, 5, 9, 0, 0, 123456)
    yield _single("a comma in the seconds", '"2026-01-05 09:00:00,5"', 2026, 1, 5, 9, 0, 0, 500000)
    yield _single("spaces around", "  2026-01-05 09:00  ", 2026, 1, 5, 9)
    yield _single("a weekday before", '"Mon, 5 January 2026 09:00"', 2026, 1, 5, 9)
    yield _none("a month of another language", "5 Januar 2026")
    yield _none("digits of another script", "٢٠٢٦-٠١-٠٥")
    yield _none("wide digits", "２０２６-０１-０５")
    yield _none("a zone by name", "2026-01-05 09:00 BST")
    yield _none("an offset of more than a day", "2026-01-05T09:00:00+25:00")
    yield _none("the year 0", "0000-01-05")
    yield _none("a year of five digits", "12026-01-05")
    yield _none("out of the calendar by its offset", "9999-12-31T23:30:00-01:00", "impossible_year")
    yield _none("the year 202", "0202-01-05", "impossible_year")
    yield _none("the last day of 1899", "1899-12-31", "impossible_year")
    yield _none("an end left open", "9999-12-31", "distant_year")
    yield _none("the first day of 2100", "2100-01-01", "distant_year")
    yield _single("the last day of 2099", "2099-12-31", 2099, 12, 31)
    yield _single("the first day of 1900", "1900-01-01", 1900, 1, 1)
    yield _none("a formula", '"=NOW()"')
    yield _single("summer in London", "2026-07-01 10:00", 2026, 7, 1, 9, **_LONDON)
    yield _single("winter in London", "2026-01-01 10:00", 2026, 1, 1, 10, **_LONDON)
    yield _single("an hour that London has twice is the earlier", "2026-10-25 01:30", 2026, 10, 25, 0, 30, **_LONDON)
    yield _single("an hour that London skips is by the clock before", "2026-03-29 01:30", 2026, 3, 29, 1, 30, **_LONDON)
    yield _single("an offset wins over the zone", "2026-07-01T10:00+02:00", 2026, 7, 1, 8, **_LONDON)
    yield _single("before Paris kept Greenwich time", "1905-01-01 12:00:00", 1905, 1, 1, 11, 50, 39, timezone="Europe/Paris")
    yield Odd("no such zone", text(lines()), Refused("no time zone"), options={"timezone": "Europe/Nowhere"})
    yield from _lifecycles()


def _lifecycles() -> Iterator[Odd]:
    header = "case,activity,lifecycle:transition,timestamp,instance\n"
    row = lambda activity, word, hour, instance="": f"P-1,{activity},{word},2026-01-05T{hour:02}:00:00Z,{instance}\n"  # noqa: E731
    made = lambda activity, begun, done: Event("P-1", activity, at(2026, 1, 5, done), None if begun is None else at(2026, 1, 5, begun))  # noqa: E731
    nested = row("a", "start", 9, "i") + row("a", "start", 10, "k") + row("a", "complete", 11, "i") + row("a", "complete", 12, "k")
    yield Odd("starts and completions by instance", text(header, nested), Read((made("a", 9, 11), made("a", 10, 12))))
    plain = header.replace(",instance", "")
    bare = lambda *rows: "".join(rows).replace(",\n", "\n")  # noqa: E731
    first = bare(row("a", "START", 9), row("a", " start", 10), row("a", "Complete", 11), row("a", "complete", 12))
    yield Odd("starts and completions, the first with the first", text(plain, first), Read((made("a", 9, 11), made("a", 10, 12))))
    gap = bare(row("a", "complete", 8), row("a", "start", 9), row("a", "complete", 10))
    yield Odd("a completion without a start", text(plain, gap), Read((made("a", None, 8), made("a", 9, 10))))
    never = bare(row("a", "start", 8), row("a", "complete", 9), row("b", "start", 10))
    yield Odd("a start without a completion", text(plain, never), Read((made("a", 8, 9),), {3: "never_completed"}))
    words = bare(row("a", "start", 8), row("a", "suspend", 9), row("a", "resume", 10), row("a", "complete", 11), row("a", "ate_abort", 12))
    yield Odd("suspended, resumed, given up", text(plain, words), Read((made("a", 8, 11),)))
    yield Odd(
        "a start and its completion at once", text(plain, bare(row("a", "complete", 8), row("a", "start", 8))), Read((made("a", 8, 8),))
    )
    column = {"columns": {"lifecycle": "activity"}}
    yield Odd("a lifecycle without its time", text(lines()), Refused("--timestamp"), options=column)
