"""The score line: three maps worked by hand, an oracle that walks maps person by person, and what is said when something is missing."""

import gc
from weakref import ref

import pytest
from hypothesis import given
from hypothesis import strategies as st

from journeys.domain.accounts import make_account
from journeys.domain.figures.score import score
from journeys.domain.figures.walk import walk
from tests.journeys.sketched_map import SketchedMap
from tests.oracles.map_walks import Walks

DAY = 1440


def loop_and_leaving():
    """Worked by hand.

        a (12 min) -2 d-> b (30 min) -75%, 4 d-> c (18 min) -80%, 1 d-> e (60 min)      a, b: lane one; c, e: lane two
                          b <-rework 25%, 3 d-- b's own way back to a                    c -20%-> x, where people leave

    b sends 25% back to a, every time. Visits: v_b = 1/(1 - 1/4) = 4/3, v_a = 4/3, v_c = 1 (of those who reach e), v_e = 1.
    Traversals: a>b 4/3, b>a 1/3, b>c 1, c>e 1 (all who reach e).
    Waits: 4/3*2 + 1/3*3 + 4 + 1 = 8/3 + 1 + 5 = 8 2/3 days. Work: 4/3*12 + 4/3*30 + 18 + 60 = 16 + 40 + 78 = 134 min.
    Without the loop: 2 + 4 + 1 = 7 days, 12 + 30 + 18 + 60 = 120 min. Going round: 5/3 days + 14 min.
    Right first time: a>b 0.9, b>c 0.5, c>e unknown: 45%, "at most", 2 of 3 known.
    Hand-offs: b>c 1; nothing else leaves its agency: 1 a person, 1 kind.
    Value: a 6, b 10, c 18, e 60 minutes, each once: 94; of 134 minutes of work that is 70.149%.
    """
    sketch = SketchedMap()
    sketch.step("a", "one", pt=12, value=6, process_owner="m", clinically_responsible="d")
    sketch.step("b", "one", pt=30, value=10, split="choice", process_owner="m")
    sketch.step("c", "two", pt=18, value=18, split="choice", clinically_responsible="d")
    sketch.step("x", "two", kind="event")
    sketch.step("e", "two", pt=60, value=60, process_owner="m", clinically_responsible="d")
    sketch.link("a", "b", wait=2, caa=90).link("b", "a", "rework", wait=3, share=25).link("b", "c", wait=4, share=75, caa=50)
    sketch.link("c", "x", wait=0, share=20).link("c", "e", wait=1, share=80)
    return sketch.state("a", "e")


def nested_parallel():
    """Worked by hand.

        s -1-> p (10 min) ==2==> q (20) -0-> j                     p splits in two, and r inside splits in two again
                          ==1==> r (30) ==5==> t (40) -1-> k
                                        ==2==> u (50) -3-> k
                                 k (0) -1-> j (15) -2-> e

    Inner block r..k: t: 5 + 40 min + 1 = 6 d 40 min; u: 2 + 50 min + 3 = 5 d 50 min. The longest is t.
    Outer block p..j: q: 2 + 20 min = 2 d 20 min; r: 1 + 30 min + (6 d 40 min) + 1 = 8 d 70 min. The longest is r.
    Lead: 1 + 10 min + (8 d 70 min) + 15 min + 2 = 11 d 95 min ("at least"). Touch: 10 + 30 + 40 + 15 = 95 min.
    Effort: every branch: 10 + 20 + 30 + 40 + 50 + 15 = 165 min. Right first time with 50% into q and 80% into u: 40%.
    """
    sketch = SketchedMap({"one": "organisation"})
    for id, pt in (("s", 0), ("p", 10), ("q", 20), ("r", 30), ("t", 40), ("u", 50), ("k", 0), ("j", 15), ("e", 0)):
        together = {"p": {"split": "parallel", "note": "j"}, "r": {"split": "parallel", "note": "k"}}.get(id, {})
        sketch.step(id, "one", pt=pt, **together)
    sketch.link("s", "p", wait=1).link("p", "q", wait=2, caa=50).link("p", "r", wait=1).link("q", "j", wait=0)
    sketch.link("r", "t", wait=5).link("r", "u", wait=2, caa=80).link("t", "k", wait=1).link("u", "k", wait=3)
    sketch.link("k", "j", wait=1).link("j", "e", wait=2)
    return sketch.state("s", "e")


