"""The texts an economy can make its own, and the little markup they know: headings, lists, paragraphs."""

from dataclasses import dataclass
from enum import StrEnum


class TextKind(StrEnum):
    PRIVACY = "privacy"
    ACCESSIBILITY = "accessibility"
    INTENDED_USE = "intended-use"


@dataclass(frozen=True)
class Block:
    """One piece of a text. kind: "heading" (## ), "list" (lines beginning "- ") or "paragraph"; lines: its plain words."""

    kind: str
    lines: tuple[str, ...]


def blocks(text: str) -> list[Block]:
    """The text as blocks, in order. Nothing is markup beyond the three kinds: what looks like HTML stays words."""
    found: list[Block] = []
    for chunk in text.replace("\r\n", "\n").split("\n\n"):
        open_lines: list[str] = []
        open_kind = ""
        for raw in chunk.split("\n"):
            line = raw.strip()
            if not line:
                continue
            kind, words = _kind_of(line)
            if open_lines and (kind != open_kind or kind == "heading"):
                found.append(_block(open_kind, open_lines))
                open_lines = []
            open_kind = kind
            open_lines.append(words)
        if open_lines:
            found.append(_block(open_kind, open_lines))
    return found


def _kind_of(line: str) -> tuple[str, str]:
    if line.startswith("## "):
        return "heading", line[3:].strip()
    if line.startswith("- "):
        return "list", line[2:].strip()
    return "paragraph", line


def _block(kind: str, lines: list[str]) -> Block:
    return Block(kind, (" ".join(lines),) if kind == "paragraph" else tuple(lines))
