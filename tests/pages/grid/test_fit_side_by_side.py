"""What a participant reads of paths and moves, taken together with the map's own pages, leaves no few people over by subtraction."""

from collections import Counter, defaultdict
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from analytics.domain.map_fit import MapFit, fit_from_json
from tests.pages.grid.test_small_numbers_side_by_side import END, FEW, GROUPS, LINKS, STATE, STEPS, read_from_pages, told
from tests.walked_log import Group, counts_of, kept_of

PAIRS, BEGINS, ENDS = set(LINKS), {"a"}, {"d"}


def fits(way: tuple[str, ...]) -> bool:
    return bool(way) and way[0] in BEGINS and way[-1] in ENDS and all(pair in PAIRS for pair in pairwise(way))


def fit_kept(groups) -> dict:
    """As fit_as_json keeps it."""
    ways: Counter[tuple] = Counter()
    for group in groups:
        ways[group.way] += group.people if group.closed else 0
    closed = {way: n for way, n in ways.items() if n}
    return {
        "n_closed": sum(closed.values()),
        "n_fit": sum(n for way, n in closed.items() if fits(way)),
        "n_paths": len(closed),
        "paths": [
            {"steps": way, "n": n, "lead": 86_400.0, "fits": fits(way)}
            for way, n in sorted(closed.items(), key=lambda one: (-one[1], one[0]))
        ],
        "drawn": [[*pair, ">".join(pair)] for pair in LINKS],
        "side_by_side": [],
        "begins": sorted(BEGINS),
        "ends": sorted(ENDS),
    }


def read(groups, end=END, *, exact=False) -> tuple[MapFit, dict]:
    kept = kept_of(groups, steps=STEPS, links=LINKS, end=end)
    return fit_from_json(fit_kept(groups), kept, t=8, exact=exact), kept


def true_paths(fit: MapFit, groups) -> dict[tuple, int]:
    """{path that is told: how many took it, told by walking with everybody}."""
    return {path.steps: sum(group.people for group in groups if group.closed and group.way == path.steps) for path in fit.paths}


def moves_told(fit: MapFit) -> dict[tuple, int]:
    """{(from, to): times}; None: begun or ended."""
    return {one.move: one.times for one in fit.lacking}


@given(GROUPS, st.sampled_from([END, None]))
def test_no_few_people_are_left_over_by_subtraction_of_paths_from_counts(groups, end):
    """Everybody on a path that is told is taken away from all counts that are told; then it is asked of every set of places on the map."""
    fit, kept = read(groups, end)
    paths = true_paths(fit, groups)
    assert all(n not in FEW for n in paths.values()) and all(path.n.value % 10 == 0 for path in fit.paths)
    left = [group for group in groups if not (group.closed and group.way in paths)]
    shown, moves = read_from_pages(told(kept)), moves_told(fit)
    counts, truth = counts_of(left, end), counts_of(groups, end)

    def is_told(here, there, what):
        if what in shown:  # how often those on a path that is told were measured at a step, nobody knows
            return what[0] != "service" or not paths
        if what is None and here == "begun":
            return (None, there[0]) in moves
        if what is None and isinstance(here, tuple) and here[1] == "out" and there == "elsewhere":
            return (here[0], None) in moves
        return what is not None and what[0] == "link" and what[1:] in moves

    for (here, there, what), n in truth.items():
        move = (None, there[0]) if here == "begun" and isinstance(there, tuple) else what[1:] if what and what[0] == "link" else None
        assert move not in moves or (moves[move] % 10 == 0 and n not in FEW)
    known = defaultdict(int)
    for (here, there, what), n in counts.items():
        if is_told(here, there, what) and (what is None or what[0] != "service"):
            known[what or (here, there)] += n
    for name in shown:
        if name[0] == "service":  # who reads this may think that everybody was measured at each visit
            measured = sum(n for (_here, _there, what), n in truth.items() if what == name)
            known[name] = max(0, measured - sum(people * way.count(name[1]) for way, people in paths.items()))
    assert not any(n in FEW for n in known.values()), (known, paths)
    hidden = [(here, there, n) for (here, there, what), n in counts.items() if not is_told(here, there, what)]
    places = sorted({place for here, there, _what in counts for place in (here, there)}, key=str)
    for chosen in range(2 ** len(places)):
        inside = {place for bit, place in enumerate(places) if chosen >> bit & 1}
        leave = sum(n for here, there, n in hidden if here in inside and there not in inside)
        enter = sum(n for here, there, n in hidden if here not in inside and there in inside)
        assert leave not in FEW or enter, (paths, moves, shown, inside)


@given(GROUPS)
def test_how_many_fit_says_nothing_of_a_few_among_those_on_no_path_that_is_told(groups):
    fit, kept = read(groups)
    if fit.fits is None or fit.fits.value is None:
        return
    n, fitting = kept["n_closed"], sum(group.people for group in groups if group.closed and fits(group.way))
    told_fit = sum(people for way, people in true_paths(fit, groups).items() if fits(way))
    told_not = sum(people for way, people in true_paths(fit, groups).items() if not fits(way))
    assert not {fitting, n - fitting, fitting - told_fit, n - fitting - told_not} & set(FEW)
    exact = moves_told(read(groups, exact=True)[0])
    assert not any(abs(exact[move] - (n - fitting)) in FEW for move in moves_told(fit))


