"""Which of the counts measured for a map may stand side by side: people go from step to step, and whoever comes to a step leaves it or is
still there, so that one count less another is a count again (rule S).
"""

from collections import Counter
from collections.abc import Collection, Hashable, Iterator, Mapping
from typing import Any

from carejourneys.common.small_numbers import Flow, hide_count, hide_share, shown_flows, thresholds_to

BEGUN, OPEN, CLOSED, ARRIVED, ELSEWHERE = "begun", "open", "closed", "arrived", "elsewhere"
Name = tuple[str, ...]


def shown_counts(kept: Mapping[str, Any], t: int, *, exact: bool, further: Collection[Name] = ()) -> frozenset[Name]:
    """Names of the counts that may be shown, of what as_json keeps: ("closed",), ("open",), ("arrived",), ("link", from, to),
    ("waiting", step) and ("service", step). exact: all of them. further: counts that another page wants to show beside these, such as
    ("link", from, to), ("begun", step) or ("ended", step); the pages of the map show the same with them and without.
    """
    if exact:
        return frozenset(dict(flows_of(kept)))
    return frozenset.intersection(*(_shown(kept, one, further) for one in thresholds_to(t)))


def _shown(kept: Mapping[str, Any], t: int, further: Collection[Name]) -> frozenset[Name]:
    flows = dict(flows_of(kept))
    places = {name: place for place, name in enumerate(flows)}
    wanted = _wanted(kept, flows, t)
    more = _apart_from_going_round(kept, set(further) & flows.keys(), t) - set(wanted)
    wanted += sorted(more, key=lambda name: (-flows[name].people, name))
    shown = shown_flows(list(flows.values()), [places[name] for name in wanted], t)
    return frozenset(name for name, place in places.items() if place in shown)


def flows_of(kept: Mapping[str, Any]) -> Iterator[tuple[Name, Flow]]:
    """Everybody's way over the map as a round: who ends, or is still on the way, is thought to begin again."""
    steps, end = kept["steps"], kept["named_end"]
    arrived = kept["reached_end"]["numerator"] if end else 0
    come: Counter[str] = Counter()
    for one, two, times, people in kept["moved"]:
        come[two] += times
        yield ("link", one, two), Flow(_out(one), _into(two), people)
    for step, its in steps.items():
        measured, instances, visits = its["service"]["n"], its["n_instances"], its["n_visits"]
        yield ("begun", step), Flow(BEGUN, _into(step), visits - come[step])
        yield ("service", step), Flow(_into(step), _out(step), its["n_cases"])
        yield ("not measured", step), Flow(_into(step), _out(step), instances - measured)
        yield ("again", step), Flow(_out(step), _into(step), instances - visits)  # several activities in one visit
        yield ("ended", step), Flow(_out(step), ELSEWHERE, its["n_ended"] - (arrived if step == end else 0))
        yield ("waiting", step), Flow(_out(step), OPEN, its["n_waiting"])
    if end:
        yield ("ended at the end",), Flow(_out(end), ARRIVED, arrived)
    yield ("ended unseen",), Flow(BEGUN, ELSEWHERE, kept["n_closed"] - sum(its["n_ended"] for its in steps.values()))
    yield ("waiting unseen",), Flow(BEGUN, OPEN, kept["n_open"] - sum(its["n_waiting"] for its in steps.values()))
    yield ("arrived",), Flow(ARRIVED, CLOSED, arrived)
    yield ("elsewhere",), Flow(ELSEWHERE, CLOSED, kept["n_closed"] - arrived)
    yield ("closed",), Flow(CLOSED, BEGUN, kept["n_closed"])
    yield ("open",), Flow(OPEN, BEGUN, kept["n_open"])


def _wanted(kept: Mapping[str, Any], flows: Mapping[Name, Flow], t: int) -> list[Name]:
    """The counts that pages show, those of the whole map first, then the greatest: the smallest further ones are hidden."""
    taken = [wait for wait in kept["waits"].values() if wait["times"]["n"]]
    links = _apart_from_going_round(kept, {("link", wait["source"], wait["target"]) for wait in taken}, t)
    waiting = {("waiting", wait["source"]) for wait in taken}
    further: set[Name] = links | waiting | {("service", step) for step in kept["steps"]}
    return [("closed",), ("arrived",), ("open",), *sorted(further, key=lambda name: (-flows[name].people, name))]


def going_round_is_shown(kept: Mapping[str, Any], t: int) -> bool:
    """Whether the share of those who went round stands on the map's pages."""
    return not hide_share(kept["going_round"]["numerator"], kept["going_round"]["n"], t)


def _apart_from_going_round(kept: Mapping[str, Any], names: set[Name], t: int) -> set[Name]:
    """Where it is shown how many went round: people who did took a link that leads back, so no link may differ from them by a few."""
    if not going_round_is_shown(kept, t):
        return names
    times = {("link", one, two): n for one, two, n, _people in kept["moved"]}
    return {name for name in names if name not in times or not hide_count(abs(times[name] - kept["going_round"]["numerator"]), t)}


def _into(step: str) -> Hashable:
    return (step, "in")


def _out(step: str) -> Hashable:
    return (step, "out")
