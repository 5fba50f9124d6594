"""XES that is odd: names of its own, entities, depth, attributes within attributes, traces without a name, files that end too early."""

import gzip
from collections.abc import Callable, Iterable, Iterator

from .kinds import EVENTS, Event, Odd, Read, Refused, at, iso

_FILE = "log.xes"
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'


def _escaped(value: str) -> str:
    for letter, spelled in (("&", "&amp;"), ("<", "&lt;"), ('"', "&quot;"), ("\n", "&#10;")):
        value = value.replace(letter, spelled)
    return value


def _string(key: str, value: str) -> str:
    return f'<string key="{key}" value="{_escaped(value)}"/>'


def _event(one: Event, more: str = "") -> str:
    return f'<event>{_string("concept:name", one.activity)}<date key="time:timestamp" value="{iso(one.done)}"/>{more}</event>'


def _trace(case: str, events: Iterable[str], *, after: bool = False) -> str:
    name = _string("concept:name", case)
    return "<trace>" + ("" if after else name) + "".join(events) + (name if after else "") + "</trace>"


def in_order(events: Iterable[Event] = EVENTS) -> tuple[Event, ...]:
    """Trace by trace, as they stand in the file."""
    cases = dict.fromkeys(one.case for one in events)
    return tuple(one for case in cases for one in events if one.case == case)


def body(events: Iterable[Event] = EVENTS, more: str = "", *, after: bool = False) -> str:
    """The traces. more: within each event. after: the name of a trace stands behind its events."""
    told = tuple(events)
    cases = dict.fromkeys(one.case for one in told)
    return "".join(_trace(case, [_event(one, more) for one in told if one.case == case], after=after) for case in cases)


def xes(inner: str | None = None, head: str = _HEAD) -> bytes:
    """A log around it."""
    return f'{head}<log xes.version="1.0">{body() if inner is None else inner}</log>'.encode()


def _odd(name: str, content: Callable[[], bytes], outcome: Read | Refused, file: str = _FILE) -> Odd:
    return Odd(name, content, outcome, file)


def odd_xes() -> Iterator[Odd]:
    """The format's own freedoms are taken; what XML offers beyond is refused."""
    read = Read(in_order())
    yield _odd("xes", xes, read)
    yield _odd("xes without a declaration", lambda: xes(head=""), read)
    yield _odd("xes with a bom", lambda: b"\xef\xbb\xbf" + xes(), read)
    yield _odd("xes in utf-16", lambda: xes(head='<?xml version="1.0" encoding="UTF-16"?>').decode().encode("utf-16"), read)
    west = [Event("P-1", "Café", at(2026, 1, 5, 9))]
    latin = lambda: xes(body(west), '<?xml version="1.0" encoding="ISO-8859-1"?>').decode().encode("latin-1")  # noqa: E731
    yield _odd("xes in latin-1", latin, Read(tuple(west)))
    yield _odd("xes packed", lambda: gzip.compress(xes()), read, "log.xes.gz")
    spaced = lambda: xes().replace(b"<log ", b'<x:log xmlns:x="http://www.xes-standard.org/" ').replace(b"</log>", b"</x:log>")  # noqa: E731
    yield _odd("xes with a namespace", spaced, read)
    around = '<extension name="Concept" prefix="concept" uri="x"/><global scope="event">' + _string("concept:name", "none") + "</global>"
    around += '<classifier name="c" keys="concept:name"/>' + _string("source", "made up")
    yield _odd("xes with extensions and defaults", lambda: xes(around + body()), read)
    nested = (
        '<list key="more"><values>'
        + _string("concept:name", "wrong")
        + '<date key="time:timestamp" value="1999-01-01T00:00:00Z"/></values></list>'
    )
    yield _odd("xes with attributes in lists", lambda: xes(body(more=nested)), read)
    inner = '<string key="more" value="x"><string key="concept:name" value="wrong"/></string>'
    yield _odd("xes with attributes in attributes", lambda: xes(body(more=inner)), read)
    yield _odd("xes with the name behind the events", lambda: xes(body(after=True)), read)
    remarks = "<!-- <event/> --><![CDATA[ <event> ]]><?run rm -rf?>"
    yield _odd("xes with remarks and instructions", lambda: xes(remarks + body(more=remarks)), read)
    nameless = "<trace>" + _event(EVENTS[0]) + "</trace>" + body(EVENTS[1:])
    yield _odd("xes with a trace without a name", lambda: xes(nameless), Read(in_order(EVENTS[1:]), {1: "no_case"}))
    loose = _event(EVENTS[0], _string("case:concept:name", "P-0"))
    yield _odd("xes with an event outside of traces", lambda: xes(loose + body()), Read((Event("P-0", *_what(EVENTS[0])), *in_order())))
    timeless = _trace("P-9", ["<event>" + _string("concept:name", "a") + "</event>"])
    yield _odd("xes with an event without a time", lambda: xes(body() + timeless), Read(in_order(), {6: "no_completion"}))
    words = [Event("P & Co", 'say <"ah">', at(2026, 1, 5, 9)), Event("P & Co", "two\nlines", at(2026, 1, 5, 10))]
    yield _odd("xes with marks spelled out", lambda: xes(body(words)), Read(tuple(words)))
    twice = lambda: xes(_trace("P-1", [_event(EVENTS[0], _string("concept:name", "the last counts"))]))  # noqa: E731
    yield _odd("xes with a key twice", twice, Read((Event("P-1", "the last counts", EVENTS[0].done),)))
    spans = '<string key="lifecycle:transition" value="{}"/>'
    events = [_event(EVENTS[0], spans.format("start")), _event(EVENTS[1], spans.format("complete"))]
    pair = lambda: xes(_trace("P-1", events)).replace(b"Triage", b"Referral")  # noqa: E731
    yield _odd("xes with starts and completions", pair, Read((Event("P-1", "Referral", EVENTS[1].done, EVENTS[0].done),)))
    yield _odd(
        "xes with a time that is none",
        lambda: xes().replace(b"2026-02-13", b"2026-02-31"),
        Read(tuple(one for one in in_order() if one is not EVENTS[2]), {3: "unreadable_time"}),
    )
    yield _odd("xes without events", lambda: xes(""), Refused("not recognised"))
    yield from _hostile()


