"""Work done side by side: a parallel split up to where all its branches meet again becomes one way, inside out (rule 5).

Its time is the longest branch's expected time. The mean of a maximum is at least the maximum of the means: lead times with a block
are "at least". A branch that never rejoins is effort only.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import networkx as nx

from carejourneys.common.wording import Words as _
from journeys.domain.figures.chain import Passage, passage
from journeys.domain.figures.flow import Flow, NotComputable, Way


@dataclass(frozen=True)
class Branch:
    """One of the ways taken together: the way into it and what happens until the join. days and touch hold both."""

    entry: Way
    passage: Passage
    days: float
    touch: float


@dataclass(frozen=True)
class Block:
    """A parallel part. `join` is None for a branch that never comes back. The first branch is the longest."""

    split: str
    join: str | None
    branches: tuple[Branch, ...]


@dataclass(frozen=True)
class Reduced:
    """A flow without parallel splits, and the branches that never rejoin: {split: blocks without a join}."""

    flow: Flow
    aside: Mapping[str, tuple[Block, ...]]


def reduce_blocks(flow: Flow) -> Reduced:
    """Reduces every parallel part. Raises NotComputable for branches that cross, lead out, or are entered from elsewhere."""
    aside: dict[str, tuple[Block, ...]] = {}
    while flow.parallel:
        home = flow.reaching([flow.end])
        regions: dict[str, frozenset[str]] = {}
        for split in flow.parallel:
            inside = (
                _inside(flow, home, split) if split in home else frozenset().union(*(flow.reachable(w.target) for w in flow.from_(split)))
            )
            regions[split] = inside
        inner = next((s for s in sorted(flow.parallel) if not (regions[s] & flow.parallel) - {s}), None)
        if inner is None:
            names = ", ".join(flow.name(split) for split in sorted(flow.parallel)[:4])
            raise NotComputable(_("the parts done side by side after %(steps)s no longer cross each other", steps=names))
        flow, left = _reduce_one(flow, home, inner)
        if left:
            aside[inner] = left
    return Reduced(flow, aside)


def _join(flow: Flow, home: frozenset[str], split: str) -> str:
    """Where all branches meet again: the nearest common post-dominator on the ways to the end."""
    back = nx.DiGraph()
    back.add_nodes_from(home)
    back.add_edges_from((way.target, way.source) for way in flow.all_ways() if way.source in home and way.target in home)
    return nx.immediate_dominators(back, flow.end)[split]


def _inside(flow: Flow, home: frozenset[str], split: str) -> frozenset[str]:
    live = [way for way in flow.from_(split) if way.target in home]
    dead = [way for way in flow.from_(split) if way.target not in home]
    join = _join(flow, home, split) if len(live) > 1 else None
    inside: set[str] = set()
    if join is not None:
        for way in live:
            inside |= flow.reachable(way.target, without=join) if way.target != join else frozenset()
    for way in dead:
        inside |= flow.reachable(way.target)
    return frozenset(inside)


def _reduce_one(flow: Flow, home: frozenset[str], split: str) -> tuple[Flow, tuple[Block, ...]]:
    ways = dict(flow.ways)
    out = flow.from_(split)
    live = [way for way in out if way.target in home]
    dead = [way for way in out if way.target not in home]
    if not live:  # the split itself never reaches the end: nothing here counts for those who do
        ways[split] = tuple(replace(way, share=1 / len(out)) for way in out)
        return replace(flow, ways=ways, parallel=flow.parallel - {split}), ()
    left = tuple(Block(split, None, (_aside(flow, way),)) for way in dead)
    if len(live) == 1:
        ways[split] = (live[0],)
    else:
        join = _join(flow, home, split)
        branches = sorted(_branches(flow, home, split, join, live), key=lambda branch: -branch.days)
        block = Block(split, join, tuple(branches))
        ways[split] = (Way(split, join, 1.0, branches[0].days, branches[0].touch, None, False, None, block),)
        for branch in branches:
            for step in branch.passage.visits:
                ways.pop(step, None)
    return replace(flow, ways=ways, parallel=flow.parallel - {split}), left


def _branches(flow: Flow, home: frozenset[str], split: str, join: str, live: list[Way]) -> Iterator[Branch]:
    after = {"step": flow.name(split)}
    seen: set[str] = set()
    insides = [flow.reachable(way.target, without=join) if way.target != join else frozenset() for way in live]
    for inside in insides:
        if split in inside:
            raise NotComputable(_("no way leads back from inside the part done side by side after %(step)s to before it", **after))
        if inside & seen:
            raise NotComputable(_("the branches of the part done side by side after %(step)s no longer cross", **after))
        seen |= inside
    for way, inside in zip(live, insides, strict=True):
        if inside - home:
            words = _("nobody can leave from inside the part done side by side after %(step)s without meeting the other branches", **after)
            raise NotComputable(words)
        if any(other.target in inside and other.source not in inside and other is not way for other in flow.all_ways()):
            raise NotComputable(_("nobody comes into the part done side by side after %(step)s from elsewhere", **after))
        if way.target == join:
            yield Branch(way, Passage({}, {}, (), 1.0), way.days, way.touch)
            continue
        inner = passage(flow, way.target, join, inside)
        days = sum(v * flow.stops[s].days for s, v in inner.visits.items()) + sum(x * w.days for w, x in inner.taken)
        touch = sum(v * flow.stops[s].pt for s, v in inner.visits.items()) + sum(x * w.touch for w, x in inner.taken)
        yield Branch(way, inner, way.days + days, way.touch + touch)


def _aside(flow: Flow, way: Way) -> Branch:
    """A branch that never comes back: how often its steps are passed, whatever it ends in."""
    inside = flow.reachable(way.target)
    out = "outside"
    closed = {step: flow.from_(step) or (Way(step, out, 1.0),) for step in inside}
    walk = passage(replace(flow, ways=closed, stops={**flow.stops, out: flow.stops[way.target]}), way.target, out)
    taken = [(taken, times) for taken, times in walk.taken if taken.target != out]
    return Branch(way, Passage(walk.visits, walk.once, taken, 1.0), 0.0, 0.0)
