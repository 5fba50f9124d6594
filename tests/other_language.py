"""A language nobody speaks: every text of the list in locale/ between brackets. What stands without them was never translated.

It goes by the code of Esperanto, whose name Django knows, and counts as Polish does: 1; 2 to 4, 22 to 24 and so on; the others.
"""

import ast
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

CODE = "eo"
LIST = Path(__file__).resolve().parents[1] / "locale" / "django.pot"
OPEN, CLOSE = "⟦", "⟧"
FORM = "n == 1 ? 0 : n % 10 >= 2 && n % 10 <= 4 && (n % 100 < 10 || n % 100 >= 20) ? 1 : 2"
HEAD = f"Content-Type: text/plain; charset=UTF-8\nPlural-Forms: nplurals=3; plural=({FORM});\n"


@dataclass(frozen=True)
class Text:
    """An entry of the list. plural: the form for many, where there is one."""

    one: str
    plural: str = ""
    context: str = ""


def texts() -> Iterator[Text]:
    """Everything translators are given."""
    for block in LIST.read_text().split("\n\n")[1:]:
        parts: dict[str, str] = {}
        name = ""
        for line in block.splitlines():
            if line.startswith("msg"):
                name, _space, line = line.partition(" ")
                parts[name] = ""
            if line.startswith('"'):
                parts[name] += ast.literal_eval(line)
        if parts:
            yield Text(parts["msgid"], parts.get("msgid_plural", ""), parts.get("msgctxt", ""))


def known() -> frozenset[str]:
    """The texts alone, singular and plural."""
    return frozenset(words for text in texts() for words in (text.one, text.plural) if words)


def write(folder: Path) -> Path:
    """Makes the language under this folder, for LOCALE_PATHS."""
    pairs = {"": HEAD}
    for text in texts():
        key = f"{text.context}\x04{text.one}" if text.context else text.one
        if text.plural:
            pairs[f"{key}\0{text.plural}"] = "\0".join((said(text.one), said(text.plural), said(said(text.plural))))
        else:
            pairs[key] = said(text.one)
    file = folder / CODE / "LC_MESSAGES" / "django.mo"
    file.parent.mkdir(parents=True)
    file.write_bytes(_compiled(pairs))
    return folder


def said(text: str) -> str:
    """The text in that language. A line break at either end stays there, as gettext asks."""
    inner = text.strip("\n")
    return text.replace(inner, f"{OPEN}{inner}{CLOSE}", 1)


def _compiled(pairs: dict[str, str]) -> bytes:
    """The file that gettext reads: two tables of (length, place), of the texts in order and of what they become."""
    keys = sorted(pairs, key=str.encode)
    rows = [[key.encode() for key in keys], [pairs[key].encode() for key in keys]]
    at, tables, body = 28 + 16 * len(keys), b"", b""
    for row in rows:
        for words in row:
            tables += struct.pack("<II", len(words), at + len(body))
            body += words + b"\0"
    return struct.pack("<7I", 0x950412DE, 0, len(keys), 28, 28 + 8 * len(keys), 0, at) + tables + body
