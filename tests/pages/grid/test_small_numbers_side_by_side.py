"""What a participant reads on the pages of a map, taken together, leaves no few people over by subtraction; the analyst reads it all."""

import re
from collections import defaultdict

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.domain.map_measures import from_json
from analytics.domain.measured import MeasuredMap
from carejourneys.pages.grid.measured_words import measured_story
from carejourneys.pages.grid.score_line import score_line
from carejourneys.pages.grid.script_words import measured_for_scripts
from carejourneys.pages.grid.waits import wait_lines
from journeys.domain.figures.score import score
from tests.journeys.sketched_map import SketchedMap
from tests.walked_log import Group, counts_of, kept_of

STEPS, END = ("a", "b", "d"), "d"
LINKS = (("a", "b"), ("a", "d"), ("b", "d"), ("b", "a"))  # b to b, d to a and d to b are taken and not drawn
FEW = range(1, 8)


def drawn():
    sketch = SketchedMap()
    for step in STEPS:
        sketch.step(step, pt=10)
    for one, two in LINKS:
        sketch.link(one, two, "rework" if (one, two) == ("b", "a") else "flow", wait=1)
    return sketch.state("a", END)


STATE = drawn()
SCORE = score(STATE)


def told(kept: dict, *, exact: bool = False) -> MeasuredMap:
    return from_json(kept, t=8, exact=exact, dataset="January", dataset_id="1", synthetic=False, stale=False)


def number(text: str) -> int | None:
    return int(text.replace(",", "")) if re.fullmatch(r"[\d,]+", text) else None


def in_words(pattern: str, text: str) -> int | None:
    found = re.search(pattern, text)
    return number(found[1]) if found else None


def read_from_pages(measured: MeasuredMap) -> dict[tuple, int]:
    """{what is counted: how many} of all counts that stand on the map's page, in its table, in its scripts and on the pages of figures."""
    seen = defaultdict(set)
    scripts = measured_for_scripts(measured)
    for link, time in scripts["waits"].items():
        seen["link", *link.split(">")].add(time["n"])
        seen["waiting", link.split(">")[0]].add(time["open"])
    for step, time in scripts["service"].items():
        seen["service", step].add(time["n"])
    for line in wait_lines(STATE, measured):
        seen["link", line.source, line.target].add(number(line.n))
        seen["waiting", line.source].add(number(line.n_open))
    headline = "arrived" if measured.to_end else "closed"
    for tile in score_line(SCORE, measured):
        seen[headline if tile.name == "lead_time" else "closed",].add(in_words(r"n ([\d,]+)", tile.measured))
        seen["open",].add(in_words(r"([\d,]+) on the way", tile.measured))
    for name in ("lead_time", "going_round", "flow_efficiency", "hand_offs", "reach"):
        story = measured_story(name, measured)
        for what, _value, n, still in story.rows if story else ():
            seen["arrived" if "to the last step" in what else "closed",].add(number(n))
            seen["open",].add(number(still))
    for counts in seen.values():
        assert len(counts - {None}) <= 1, "one count, one number, wherever it stands"
    return {name: n for name, counts in seen.items() for n in counts if n is not None}


def shares_on_pages(measured: MeasuredMap) -> dict[str, float]:
    return {
        name: share.value
        for name, share in (("reach", measured.reached_end), ("going_round", measured.going_round))
        if share is not None and share.value is not None
    }


GROUPS = st.lists(
    st.builds(
        Group,
        people=st.one_of(st.integers(1, 12), st.integers(8, 90)),
        way=st.lists(st.sampled_from(STEPS), max_size=4).map(tuple),
        closed=st.booleans(),
        timed=st.sampled_from([True, True, True, False]),
        more=st.sampled_from([0, 0, 0, 1]),
    ),
    min_size=1,
    max_size=9,
)