def clocks_and_carriers():
    """Worked by hand. Mixed clocks, a pause, a wait step, two staff, the person carrying something between agencies, a letter.

        a (1 h, pause 2 h, lane one) -2 wd-> own (30 min, the person) -1 d-> b (0.5 wd, two staff, lane two) -> w (1 wk) -> e (lane two)
        b ~letter~> read (lane one, 6 min)

    A working day is 6 hours here, 5 days a week: 2 wd = 2*7/5 = 2.8 d; 0.5 wd of work = 3 h = 180 min.
    Lead: 60 min + 120 min + 2.8 d + 30 min + 1 d + 180 min + 7 d = 10.8 d + 390 min. Touch: 60 + 30 + 180 = 270 min.
    Effort: one: 60 + 6; two: 180*2 = 360. Hand-offs: one to two, carried by the person; the letter two to one: 2, 2 kinds. Contacts: 2.
    """
    sketch = SketchedMap({"me": "person", "one": "organisation", "two": "organisation"}, hours_per_day=6)
    sketch.step("a", "one", pt=(1, "h"), pause=(2, "h")).step("own", "me", pt=30, value=15).step("b", "two", pt=(0.5, "wd"), staff=2)
    sketch.step("w", "two", kind="wait", pt=(1, "wk")).step("e", "two", kind="event").step("read", "one", pt=6)
    sketch.link("a", "own", wait=(2, "wd")).link("own", "b", wait=1).link("b", "w").link("w", "e", wait=0)
    sketch.link("b", "read", "information")
    return sketch.state("a", "e")


def test_a_loop_and_people_who_leave():
    result = score(loop_and_leaving())
    assert result.visits == pytest.approx({"a": 4 / 3, "b": 4 / 3, "c": 1, "e": 1})
    assert result["lead_time"].value == pytest.approx(26 / 3 + 134 / DAY)
    assert result["lead_time"].qualifier == ""
    assert result["going_round"].value == pytest.approx(5 / 3 + 14 / DAY)
    assert result["touch"].value == pytest.approx(134)
    assert result["flow_efficiency"].value == pytest.approx(100 * 134 / DAY / (26 / 3 + 134 / DAY))
    assert result["reach"].value == pytest.approx(80)
    assert (result["right_first_time"].value, result["right_first_time"].qualifier) == (pytest.approx(45), "at most")
    assert (result["right_first_time"].known, result["right_first_time"].needed) == (2, 3)
    assert (result["hand_offs"].value, result["hand_off_kinds"].value) == (pytest.approx(1), 1)
    assert result["value"].value == pytest.approx(94)
    assert result["value_share"].value == pytest.approx(100 * 94 / 134)
    assert [(gap.step, gap.kinds) for gap in result.gaps] == [("b", ("G2",)), ("c", ("G1",))]
    assert [finding.kind for finding in result.findings] == ["caa_against_sent_back"]


def test_parallel_parts_inside_one_another():
    result = score(nested_parallel())
    assert result["lead_time"].value == pytest.approx(11 + 95 / DAY)
    assert result["lead_time"].qualifier == "at least"
    assert result["touch"].value == pytest.approx(95)
    assert result["effort"].value == pytest.approx(165)
    assert result["right_first_time"].value == pytest.approx(40)
    assert sum(rung.days for rung in result.ladder) == pytest.approx(result["lead_time"].value)


def test_clocks_a_pause_a_wait_step_and_what_the_person_carries():
    result = score(clocks_and_carriers())
    assert result["lead_time"].value == pytest.approx(10.8 + 390 / DAY)
    assert "working day counts 1.4" in result["lead_time"].basis
    assert result["touch"].value == pytest.approx(270)
    assert result.effort_by_agency == pytest.approx({"one": 66, "two": 360})
    assert result.hand_offs.carried == pytest.approx({("one", "two"): 1})
    assert result.hand_offs.information == pytest.approx({("two", "one"): 1})
    assert (result["hand_offs"].value, result["hand_off_kinds"].value, result["contacts"].value) == (pytest.approx(2), 2, pytest.approx(2))
    assert result["person_time"].value == pytest.approx(30)
    assert result["person_value_share"].value == pytest.approx(50)


