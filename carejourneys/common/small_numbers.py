"""Rule S: which numbers about people may be shown together, so that none of 1 to t-1 people is said or left over by subtraction.

One threshold t an economy, 8 unless raised (after the HES rule: 1 to 7 hidden). 0 is shown. These are the rules alone; whoever lets
numbers leave the server asks them about all that stands side by side there.
"""

from collections import defaultdict, deque
from collections.abc import Collection, Hashable, Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

THRESHOLD = 8


def thresholds_to(t: int) -> range:
    """All there may have been before it was raised to t, and t. What one of them hid stays hidden: shown later, it would stand beside what
    was shown then.
    """
    return range(min(THRESHOLD, t), t + 1)


def hide_count(n: int, t: int = THRESHOLD) -> bool:
    """Counts 1 to t-1 are hidden."""
    return 0 < n < t


def hide_share(numerator: int, denominator: int, t: int = THRESHOLD) -> bool:
    """A share is hidden when its numerator or its complement is 1 to t-1: either gives the few away."""
    return hide_count(numerator, t) or hide_count(denominator - numerator, t)


def hide_average(n: int, t: int = THRESHOLD) -> bool:
    """A mean, a sum or a spread needs at least t people; of nobody there is none."""
    return n < t


def hide_centile(n: int, q: float, t: int = THRESHOLD) -> bool:
    """Centile q (0 to 1) needs enough people on both sides: n * min(q, 1 - q) >= t / 2. Minimum and maximum are never shown."""
    return n * min(q, 1 - q) < t / 2 - 1e-9


def hidden_cells(counts: Sequence[int], t: int = THRESHOLD) -> frozenset[int]:
    """Positions to hide in a row of counts shown with its total: the small ones, and the smallest further cells until at least two are
    hidden and they sum to t or more, so that the total gives none of them away.
    """
    hidden = {place for place, n in enumerate(counts) if hide_count(n, t)}
    rest = sorted(
        (place for place in range(len(counts)) if place not in hidden), key=lambda place: (counts[place] == 0, counts[place], place)
    )
    while hidden and rest and (len(hidden) < 2 or sum(counts[place] for place in hidden) < t):
        hidden.add(rest.pop(0))
    return frozenset(hidden)


def hidden_grid(rows: Sequence[Sequence[int]], t: int = THRESHOLD) -> frozenset[tuple[int, int]]:
    """Cells (row, column) to hide in a table shown with the totals of its rows and columns: every line alone must give nothing away."""
    hidden = {(i, j) for i, row in enumerate(rows) for j, n in enumerate(row) if hide_count(n, t)}
    lines = [[(i, j) for j in range(len(row))] for i, row in enumerate(rows)]
    lines += [[(i, j) for i in range(len(rows))] for j in range(len(rows[0]) if rows else 0)]
    changed = True
    while changed:
        changed = False
        for line in lines:
            out = [cell for cell in line if cell in hidden]
            rest = sorted((cell for cell in line if cell not in hidden), key=lambda c: (rows[c[0]][c[1]] == 0, rows[c[0]][c[1]], c))
            while out and rest and (len(out) < 2 or sum(rows[i][j] for i, j in out) < t):
                out.append(rest.pop(0))
                hidden.add(out[-1])
                changed = True
    return frozenset(hidden)


def merged_bins(counts: Sequence[int], t: int = THRESHOLD) -> list[tuple[int, int]]:
    """Neighbouring bins joined until each holds 0 or at least t: [(first, last)], both included. A small rest joins the bin before it."""
    bins: list[tuple[int, int]] = []
    first, held = 0, 0
    for place, n in enumerate(counts):
        if held == 0 and n == 0:
            bins.append((place, place))
            first = place + 1
            continue
        held += n
        if held >= t:
            bins.append((first, place))
            first, held = place + 1, 0
    if held:
        last = len(counts) - 1
        while bins and held < t:
            first, end = bins.pop()
            held += sum(counts[first : end + 1])
        bins.append((first, last))
    return bins


def refused_cohort(new: AbstractSet, saved: Iterable[AbstractSet], whole: AbstractSet, t: int = THRESHOLD) -> bool:
    """Whether a new cohort could be subtracted from a saved one, or from everybody, to leave 1 to t-1 people."""
    return any(hide_count(len(new - other), t) or hide_count(len(other - new), t) for other in [*saved, whole])


