"""A lead time stated for a step becomes waits; the lead time shown is made of them again (rule A2)."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from carejourneys.common.errors import RuleBroken
from journeys.domain.accounts import used_account
from journeys.domain.figures.lead_time import lead_time_of
from tests.journeys.commanding import MapInMemory
from tests.journeys.sketched_map import SketchedMap


class Joined:
    """Two steps that both lead to a third, "into", of 45 min hands-on and a pause of 1 h; and a way back to it."""

    def __init__(self):
        self.world = MapInMemory()
        world = self.world
        self.lane, self.column, self.one, self.two, self.into, self.after = (world.id() for _ in range(6))
        world.send("lane.add", lane=self.lane, title="Memory service")
        world.send("column.add", column=self.column)
        for step, title in ((self.one, "Refer"), (self.two, "Self-refer"), (self.into, "Triage"), (self.after, "Scan")):
            world.send("step.add", step=step, title=title, lane=self.lane, column=self.column)
        world.send("step.set", step=self.into, fields={"pt": 45, "pause": {"value": 1, "unit": "h"}})
        self.links = [world.id() for _ in range(4)]
        ends = ((self.one, self.into), (self.two, self.into), (self.into, self.after), (self.after, self.into))
        for link, (source, target) in zip(self.links, ends, strict=True):
            kind = "rework" if source == self.after else "flow"
            world.send("link.add", link=link, source=source, target=target, fields={"kind": kind})

    def state_lead_time(self, stated, **more):
        return self.world.send("step.set", step=self.into, fields={"lt": stated}, **more)

    def wait(self, place):
        return used_account(self.world.state[self.links[place]]["wait"])


@pytest.fixture
def joined():
    return Joined()


def test_a_stated_lead_time_becomes_the_same_wait_on_every_flow_link_into_the_step(joined):
    entry = joined.state_lead_time(
        {"value": 5, "unit": "d", "low": 3, "high": 9, "source": "told", "who": "Carers", "n": 7, "when": "2026-05-01"}
    )
    own = (45 / 60 + 1) / 24
    for place in (0, 1):
        wait = joined.wait(place)
        assert (wait["value"], wait["low"], wait["high"]) == (round(5 - own, 6), round(3 - own, 6), round(9 - own, 6))
        assert (wait["key"], wait["unit"], wait["n"], wait["when"]) == ("told|Carers", "d", 7, "2026-05-01")
    assert joined.wait(2) is None and joined.wait(3) is None
    assert "lt" not in joined.world.state[joined.into]
    assert {path for _id, path in entry.touched} == {"wait.told|Carers"}


def test_it_is_taken_back_and_done_again_as_one_command(joined):
    before = joined.world.state
    entry = joined.state_lead_time(5)
    after = joined.world.state
    undo = joined.world.send("undo", of=entry.command_id)
    assert joined.world.state == before
    joined.world.send("redo", of=undo.command_id)
    assert joined.world.state == after


def test_hands_on_time_said_in_the_same_command_counts(joined):
    joined.world.send("step.set", step=joined.into, fields={"lt": {"value": 4, "unit": "h"}, "pt": 120})
    assert joined.wait(0)["value"] == 4 - 2 - 1


def test_working_days_go_by_the_calendar_of_whoever_receives(joined):
    joined.state_lead_time({"value": 5, "unit": "wd"})
    assert joined.wait(0)["value"] == round(5 - (45 / 60 + 1) / 24 * 5 / 7, 6)


@pytest.mark.parametrize(
    ("stated", "field"),
    [
        ({"value": 1, "unit": "h"}, "fields.lt"),
        ({"value": 104, "unit": "min"}, "fields.lt"),
        ({"value": 2, "unit": "h", "low": 1}, "fields.lt.low"),
        ({"value": None}, "fields.lt"),
        (-1, "fields.lt.value"),
        ({"value": 3, "unit": "%"}, "fields.lt.unit"),
    ],
)
def test_what_cannot_be_is_refused_by_the_field(joined, stated, field):
    with pytest.raises(RuleBroken) as refusal:
        joined.state_lead_time(stated)
    assert refusal.value.field == field
    assert joined.wait(0) is None


def test_it_may_be_just_the_hands_on_time_and_the_pause(joined):
    joined.state_lead_time({"value": 105, "unit": "min"})
    assert joined.wait(0)["value"] == 0


def test_a_wait_of_the_same_source_is_replaced_only_when_that_is_agreed_to(joined):
    joined.world.send("link.set", link=joined.links[1], fields={"wait": [{"value": 3, "who": "GPs"}, {"value": 8, "who": "Carers"}]})
    with pytest.raises(RuleBroken, match="“Self-refer” → “Triage” already has a wait of 3 days") as refusal:
        joined.state_lead_time({"value": 5, "who": "GPs"})
    assert refusal.value.field == "replace_waits" and "Refer” →" not in refusal.value.message.replace("Self-refer", "")
    assert joined.wait(0) is None
    with pytest.raises(RuleBroken):
        joined.state_lead_time({"value": 5, "who": "GPs"}, replace_waits=False)
    joined.state_lead_time({"value": 5, "who": "GPs"}, replace_waits=True)
    accounts = {one["who"]: one["value"] for one in joined.world.state[joined.links[1]]["wait"]["accounts"]}
    assert accounts == {"GPs": joined.wait(0)["value"], "Carers": 8}
    joined.state_lead_time({"value": 5, "who": "GPs"})  # the same again asks nothing
    joined.state_lead_time({"value": 6, "who": "Nurses"})  # another source stands beside it


@pytest.mark.parametrize(("which", "words"), [("one", "No way leads"), ("after", "hands-on time of this step first")])
def test_a_step_that_has_no_wait_to_hold_it_says_so(joined, which, words):
    with pytest.raises(RuleBroken, match=words) as refusal:
        joined.world.send("step.set", step=getattr(joined, which), fields={"lt": 5})
    assert refusal.value.field == "fields.lt"


def test_a_step_that_is_itself_a_wait_holds_its_own_time(joined):
    joined.world.send("step.set", step=joined.into, fields={"kind": "wait"})
    with pytest.raises(RuleBroken, match="itself a wait"):
        joined.state_lead_time(5)


@pytest.mark.parametrize("fields", [{"lt.used": "workshop|"}, {"lt": 1, "lt.used": None}])
def test_a_lead_time_has_no_headline_and_no_place_on_a_new_step(joined, fields):
    with pytest.raises(RuleBroken):
        joined.world.send("step.set", step=joined.into, fields=fields)
    with pytest.raises(RuleBroken):
        joined.world.send("step.add", step=joined.world.id(), title="New", lane=joined.lane, column=joined.column, fields={"lt": 3})


@settings(max_examples=40)
@given(st.floats(0.1, 1000), st.sampled_from(["h", "d", "wd", "wk"]))
def test_the_lead_time_shown_is_the_one_that_was_stated(value, unit):
    joined = Joined()
    if value * {"h": 1, "d": 24, "wd": 24, "wk": 168}[unit] < 2:
        return
    joined.state_lead_time({"value": value, "unit": unit})
    joined.world.send("link.remove", link=joined.links[3])
    joined.world.send("link.remove", link=joined.links[1])
    shown = lead_time_of(joined.world.state, joined.world.state[joined.into])
    assert shown.days == pytest.approx(value * {"h": 1 / 24, "d": 1, "wd": 7 / 5, "wk": 7}[unit], abs=1e-5)
    assert not shown.at_least


def fork():
    """a → b (30%, 4 d) or c (70%); c → b (wait 10 d); b is the end."""
    sketch = SketchedMap().step("a", pt=60, split="choice").step("c", pt=60).step("b", pt=(2, "h"), pause=(1, "d"))
    sketch.link("a", "b", share=30, wait=4).link("a", "c", share=70, wait=1).link("c", "b", wait=10)
    return sketch


def test_the_waits_into_a_step_count_as_often_as_people_come_each_way():
    state = fork().state("a", "b")
    shown = lead_time_of(state, state["b"])
    assert shown.wait == pytest.approx(0.3 * 4 + 0.7 * 10)
    assert shown.own == pytest.approx(2 / 24 + 1) and shown.days == pytest.approx(shown.wait + shown.own)
    first = lead_time_of(state, state["a"])
    assert (first.days, first.at_least) == (pytest.approx(1 / 24), False)


def test_what_nobody_has_said_makes_it_at_least():
    sketch = SketchedMap().step("a").step("b", pt=10).step("c", pt=10).link("a", "b").link("b", "c", wait=2)
    state = sketch.state("a", "c")
    assert [lead_time_of(state, state[step]).at_least for step in "abc"] == [True, True, False]


def test_several_ways_in_need_their_shares_and_it_says_which_are_missing():
    sketch = SketchedMap().step("a", pt=1).step("c", pt=1).step("b", pt=1).link("a", "b").link("a", "c").link("c", "b")
    state = sketch.state("a", "b")
    shown = lead_time_of(state, state["b"])
    assert shown.days is None and "“a”" in shown.why_not
    assert lead_time_of(state, state["c"]).days is not None