@pytest.mark.parametrize("build", [loop_and_leaving, nested_parallel], ids=lambda build: build.__name__)
def test_the_figures_agree_with_people_walking_the_map(build):
    state = build()
    walks, found = Walks(state, 20_000), walk(state)
    assert walks.days == pytest.approx(found.days, rel=0.02)
    assert walks.reach == pytest.approx(found.reach, abs=0.01)
    for step, times in found.visits.items():
        assert walks.visits[step] == pytest.approx(times, rel=0.03)


@st.composite
def random_maps(draw):
    """A chain of steps with random skips ahead, ways back and ways out: shares are whole percents."""
    length = draw(st.integers(3, 8))
    sketch = SketchedMap()
    for n in range(length):
        sketch.step(f"s{n}", draw(st.sampled_from(["one", "two"])), pt=draw(st.integers(0, 90)), split="choice")
    sketch.step("left", "two", kind="event")
    for n in range(length - 1):
        targets = {f"s{n + 1}": "flow"}
        if n + 2 < length and draw(st.booleans()):
            targets[f"s{n + 2}"] = "flow"
        if n and draw(st.booleans()):
            targets[f"s{draw(st.integers(0, n - 1))}"] = "rework"
        if draw(st.integers(0, 3)) == 0:
            targets["left"] = "flow"
        rest = 100
        for place, (target, kind) in enumerate(targets.items()):
            share = rest if place == len(targets) - 1 else draw(st.integers(20, max(20, min(60, rest - 20 * (len(targets) - place - 1)))))
            rest -= share
            sketch.link(f"s{n}", target, kind, wait=draw(st.integers(0, 20)), share=share, caa=draw(st.integers(1, 100)))
    return sketch.state("s0", f"s{length - 1}")


@given(random_maps())
def test_random_maps_visits_balance_and_rungs_add_up(state):
    """In equals out at every step, the rungs make up the lead time, and nothing goes faster for being sent back."""
    result = score(state)
    assert not result.why_not
    start, end = state.map["start"], state.map["end"]
    for step, times in result.visits.items():
        coming = sum(result.taken.get(link["id"], 0) for link in state.links_into(step))
        going = sum(result.taken.get(link["id"], 0) for link in state.links_from(step))
        assert coming + (step == start) == pytest.approx(times)
        assert going + (step == end) == pytest.approx(times)
    assert sum(rung.days for rung in result.ladder) == pytest.approx(result["lead_time"].value)
    assert 0 < result["reach"].value <= 100 + 1e-9
    assert 0 <= result["right_first_time"].value <= 100 + 1e-9


@given(random_maps(), st.integers(1, 1_000_000))
def test_random_maps_agree_with_the_oracle_of_walks(state, seed):
    found = walk(state)
    if found.reach < 0.05:
        return
    walks = Walks(state, 3000, seed)
    assert walks.reach == pytest.approx(found.reach, abs=0.06)
    assert walks.days == pytest.approx(found.days, rel=0.25, abs=1.5)


def test_an_unknown_time_is_never_nothing():
    sketch = SketchedMap().step("a", pt=10).step("b").step("c", pt=5)
    result = score(sketch.link("a", "b", wait=1).link("b", "c").state("a", "c"))
    assert (result["lead_time"].qualifier, result["lead_time"].known, result["lead_time"].needed) == ("at least", 3, 5)
    assert (result["touch"].qualifier, result["touch"].known, result["touch"].needed) == ("at least", 2, 3)
    assert result["flow_efficiency"].qualifier == "about"


def test_differing_accounts_give_a_range_around_the_headline():
    waits = [make_account(value=9, unit="d", who="GP"), make_account(value=3, unit="d", who="Memory service", low=2, high=15)]
    sketch = SketchedMap().step("a", pt=0).step("b", pt=0).link("a", "b", wait=waits)
    lead = score(sketch.state("a", "b"))["lead_time"]
    assert (lead.low, lead.value, lead.high) == (pytest.approx(2), pytest.approx(9), pytest.approx(15))


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda s: s.step("b", split="choice"), "share of every way out of “b”"),
        (lambda s: s.step("b"), "a choice or all taken together"),
        (lambda s: s.link("b", "c", share=50).link("b", "d", share=40), "now 90%"),
    ],
)
def test_missing_shares_are_named(change, says):
    sketch = SketchedMap().step("a").step("b").step("c").step("d").step("e")
    sketch.link("a", "b").link("b", "c").link("b", "d").link("c", "e").link("d", "e")
    change(sketch)
    result = score(sketch.state("a", "e"))
    assert says in result.why_not
    assert result["lead_time"].value is None
    assert result["gaps"].value == 5


