"""Expected visits on a flow with loops: an absorbing Markov chain, for the people who reach the named end (rules 6 and 7).

Kemeny & Snell, Finite Markov Chains (1960), chapter 3: N = (I - Q)^-1. For those who reach the end the shares are those of the
Doob h-transform: p~_ij = p_ij h_j / h_i with h the chance of reaching it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from carejourneys.common.wording import Words as _
from journeys.domain.figures.flow import Flow, NotComputable, Way

SMALL = 1e-12


@dataclass(frozen=True)
class Passage:
    """What one person does on average between a start and a goal.

    visits: {step: times}. once: {step: chance of coming there at all}. taken: [(way, times)], ways by their conditional shares.
    reach: the share of all who start that reach the goal.
    """

    visits: Mapping[str, float]
    once: Mapping[str, float]
    taken: Sequence[tuple[Way, float]]
    reach: float


def passage(flow: Flow, start: str, goal: str, inside: Iterable[str] | None = None) -> Passage:
    """From start to goal, through the steps `inside` (default: all). The goal is not among the visits.

    Raises NotComputable when people can go round for ever, or when no way leads to the goal. No parallel splits may be left.
    """
    if start == goal:
        return Passage({}, {}, (), 1.0)
    steps = [step for step in (flow.reachable(start, without=goal) if inside is None else inside) if flow.from_(step)]
    place = {step: n for n, step in enumerate(steps)}
    moves, reach = np.zeros((len(steps), len(steps))), np.zeros(len(steps))
    for step in steps:
        for way in flow.from_(step):
            if way.target == goal:
                reach[place[step]] += way.share
            elif way.target in place:
                moves[place[step], place[way.target]] += way.share
    _refuse_endless(flow, steps, goal)
    leaving = np.eye(len(steps)) - moves
    chance = np.linalg.solve(leaving, reach) if steps else reach
    if start not in place or chance[place[start]] < SMALL:
        raise NotComputable(_("a way leads from %(start)s to %(end)s", start=flow.name(start), end=flow.name(goal)))
    kept: list[Way] = []
    conditional = np.zeros_like(moves)
    for step in steps:
        here = chance[place[step]]
        for way in flow.from_(step) if here > SMALL else ():
            ahead = 1.0 if way.target == goal else (chance[place[way.target]] if way.target in place else 0.0)
            if way.share * ahead > SMALL:
                kept.append(replace(way, share=float(way.share * ahead / here)))
                if way.target != goal:
                    conditional[place[step], place[way.target]] += way.share * ahead / here
    passes = np.linalg.inv(np.eye(len(steps)) - conditional)
    first = passes[place[start]]
    visits = {step: float(first[n]) for step, n in place.items() if chance[n] > SMALL and first[n] > SMALL}
    once = {step: float(first[place[step]] / passes[place[step], place[step]]) for step in visits}
    taken = [(way, visits[way.source] * way.share) for way in kept if way.source in visits]
    return Passage(visits, once, taken, float(chance[place[start]]))


def _refuse_endless(flow: Flow, steps: Sequence[str], goal: str) -> None:
    """Every step must be able to reach some end: the goal, or a step with no way out."""
    ends = {goal} | {step for step in flow.stops if not flow.from_(step)}
    safe = flow.reaching(ends)
    stuck = [step for step in steps if step not in safe]
    if stuck:
        names = ", ".join(flow.name(step) for step in sorted(stuck, key=list(flow.stops).index)[:6])
        raise NotComputable(_("a way leads out of the loop %(steps)s", steps=names))
