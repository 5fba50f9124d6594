"""Files whose letters are odd: encodings, marks of byte order, bytes that are no text, names in any script."""

import codecs
from collections.abc import Iterator

from .kinds import EVENTS, Odd, Read, Refused, cased, lines, named, text

_EVERYWHERE = named("Prüfung", "Überweisung", "Café", "Größe ≠ Maß")
_WEST = named("Café £5", "Überweisung")
_LONG = "".join(f"P-{n},Waiting,2026-01-05T09:00:00+00:00\n" for n in range(3_000))  # longer than what the guess looks at
_SCRIPTS = named("направление", "مراجعة", "評価", "👩‍⚕️ visit", "e\u0301", "\u00e9", "\u200bTriage", "Triage")


def odd_letters() -> Iterator[Odd]:
    """Whatever can be told from the bytes is read; what cannot is refused, never read as other letters."""
    read, west = Read(_EVERYWHERE), Read(_WEST)
    marked = lambda: codecs.BOM_UTF8 * 2 + lines(quote=True).encode()  # noqa: E731
    by_name = {"columns": {"case": "case", "activity": "activity", "end": "time"}}
    yield Odd("bom before a quoted header, columns named", marked, Read(EVENTS), options=by_name | {"encoding": "utf-8"})
    yield Odd("plain", text(lines()), Read(EVENTS))
    yield Odd("bom of utf-8", lambda: codecs.BOM_UTF8 + lines(_EVERYWHERE).encode(), read)
    yield Odd("bom of utf-8 before a quoted header", lambda: codecs.BOM_UTF8 + lines(_EVERYWHERE, quote=True).encode(), read)
    yield Odd(
        "bom although utf-8 was named", lambda: codecs.BOM_UTF8 + lines(quote=True).encode(), Read(EVENTS), options={"encoding": "utf-8"}
    )
    yield Odd("two boms", lambda: codecs.BOM_UTF8 * 2 + lines(quote=True).encode(), Read(EVENTS))
    yield Odd("utf-16, little end first", lambda: codecs.BOM_UTF16_LE + lines(_EVERYWHERE).encode("utf-16-le"), read)
    yield Odd("utf-16, big end first", lambda: codecs.BOM_UTF16_BE + lines(_EVERYWHERE).encode("utf-16-be"), read)
    yield Odd("utf-16 little without its mark", text(lines(_EVERYWHERE), encoding="utf-16-le"), read)
    yield Odd("utf-16 big without its mark", text(lines(_EVERYWHERE), encoding="utf-16-be"), read)
    bom_named = lambda: codecs.BOM_UTF16_LE + lines(quote=True).encode("utf-16-le")  # noqa: E731
    yield Odd("bom although utf-16-le was named", bom_named, Read(EVENTS), options={"encoding": "utf-16-le"})
    yield Odd("utf-16 with half a character at its end", lambda: codecs.BOM_UTF16_LE + lines().encode("utf-16-le")[:-1], Refused("utf-16"))
    yield Odd("utf-32", lambda: codecs.BOM_UTF32_LE + lines().encode("utf-32-le"), Refused("not text"))
    yield Odd("windows-1252", text(lines(_WEST), encoding="cp1252"), west)
    late = _LONG + "P-1,Café,2026-01-05T09:00:00+00:00\n"
    late_read = Read((*(cased_at(n) for n in range(3_000)), *named("Café")))
    yield Odd("windows-1252 that shows late", text(lines(()), late, encoding="cp1252"), late_read)
    spoilt = lambda: lines(_EVERYWHERE).encode() + b"P-1,Caf\xe9,2026-01-05T09:00:00+00:00\n"  # noqa: E731
    yield Odd("utf-8 with one line of windows-1252", spoilt, Refused("partly UTF-8"))
    late_spoilt = lambda: (lines(_EVERYWHERE) + _LONG).encode() + b"P-1,Caf\xe9,2026-01-05T09:00:00+00:00\n"  # noqa: E731
    yield Odd("utf-8 with a late line of windows-1252", late_spoilt, Refused("partly UTF-8"))
    yield Odd("utf-8 cut in the middle of a letter", lambda: (lines(_EVERYWHERE) + "P-9,Caf").encode() + b"\xc3", Refused("partly UTF-8"))
    surrogates = lambda: lines(_EVERYWHERE).encode() + b"P-1,\xed\xa0\xbd\xed\xb1\xa9,2026-01-05T09:00:00+00:00\n"  # noqa: E731
    yield Odd("utf-8 with surrogates spelled out", surrogates, Refused("partly UTF-8"))
    early = lambda: lines(_WEST).encode("cp1252") + "P-1,Größe,2026-01-05T09:00:00+00:00\n".encode()  # noqa: E731
    yield Odd(
        "windows-1252 with one line of utf-8",
        early,
        Refused(
            "partly UTF-8",
        ),
    )
    loud = named("“CAFÉ”", "GRÖßE–MAß", "Ü™")
    yield Odd("windows-1252 whose signs look like utf-8", text(lines(loud), encoding="cp1252"), Read(loud))
    yield Odd(
        "windows-1252, named, that looks like utf-8",
        text(lines(named("Â£5")), encoding="cp1252"),
        Read(named("Â£5")),
        options={"encoding": "cp1252"},
    )
    yield Odd("utf-8 was named and it is not", text(lines(_WEST), encoding="cp1252"), Refused("utf-8"), options={"encoding": "utf-8"})
    for encoding, words in (("latin-1", "Café"), ("shift_jis", "評価"), ("gb18030", "评估"), ("koi8-r", "осмотр"), ("cp500", "Triage")):
        yield Odd(f"{encoding}, named", text(lines(named(words)), encoding=encoding), Read(named(words)), options={"encoding": encoding})
    yield Odd("an encoding of that name does not exist", text(lines()), Refused("no encoding"), options={"encoding": "klingon"})
    yield Odd("a zero byte", text(lines().replace("Triage", "Tri\0age")), Refused("not text"))
    yield Odd("bytes of no kind", lambda: bytes(range(128, 256)) * 50, Refused(""))
    yield Odd("a picture", lambda: b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20, Refused("no text"))
    yield Odd("names in every script", text(lines(_SCRIPTS)), Read(_SCRIPTS))
    yield Odd(
        "line ends of unicode within a cell",
        text(lines(named("a\u2028b", "a\u0085b", "a\x0cb", "a\x0bb"))),
        Read(named("a\u2028b", "a\u0085b", "a\x0cb", "a\x0bb")),
    )
    yield Odd("marks a terminal obeys", text(lines(named("\x1b[2J", "a\rb"), quote=True)), Read(named("\x1b[2J", "a\rb")))


def cased_at(n: int):
    """The n-th of the long ones."""
    (one,) = cased(f"P-{n}")
    return type(one)(one.case, "Waiting", one.done)
