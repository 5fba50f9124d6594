"""What the data say of a figure, in the words of its page."""

import pytest

from carejourneys.pages.grid.measured_words import measured_story
from tests.analytics.domain.test_map_measures import kept, told


def test_beside_the_recorded_activity_share_stands_the_share_without_a_start():
    story = measured_story("flow_efficiency", told(kept(40)))
    assert story.rows == [("Recorded activity share", "1%", "40", ""), ("Recorded without a start", "25%", "40", "")]


@pytest.mark.parametrize("name", ["lead_time", "going_round", "flow_efficiency", "hand_offs", "reach"])
def test_what_rests_on_few_people_is_said_to_be_too_few(name):
    rows = measured_story(name, told(kept(7))).rows
    assert rows and all((value, n) == ("too few to show", "hidden") for _what, value, n, _open in rows)


def test_nothing_is_said_where_nothing_was_measured():
    assert measured_story("lead_time", None) is None
    assert measured_story("right_first_time", told(kept(40))) is None
