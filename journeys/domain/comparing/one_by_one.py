"""Figures whose parts do not add up, a product and counts of different things: changes are made one by one, each with what it does.

What no single change does, because it takes several of them or another shape of the map, is one sum: together (rule C11).
"""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping

from journeys.domain.comparing.breakdowns import LINK, STEP, Breakdown, Line, Side
from journeys.domain.comparing.matching import Match, Matches
from journeys.domain.figures.durations import share
from journeys.domain.figures.walk import right_first_time

PERCENT = 100.0
Carried = Mapping[str, Iterable[Hashable]]  # {id of an element: what it brings along}


def counted(before: Side, after: Side, steps: Matches, links: Matches, key: Callable[[str], str]) -> Iterator[Breakdown]:
    """Kinds of hand-off and agencies. key: what an agency of the map after is called on the map before."""
    pairs = (
        {link: tuple(found) for link, found in before.hand_offs.by_link.items()},
        {link: tuple((key(a), key(b)) for a, b in found) for link, found in after.hand_offs.by_link.items()},
    )
    yield _distinct("hand_off_kinds", LINK, *pairs, links)
    agencies = (_agencies(before, lambda agency: agency), _agencies(after, key))
    yield _distinct("agencies", STEP, *agencies, steps)


def _agencies(side: Side, key: Callable[[str], str]) -> Carried:
    state = side.state
    met = (state[id] for id, times in side.walk.visits.items() if times > 0)
    return {step["id"]: (key(state.agency_of(step)),) for step in met if not state.is_persons_side(step)}


def _distinct(figure: str, kind: str, before: Carried, after: Carried, matches: Matches) -> Breakdown:
    """What comes or goes with one match alone is that match's; what comes or goes only with several is of them together."""
    holders: tuple[dict[Hashable, set[Match]], dict[Hashable, set[Match]]] = (defaultdict(set), defaultdict(set))
    for carried, held, of in ((before, holders[0], matches.of_before), (after, holders[1], matches.of_after)):
        for id, things in carried.items():
            for thing in things:
                held[thing].add(of(id))
    effects: dict[Match, float] = defaultdict(float)
    together = 0.0
    for held, other, way in ((holders[0], holders[1], -1.0), (holders[1], holders[0], 1.0)):
        for thing in held.keys() - other.keys():
            if len(held[thing]) == 1:
                effects[next(iter(held[thing]))] += way
            else:
                together += way
    lines = tuple(Line(kind, match, 0.0, effects[match]) for match in matches.all if effects.get(match))
    return Breakdown(figure, float(len(holders[0])), float(len(holders[1])), lines, together)


def right_first(before: Side, after: Side, links: Matches) -> Breakdown:
    """Right first time, in per cent. First, on the map before, each hand-over gets the quality it has after (one that goes has none to
    spoil); then the map changes its shape, with what is new taken as perfect; then each new one gets its own. Each in journey order.

    Raises NotComputable where either map's figure cannot be given.
    """
    whole = tuple(PERCENT * right_first_time(side.walk) for side in (before, after))
    judged = tuple(_judged(side) for side in (before, after))
    there = {match: any(id in judged[0] for id in match.before) for match in links.all}
    old = [match for match in links.all if there[match]]
    new = [match for match in links.all if not there[match] and any(id in judged[1] for id in match.after)]
    first = list(_quality(before, judged[0], ((match, match.before, _product(judged[1], match.after)) for match in old), {}))
    perfect = {id: 1.0 for match in new for id in match.after}
    shaped = PERCENT * right_first_time(after.walk, perfect)
    second = list(_quality(after, judged[1], ((match, match.after, None) for match in new), perfect))
    lines = {line.match: line for line in (*first, *second)}
    last = first[-1].after if first else whole[0]
    shown = (Line(LINK, match, 0.0, lines[match].change) for match in links.all if match in lines and lines[match].change)
    return Breakdown("right_first_time", whole[0], whole[1], tuple(shown), shaped - last)


def _judged(side: Side) -> Mapping[str, float]:
    """{link a person goes on: its %C&A as a share, 1 where nobody knows it}."""
    links = (side.state[id] for id, times in side.walk.taken.items() if times > 0)
    known = ((link["id"], share(link["caa"])) for link in links if link["kind"] == "flow")
    return {id: 1.0 if caa is None else caa for id, caa in known}


def _product(judged: Mapping[str, float], ids: Iterable[str]) -> float:
    product = 1.0
    for id in ids:
        product *= judged.get(id, 1.0)
    return product


def _quality(
    side: Side, judged: Mapping[str, float], changes: Iterable[tuple[Match, tuple[str, ...], float | None]], start: Mapping[str, float]
) -> Iterator[Line]:
    """Changes made one after the other on one map: (match, its links, the quality they get together; None: each its own)."""
    now = dict(start)
    value = PERCENT * right_first_time(side.walk, now)
    for match, ids, quality in changes:
        mine = [id for id in ids if id in judged]
        wanted = {id: judged[id] if quality is None else quality if place == 0 else 1.0 for place, id in enumerate(mine)}
        if all(now.get(id, judged[id]) == caa for id, caa in wanted.items()):
            continue
        now |= wanted
        changed = PERCENT * right_first_time(side.walk, now)
        yield Line(LINK, match, value, changed)
        value = changed
