"""One module for each kind of shape that the screening looks for, in folded text. Every repeat in a pattern is bounded, and what stands
around a match is looked at a few signs far, so that a long text takes no longer than it is long.
"""

import re
from collections.abc import Callable, Iterator

Span = tuple[int, int]


def matches(pattern: re.Pattern[str], text: str, right: Callable[[re.Match[str]], object]) -> Iterator[Span]:
    """The places of the matches that are right; after one that is not, it looks on from the next sign, for another may begin inside it."""
    here = 0
    while (match := pattern.search(text, here)) is not None:
        if right(match):
            yield match.span()
            here = match.end()
        else:
            here = match.start() + 1


def before(match: re.Match[str], far: int) -> str:
    """What stands before a match."""
    return match.string[max(0, match.start() - far) : match.start()]


def after(match: re.Match[str], far: int) -> str:
    """What stands after it."""
    return match.string[match.end() : match.end() + far]