def _what(one: Event):
    return one.activity, one.done


def _hostile() -> Iterator[Odd]:
    entity = "<!DOCTYPE log [<!ENTITY a 'x'><!ENTITY b '&a;&a;&a;&a;&a;&a;&a;&a;'>]>"
    yield _odd("xes with entities in entities", lambda: xes(body().replace("Triage", "&b;"), _HEAD + entity), Refused("entity"))
    outside = '<!DOCTYPE log [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
    yield _odd("xes with an entity of another file", lambda: xes(body().replace("Triage", "&a;"), _HEAD + outside), Refused("entity"))
    yield _odd(
        "xes with a document type", lambda: xes(head=_HEAD + '<!DOCTYPE log SYSTEM "http://127.0.0.1:1/x.dtd">'), Refused("document type")
    )
    yield _odd("xes with an entity nobody declared", lambda: xes(body().replace("Triage", "&who;")), Refused("well-formed"))
    yield _odd("xes that is too deep", lambda: xes(body() + "<list>" * 5_000 + "</list>" * 5_000), Refused("too deep"))
    yield _odd("xes cut in the middle", lambda: xes()[:-200], Refused("cut short"))
    yield _odd("xes with text after its end", lambda: xes() + b"<log/>", Refused("well-formed"))
    yield _odd("xes with an element left open", lambda: xes(body() + "<trace>"), Refused("well-formed"))
    yield _odd("xes with a letter that xml has not", lambda: xes().replace(b"Triage", b"\x01"), Refused("well-formed"))
    yield _odd("xes in another encoding than it says", lambda: xes().replace(b"Triage", b"Caf\xe9"), Refused("well-formed"))
    yield _odd("xes that names an encoding nobody knows", lambda: xes(head='<?xml version="1.0" encoding="klingon"?>'), Refused("encoding"))
    yield _odd("xml that is no log", lambda: b"<?xml version='1.0'?><rows><row/></rows>", Refused("not a log"))
    long = _string("note", "x" * 1_000_001)
    yield _odd("xes with a value of a million and one letters", lambda: xes(body(more=long)), Refused("longer than", row=1, column="note"))
    yield _odd("xes with an endless remark", lambda: xes("<!--" + "x" * 5_000_000 + "-->" + body()), Refused("longer than", row=1))
    keys = "".join(_string(f"key {n}", "x") for n in range(1_500))
    yield _odd("xes with an event of very many keys", lambda: xes(body(more=keys)), Refused("more than 1000 columns", row=1))
    repeated = _string("concept:name", "P" * 900_000)
    many = lambda: xes("<trace>" + repeated + (_event(EVENTS[0]) * 3_000) + "</trace>")  # noqa: E731
    yield _odd("xes with a long name of many events", many, Refused("out of all proportion"))
