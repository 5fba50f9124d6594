"""Which paths of people may be told, each with how many took it, beside the counts of a map that are shown (rule S).

Whoever knows how many took a path can take them away from everything else that is told: what is left of every count must be nobody, or
people enough, and nothing few may be left over in it by subtraction either.
"""

from collections import Counter
from collections.abc import Collection, Hashable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any

from analytics.domain.shown_counts import Name, flows_of, going_round_is_shown
from carejourneys.common.small_numbers import Flow, hide_count, hide_share, rounded_inside, says_more_together, shown_flows, thresholds_to

MOST_SHOWN = 12  # to people who may not open the data
Path = Mapping[str, Any]  # as fit_as_json keeps it


def shown_paths(kept: Mapping[str, Any], paths: Sequence[Path], counts: Collection[Name], t: int) -> frozenset[int]:
    """Places of the paths that may be told. kept: as as_json keeps it; counts: names of all that is shown."""
    order = sorted(range(len(paths)), key=lambda place: in_order_told(paths[place], t))
    return frozenset.intersection(*(_shown(kept, paths, order, counts, one) for one in thresholds_to(t)))


def in_order_told(path: Path, t: int) -> tuple[int, tuple[str, ...]]:
    """What paths are told in the order of: the most frequent first, as far as the round number says which these are."""
    return -rounded_inside(path["n"], t), tuple(path["steps"])


def _shown(kept: Mapping[str, Any], paths: Sequence[Path], order: Sequence[int], counts: Collection[Name], t: int) -> frozenset[int]:
    able = [place for place in order if paths[place]["n"] >= t][:MOST_SHOWN]
    if _nothing_few_is_left(kept, [paths[place] for place in able], counts, t):
        return frozenset(able)
    told: list[int] = []
    for place in able:
        if _nothing_few_is_left(kept, [paths[one] for one in (*told, place)], counts, t):
            told.append(place)
    return frozenset(told)


def fitting_may_be_told(
    kept: Mapping[str, Any], fit: Mapping[str, Any], told: Collection[Path], lacking: Mapping[Name, int], counts: Collection[Name], t: int
) -> bool:
    """Whether one may say how many took a path that the map has. lacking: {name: times} of the moves shown that it has not: whoever made
    one did not fit.
    """
    return all(_fitting(kept, fit, told, lacking, counts, one) for one in thresholds_to(t))


def _fitting(
    kept: Mapping[str, Any], fit: Mapping[str, Any], told: Collection[Path], lacking: Mapping[Name, int], counts: Collection[Name], t: int
) -> bool:
    n, fits = fit["n_closed"], fit["n_fit"]
    others = n - sum(path["n"] for path in told)
    others_fit = fits - sum(path["n"] for path in told if path["fits"])
    if ("closed",) not in counts or hide_share(fits, n, t) or hide_share(others_fit, others, t):
        return False
    of_told = Counter[Name]()
    for path in told:
        of_told.update({name: times * path["n"] for name, times in _moves(kept, path).items()})
    return not any(
        hide_count(abs(times - (n - fits)), t) or hide_count(abs(times - of_told[name] - (others - others_fit)), t)
        for name, times in lacking.items()
    )


def _nothing_few_is_left(kept: Mapping[str, Any], told: Sequence[Path], counts: Collection[Name], t: int) -> bool:
    round_, of_told = kept["going_round"], [path["n"] for path in told]
    others = kept["n_closed"] - sum(of_told)
    if told and ("closed",) in counts and says_more_together((*of_told, others), (kept["n_closed"],), t):
        return False
    if going_round_is_shown(kept, t):
        left = round_["numerator"] - sum(path["n"] for path in told if len(set(path["steps"])) < len(path["steps"]))
        if hide_share(left, others, t):
            return False
    flows = dict(_left(kept, told, counts))
    known = [place for place, name in enumerate(flows) if name in counts]
    if any(hide_count(list(flows.values())[place].people, t) for place in known):
        return False
    return set(known) == shown_flows(list(flows.values()), known, t)


def _left(kept: Mapping[str, Any], told: Sequence[Path], counts: Collection[Name]) -> Iterator[tuple[Name, Flow]]:
    """The round of all without those on the paths told. A step is one place, or two where it is known how often it was come to."""
    people: Counter[Name] = Counter()
    for path in told:
        people.update(dict.fromkeys(_moves(kept, path), path["n"]))

    def at(place: Hashable) -> Hashable:
        if isinstance(place, tuple) and ("service", place[0]) not in counts:
            return (place[0], "at")
        return place

    for name, flow in flows_of(kept):
        if name[0] not in ("service", "not measured", "again"):
            yield name, Flow(at(flow.source), at(flow.target), max(0, flow.people - people[name]))
        elif name in counts:  # known as well as can be: how often it was measured on the paths told, nobody is told
            yield name, Flow(flow.source, flow.target, _not_told(kept["steps"][name[1]], name[1], told))


def _not_told(of_step: Mapping[str, Any], step: str, told: Sequence[Path]) -> int:
    """How many people, or times where these are fewer, were measured at a step and are on no path told, if all on one were measured."""
    people = of_step["n_cases"] - sum(path["n"] for path in told if step in path["steps"])
    times = of_step["service"]["n"] - sum(path["n"] * list(path["steps"]).count(step) for path in told)
    return max(0, min(people if people > 0 else times, times))


def _moves(kept: Mapping[str, Any], path: Path) -> Counter[Name]:
    """{count: how often one person on this path is in it}."""
    steps = path["steps"]
    if not steps:
        return Counter([("ended unseen",), ("elsewhere",), ("closed",)])
    arrived = steps[-1] == kept["named_end"]
    last: list[Name] = [("ended at the end",), ("arrived",)] if arrived else [("ended", steps[-1]), ("elsewhere",)]
    return Counter([("begun", steps[0]), *(("link", one, two) for one, two in pairwise(steps)), *last, ("closed",)])
