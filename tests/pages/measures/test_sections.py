"""What the Measures page says in sentences and tables: open people counted, few people hidden, parts that add up."""

from dataclasses import replace

import pytest

from analytics.domain.metrics import METRICS
from carejourneys.pages.measures.days import days_section
from carejourneys.pages.measures.lead_time import curve_section, lead_time_section
from carejourneys.pages.measures.section import NAMES
from carejourneys.pages.measures.waits import waits_section
from tests.analytics.domain.test_map_measures import DAY, kept, told
from tests.journeys.sketched_map import SketchedMap

SKETCH = SketchedMap().step("a").step("b").step("c")
STATE = SKETCH.link("a", "b", wait=1).state("a", "c")
LINK = STATE.links[0]["id"]


def measures(people: int = 40, **given) -> dict:
    """As `kept`, its link that of the sketch."""
    found = kept(people, **given)
    found["waits"] = {LINK: found["waits"]["link"]}
    return found


def cells(section) -> list[tuple[str, ...]]:
    return [(line.name, *(cell.words for cell in line.cells)) for line in section.lines]


def test_the_lead_time_counts_those_on_the_way_and_says_so():
    section = lead_time_section(STATE, told(measures(60)))
    assert section.sentence == (
        "Half of the people get to “3 c” within 2.5 d, and 80 in 100 within 5 d. "
        "30 have finished; 20 are still on the way, and are counted as such."
    )
    assert cells(section) == [
        ("to “3 c”", "2.5 d", "5 d", "30", "20", "2 d", "4 d"),
        ("to any end", "2.5 d", "5 d", "60", "20", "2 d", "4 d"),
    ]


def test_a_median_that_is_not_reached_is_more_than_the_longest_seen():
    section = lead_time_section(STATE, told(measures(beyond=60 * DAY)))
    assert section.sentence.startswith(
        "So many are still on the way that all one can say is: half of the people take longer than 56 d to get to “3 c”."
    )
    assert section.lines[0].cells[0].beyond == 56 * DAY
    exact = list(lead_time_section(STATE, told(measures(beyond=60 * DAY), exact=True)).as_rows())
    assert (exact[0][NAMES.index("value")], exact[0][NAMES.index("more_than")]) == (None, 60 * DAY)


@pytest.mark.parametrize("make", [lead_time_section, waits_section, days_section])
def test_of_few_people_a_measure_says_no_more_than_that_they_are_few(make):
    section = make(STATE, told(measures(7)))
    assert section.sentence.startswith("Too few people") and not any(sign.isdigit() for sign in section.sentence)
    words = {cell.words for line in section.lines for cell in line.cells}
    assert words <= {"too few to show", "hidden", "20", ""}, "20 are on the way"
    values = [row[NAMES.index("value")] for row in section.as_rows()]
    assert values and set(values) == {None}
    assert all(row[NAMES.index("suppressed")] for row in section.as_rows())
    assert "2 d" in str(cells(make(STATE, told(measures(7), exact=True))))


def test_the_longest_wait_stands_first_one_that_is_not_reached_before_it_a_hidden_one_last():
    sketch = SketchedMap()
    for step in "abcde":
        sketch.step(step)
    for one, two in ("ab", "bc", "cd", "de"):
        sketch.link(one, two, wait=1)
    state = sketch.state("a", "e")
    waits = measures()["waits"][LINK]

    def wait(link, median, people=40, beyond=None):
        one, two = link["source"], link["target"]
        of_it = {**waits, "source": one, "target": two, "n_cases": people, "times": {**waits["times"], "n": people}}
        return {**of_it, "median_open": {"seconds": median, "beyond": beyond}, "p80_open": {"seconds": None, "beyond": beyond}}

    given = [(2 * DAY, 40, None), (9 * DAY, 40, None), (None, 40, 30 * DAY), (20 * DAY, 40, None)]
    kept_waits = {link["id"]: wait(link, *one) for link, one in zip(state.links, given, strict=True)}
    moved = [[wait["source"], wait["target"], 40, 40] for wait in kept_waits.values()]
    measured = told({**kept(40), "waits": kept_waits, "moved": moved}, exact=True)
    last = state.links[3]["id"]
    waits = {**measured.waits, last: replace(measured.waits[last], median=measured.waits[last].median.hidden(8))}
    section = waits_section(state, replace(measured, waits=waits))
    assert [row[:2] for row in cells(section)] == [
        ("“3 c” to “4 d”", "> 30 d"),
        ("“2 b” to “3 c”", "9 d"),
        ("“1 a” to “2 b”", "2 d"),
        ("“4 d” to “5 e”", "too few to show"),
    ]
    assert section.sentence == "The longest wait is from “3 c” to “4 d”: half of the people wait longer than 30 d."


