"""Whether a result computed once more is the one that was kept."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

MOST = 20  # places named; one is enough to doubt the rest


def differing(kept: Any, found: Any) -> list[list[str]]:
    """The first places where two results in JSON differ, each as a path of keys. Numbers must be the same to the last digit."""
    return [list(path) for path in islice(_differing(kept, found, ()), MOST)]


def _differing(kept: Any, found: Any, path: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    if isinstance(kept, Mapping) and isinstance(found, Mapping):
        for key in sorted({*kept, *found}):
            if key in kept and key in found:
                yield from _differing(kept[key], found[key], (*path, key))
            else:
                yield (*path, key)
    elif _is_list(kept) and _is_list(found) and len(kept) == len(found):
        for place, (one, other) in enumerate(zip(kept, found, strict=True)):
            yield from _differing(one, other, (*path, str(place)))
    elif kept != found or isinstance(kept, bool) != isinstance(found, bool):
        yield path


def _is_list(one: Any) -> bool:
    return isinstance(one, Sequence) and not isinstance(one, str)
