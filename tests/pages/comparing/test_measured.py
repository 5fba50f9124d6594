"""Measured figures beside a comparison: they add up to their own sum and are subtracted from no estimate; few people stay hidden."""

import pytest

from carejourneys.pages.comparing.days import sections, total
from carejourneys.pages.comparing.figures import figure_rows
from carejourneys.pages.comparing.measured import NOT_LIKE, measured_waits, measured_words
from journeys.domain.comparing.comparison import Comparison
from journeys.domain.comparing.matching import Lineage
from tests.analytics.domain.test_map_measures import kept, told
from tests.journeys.sketched_map import SketchedMap

STATE = SketchedMap().step("a", pt=0).step("b", pt=0).link("a", "b", wait=3).state("a", "b")  # the log knows a step c, which is on no map
ALONE = Comparison(STATE, STATE, Lineage({}, frozenset(STATE.elements)))


def test_where_the_measured_days_go_adds_up_step_by_step():
    """Three days on average: two from a to b, the work 0.1, the rest between steps that are not on the map."""
    waits = measured_waits(ALONE, told(kept(40)))
    assert waits.at == pytest.approx({"b": 2})
    assert waits.work == pytest.approx(0.1)
    assert sum(waits.at.values()) + waits.elsewhere + waits.work == pytest.approx(waits.whole) == pytest.approx(3)
    assert waits.n == "n 40"


def test_pairs_of_few_people_stand_under_no_step():
    waits = measured_waits(ALONE, told(kept(40, b=3, c=20)))
    assert waits.at == pytest.approx({"b": 2})
    assert waits.elsewhere == pytest.approx(0.9)


def test_of_few_people_nothing_is_said():
    assert measured_waits(ALONE, told(kept(7))) is None
    assert measured_words("lead_time", told(kept(7))).words == "measured: too few to show"
    assert measured_waits(ALONE, None) is None and measured_words("lead_time", None) is None


def test_the_column_stands_beside_and_changes_no_difference():
    without, beside = sections(ALONE), sections(ALONE, measured_waits(ALONE, told(kept(40))))
    assert [(row.words, row.change) for row in (one.whole for one in without)] == [
        (row.words, row.change) for row in (one.whole for one in beside) if row.words != "Between what is no step here, or of few people"
    ]
    assert {row.measured for one in without for row in (one.whole, *one.rows)} == {""}
    assert {one.whole.words: one.whole.measured for one in beside} == {
        "Waiting in no phase": "2 d",
        "Between what is no step here, or of few people": "0.9 d",
        "Work itself": "0.1 d",
    }
    assert total(ALONE, measured_waits(ALONE, told(kept(40)))).measured == "3 d"


def test_what_data_know_of_a_step_that_nobody_estimates_a_wait_for_is_a_row_too():
    state = SketchedMap().step("a", pt=5).step("b", pt=0).link("a", "b", wait=0).state("a", "b")
    comparison = Comparison(state, state, Lineage({}, frozenset(state.elements)))
    (waiting, *_rest) = sections(comparison, measured_waits(comparison, told(kept(40))))
    assert [(row.words, row.before, row.measured) for row in waiting.rows] == [("before “2 b”", "none", "2 d")]


def test_every_measured_figure_says_why_it_is_not_compared():
    rows = {row.name: row for row in figure_rows(ALONE, (told(kept(40)), None))}
    said = {name: row.measured[0] for name, row in rows.items() if row.measured[0]}
    assert said and set(said) <= set(NOT_LIKE)
    assert said["lead_time"].why_not.startswith("not compared: a median")
    assert all(words.why_not.startswith("not compared") for words in said.values())
    assert all(row.measured[1] is None for row in rows.values())
