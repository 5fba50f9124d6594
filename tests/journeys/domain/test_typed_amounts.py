"""Amounts as people type them, and a stretch of a map as it is copied."""

import itertools

import pytest

from carejourneys.common.errors import RuleBroken
from journeys.domain.copying import copies_of_steps
from journeys.domain.elements import fields_of
from journeys.domain.typed_amounts import in_unit, read_amount
from tests.journeys.sketched_map import SketchedMap

WORK, SHARE, STAFF = fields_of("step")["pt"], fields_of("link")["share"], fields_of("step")["staff"]


@pytest.mark.parametrize(
    ("typed", "spec", "read"),
    [
        ("20", WORK, (20, "min")),
        ("20 Minutes", WORK, (20, "min")),
        ("2 working days", WORK, (2, "wd")),
        ("2wk", WORK, (2, "wk")),
        ("1 h 05 min", WORK, (65, "min")),
        ("40 %", SHARE, (40, "%")),
        ("33.3", SHARE, (33.3, "%")),
        ("2 people", STAFF, (2, "people")),
    ],
)
def test_a_number_and_its_unit_are_read(typed, spec, read):
    assert read_amount(typed, spec) == read


@pytest.mark.parametrize(("typed", "spec"), [("", WORK), ("x", WORK), ("1.2.3 d", WORK), ("5 d", SHARE), ("40%", WORK), ("- 4 d", WORK)])
def test_what_makes_no_sense_is_refused_with_an_example(typed, spec):
    with pytest.raises(RuleBroken) as refusal:
        read_amount(typed, spec, field="said_value")
    assert refusal.value.field == "said_value" and ("such as" in refusal.value.message or "Use one of" in refusal.value.message)


def test_only_minutes_and_hours_turn_into_one_another():
    assert (in_unit(2, "h", "min"), in_unit(30, "min", "h")) == (120, 0.5)
    with pytest.raises(RuleBroken):
        in_unit(2, "wk", "d")


def test_copies_keep_their_distance_and_end_at_the_last_column():
    state = SketchedMap().step("a").step("b").step("c").link("a", "b").link("b", "c").state("a", "c")
    numbers = itertools.count(1)
    made = copies_of_steps(state, ["b", "c"], lambda: f"new {next(numbers)}", lane="two", column="column c")
    assert [(one["id"], one["lane"], one["column"], one["derived_from"]) for one in made[:2]] == [
        ("new 1", "two", "column c", ["b"]),
        ("new 2", "two", "column c", ["c"]),
    ]
    assert [(one["type"], one["source"], one["target"]) for one in made[2:]] == [("link", "new 1", "new 2")]