@given(GROUPS, st.sampled_from([END, None]))
def test_no_few_people_are_left_over_by_subtraction(groups, end):
    """Asked of every set of places on the map: who enters it leaves it again, so where all that is hidden crosses its border in one
    direction the sum of that is known."""
    measured, counts = told(kept_of(groups, steps=STEPS, links=LINKS, end=end)), counts_of(groups, end)
    shown, truth = read_from_pages(measured), defaultdict(int)
    for (_here, _there, what), n in counts.items():
        truth[what] += n
    assert all(n % 10 == 0 and truth[name] not in FEW for name, n in shown.items())
    hidden = [(here, there, n) for (here, there, what), n in counts.items() if what not in shown]
    places = sorted({place for here, there, _what in counts for place in (here, there)}, key=str)
    for chosen in range(2 ** len(places)):
        inside = {place for bit, place in enumerate(places) if chosen >> bit & 1}
        leave = sum(n for here, there, n in hidden if here in inside and there not in inside)
        enter = sum(n for here, there, n in hidden if here not in inside and there in inside)
        assert leave not in FEW or enter, (shown, inside)


@given(GROUPS, st.sampled_from([END, None]))
def test_no_share_says_a_numerator_that_the_counts_beside_it_hide(groups, end):
    kept = kept_of(groups, steps=STEPS, links=LINKS, end=end)
    measured, truth = told(kept), defaultdict(int)
    for (_here, _there, what), n in counts_of(groups, end).items():
        truth[what] += n
    shown = read_from_pages(measured)
    for name, percent in shares_on_pages(measured).items():
        numerator = (kept["reached_end"] if name == "reach" else kept["going_round"])["numerator"]
        assert percent % 1 == 0 and numerator not in FEW and truth["closed",] - numerator not in FEW
        if name == "reach":
            assert numerator == truth["arrived",]
        else:
            assert not any(abs(truth[count] - numerator) in FEW for count in shown if count[0] == "link")


@given(GROUPS)
def test_whoever_may_open_the_data_reads_every_count(groups):
    shown, truth = read_from_pages(told(kept_of(groups, steps=STEPS, links=LINKS, end=END), exact=True)), defaultdict(int)
    for (_here, _there, what), n in counts_of(groups, END).items():
        truth[what] += n
    expected = {name for name, n in truth.items() if n and name and name[0] in ("closed", "arrived", "service")}
    expected |= {("link", *pair) for pair in LINKS if truth["link", *pair]}
    assert {name: truth[name] for name in expected} == {name: n for name, n in shown.items() if name in expected}
    assert all(n == truth[name] for name, n in shown.items())


@pytest.mark.parametrize("few", [4, 7])
def test_those_who_left_are_not_the_difference_between_all_who_ended_and_those_who_arrived(few):
    measured = told(kept_of([Group(40, ("a", "b", "d")), Group(few, ("a", "b"))], steps=STEPS, links=LINKS, end=END))
    shown = read_from_pages(measured)
    assert shown["closed",] == 40 + 10 * (few > 5)
    assert ("arrived",) not in shown and ("link", "b", "d") not in shown and measured.reached_end.suppressed
    assert measured.to_end.median.value is not None, "the time itself rests on people enough"


def test_a_few_who_took_another_link_are_not_the_rest_of_a_steps_visits():
    measured = told(kept_of([Group(96, ("a", "b", "d")), Group(4, ("a", "d"))], steps=STEPS, links=LINKS, end=END))
    shown = read_from_pages(measured)
    assert shown["service", "a"] == 100 and ("link", "a", "d") not in shown
    assert ("link", "a", "b") not in shown and ("service", "b") not in shown and ("link", "b", "d") not in shown
    assert measured.waits["a>b"].median.value is not None
    line = next(line for line in wait_lines(STATE, measured) if (line.source, line.target) == ("a", "b"))
    assert (line.median, line.n, line.hidden) == ("1 d", "hidden", False)


def test_a_few_who_still_wait_are_not_what_is_missing_after_the_step():
    measured = told(kept_of([Group(97, ("a", "b", "d")), Group(3, ("a", "b"), closed=False)], steps=STEPS, links=LINKS, end=END))
    shown = read_from_pages(measured)
    assert shown["closed",] == 100 and ("open",) not in shown
    assert not {("link", "a", "b"), ("service", "a"), ("service", "b"), ("waiting", "b")} & shown.keys()


@pytest.mark.parametrize("few", [Group(4, ("a", "b", "d"), timed=False), Group(4, ("a", "b", "d"), more=1)])
def test_a_few_times_without_a_start_or_done_twice_are_not_the_difference_of_a_steps_times_and_its_waits(few):
    shown = read_from_pages(told(kept_of([Group(97, ("a", "b", "d")), few], steps=STEPS, links=LINKS, end=END)))
    assert shown["closed",] == 100 and ("service", "a") not in shown
