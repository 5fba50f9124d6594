"""Hand-offs between organisations and what came again, in sentences and tables."""

import pytest

from carejourneys.pages.measures.frequencies import LISTED, again_section, hand_offs_section
from carejourneys.pages.measures.section import NAMES
from tests.analytics.domain.test_map_measures import kept, told

from .test_sections import STATE, cells


def measures(people: int = 160, **more) -> dict:
    pairs, again = [["GP", "Memory", 240, 120], ["Memory", "GP", 60, 50], ["Memory", "Acute", 4, 4]], [["Referral written", 120, 60]]
    return {**kept(people), "handed": pairs, "again": again, **more}


def test_whoever_may_open_the_data_reads_every_pair():
    section = hand_offs_section(STATE, told(measures(), exact=True))
    assert section.sentence.startswith("A person who has finished was handed on between organisations ")
    assert section.sentence.endswith(" times, most often from GP to Memory.")
    assert cells(section)[:2] == [("GP to Memory", "1.5", "120", "240"), ("Memory to GP", "0.38", "50", "60")]
    assert cells(section)[2:] == [("Memory to Acute", "0.025", "4", "4")]
    assert (section.chart.bars[0].name, section.chart.bars[0].value) == ("GP to Memory", 240)
    assert section.note == ""


def test_others_read_about_how_many_and_no_pair_of_few_people():
    section = hand_offs_section(STATE, told(measures()))
    assert cells(section) == [("GP to Memory", "1.5", "about 120", "about 240"), ("Memory to GP", "0.38", "about 50", "about 60")]
    assert section.note == "Others happened to very few people each, and are not named."
    assert {row[NAMES.index("method")] for row in section.as_rows()} == {"rounded"}


def test_data_without_organisations_say_what_is_missing():
    section = hand_offs_section(STATE, told(measures(handed=None)))
    assert section.sentence.startswith("These data do not say which organisation did what.")
    assert (section.lines, section.chart, list(section.as_rows())) == ((), None, [])


def test_what_comes_again_most_often_is_named_with_the_share_that_goes_round():
    section = again_section(STATE, told(measures()))
    assert section.sentence == "50% of those who have finished came to a step again; what comes again most often is “Referral written”."
    assert cells(section) == [("Referral written", "0.75", "about 60", "about 120")]


@pytest.mark.parametrize(
    ("again", "says"),
    [([], "Nobody who has finished did anything again."), ([["x", 4, 4]], "Too few people did anything again to say what.")],
)
def test_where_nothing_or_little_came_again_it_says_so(again, says):
    section = again_section(STATE, told(measures(again=again)))
    assert (section.sentence, section.lines, section.chart) == (says, [], None)


def test_of_very_many_the_most_frequent_are_listed():
    many = [[f"a{n}", 90, 60] for n in range(LISTED + 3)]
    section = again_section(STATE, told(measures(again=many)))
    assert len(section.lines) == LISTED and section.note == f"The {LISTED} most frequent."
