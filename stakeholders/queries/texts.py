"""The text that holds today, and the versions before it."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from stakeholders.domain.texts import Block, TextKind, blocks
from stakeholders.models import Economy, EconomyText, User

from .default_texts import DEFAULT_TEXTS


@dataclass(frozen=True)
class Text:
    """A text to read. Without `written_by` it is the product's own."""

    kind: TextKind
    body: str
    written_by: User | None = None
    written_at: datetime | None = None

    @property
    def blocks(self) -> list[Block]:
        return blocks(self.body)


def default_text(kind: TextKind) -> Text:
    """The product's own, in the reader's language."""
    return Text(kind, str(DEFAULT_TEXTS[kind]))


def text_of(economy: Economy, kind: TextKind) -> Text:
    """The economy's own newest, or the product's."""
    newest = versions_of(economy, kind).first()
    return Text(kind, newest.body, newest.written_by, newest.written_at) if newest else default_text(kind)


def versions_of(economy: Economy, kind: TextKind) -> QuerySet[EconomyText]:
    """Newest first."""
    return economy.texts.filter(kind=kind.value).select_related("written_by")