def rounded_inside(n: int, t: int = THRESHOLD) -> int:
    """How whoever may not open the data reads a count that is not hidden: in tens, halves down, 10 at least; with a threshold above 8 in
    thirties, above 23 in nineties and so on. 0 stays 0.

    Each number told stands for t different counts or more (10 for 8 to 15), so that a count told twice, of the data of two weeks, of a
    part and of the whole, leaves as many open for the difference. What is told after the threshold was raised says nothing that was not
    told before.
    """
    step = _step(t)
    return step * max(1, (2 * n + step - 1) // (2 * step)) if n else 0


def rounded_times(times: int, people: int, t: int = THRESHOLD) -> int:
    """How often something happened to so many people, rounded by so much more as it happened to one of them: three times each told in tens
    would say how many people they are to the next three or four.
    """
    each = max(1, -(-times // people)) if people else 1
    return each * rounded_inside((times + each // 2) // each, t)


def fewest_told(n: int, t: int = THRESHOLD) -> int:
    """The least of the counts that are told like n (16 of 16 to 25). Asked before a figure is shown: else that it is shown would say more
    than the rounded count beside it. A count that is hidden stays as it is.
    """
    return told_like(n, t)[0]


def told_like(n: int, t: int = THRESHOLD) -> tuple[int, int]:
    """(fewest, most) of the counts that are told like n. A count that is hidden stays as it is."""
    told, step = rounded_inside(n, t), _step(t)
    if n < t:
        return n, n
    return (t if told == step else told - step // 2 + 1), told + step // 2


def says_more_together(ones: Iterable[int], others: Iterable[int], t: int = THRESHOLD) -> bool:
    """Whether rounded counts say more side by side than each by itself, when both kinds are known to sum to the same: 8, 8 and 8 of 24
    are told as 10, 10 and 10 of 20, which only 24 and 25 can be. None of them is hidden.
    """
    told = [told_like(n, t) for n in ones] + [(-most, -fewest) for fewest, most in (told_like(n, t) for n in others)]
    widest = max((most - fewest for fewest, most in told), default=0)
    return sum(fewest for fewest, _most in told) > -widest or sum(most for _fewest, most in told) < widest


def _step(t: int) -> int:
    """The lowest class goes from t to the half above the first step, and holds t counts."""
    step = 10
    while step + step // 2 - t + 1 < t:
        step *= 3
    return step


@dataclass(frozen=True)
class Flow:
    """A count of moves from one place to another, made by so many people. What goes into a place comes out of it again."""

    source: Hashable
    target: Hashable
    people: int


def shown_flows(flows: Sequence[Flow], wanted: Iterable[int], t: int = THRESHOLD) -> frozenset[int]:
    """Positions of the flows whose counts may be shown together, of those wanted, the most wanted first.

    What enters any set of places leaves it. So where everything hidden crosses its border in one direction, the sum of that can be found
    by subtraction: it must be of t people or more. A flow of nobody is taken as known to have none.
    """
    hidden, shown = {place for place, flow in enumerate(flows) if flow.people}, set()
    drowned = {few: _drowned(flows, hidden, few, t) for few in hidden if hide_count(flows[few].people, t)}
    for place in wanted:
        if hide_count(flows[place].people, t):
            continue
        again = {few: _drowned(flows, hidden - {place}, few, t) for few, among in drowned.items() if place in among}
        if all(again.values()):
            shown.add(place)
            hidden.discard(place)
            drowned.update(again)
    return frozenset(shown)


def _drowned(flows: Sequence[Flow], hidden: Collection[int], few: int, t: int) -> frozenset[int]:
    """Hidden flows among which `few` cannot be told: while they are hidden, every border between its ends is crossed both ways or by t
    people or more. Empty where there are none.

    The border that fewest cross is the most that can be sent from end to end (max-flow min-cut): along a hidden flow as many as its
    people, against it without limit, for a border that is crossed both ways says nothing.
    """
    room = {place: flows[place].people for place in hidden}
    ways: dict[Hashable, list[tuple[int, bool, Hashable]]] = defaultdict(list)
    for place in hidden:
        ways[flows[place].source].append((place, True, flows[place].target))
        ways[flows[place].target].append((place, False, flows[place].source))
    sent, among = 0, {few}
    while sent < t:
        way = _way(ways, room, flows[few].source, flows[few].target)
        if way is None:
            return frozenset()
        more = min((room[place] for place, along in way if along), default=t)
        for place, along in way:
            room[place] += -more if along else more
            among.add(place)
        sent += more
    return frozenset(among)


def _way(
    ways: dict[Hashable, list[tuple[int, bool, Hashable]]], room: dict[int, int], source: Hashable, target: Hashable
) -> list[tuple[int, bool]] | None:
    """The shortest way on which more can be sent: [(flow, along it)]; None where there is none."""
    came: dict[Hashable, tuple[Hashable, int, bool] | None] = {source: None}
    waiting = deque([source])
    while waiting and target not in came:
        here = waiting.popleft()
        for place, along, there in ways.get(here, ()):
            if there not in came and (room[place] or not along):
                came[there] = (here, place, along)
                waiting.append(there)
    if target not in came:
        return None
    way, step = [], came[target]
    while step is not None:
        way.append(step[1:])
        step = came[step[0]]
    return way
