"""Which step an activity of the data may be: a guess by name, for a person to confirm."""

import re
from collections.abc import Iterable, Mapping
from difflib import SequenceMatcher

CLOSE = 0.6  # likeness from which a guess is worth showing
_LITTLE_WORDS = frozenset({"a", "an", "and", "at", "for", "in", "of", "on", "or", "the", "to", "with"})


def guesses(activities: Iterable[str], steps: Mapping[str, str]) -> dict[str, str]:
    """{activity: step id} for activities that are like a step's title ({step id: title}); of equally like steps the first."""
    found = {}
    for activity in activities:
        best = max(((likeness(activity, title), -place, step) for place, (step, title) in enumerate(steps.items())), default=None)
        if best is not None and best[0] >= CLOSE:
            found[activity] = best[2]
    return found


def likeness(one: str, other: str) -> float:
    """0 to 1: how alike two names are, whatever the order and the ending of their words."""
    first, second = _words(one), _words(other)
    if not first or not second:
        return 0.0
    shorter, longer = sorted((first, second), key=len)
    shared = sum(max(_like(word, against) for against in longer) for word in shorter) / len(shorter)
    covered = 2 * len(shorter) / (len(first) + len(second))
    whole = SequenceMatcher(None, " ".join(first), " ".join(second)).ratio()
    return max(whole, shared * (0.6 + 0.4 * covered))


def _like(word: str, other: str) -> float:
    if word == other:
        return 1.0
    if min(len(word), len(other)) >= 4 and (word[:4] == other[:4]):
        return 0.9
    return 0.0


def _words(name: str) -> list[str]:
    return [word for word in re.findall(r"[^\W_]+", name.casefold()) if word not in _LITTLE_WORDS]
