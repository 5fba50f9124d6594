"""Week by week in sentences and tables: several weeks together for others, unripe ones marked, hidden counts not drawn."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from carejourneys.pages.measures.section import NAMES
from carejourneys.pages.measures.weeks import people_section, weeks_section
from tests.analytics.domain import test_measured_weeks as given
from tests.analytics.domain.test_map_measures import DAY, kept, told

from .test_sections import STATE, cells

WHOLE = "Over the whole time half of the people get to an end of the journey within 2.5 d."
LATEST = "Of those who set out %s, the latest who could be followed for long enough, half did within 2 d."


def measured(*merged, exact: bool = False, p80: float = 10 * DAY, people: int = 40, **more):
    weekly = given.kept(*(merged or given.MERGED), **more)["weekly"]
    measures = {**kept(people), "weekly": weekly, "as_of": "2026-02-01T09:00:00+00:00"}
    measures["lead_time"]["p80"] = {"seconds": p80, "beyond": None}
    return told(measures, exact=exact)


def test_the_lead_time_stands_by_week_of_finishing_and_of_setting_out_with_unripe_weeks_marked():
    section = weeks_section(STATE, measured())
    assert cells(section) == [
        ("the week of 5 January 2026", "3 d", "5 d", "2 d"),
        ("12 January 2026 to 25 January 2026", "3 d", "5 d", "2 d, not ripe"),
    ]
    assert section.sentence == f"{WHOLE} {LATEST % 'in the week of 5 January 2026'}", "not of a week that is not ripe"
    finished, begun = section.chart.tracks
    assert (finished.values, begun.values, begun.open) == ([3.0, 3.0], [2.0, 2.0], [False, True])
    assert "told together" in section.note and "told together" not in weeks_section(STATE, measured(exact=True)).note


def test_where_nobody_finished_it_says_nobody_and_the_line_breaks():
    section = weeks_section(STATE, measured(given.week("2026-01-05", finished=0), given.week("2026-01-12")))
    assert cells(section)[0][1:3] == ("nobody", "nobody") and section.chart.tracks[0].values == [None, 3.0]
    assert section.sentence == f"{WHOLE} {LATEST % 'in the week of 12 January 2026'}"


def test_the_sentence_says_nothing_of_weeks_in_which_few_set_out_or_that_are_not_ripe_and_never_holds_one_week_against_another():
    few = replace(given.week("2026-01-12"), begun=9)
    assert weeks_section(STATE, measured(given.week("2026-01-05"), few)).sentence == f"{WHOLE} {LATEST % 'in the week of 5 January 2026'}"
    assert weeks_section(STATE, measured(given.week("2026-01-26"))).sentence == WHOLE
    assert weeks_section(STATE, measured(counted=False)).sentence == WHOLE, "how many set out is not told"
    two = weeks_section(STATE, measured(given.week("2026-01-05", 2)))
    assert two.sentence == f"{WHOLE} {LATEST % 'from 5 January 2026 to 18 January 2026'}"


def test_where_counts_are_hidden_the_sentence_says_so_and_where_too_few_could_be_followed_it_says_that():
    def said(*weeks, **more) -> str:
        found = measured(*weeks, **more)
        return weeks_section(STATE, replace(found, lead_time=None)).sentence

    hidden = "How many people set out in these weeks is hidden, because it could tell of a few people: the table says how long it took."
    too_few = "Too few people could be followed for long enough to say how long it takes them."
    assert said(counted=False) == hidden
    assert said(replace(given.week("2026-01-05"), begun=9)) == too_few
    assert said(given.week("2026-01-26"), counted=False) == too_few


def test_the_weeks_of_a_chart_stand_as_far_apart_as_they_are():
    for make in (weeks_section, people_section):
        first, *_between, last = make(
            STATE, measured(given.week("2026-01-05"), given.week("2026-01-12", 3), given.week("2026-02-02"))
        ).chart.at
        assert last - first == 28


def test_a_week_that_half_have_not_come_through_yet_takes_more_than_the_longest_seen():
    section = weeks_section(STATE, measured(given.week("2026-01-05", reached=None), exact=False))
    assert cells(section)[0][3] == "> 14 d" and section.chart.tracks[1].values == [None]
    row = [dict(zip(NAMES, row, strict=True)) for row in section.as_rows()][2]
    assert (row["value"], row["more_than"], row["period"]) == (None, 14 * DAY, "2026-01-05/2026-01-11")


def test_who_sets_out_and_who_finishes_is_counted_and_drawn_for_one_week():
    section = people_section(STATE, measured())
    assert cells(section) == [
        ("the week of 5 January 2026", "20", "30", "40"),
        ("12 January 2026 to 25 January 2026", "20", "30", "40"),
    ]
    assert [(track.name, track.values) for track in section.chart.tracks] == [("finished", [30.0, 15.0]), ("set out", [20.0, 10.0])]
    exact = people_section(STATE, measured(exact=True))
    assert cells(exact)[0][1:3] == ("25", "30")
    ends = "From 5 January 2026 to 25 January 2026"
    assert exact.sentence == f"{ends} 75 people set out and 90 finished; on the way at the end: 40."


def test_one_person_who_sets_out_is_one_person():
    exact = measured(given.week("2026-01-05"), exact=True)
    one = replace(exact.weeks[0], begun=replace(exact.weeks[0].begun, value=1), on_the_way=replace(exact.weeks[0].on_the_way, value=1))
    section = people_section(STATE, replace(exact, weeks=(one,)))
    ends = "From 5 January 2026 to 11 January 2026"
    assert section.sentence == f"{ends} 1 person set out and 30 finished; on the way at the end: 1."


def test_rounded_weeks_are_not_added_up_but_the_whole_is_told_rounded_once():
    """Twenty weeks in which 15 finished: each is told as 10."""
    weeks = [given.week(f"{date(2026, 1, 5) + timedelta(weeks=n)}", finished=15) for n in range(20)]
    section = people_section(STATE, measured(*weeks, people=300))
    assert {line[2] for line in cells(section)} == {"10"} and len(section.lines) == 20
    assert section.sentence == "Over the whole time about 300 people finished; at the end about 40 were on the way."
    nobody = replace(measured(given.week("2026-01-05", finished=0)), lead_time=None)
    assert people_section(STATE, nobody).sentence.startswith("Over the whole time 0 people finished;")


def test_where_who_set_out_would_say_too_much_those_who_finished_stand_alone():
    section = people_section(STATE, measured(counted=False))
    assert cells(section)[0] == ("the week of 5 January 2026", "hidden", "30", "hidden")
    assert [track.name for track in section.chart.tracks] == ["finished"]
    assert section.sentence == "Over the whole time about 40 people finished."


@pytest.mark.parametrize("make", [weeks_section, people_section])
def test_without_weeks_there_is_nothing_to_say(make):
    assert make(STATE, told(kept(40))) is None
