"""Doubts the figures of a map: walks it person by person, rolling dice at every choice. Slow and obvious; no matrices, no post-dominators.

Waits and times are fixed, so that averages over many walks are the expected values; people who leave are left out of the averages.
"""

import random
from collections import Counter

from journeys.domain.state import MapState


def _number(figure, default=0.0):
    return figure["accounts"][0]["value"] if figure["accounts"] else default


class Walks:
    """Averages over the people who reach the end: visits, taken, days; reach is their share of all."""

    def __init__(self, state: MapState, people: int, seed: int = 1):
        self.state, self.dice = state, random.Random(seed)
        self.visits, self.taken = Counter(), Counter()
        self.days = 0.0
        arrived = 0
        for _ in range(people):
            self._visits, self._taken = Counter(), Counter()
            days, where = self._walk(state.map["start"], None)
            if where == state.map["end"]:
                arrived += 1
                self.days += days
                self.visits.update(self._visits)
                self.taken.update(self._taken)
        self.reach = arrived / people
        for counted in (self.visits, self.taken):
            for key in counted:
                counted[key] /= max(arrived, 1)
        self.days /= max(arrived, 1)

    def _walk(self, step: str, until: str | None) -> tuple[float, str]:
        """(days, last step) from a step to the end of a way, or up to the join `until`, which is not done."""
        days = 0.0
        while step != until:
            here = self.state[step]
            self._visits[step] += 1
            days += _number(here["pt"]) / 1440
            links = self.state.links_from(step, "flow", "rework")
            if step == self.state.map["end"] or not links:
                return days, step
            if here["split"] == "parallel" and len(links) > 1:
                join = here["note"]  # the sketch says in words where the branches meet
                ends = []
                for link in links:
                    self._taken[link["id"]] += 1
                    inside, _last = self._walk(link["target"], join)
                    ends.append(_number(link["wait"]) + inside)
                days += max(ends)
                step = join
                continue
            link = self.dice.choices(links, [_number(one["share"], 100.0) for one in links])[0]
            self._taken[link["id"]] += 1
            days += _number(link["wait"])
            step = link["target"]
        return days, step