@given(GROUPS)
def test_how_many_went_round_says_nothing_of_a_few_among_those_on_no_path_that_is_told(groups):
    fit, kept = read(groups)
    share = told(kept).going_round
    if share is None or share.value is None:
        return
    paths = true_paths(fit, groups)
    others = kept["n_closed"] - sum(paths.values())
    again = sum(n for way, n in paths.items() if len(set(way)) < len(way))
    left = kept["going_round"]["numerator"] - again
    assert left not in FEW and others - left not in FEW


@given(GROUPS)
def test_the_counts_of_the_map_are_the_same_with_its_fit_and_without(groups):
    fit, kept = read(groups)
    shown = read_from_pages(told(kept))
    if fit.closed.value is not None:
        assert ("closed",) not in shown or shown["closed",] == fit.closed.value
    assert (fit.others_n is None) == (fit.closed.value is None)


@given(GROUPS)
def test_whoever_may_open_the_data_reads_every_path_and_every_move(groups):
    fit, kept = read(groups, exact=True)
    want = fit_kept(groups)
    assert [(path.steps, path.n.value, path.fits) for path in fit.paths] == [(p["steps"], p["n"], p["fits"]) for p in want["paths"]]
    assert (fit.others, fit.others_n, fit.few) == (0, 0, 0)
    lacking = {tuple(pair): times for *pair, times, _people in kept["moved"] if tuple(pair) not in PAIRS}
    for group in groups:
        if group.way and group.way[0] not in BEGINS:
            lacking[None, group.way[0]] = lacking.get((None, group.way[0]), 0) + group.people
        if group.way and group.closed and group.way[-1] not in ENDS:
            lacking[group.way[-1], None] = lacking.get((group.way[-1], None), 0) + group.people
    assert moves_told(fit) == lacking


def test_a_path_of_a_few_is_gathered_with_others_enough_to_hide_it():
    fit, _kept = read([Group(60, ("a", "b", "d")), Group(20, ("a", "d")), Group(3, ("a", "b", "a", "d"))])
    assert fit.others_n >= 10
    assert ("a", "b", "a", "d") not in [path.steps for path in fit.paths]


def test_what_the_map_lacks_is_told_with_how_often_and_for_how_many():
    fit, _kept = read([Group(60, ("a", "b", "d")), Group(40, ("a", "b", "b", "d")), Group(30, ("b", "d"))])
    assert moves_told(fit) == {("b", "b"): 40, (None, "b"): 30}
    assert fit.lacking[0].per_hundred == 31
    assert fit.fits.value == 46
    assert [sorted(path.lacks) for path in fit.paths] == [[], [2], [0]]
    assert fit.not_taken == [("a", "d", "a>d"), ("b", "a", "b>a")] and STATE is not None


def test_a_move_of_a_few_is_counted_among_the_further_ones_and_not_named():
    fit, _kept = read([Group(60, ("a", "b", "d")), Group(40, ("a", "b", "b", "d")), Group(3, ("b", "d"))])
    assert moves_told(fit) == {("b", "b"): 40} and fit.few == 1


def test_others_read_paths_and_moves_in_the_order_of_the_round_numbers():
    """24 and 17 are both told as 20, so that which of them is more is not."""
    groups = [Group(60, ("a", "b", "d")), Group(24, ("b", "a", "d")), Group(17, ("a", "d"))]
    fit, _kept = read(groups, None)
    assert [(path.steps, path.n.value) for path in fit.paths] == [(("a", "b", "d"), 60), (("a", "d"), 20), (("b", "a", "d"), 20)]
    exact, _kept = read(groups, None, exact=True)
    assert [path.n.value for path in exact.paths] == [60, 24, 17]
    groups = [Group(60, ("a", "b", "d")), Group(24, ("a", "d", "b", "d")), Group(17, ("a", "d", "a", "d"))]
    fit, _kept = read(groups, None)
    assert [(one.move, one.times) for one in fit.lacking] == [(("d", "a"), 20), (("d", "b"), 20)]
    exact, _kept = read(groups, None, exact=True)
    assert [(one.move, one.times) for one in exact.lacking] == [(("d", "b"), 24), (("d", "a"), 17)]


def test_of_many_paths_the_most_frequent_are_those_of_the_round_numbers():
    """Thirteen paths of 17 to 24 people, all told as 20: which twelve of them are told says nothing."""
    ways = [(*("b" if number & bit else "a" for bit in (8, 4, 2, 1)), "d") for number in range(13)]
    groups = [Group(17 if number < 6 else 24, way) for number, way in enumerate(ways)]
    fit, _kept = read(groups, None)
    assert len(fit.paths) == 12 and ways[-1] not in {path.steps for path in fit.paths}
