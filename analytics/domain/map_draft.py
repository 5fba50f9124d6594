"""A first map drafted from a log, for a group to correct: frequent activities as steps, organisations as lanes, frequent moves as links.

Everybody in the economy reads a map. So only what rests on people enough goes into it, and shares are rounded so coarsely that no few
people can be told from them.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from analytics.domain.shown_counts import shown_counts
from carejourneys.common.screening import screen
from carejourneys.common.small_numbers import rounded_inside, rounded_times

Pair = tuple[str, str]
STEPS_OF_PER_CENT = (1, 2, 5, 10, 20, 25, 50)  # what a share is rounded to
SECONDS_A_MINUTE, SECONDS_A_DAY = 60, 86_400


@dataclass(frozen=True)
class Activity:
    """people: cases with it. early: mean place of its first instance in a case. organisation: the one most people met at it ("" none), and
    how many did."""

    name: str
    people: int
    times: int
    early: float
    organisation: str = ""
    organisation_people: int = 0


@dataclass(frozen=True)
class Chosen:
    """activities: those that become steps, in the order in which people come to them. few, personal: how many others are done by too
    few people, or have a name that could tell who somebody is; rare: how many there was no room for."""

    activities: tuple[Activity, ...]
    few: int
    personal: int
    rare: int


def chosen(activities: Sequence[Activity], most: int, t: int) -> Chosen:
    """At most so many steps, of those that most people did, as far as round numbers say which these are, then by name."""
    enough = [one for one in activities if one.people >= t]
    named = [one for one in enough if one.name.strip() and not screen(one.name)]
    most_first = sorted(named, key=lambda one: (-rounded_inside(one.people, t), one.name))
    kept = sorted(most_first[:most], key=lambda one: (one.early, one.name))
    return Chosen(tuple(kept), len(activities) - len(enough), len(enough) - len(named), len(named) - len(kept))


def lane_of(activity: Activity, t: int) -> str:
    """The organisation whose lane it goes into; "" where none, or one of too few people, or a name that could tell who somebody is."""
    return activity.organisation if activity.organisation_people >= t and not screen(activity.organisation) else ""


@dataclass(frozen=True)
class DraftedLink:
    """share: per cent of those who leave the source, None where only one way leads on. wait: mean in days, of about n; None: not told."""

    source: str
    target: str
    rework: bool
    share: int | None = None
    wait: float | None = None
    n: int | None = None


@dataclass(frozen=True)
class Ways:
    """How people go over the steps: the first and the last step, the links, and at which steps others leave for good, with how many.

    dropped: how many moves were left out because few people made them, or few of those who were at the step. again: steps that people do
    again at once, which a map cannot draw; those alone that few people did this with are not named.
    """

    start: str
    end: str
    links: tuple[Pair, ...]
    leaving: Mapping[str, int]
    dropped: int
    again: tuple[str, ...]


def ways_over(order: Sequence[str], kept: Mapping[str, Any], *, least: float, t: int) -> Ways:
    """kept: what was measured with each activity as a step of its own, as as_json keeps it. least: per cent of those who leave a step that
    must take a way for it to be drawn. order: the steps; a way to an earlier one is sent back.

    Every step that is come to leads on or is an end, so that figures can be computed.
    """
    moved = [(one, two, n, people) for one, two, n, people in kept["moved"] if one != two]
    people = {(one, two): n for one, two, _times, n in moved if n >= t}
    times = {(one, two): n for one, two, n, _people in kept["moved"]}
    again = {one for one, two, _times, n in kept["moved"] if one == two and n >= t}
    place = {step: number for number, step in enumerate(order)}
    ended = {step: kept["steps"][step]["n_ended"] for step in order}
    end = max(order, key=lambda step: (ended[step], place[step]))
    come = defaultdict(int)
    for (_one, two), n in times.items():
        come[two] += n
    out = {step: ended[step] + sum(n for (one, _two), n in times.items() if one == step) for step in order}
    frequent = {pair for pair in people if pair[0] != end and 100 * times[pair] >= least * out[pair[0]]}
    for step in order:  # nothing stands there without the way that most people came
        into = [pair for pair in people if pair[1] == step and pair[0] != end]
        if into and not any(pair[1] == step for pair in frequent):
            frequent.add(max(into, key=lambda pair: (times[pair], pair)))
    leaving = {step: ended[step] for step in order if step != end and ended[step] >= t and 100 * ended[step] >= least * out[step]}
    links = _leading_on(frequent, people, times, place, end, leaving)
    able = [step for step in order if step != end and end in _reached(links, step)] or [end]
    begun = {step: kept["steps"][step]["n_visits"] - come[step] for step in order}
    start = max(able, key=lambda step: (begun[step], -place[step]))
    drawn = tuple(sorted(links, key=lambda pair: (place[pair[0]], place[pair[1]])))
    return Ways(start, end, drawn, leaving, len(moved) - len(links), tuple(step for step in order if step in again))


def _leading_on(
    frequent: Collection[Pair],
    people: Collection[Pair],
    times: Mapping[Pair, int],
    place: Mapping[str, int],
    end: str,
    leaving: Collection[str],
) -> set[Pair]:
    """The links, with one more where people would go round for ever, or fewer where that does not help: then the journey ends there."""
    links = set(frequent)
    while stuck := _stuck(links, place, end, leaving):
        ways = [pair for pair in people if pair[0] in stuck and pair[1] not in stuck]
        if ways:
            links.add(max(ways, key=lambda pair: (times[pair], pair)))
        else:
            last = max(stuck, key=lambda step: place[step])
            links = {pair for pair in links if pair[0] != last}
    return links


def _stuck(links: Collection[Pair], steps: Iterable[str], end: str, leaving: Collection[str]) -> set[str]:
    """Steps from which no end can be reached."""
    sources = {one for one, _two in links}
    out = {step for step in steps if step == end or step in leaving or step not in sources}
    while more := {one for one, two in links if two in out} - out:
        out |= more
    return set(steps) - out


def _reached(links: Collection[Pair], start: str) -> set[str]:
    found: set[str] = set()
    more = {start}
    while more:
        found |= more
        more = {two for one, two in links if one in found} - found
    return found


def drafted_links(order: Sequence[str], ways: Ways, kept: Mapping[str, Any], t: int) -> tuple[list[DraftedLink], dict[str, int]]:
    """(the links with their shares and waits, {step: per cent of those who leave it for good}). kept: measured with these links."""
    place = {step: number for number, step in enumerate(order)}
    times = {(one, two): n for one, two, n, _people in kept["moved"]}
    waits = {(wait["source"], wait["target"]): wait for wait in kept["waits"].values()}
    shown = shown_counts(kept, t, exact=False)
    out: dict[str, list[tuple[str, int]]] = defaultdict(list)
    for one, two in ways.links:
        out[one].append((two, times[one, two]))
    found: list[DraftedLink] = []
    left: dict[str, int] = {}
    for one in order:
        counts = [n for _two, n in out[one]] + [ways.leaving.get(one, 0)] * (one in ways.leaving and bool(out[one]))
        shares = rounded_shares(counts, t) if len(counts) > 1 else []
        for at, (two, n) in enumerate(out[one]):
            link = DraftedLink(one, two, place[two] < place[one], shares[at] if shares else None)
            wait = waits[one, two]
            if wait["n_cases"] >= t and wait["times"]["mean"] is not None:
                told = rounded_times(n, wait["n_cases"], t) if ("link", one, two) in shown else None
                link = replace(link, wait=wait["times"]["mean"] / SECONDS_A_DAY, n=told)
            found.append(link)
        if len(counts) > len(out[one]):
            left[one] = shares[-1]
    return found, left


def rounded_shares(counts: Sequence[int], t: int) -> list[int]:
    """Per cent of their sum, which add up to 100, none 0; rounded so that one step between two shares stands for t people at least.

    Equal where there are too few for that.
    """
    total = sum(counts)
    step = next((one for one in STEPS_OF_PER_CENT if one * total >= 100 * t and 100 // one >= len(counts)), None)
    if step is None:  # too few for any share to be told: equal ones say nothing
        return [100 // len(counts) + (at < 100 % len(counts)) for at in range(len(counts))]
    whole = 100 // step
    parts = [max(1, int(whole * n / total)) for n in counts]
    while sum(parts) != whole:
        more = 1 if sum(parts) < whole else -1
        able = [at for at, part in enumerate(parts) if part + more >= 1]
        at = max(able, key=lambda at: (more * (whole * counts[at] / total - parts[at]), counts[at], -at))
        parts[at] += more
    return [part * step for part in parts]


def hands_on_minutes(kept: Mapping[str, Any], step: str, t: int) -> float | None:
    """Mean of the step's recorded times, where enough people have them."""
    its = kept["steps"][step]
    return its["service"]["mean"] / SECONDS_A_MINUTE if its["n_cases"] >= t and its["service"]["mean"] else None
