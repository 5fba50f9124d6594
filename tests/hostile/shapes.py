"""CSV whose rows and columns are odd: delimiters, quotes, line ends, ragged rows, too many columns, names that mean harm."""

from collections.abc import Iterator

from .kinds import EVENTS, HEADER, Event, Odd, Read, Refused, at, cased, iso, lines, named, text

_ROW = "P-9,Triage,2026-01-05T09:00:00+00:00\n"
_NINE = Event("P-9", "Triage", at(2026, 1, 5, 9))
_HARM = (
    "=cmd|' /C calc'!A0",
    "+1+1",
    "-2",
    "@SUM(1)",
    "'; DROP TABLE events; --",
    '"); rm -rf /',
    "$(reboot)",
    "`reboot`",
    "../../etc/passwd",
    "%s%n{0}",
)


def odd_shapes() -> Iterator[Odd]:
    """Whatever means one thing is read; what could mean two is refused by its row."""
    read = Read(EVENTS)
    for name, delimiter in (("comma", ","), ("semicolon", ";"), ("tab", "\t"), ("bar", "|")):
        yield Odd(f"parted by {name}", text(lines(delimiter=delimiter)), read)
    yield Odd("parted by a mark that was named", text(lines(delimiter="^")), read, options={"delimiter": "^"})
    yield Odd("semicolons, and commas in the cells", text(lines(named("a, b, c", "d, e"), delimiter=";")), Read(named("a, b, c", "d, e")))
    yield Odd("a spreadsheet's line that names the delimiter", text("sep=;\r\n", lines(delimiter=";", end="\r\n")), read)
    yield Odd("line ends of windows", text(lines(end="\r\n")), read)
    yield Odd("line ends of an old mac", text(lines(end="\r")), read)
    yield Odd("line ends mixed", text(lines(EVENTS[:2], end="\r\n"), lines(EVENTS[2:]).partition("\n")[2]), read)
    yield Odd("no line end at the end", text(lines().rstrip("\n")), read)
    yield Odd("blank lines before and between", text("\n\n", lines().replace("\nP-2", "\n\n\nP-2")), read)
    yield Odd("every cell quoted", text(lines(quote=True)), read)
    quoted = named("a,b", 'say "ah"', "two\nlines", "two\r\nlines", "  spaced  ")
    yield Odd("quotes, delimiters and line ends in cells", text(lines(quoted, quote=True)), Read(quoted))
    yield Odd("every cell quoted, parted by semicolons", text(lines(quoted, quote=True, delimiter=";")), Read(quoted))
    yield Odd(
        "every cell quoted, with bars and tabs within",
        text(lines(named("a|b|c|d", "a\tb\tc"), quote=True)),
        Read(named("a|b|c|d", "a\tb\tc")),
    )
    yield Odd("a quote inside a cell without quotes", text(lines(named('5" pipe'))), Read(named('5" pipe')))
    yield Odd("a quote that is never closed", text(lines(), 'P-9,"Triage,2026-01-05\n', _ROW), Refused("never closed", row=6))
    yield Odd("text after a closing quote", text(lines(), 'P-9,"Tri"age,2026-01-05\n'), Refused("quotation mark", row=6))
    yield Odd("a space before a quote, and a comma within", text(lines(), 'P-9, "a, b",2026-01-05\n'), Refused("fields", row=6))
    yield Odd("rows that are too long", text(lines(), "P-9,Triage,2026-01-05,more,and more\n"), Refused("5 fields", row=6))
    yield Odd("rows too long by nothing", text(lines().replace("\n", ",,\n").replace("time,,", "time")), read)
    short = Read(EVENTS, {6: "no_completion", 7: "no_activity"})
    yield Odd("rows that are too short", text(lines(), "P-9,Triage\n", "P-9\n"), short)
    missing = Read((*EVENTS, _NINE), {6: "no_case", 7: "no_activity", 8: "no_completion"})
    when = iso(_NINE.done)
    yield Odd("cells that are empty", text(lines(), f",Triage,{when}\n", f"P-9,,{when}\n", "P-9,Triage,\n", _ROW), missing)
    words = named("NA", "null", "None", "nan", " ", "0", "-", "N/A")
    yield Odd("words for nothing are words", text(lines(words)), Read(words))
    cases = cased("007", "7", "9007199254740993", "9007199254740992", "1e5", "100000", "TRUE", "1.0", " 7")
    yield Odd("numbers that are names", text(lines(cases)), Read(cases))
    yield Odd("only a header", text(lines(())), Refused("no row"))
    yield Odd("nothing", text(""), Refused("empty"))
    yield Odd("only line ends", text("\n\r\n\n"), Refused("no header"))
    yield Odd("no header", text(lines().partition("\n")[2]), Refused("first row looks like data"))
    yield Odd(
        "no header, and times are numbers", text("P-1,Triage,1767603600\nP-2,Scan,1767603700\n"), Refused("first row looks like data")
    )
    yield Odd(
        "no header, and a number of a person",
        text("943 476 5919,Triage,soon\n987 654 4321,Scan,later\n"),
        Refused("first row looks like data"),
    )
    strange = ("wie", "2026", "wanneer")
    said = {"columns": {"case": "wie", "activity": "2026", "end": "wanneer"}}
    yield Odd("a header of names that nobody knows", text(lines(header=strange)), read, options=said)
    yield Odd("a header of names that nobody knows, not named", text(lines(header=strange)), Refused("not recognised"))
    yield Odd("words before the header", text("Report of 5 January\n", lines()), Refused("1 in the header", row=1))
    yield Odd("another language's json", text('[{"case": 1, "activity": "a", "time": "2026-01-01"}]'), Refused("there is no row"))
    twice = lines(header=("case", "activity", "time", "time"), more=("2026-01-01",))
    yield Odd("two columns of one name, in use", text(twice), Refused("two columns", column="time"))
    yield Odd("two columns of one name, not in use", text(lines(header=(*HEADER, "note", "note"), more=("x", "y"))), read)
    yield Odd("headers with spaces and capitals", text(lines(header=(" Case ID ", "ACTIVITY", "Time stamp"))), read)
    yield Odd(
        "a named column that is not there", text(lines()), Refused("no such column", column="who"), options={"columns": {"case": "who"}}
    )
    every = tuple(Event(f"P-{n // 3}", f"Activity {n}", at(2026, 1, 5, 9)) for n in range(60_000))
    yield Odd("another activity in every row", lambda: lines(every).encode(), Read(every))
    long = named("x" * 4_000, "é" * 4_000)
    yield Odd("names of four thousand letters", text(lines(long)), Read(long))
    yield Odd(
        "a name of four thousand and one",
        text(lines(), lines(named("x" * 4_001)).partition("\n")[2]),
        Refused("name is longer", row=6, column="activity"),
    )
    harm = tuple(f"{one} {place}" for place, one in enumerate(('a"; DROP TABLE x; --', "$(reboot)", "{0}%s")))
    columns = dict(zip(("case", "activity", "end"), harm, strict=True))
    header = [f'"{one.replace(chr(34), chr(34) * 2)}"' for one in harm]
    yield Odd("columns whose names mean harm", text(lines(header=header)), read, options={"columns": columns})
    yield Odd("activities whose names mean harm", text(lines(named(*_HARM), quote=True)), Read(named(*_HARM)))
    yield Odd("cases whose names mean harm", text(lines(cased(*_HARM), quote=True)), Read(cased(*_HARM)))
    for name in (
        "$(touch gone); rm -rf *'\"|&.csv",
        "two\nlines.csv",
        "..%2f..%2fetc%2fpasswd.csv",
        "журнал 日誌 👩.csv",
        "-rf.csv",
        "LOG.CSV",
    ):
        yield Odd(f"a file called {name!r}", text(lines()), read, file=name)
    yield Odd("a kind of file that is none", text(lines()), Refused("only .csv"), file="log.txt")
    yield from _wide()


def _wide() -> Iterator[Odd]:
    wide = lambda columns: (*HEADER, *(f"note {n}" for n in range(columns - len(HEADER))))  # noqa: E731
    yield Odd("a thousand columns", lambda: lines(header=wide(1_000), more=["x"] * 997).encode(), Read(EVENTS))
    yield Odd(
        "twenty thousand columns", lambda: lines(header=wide(20_000), more=["x"] * 19_997).encode(), Refused("more than 1000 columns")
    )
    noted = lambda size: lines(header=(*HEADER, "note"), more=["x" * size]).encode()  # noqa: E731
    yield Odd("a cell of a million letters", lambda: noted(1_000_000), Read(EVENTS))
    yield Odd("a cell of a million and one", lambda: noted(1_000_001), Refused("longer than", row=1, column="note"))
    yield Odd("a line of ten million letters", lambda: lines().encode() + b"x" * 10_000_000, Refused("longer than", row=6))
    yield Odd("a header of one endless cell", lambda: b"x" * 10_000_000, Refused("longer than"))
    yield Odd("a row of ten million cells", lambda: lines().encode() + b"," * 7_000_000, Refused("more than 1000 columns", row=6))
