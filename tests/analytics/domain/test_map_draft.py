"""A map drafted from counts: what is chosen, which ways are drawn, how coarse the shares are."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from analytics.domain.map_draft import Activity, chosen, drafted_links, lane_of, rounded_shares, ways_over
from tests.walked_log import Group, kept_of

STEPS = ("a", "b", "c", "d")
PAIRS = [(one, two) for one in STEPS for two in STEPS if one != two]
WAYS = st.lists(
    st.builds(
        Group,
        people=st.one_of(st.integers(1, 12), st.integers(8, 90)),
        way=st.lists(st.sampled_from(STEPS), max_size=6).map(tuple),
        closed=st.booleans(),
    ),
    min_size=1,
    max_size=9,
)


def kept(groups):
    return kept_of(groups, steps=STEPS, links=PAIRS, end=None)


@given(WAYS, st.integers(0, 50))
def test_whatever_people_did_the_end_is_come_to_and_nobody_goes_round_for_ever(groups, least):
    ways = ways_over(STEPS, kept(groups), least=least, t=8)
    links = set(ways.links) | {(step, "left") for step in ways.leaving}
    out = {one: {two for source, two in links if source == one} for one, _two in links}
    assert not out.get(ways.end)
    come, more = set(), {ways.start}
    while more:
        come |= more
        more = {two for one in come for two in out.get(one, ())} - come
    assert ways.end in come
    for step in come:
        further, more = set(), {step}
        while more:
            further |= more
            more = {two for one in further for two in out.get(one, ())} - further
        assert any(not out.get(one) for one in further), "a way out"


@given(WAYS, st.integers(0, 50))
def test_a_way_that_few_people_took_is_never_drawn(groups, least):
    ways = ways_over(STEPS, kept(groups), least=least, t=8)
    people = {pair: sum(group.people for group in groups if pair in set(pairwise(group.way))) for pair in PAIRS}
    assert all(people[pair] >= 8 for pair in ways.links)
    assert all(n >= 8 for n in ways.leaving.values())


@given(WAYS)
def test_shares_of_a_step_add_up_and_waits_rest_on_people_enough(groups):
    of = kept(groups)
    ways = ways_over(STEPS, of, least=0, t=8)
    links, left = drafted_links(STEPS, ways, of, 8)
    for step in STEPS:
        shares = [link.share for link in links if link.source == step] + [left.get(step, 0)] * (step in left)
        assert shares in ([], [None]) or (sum(shares) == 100 and min(shares) > 0)
    assert all(link.n is None or link.n >= 8 for link in links)
    assert all(link.rework == (STEPS.index(link.target) < STEPS.index(link.source)) for link in links)


@given(st.lists(st.integers(8, 500), min_size=2, max_size=6), st.integers(8, 20))
def test_shares_add_up_to_100_and_one_step_between_two_is_people_enough(counts, t):
    counts = [max(n, t) for n in counts]
    shares = rounded_shares(counts, t)
    assert sum(shares) == 100 and min(shares) > 0
    steps = [one for one in (1, 2, 5, 10, 20, 25, 50) if one * sum(counts) >= 100 * t and 100 // one >= len(counts)]
    assert all(share % steps[0] == 0 for share in shares) if steps else max(shares) - min(shares) <= 1


def test_a_share_is_as_exact_as_it_may_be():
    assert rounded_shares([540, 460], 8) == [54, 46]
    assert rounded_shares([54, 46], 8) == [50, 50], "one step of 10 is 10 people"
    assert rounded_shares([17, 9], 8) == [50, 50]
    assert rounded_shares([900, 50, 50], 8) == [90, 5, 5]
    assert rounded_shares([9, 8, 8], 16) == [34, 33, 33], "too few to say more"


def test_activities_of_few_people_or_with_a_telling_name_become_no_step():
    found = chosen(
        [
            Activity("Triage", 90, 200, 2.5),
            Activity("Contact", 80, 80, 1.0),
            Activity("Call 01632 960 123", 70, 70, 3.0),
            Activity("Letter", 40, 40, 3.5),
            Activity("Complaint", 7, 90, 4.0),
        ],
        2,
        8,
    )
    assert [one.name for one in found.activities] == ["Contact", "Triage"]
    assert (found.few, found.personal, found.rare) == (1, 1, 1)


def test_which_activities_there_is_room_for_says_no_more_than_round_numbers():
    """Of 24 and 17 people, both told as 20, the one whose name comes first becomes a step."""
    found = chosen([Activity("B", 60, 60, 1.0), Activity("Z", 24, 24, 2.0), Activity("A", 17, 17, 3.0)], 2, 8)
    assert [one.name for one in found.activities] == ["B", "A"] and found.rare == 1


def test_an_organisation_of_few_people_gives_no_lane():
    assert lane_of(Activity("Triage", 90, 90, 1.0, "Council", 8), 8) == "Council"
    assert lane_of(Activity("Triage", 90, 90, 1.0, "Council", 7), 8) == ""
    assert lane_of(Activity("Triage", 90, 90, 1.0, "ann@example.org", 80), 8) == ""


def test_who_leaves_before_the_end_is_drawn_where_enough_do():
    of = kept([Group(80, ("a", "b", "c")), Group(20, ("a", "b")), Group(3, ("a",))])
    ways = ways_over(("a", "b", "c"), of, least=5, t=8)
    assert (ways.start, ways.end, ways.links, ways.leaving) == ("a", "c", (("a", "b"), ("b", "c")), {"b": 20})
    links, left = drafted_links(("a", "b", "c"), ways, of, 8)
    assert left == {"b": 20} and [link.share for link in links] == [None, 80]


def test_a_few_who_leave_are_not_drawn_however_rare_a_way_may_be():
    of = kept([Group(80, ("a", "b", "c")), Group(20, ("a", "b")), Group(3, ("a",))])
    assert ways_over(("a", "b", "c"), of, least=0, t=8).leaving == {"b": 20}


def test_how_many_waits_is_not_said_where_the_pages_of_the_map_hide_it():
    of = kept([Group(96, ("a", "b", "d")), Group(4, ("a", "d"))])
    links, _left = drafted_links(STEPS, ways_over(STEPS, of, least=5, t=8), of, 8)
    assert [(link.source, link.target, link.n, link.wait) for link in links] == [("a", "b", None, 1.0), ("b", "d", None, 1.0)]


def test_a_rarer_way_is_left_out_unless_nothing_else_leads_to_a_step():
    of = kept([Group(200, ("a", "b", "d")), Group(9, ("a", "d")), Group(9, ("a", "c", "d"))])
    ways = ways_over(STEPS, of, least=10, t=8)
    assert ways.links == (("a", "b"), ("a", "c"), ("b", "d"), ("c", "d")) and ways.dropped == 1


def test_who_would_go_round_for_ever_is_led_on_by_the_most_frequent_way_out():
    of = kept([Group(60, ("a", "c")), Group(40, ("a", "b", "d", "b", "d", "b", "d"), closed=False), Group(9, ("a", "b", "d", "c"))])
    ways = ways_over(STEPS, of, least=20, t=8)
    assert ("d", "b") in ways.links and ("d", "c") in ways.links
