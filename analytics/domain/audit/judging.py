"""Whether a row may be told beside everything that was told: whom it would newly bound."""

import math
from collections.abc import Collection, Hashable, Mapping
from dataclasses import replace
from typing import Any

from analytics.domain.audit.knowledge import Everything, few_in, hang_together
from analytics.domain.audit.possibilities import Bounded, Known, TooBig, all_bounded
from analytics.domain.audit.telling import learn_all

Told = Mapping[Any, Collection[int]]  # {row: the thresholds under which it was told}; of others nothing is told


class Untrue(Exception):
    """What is kept does not hang together as it should: nothing can be said."""


def newly_bounded(every: Everything, told: Told, more: Told, t: int, *, until: float, size: int | None = None) -> list[Bounded]:
    """Few people (1 to t-1) whom one can bound once `more` is told too, and could not, or not so closely, before.

    every: all there is, told or not: how its counts hang together is known to everybody. until: on the monotonic clock. TooBig where that,
    or the size, does not suffice; Untrue.
    """
    known = _everything(every, until, size)
    few = few_in(known, every, learn_all(known, every, t, {**told, **more}), t)
    if known.untrue():
        raise Untrue
    found = all_bounded(known, few)
    if found.unknown:
        raise TooBig
    if not found.bounded:
        return []
    before = _everything(every, until, size)
    learn_all(before, every, t, told)
    earlier = all_bounded(before, [(one.of, t) for one in found.bounded])
    if earlier.unknown:
        raise TooBig
    were = {_key(one): one for one in earlier.bounded}
    return [one for one in found.bounded if were.get(_key(one)) != one]


def _everything(every: Everything, until: float, size: int | None) -> Known:
    known = Known(until=until) if size is None else Known(until=until, size=size)
    hang_together(known, every)
    return known


def _key(one: Bounded) -> frozenset:
    return frozenset(one.of.items())


def not_understood(every: Everything, t: int, *, until: float = math.inf) -> frozenset[Hashable]:
    """Rows of which not even what they say alone can be written down, or does not hang together. until: on the monotonic clock. TooBig
    where that, or the size, does not suffice: that is no fault of a row.
    """
    alone = [(one.row, Everything([one], [], [])) for one in every.data]
    alone += [(one.id, Everything([], [one], [])) for one in every.runs]
    alone += [(one.id, Everything([], [], [one])) for one in every.paths]
    return frozenset(row for row, of_row in alone if not _is_understood(of_row, t, until))


def _is_understood(of_row: Everything, t: int, until: float) -> bool:
    try:
        known = _everything(of_row, until, None)
        known.look()
        learn_all(known, of_row, t)
    except (LookupError, TypeError, ValueError, AttributeError, ArithmeticError):
        return False
    return not known.untrue()


def forgotten(every: Everything, rows: Collection[Hashable]) -> Everything:
    """The same for somebody who read nothing of these rows, also before."""
    return replace(every, data=[replace(one, told_before=()) if one.row in rows else one for one in every.data])


def without(every: Everything, rows: Collection[Hashable]) -> Everything:
    """The same without these rows, and without paths beside them."""
    return Everything(
        [one for one in every.data if one.row not in rows],
        [one for one in every.runs if one.id not in rows],
        [one for one in every.paths if one.id not in rows and one.run.id not in rows],
    )
