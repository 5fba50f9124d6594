"""Week by week in sentences and tables: several weeks together for others, unripe ones marked, hidden counts not drawn."""

import pytest

from carejourneys.pages.measures.section import NAMES
from carejourneys.pages.measures.weeks import people_section, weeks_section
from tests.analytics.domain import test_measured_weeks as given
from tests.analytics.domain.test_map_measures import DAY, kept, told

from .test_sections import STATE, cells


def measured(*merged, exact: bool = False, p80: float = 10 * DAY, **more):
    weekly = given.kept(*(merged or given.MERGED), **more)["weekly"]
    measures = {**kept(40), "weekly": weekly, "as_of": "2026-02-01T09:00:00+00:00"}
    measures["lead_time"]["p80"] = {"seconds": p80, "beyond": None}
    return told(measures, exact=exact)


def test_the_lead_time_stands_by_week_of_finishing_and_of_setting_out_with_unripe_weeks_marked():
    section = weeks_section(STATE, measured())
    assert cells(section) == [
        ("the week of 5 January 2026", "3 d", "5 d", "2 d"),
        ("12 January 2026 to 25 January 2026", "3 d", "5 d", "2 d, not ripe"),
    ]
    assert section.sentence == (
        "Half of those who finished in the week of 5 January 2026 took up to 3 d; in 12 January 2026 to 25 January 2026 it was 3 d."
    )
    finished, begun = section.chart.tracks
    assert (finished.values, begun.values, begun.open) == ([3.0, 3.0], [2.0, 2.0], [False, True])
    assert "told together" in section.note and "told together" not in weeks_section(STATE, measured(exact=True)).note


def test_where_nobody_finished_it_says_nobody_and_the_line_breaks():
    section = weeks_section(STATE, measured(given.week("2026-01-05", finished=0), given.week("2026-01-12")))
    assert cells(section)[0][1:3] == ("nobody", "nobody") and section.chart.tracks[0].values == [None, 3.0]
    assert section.sentence == "Half of those who finished in the week of 12 January 2026 took up to 3 d."


def test_a_week_that_half_have_not_come_through_yet_takes_more_than_the_longest_seen():
    section = weeks_section(STATE, measured(given.week("2026-01-05", reached=None), exact=False))
    assert cells(section)[0][3] == "> 14 d" and section.chart.tracks[1].values == [None]
    row = [dict(zip(NAMES, row, strict=True)) for row in section.as_rows()][2]
    assert (row["value"], row["more_than"], row["period"]) == (None, 14 * DAY, "2026-01-05/2026-01-11")


def test_who_sets_out_and_who_finishes_is_counted_and_drawn_for_one_week():
    section = people_section(STATE, measured())
    assert cells(section) == [
        ("the week of 5 January 2026", "25", "30", "40"),
        ("12 January 2026 to 25 January 2026", "25", "30", "40"),
    ]
    assert [(track.name, track.values) for track in section.chart.tracks] == [("finished", [30.0, 15.0]), ("set out", [25.0, 12.5])]
    assert section.sentence == ("From 5 January 2026 to 25 January 2026 50 people set out and 60 finished; at the end 40 were on the way.")


def test_where_who_set_out_would_say_too_much_those_who_finished_stand_alone():
    section = people_section(STATE, measured(counted=False))
    assert cells(section)[0] == ("the week of 5 January 2026", "hidden", "30", "hidden")
    assert [track.name for track in section.chart.tracks] == ["finished"]
    assert section.sentence == "From 5 January 2026 to 25 January 2026 60 people finished."


@pytest.mark.parametrize("make", [weeks_section, people_section])
def test_without_weeks_there_is_nothing_to_say(make):
    assert make(STATE, told(kept(40))) is None