def test_a_loop_nobody_can_leave_is_named():
    sketch = SketchedMap().step("a", split="choice").step("b").step("c").step("e")
    sketch.link("a", "b", share=50).link("a", "e", share=50).link("b", "c").link("c", "b")
    assert "out of the loop “b”, “c”" in score(sketch.state("a", "e")).why_not


def test_crossing_branches_cannot_be_computed_and_say_so():
    sketch = SketchedMap().step("s", split="parallel").step("a", split="choice").step("b").step("j").step("e")
    sketch.link("s", "a").link("s", "b").link("a", "j", share=50).link("a", "b", share=50).link("b", "j").link("j", "e")
    assert "no longer cross" in score(sketch.state("s", "e")).why_not


def test_a_branch_that_never_comes_back_is_effort_only():
    sketch = SketchedMap().step("s", pt=1, split="parallel").step("a", pt=10).step("audit", "two", pt=100).step("e", pt=1)
    sketch.link("s", "a", wait=1).link("s", "audit", wait=50).link("a", "e", wait=1)
    result = score(sketch.state("s", "e"))
    assert result["lead_time"].value == pytest.approx(2 + 12 / DAY)
    assert result["effort"].value == pytest.approx(112)
    assert result["hand_offs"].value == pytest.approx(1)


def test_a_way_back_that_nobody_marked_is_proposed():
    sketch = SketchedMap().step("a").step("b", split="choice").step("e")
    sketch.link("a", "b", caa=90).link("b", "a", share=30).link("b", "e", share=70)
    result = score(sketch.state("a", "e"))
    assert [(finding.kind, finding.element) for finding in result.findings] == [("goes_back", "b>a")]
    assert "marked as sent back" in result["right_first_time"].why_not
    assert result["lead_time"].value is not None


def test_a_last_step_that_no_way_leads_to_is_named():
    sketch = SketchedMap().step("a").step("b").step("e").link("a", "b").link("e", "b")
    assert score(sketch.state("a", "e")).why_not == "a way leads from “a” to “e”"


def test_a_map_is_scored_once_and_what_nobody_holds_is_let_go():
    state = nested_parallel()
    found = score(state)
    assert score(state) is found
    assert score(loop_and_leaving()) is not found
    gone = ref(found)
    del state, found
    gc.collect()
    assert gone() is None


def test_nothing_named_yet():
    result = score(SketchedMap().step("a").state(None, None))
    assert result.why_not == "the first and last steps are named"


def test_a_long_map_stays_quick_and_right():
    """500 steps in a row with a loop at each."""
    sketch = SketchedMap()
    for n in range(500):
        sketch.step(f"s{n}", "one" if n % 2 else "two", pt=10, split="choice")
    for n in range(499):
        sketch.link(f"s{n}", f"s{n + 1}", wait=1, share=100 if n == 0 else 80)
        if n:
            sketch.link(f"s{n}", f"s{n - 1}", "rework", wait=0, share=20)
    result = score(sketch.state("s0", "s499"))
    assert result["reach"].value == pytest.approx(100)
    assert result["lead_time"].value > 499


def test_cards_beside_the_journey_are_nobodys_gap_before_a_link_leads_to_their_lane():
    def gaps(*links: tuple[str, str]) -> list[str]:
        sketch = SketchedMap().step("a", "one").step("b", "one").step("c", "two").step("d", "two")
        for one, other in links:
            sketch.link(one, other)
        return [gap.step for gap in score(sketch.state("a", "b")).gaps]

    assert gaps() == ["a", "b", "c", "d"], "nothing is linked yet"
    assert gaps(("a", "b")) == ["a", "b"]
    assert gaps(("a", "b"), ("b", "c")) == ["a", "b", "c", "d"]
