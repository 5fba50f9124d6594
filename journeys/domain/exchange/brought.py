"""What a file says of a map, as commands can put it there; and what of it cannot be carried over."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

Where = Mapping[str, str]  # {id of an element: the place in the file that speaks of it}


@dataclass(frozen=True)
class NotCarried:
    """Something of the file that the map does not have now, and why. kind: link, data, annotation or other."""

    kind: str
    id: str
    name: str
    reason: str

    def as_dict(self) -> dict[str, str]:
        """JSON-ready."""
        return {"kind": self.kind, "id": self.id, "name": self.name, "reason": str(self.reason)}


@dataclass(frozen=True)
class Brought:
    """title, fields: of the map itself. elements: raw, with new ids, unchecked, as `map.paste` takes them. ends: its two ends."""

    title: str
    fields: Mapping[str, Any]
    elements: Sequence[Mapping[str, Any]]
    ends: Mapping[str, str]
    where: Where = field(default_factory=dict)
    not_carried: Sequence[NotCarried] = ()

    def count(self, kind: str) -> int:
        """How many elements of a type there are."""
        return sum(element["type"] == kind for element in self.elements)