def test_where_the_days_go_adds_up_to_the_mean_and_says_where_most_of_them_go():
    section = days_section(STATE, told(measures(), exact=True))
    *parts, whole = [line.cells[0].number.value for line in section.lines]
    assert sum(parts) == pytest.approx(whole)
    assert section.sentence == "Of 3 d on average something was being done in 2.4 h; the most, 2 d, went by from “1 a” to “2 b”."
    assert section.note == "Means of 40 people who have finished: they add up, medians would not."
    assert [share for _name, _time, share in cells(section)] == ["3.3%", "66.7%", "16.7%", "13.3%", "100.0%"]


def test_whoever_reads_rounded_means_is_told_that_they_are_and_not_that_they_add_up():
    section = days_section(STATE, told(measures()))
    assert cells(section) == [
        ("Work", "2.4 h", "3.3%"),
        ("“1 a” to “2 b”", "2 d", "67%"),
        ("“2 b” to “3 c”", "12 h", "17%"),
        ("“3 c” to what belongs to no step", "9.6 h", "13%"),
        ("Mean lead time", "3 d", "100%"),
    ]
    said = "Of about 3 d on average something was being done in about 2.4 h; the most, about 2 d, went by from “1 a” to “2 b”."
    assert section.sentence == said
    assert section.note == "Means of about 40 people who have finished, each rounded: together they come to about the mean lead time."
    hidden = replace(told(measures()), days=replace(told(measures()).days, lead=replace(told(measures()).days.lead, n=None)))
    note = "Means of those who have finished, each rounded: together they come to about the mean lead time."
    assert days_section(STATE, hidden).note == note


def test_pairs_of_few_people_are_summed_under_no_name_and_the_parts_still_add_up():
    section = days_section(STATE, told(measures(b=3, c=20)))
    assert [row[0] for row in cells(section)] == ["Work", "“1 a” to “2 b”", "Pairs of few people, together", "Mean lead time"]
    *parts, whole = [line.cells[0].number.value for line in section.lines]
    assert sum(parts) == pytest.approx(whole)


def with_curve(people: int = 160) -> dict:
    found = measures(people)
    found["to_end"]["curve"] = [[percent, percent * DAY] for percent in range(1, 96)]
    return found


def test_the_curve_says_by_when_how_many_have_come_and_marks_half_and_80_in_100():
    section = curve_section(STATE, told(with_curve(180)))
    assert section.sentence == "Of 100 people who come to “3 c”: 20 within 20 d, 50 within 50 d, 80 within 80 d, 90 within 90 d."
    assert cells(section) == [(f"the first {percent}", f"{percent} d") for percent in range(10, 100, 10)]
    assert section.chart.points == [(float(percent), float(percent)) for percent in range(10, 100, 10)]
    exact = curve_section(STATE, told(with_curve(180), exact=True))
    assert (len(exact.lines), len(exact.chart.points)) == (9, 95), "drawn more finely than it is listed"
    assert [mark[:2] for mark in section.chart.marks] == [(2.5, 50.0), (5.0, 80.0)]


def test_of_few_people_there_is_no_curve():
    assert curve_section(STATE, told(with_curve(16))) is None
    assert curve_section(STATE, told(with_curve(16), exact=True)) is not None


def test_charts_show_what_the_tables_say():
    waits, days = (make(STATE, told(measures())) for make in (waits_section, days_section))
    assert [(bar.name, bar.value, bar.mark) for bar in waits.chart.bars] == [("“1 a” to “2 b”", 2.5, 5.0)]
    assert [bar.value * DAY for bar in days.chart.bars] == [line.cells[0].number.value for line in days.lines[:-1]]
    assert {name: one.width for name, one in waits.pictures.items()} == {"wide": 760, "narrow": 340}
    assert waits.figure["data"][0]["x"] == [2.5]


@pytest.mark.parametrize("make", [waits_section, days_section])
def test_of_few_people_nothing_is_drawn(make):
    section = make(STATE, told(measures(7)))
    assert section.chart is None and section.pictures == section.figure == {}


@pytest.mark.parametrize("make", [lead_time_section, waits_section, days_section])
def test_every_number_of_a_file_comes_in_its_envelope_with_a_definition_of_the_catalogue(make):
    section = make(STATE, told(measures(60)))
    rows = [dict(zip(NAMES, row, strict=True)) for row in section.as_rows()]
    assert rows and section.definition == METRICS[section.metric].definition
    for row in rows:
        assert row["definition"] == section.metric and row["unit"] == METRICS[section.metric].unit
        assert (row["source"], row["calendar"], row["period"], row["suppressed"]) == ("measured", "elapsed", "/2026-03-01", False)
        assert row["n"] is not None and row["measure"] == section.title
