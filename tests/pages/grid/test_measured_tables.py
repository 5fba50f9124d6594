"""What the data say a figure is made of: tables by the titles of steps, parts that add up, few people under no name."""

from carejourneys.pages.grid.measured_tables import MOST, measured_tables
from tests.analytics.domain.test_map_measures import DAY, kept, told
from tests.journeys.sketched_map import SketchedMap

STATE = SketchedMap().step("a").step("b").state("a", "b")  # the log knows a step c, which has left the map since


def rows_of(name: str, measures: dict) -> list[tuple[str, ...]]:
    (table,) = measured_tables(STATE, name, told(measures))
    return list(table.rows)


def test_where_the_days_go_adds_up_pair_by_pair():
    assert rows_of("lead_time", kept(40)) == [
        ("Work", "2.4 h", "3.33%"),
        ("“1 a” to “2 b”", "2 d", "66.7%"),
        ("“2 b” to a step no longer on the map", "12 h", "16.7%"),
        ("a step no longer on the map to what belongs to no step", "9.6 h", "13.3%"),
        ("Mean lead time", "3 d", "100%"),
    ]


def test_pairs_of_few_people_are_summed_under_no_name():
    assert rows_of("lead_time", kept(40, b=3, c=20))[1:] == [
        ("“1 a” to “2 b”", "2 d", "66.7%"),
        ("Pairs of few people, together", "21.6 h", "30%"),
        ("Mean lead time", "3 d", "100%"),
    ]


def test_of_few_people_nothing_is_said():
    assert rows_of("lead_time", kept(7)) == [("Mean lead time", "too few to show", "")]
    assert rows_of("going_round", kept(7)) == [("1 a", "too few to show", "hidden"), ("2 b", "too few to show", "hidden")]


def test_of_hundreds_of_pairs_the_longest_stand_by_name_and_the_sum_stays():
    measures = kept(40)
    measures["days"]["between"] = [{"pair": ("a", f"x{n}"), "mean": 2.9 * DAY / (MOST + 5), "people": 40} for n in range(MOST + 5)]
    rows = rows_of("lead_time", measures)
    assert len(rows) == 1 + MOST + 1 + 1
    assert rows[-2] == ("5 further pairs, together", "20.5 h", "28.5%")


def test_visits_stand_by_step():
    assert rows_of("going_round", kept(40)) == [("1 a", "1", "40"), ("2 b", "1", "40")]


def test_nothing_measured_has_no_table():
    assert measured_tables(STATE, "lead_time", None) == measured_tables(STATE, "touch", told(kept(40))) == []
